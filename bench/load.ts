import { Pool } from 'undici'

/** A request as it goes out; everything in it was made before the clock started. */
export type Sent = {
  readonly method?: 'GET' | 'POST'
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
}

/** How a load went: answers a second, and how long the median and the slowest hundredth waited (ms). */
export type Load = {
  readonly rate: number
  readonly count: number
  readonly seconds: number
  readonly p50: number
  readonly p99: number
}

/**
 * Sends requests over so many connections, the next on each as soon as the one before is answered; `next` gives them one
 * by one until it gives null.
 * @throws where one is not answered with the status that is expected: a refusal would make any server quick
 */
export async function drive(
  origin: string,
  connections: number,
  expected: number,
  next: () => Sent | null,
): Promise<Load> {
  const pool = new Pool(origin, { connections, pipelining: 1 })
  const waits: number[] = []
  const began = performance.now()
  const work = async () => {
    for (let sent = next(); sent !== null; sent = next()) {
      const from = performance.now()
      const status = await send(pool, sent)
      if (status !== expected) throw new Error(`${origin}${sent.path} answers ${status}, not ${expected}`)
      waits.push(performance.now() - from)
    }
  }
  await Promise.all(Array.from({ length: connections }, work))
  const seconds = (performance.now() - began) / 1000
  await pool.close()
  waits.sort((a, b) => a - b)
  const at = (share: number) => waits[Math.min(waits.length - 1, Math.floor(waits.length * share))] ?? 0
  return { rate: waits.length / seconds, count: waits.length, seconds, p50: at(0.5), p99: at(0.99) }
}

/** Reads one address over and over for so many seconds. */
export async function readFor(
  address: string,
  headers: Record<string, string>,
  connections: number,
  seconds: number,
): Promise<Load> {
  const { origin, pathname, search } = new URL(address)
  const sent: Sent = { path: pathname + search, headers }
  // Half a second first, so that what is measured is warm code and open connections.
  let end = performance.now() + Math.min(500, seconds * 500)
  const next = () => (performance.now() < end ? sent : null)
  await drive(origin, connections, 200, next)
  end = performance.now() + seconds * 1000
  return drive(origin, connections, 200, next)
}

/** The least that a request needs of the client: it shares the machine with the server it measures. */
const send = (pool: Pool, { method = 'GET', path, headers, body }: Sent): Promise<number> =>
  new Promise((done, failed) => {
    let status = 0
    pool.dispatch(
      { method, path, headers, body: body ?? null },
      {
        onRequestStart() {},
        onResponseStart(_, code) {
          status = code
        },
        onResponseData() {},
        onResponseEnd: () => done(status),
        onResponseError: (_, error) => failed(error),
      },
    )
  })
