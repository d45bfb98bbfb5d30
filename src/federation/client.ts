import { lookup } from 'node:dns'
import { isIP } from 'node:net'
import type { Agent, buildConnector } from 'undici'
import type { Config } from '../config.ts'
import { software } from '../lib/software.ts'
import { SECOND } from '../lib/time.ts'
import { isLoopbackHost, originOf } from '../lib/url.ts'
import type { Answer, Client } from '../world.ts'
import { BadAnswer, exchange } from './exchange.ts'

/** Bytes of an answer that we read at most. */
export const largestAnswer = 1 << 20
const mostRedirects = 5
/** How long a request may take in all, to the last byte of its answer: else whoever sends one byte now and then would hold a worker for ever. */
const longestRequest = 20 * SECOND

/**
 * The way out to other servers. Where the connection is really made, only public addresses pass, or in a trial only this
 * machine's own; redirects are checked again; time and size are bounded.
 */
export function openClient(config: Config, longest = longestRequest): Client {
  let opened: Promise<Agent> | null = null
  const agent = (): Promise<Agent> => {
    opened ??= openAgent(config).catch((error) => {
      opened = null
      throw error
    })
    return opened
  }
  const deadline = async () => {
    await agent()
    return performance.now() + longest
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
    async get(address, headers, sign) {
      let here = address
      // The whole way is one request: redirects do not make it longer.
      const until = await deadline()
      for (let hop = 0; hop <= mostRedirects; hop++) {
        const answer = await once('GET', here, { ...headers, ...(sign ? await sign(here) : {}) }, null, until)
        const next = answer.headers.location
        if (answer.status < 300 || answer.status > 399 || next === undefined) return answer
        if (!URL.canParse(next, here)) throw new BadAnswer('it redirects to nowhere')
        here = new URL(next, here).href
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
async function openAgent(config: Config): Promise<Agent> {
  const [{ Agent, buildConnector }, { isValidPublicIPv4Address, isValidPublicIPv6Address }] =
    await Promise.all([import('undici'), import('@fedify/vocab-runtime')])
  const isPublic = (address: string) =>
    isIP(address) === 4
      ? isValidPublicIPv4Address(address)
      : // Beside what is known to be private, all that is not handed out to anybody (RFC 4291: 2000::/3 is).
        /^[23][0-9a-f]{3}:/i.test(address) && isValidPublicIPv6Address(address)
  return new Agent({
    connect: guardedConnector(buildConnector, (address) =>
      isLoopback(address) ? config.privatePeers : !config.trial && isPublic(address),
    ),
    connections: 64,
    pipelining: 1,
    keepAliveTimeout: 10 * SECOND,
    headersTimeout: 10 * SECOND,
    bodyTimeout: 10 * SECOND,
  })
}

/** Whether an IP address is this very machine. */
const isLoopback = (address: string): boolean => /^127\./.test(address) || address === '::1'

/** Checks the address that is really connected to, so that a name that changes its address in between gains nothing. */
function guardedConnector(
  build: typeof buildConnector,
  mayConnect: (address: string) => boolean,
): buildConnector.connector {
  const base = build({
    timeout: 5 * SECOND,
    lookup: (hostname, options, callback) =>
      lookup(hostname, { ...options, all: true }, (error, addresses) => {
        if (error) return callback(error, '', 4)
        const refused = addresses.find(({ address }) => !mayConnect(address))
        if (refused || addresses.length === 0)
          return callback(new Error('it leads to an address that is not public'), '', 4)
        if (options.all) return callback(null, addresses as never)
        callback(null, addresses[0]!.address, addresses[0]!.family)
      }),
  })
  // `lookup` is not called for a literal address, so that is checked here.
  return (options, callback) => {
    const host = options.hostname.replace(/^\[|\]$/g, '')
    if (isIP(host) && !mayConnect(host))
      return callback(new Error('it leads to an address that is not public'), null)
    base(options, callback)
  }
}
