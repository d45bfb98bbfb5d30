import { lookup } from 'node:dns'
import { isIP } from 'node:net'
import type { Agent, buildConnector } from 'undici'
import type { Config } from '../config.ts'
import { software } from '../lib/software.ts'
import { SECOND } from '../lib/time.ts'
import { isLoopbackHost, originOf } from '../lib/url.ts'
import type { Answer, Client } from '../world.ts'
import { BadAnswer, exchange } from './exchange.ts'
import { isLoopbackAddress, isPublicAddress } from './reach.ts'

/** Bytes of an answer that we read at most. */
export const largestAnswer = 1 << 20
const mostRedirects = 5
/** How long a request may take in all, to the last byte of its answer: else whoever sends one byte now and then would hold a worker for ever. */
const longestRequest = 20 * SECOND

/** What a test puts in the place of the network: how long a request may take (ms), how names are looked up, who connects. */
export type Network = {
  readonly longest: number
  readonly lookup: typeof lookup
  readonly build: typeof buildConnector
}

/**
 * The way out to other servers. Where the connection is really made, only public addresses pass, or in a trial only this
 * machine's own; redirects are checked again; time and size are bounded.
 */
export function openClient(config: Config, network: Partial<Network> = {}): Client {
  let opened: Promise<Agent> | null = null
  const agent = (): Promise<Agent> => {
    opened ??= openAgent(config, network).catch((error) => {
      opened = null
      throw error
    })
    return opened
  }
  const deadline = async () => {
    await agent()
    return performance.now() + (network.longest ?? longestRequest)
  }
  const always = {
    'user-agent': `${software.name}/${software.version} (+${config.origin}/about)`,
    'accept-encoding': 'identity',
  }

  async function once(
    method: 'GET' | 'POST',
    address: string,
    headers: Record<string, string>,
    body: string | null,
    until: number,
  ): Promise<Answer> {
    checkAddress(config, address)
    const { origin, pathname, search } = new URL(address)
    const request = { origin, path: pathname + search, method, headers: { ...always, ...headers }, body }
    const reply = await exchange(await agent(), request, {
      bytes: largestAnswer,
      ms: Math.max(1, until - performance.now()),
    })
    return { ...reply, url: address, type: reply.headers['content-type'] ?? '' }
  }

  return {
    async get(address, headers, sign, mayGoOn) {
      let here = address
      // The whole way is one request: redirects do not make it longer.
      const until = await deadline()
      for (let hop = 0; hop <= mostRedirects; hop++) {
        const answer = await once('GET', here, { ...headers, ...(sign ? await sign(here) : {}) }, null, until)
        const next = answer.headers.location
        if (answer.status < 300 || answer.status > 399 || next === undefined) return answer
        if (!URL.canParse(next, here)) throw new BadAnswer('it redirects to nowhere')
        here = new URL(next, here).href
        const why = (await mayGoOn?.(here)) ?? null
        if (why !== null) throw new BadAnswer(why)
      }
      throw new BadAnswer(`it redirects more than ${mostRedirects} times`)
    },
    post: async (address, body, headers) => once('POST', address, headers, body, await deadline()),
    close: async () => (await opened)?.destroy(),
  }
}

/** What can be refused by the look of an address, before any name is looked up. */
function checkAddress(config: Config, address: string): void {
  if (originOf(address) === null) throw new Error('it is no http address')
  const { protocol, hostname, port } = new URL(address)
  if (isLoopbackHost(hostname)) {
    if (!config.privatePeers) throw new Error('it is an address of this machine')
    return
  }
  if (config.trial) throw new Error('a trial meets only hubs on this machine')
  if (protocol !== 'https:') throw new Error('it is not https')
  if (port !== '') throw new Error('it uses a port other than 443')
}

/** The agent that makes and keeps the connections. Made when the first is asked for, since many starts need none. */
async function openAgent(config: Config, network: Partial<Network>): Promise<Agent> {
  const { Agent, buildConnector } = await import('undici')
  const connect = guardedConnector({ lookup, build: buildConnector, ...network }, (address) =>
    isLoopbackAddress(address) ? config.privatePeers : !config.trial && isPublicAddress(address),
  )
  return new Agent({
    connect,
    connections: 64,
    pipelining: 1,
    keepAliveTimeout: 10 * SECOND,
    headersTimeout: 10 * SECOND,
    bodyTimeout: 10 * SECOND,
  })
}

/** Checks the address that is really connected to, so that a name that changes its address in between gains nothing. */
function guardedConnector(
  { lookup, build }: Pick<Network, 'lookup' | 'build'>,
  mayConnect: (address: string) => boolean,
): buildConnector.connector {
  const refused = () => new Error('it leads to an address that is not public')
  const base = build({
    timeout: 5 * SECOND,
    lookup: (hostname, options, callback) =>
      lookup(hostname, { ...options, all: true }, (error, addresses) => {
        if (error) return callback(error, '', 4)
        if (addresses.length === 0 || addresses.some(({ address }) => !mayConnect(address)))
          return callback(refused(), '', 4)
        if (options.all) return callback(null, addresses as never)
        callback(null, addresses[0]!.address, addresses[0]!.family)
      }),
  })
  // `lookup` is not called for a literal address, so that is checked here.
  return (options, callback) => {
    const host = options.hostname.replace(/^\[|\]$/g, '')
    if (isIP(host) && !mayConnect(host)) return callback(refused(), null)
    base(options, callback)
  }
}
