// A neighbour on the network, or several, as small as can be: serves the documents it is handed, and takes every letter and counts it.
import { createServer, type RequestListener } from 'node:http'
import { answering, now } from './child.ts'

const documents = new Map<string, Buffer>()
/** How many letters came to each inbox since it was asked to count anew, and the last bodies of any. */
let letters = new Map<string, number>()
let bodies: string[] = []
let total = 0
let waiting: { total: number; done: (at: number) => void } | null = null

const serve: RequestListener = (request, response) => {
  if (request.method === 'POST') return take(request.url!)
  const document = documents.get(request.url!)
  const headers = { 'content-type': 'application/activity+json', 'content-length': document?.length ?? 0 }
  response.writeHead(document ? 200 : 404, headers).end(document)

  function take(path: string) {
    const parts: Buffer[] = []
    request.on('data', (part: Buffer) => parts.push(part))
    request.on('end', () => {
      letters.set(path, (letters.get(path) ?? 0) + 1)
      bodies = [...bodies.slice(-99), Buffer.concat(parts).toString('utf8')]
      total++
      response.writeHead(202, { 'content-length': 0 }).end()
      if (waiting && total >= waiting.total) {
        waiting.done(now())
        waiting = null
      }
    })
  }
}
for (const port of (process.env.PORTS ?? '').split(',')) createServer(serve).listen(Number(port), '127.0.0.1')

answering({
  /** Takes documents to serve, by their addresses. */
  serve: (found: Record<string, unknown>) => {
    for (const [address, document] of Object.entries(found)) {
      const { pathname, search } = new URL(address)
      documents.set(pathname + search, Buffer.from(JSON.stringify(document)))
    }
  },
  /** Forgets the letters that came, to count anew. */
  forget: () => {
    letters = new Map()
    bodies = []
    total = 0
  },
  /** Answers when so many letters have come, with the moment of the last (ms since 1970) and how many inboxes had one. */
  letters: async ({ count }: { count: number }) => {
    const at =
      total >= count
        ? now()
        : await new Promise<number>((done) => {
            waiting = { total: count, done }
          })
    return { at, inboxes: letters.size }
  },
  bodies: () => bodies,
})
