import { createServer } from 'node:http'
import { type AddressInfo, connect, isIP, type TcpNetConnectOpts } from 'node:net'
import type { Network } from '../../src/federation/client.ts'
import { activityJson } from '../../src/federation/iri.ts'

/** What somebody on this internet answers: 200 and an ActivityPub document where nothing else is said. */
export type Said = { status?: number; headers?: Record<string, string>; body?: object | string }

/** An address that is anybody's, as far as anyone can see. */
export const aPublicAddress = '93.184.215.14'

/**
 * An internet inside this process, for a server that believes it is out in the open: names lead to the addresses that a
 * test says, and whichever address is connected to is noted. What answers there is one server of this machine.
 */
export async function openInternet() {
  const names = new Map<string, string[][]>()
  const served = new Map<string, Said | (() => Said)>()
  const [connected, looked, asked]: [string[], string[], string[]] = [[], [], []]
  const server = createServer((request, response) => {
    const address = `https://${request.headers.host}${request.url}`
    asked.push(`${request.method} ${address}`)
    const said = served.get(address) ?? { status: request.method === 'POST' ? 202 : 404 }
    const { status = 200, headers = {}, body = {} } = typeof said === 'function' ? said() : said
    response.writeHead(status, { 'content-type': activityJson, ...headers })
    response.end(typeof body === 'string' ? body : JSON.stringify(body))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo

  const lookup = ((name: string, _: object, done: (error: Error | null, found: unknown) => void) => {
    looked.push(name)
    const turns = names.get(name)
    // The last answer stays; those before it are given once each.
    const found = turns === undefined ? undefined : turns.length > 1 ? turns.shift() : turns[0]
    if (found)
      done(
        null,
        found.map((address) => ({ address, family: isIP(address) })),
      )
    else done(Object.assign(new Error('no such name'), { code: 'ENOTFOUND' }), [])
  }) as unknown as Network['lookup']
  const build: Network['build'] = (how = {}) => {
    const find = (how as TcpNetConnectOpts).lookup
    const reach: Reach = (address, done) => {
      connected.push(address)
      const socket = connect(port, '127.0.0.1', () => done(null, socket))
      socket.once('error', (error) => done(error, null))
    }
    return ({ hostname }, done) => {
      const bare = hostname.replace(/^\[|\]$/g, '')
      if (isIP(bare)) return reach(bare, done)
      find!(bare, { all: true }, (error, found) =>
        error ? done(error, null) : reach((found as { address: string }[])[0]!.address, done),
      )
    }
  }
  return {
    network: { lookup, build },
    /** Every address that was connected to, every name that was looked up, and every request that came. */
    connected,
    looked,
    asked,
    /** A name leads to these addresses from now on; or first to these, then to those. */
    name: (name: string, ...turns: string[][]) => void names.set(name, turns),
    serve: (address: string, said: Said | (() => Said)) => void served.set(address, said),
    /** What is served at an address now. */
    body: (address: string) => {
      const said = served.get(address)
      return typeof said === 'function' ? said().body : said?.body
    },
    end: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}

type Reach = (address: string, done: Parameters<ReturnType<Network['build']>>[1]) => void

export type Internet = Awaited<ReturnType<typeof openInternet>>
