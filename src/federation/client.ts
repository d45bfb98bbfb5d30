import { lookup } from 'node:dns'
import { isIP } from 'node:net'
import { isValidPublicIPv4Address, isValidPublicIPv6Address } from '@fedify/vocab-runtime'
import { Agent, buildConnector } from 'undici'
import type { Config } from '../config.ts'
import { software } from '../lib/software.ts'
import { SECOND } from '../lib/time.ts'
import { isLoopbackHost, originOf } from '../lib/url.ts'
import type { Answer, Client } from '../world.ts'
import { exchange } from './exchange.ts'

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
  const agent = new Agent({
    connect: guardedConnector(config),
    connections: 64,
    pipelining: 1,
    keepAliveTimeout: 10 * SECOND,
    headersTimeout: 10 * SECOND,
    bodyTimeout: 10 * SECOND,
  })
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
    const reply = await exchange(agent, request, { bytes: largestAnswer, ms: until - performance.now() })
    return { ...reply, url: address, type: reply.headers['content-type'] ?? '' }
  }

  return {
    async get(address, headers, sign) {
      let here = address
      // The whole way is one request: redirects do not make it longer.
      const until = performance.now() + longest
      for (let hop = 0; hop <= mostRedirects; hop++) {
        const answer = await once('GET', here, { ...headers, ...(sign ? await sign(here) : {}) }, null, until)
        const next = answer.headers.location
        if (answer.status < 300 || answer.status > 399 || next === undefined) return answer
        if (!URL.canParse(next, here)) throw new Error('it redirects to nowhere')
        here = new URL(next, here).href
      }
      throw new Error(`it redirects more than ${mostRedirects} times`)
    },
    post: (address, body, headers) => once('POST', address, headers, body, performance.now() + longest),
    close: () => agent.destroy(),
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

/** Checks the address that is really connected to, so that a name that changes its address in between gains nothing. */
function guardedConnector(config: Config): buildConnector.connector {
  const base = buildConnector({
    timeout: 5 * SECOND,
    lookup: (hostname, options, callback) =>
      lookup(hostname, { ...options, all: true }, (error, addresses) => {
        if (error) return callback(error, '', 4)
        const refused = addresses.find(({ address }) => !mayConnect(config, address))
        if (refused || addresses.length === 0)
          return callback(new Error('it leads to an address that is not public'), '', 4)
        if (options.all) return callback(null, addresses as never)
        callback(null, addresses[0]!.address, addresses[0]!.family)
      }),
  })
  // `lookup` is not called for a literal address, so that is checked here.
  return (options, callback) => {
    const host = options.hostname.replace(/^\[|\]$/g, '')
    if (isIP(host) && !mayConnect(config, host))
      return callback(new Error('it leads to an address that is not public'), null)
    base(options, callback)
  }
}

/** Whether an IP address may be connected to: public ones, and this machine's own where that is allowed. */
export function mayConnect(config: Pick<Config, 'privatePeers' | 'trial'>, address: string): boolean {
  const loopback = /^127\./.test(address) || address === '::1'
  if (loopback) return config.privatePeers
  if (config.trial) return false
  if (isIP(address) === 4) return isValidPublicIPv4Address(address)
  // Beside what is known to be private, all that is not handed out to anybody (RFC 4291: 2000::/3 is).
  return /^[23][0-9a-f]{3}:/i.test(address) && isValidPublicIPv6Address(address)
}
