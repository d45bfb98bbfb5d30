import { lookup } from 'node:dns/promises'
import { isIP } from 'node:net'
import { connect, type PeerCertificate } from 'node:tls'
import type { Config } from '../config.ts'
import { SECOND } from '../lib/time.ts'
import { sameOrigin } from '../lib/url.ts'
import type { Answer, World } from '../world.ts'
import { openClient } from './client.ts'
import { mayGo, plainly } from './fetch.ts'
import { isPublicAddress } from './reach.ts'
import { followedOrigins } from './store/peers.ts'

/** What came of asking: an answer, and our own clock in the middle of it (ms); or why there is none. */
export type Asked =
  | { readonly answer: Answer; readonly at: number }
  | { readonly failed: string; readonly code: string }

/**
 * Asks this very server at its public address, as anybody would. It is no federation: it is asked of ourselves alone, and
 * also while federation is switched off.
 */
export const askOwnAddress = (
  world: World,
  path: string,
  headers: Record<string, string> = {},
): Promise<Asked> => ask(world, world.config.origin + path, headers)

async function ask(world: World, address: string, headers: Record<string, string>): Promise<Asked> {
  const stays = async (next: string) =>
    (await mayGo(world)(next)) ?? (sameOrigin(next, address) ? null : `it sends us on to ${next}`)
  const begun = world.clock()
  try {
    const answer = await world.client.get(address, headers, undefined, stays)
    return { answer, at: (begun + world.clock()) / 2 }
  } catch (error) {
    return { failed: plainly(error), code: (error as { code?: string } | null)?.code ?? '' }
  }
}

/** Asks the server that should listen on this machine, past every proxy; null where it listens at an address of the network. */
export async function askHere(
  world: World,
  path: string,
  headers: Record<string, string> = {},
): Promise<Asked | null> {
  const { host, port } = world.config
  const here = hereOf(host)
  if (here === null) return null
  const config: Config = { ...world.config, trial: true, privatePeers: true }
  const client = openClient(config)
  try {
    return await ask({ ...world, client }, `http://${here}:${port}${path}`, headers)
  } finally {
    await client.close()
  }
}

/** How this machine reaches what listens at a host by itself, or null where it does so by the network. */
function hereOf(host: string): string | null {
  if (host === '::' || host === '::1') return '[::1]'
  if (host === 'localhost') return host
  return host === '0.0.0.0' || host.startsWith('127.') ? '127.0.0.1' : null
}

/** The addresses behind the name of an origin as this machine sees them, and those of them that are not public; none where nobody knows the name. */
export async function addressesOf(origin: string): Promise<{ all: string[]; notPublic: string[] }> {
  const host = hostOf(origin)
  const found = isIP(host) ? [{ address: host }] : await lookup(host, { all: true }).catch(() => [])
  const all = found.map(({ address }) => address)
  return { all, notPublic: all.filter((address) => !isPublicAddress(address)) }
}

const hostOf = (origin: string): string => new URL(origin).hostname.replace(/^\[|\]$/g, '')

/** A server's certificate: from and to when it holds (ms), and what is wrong with it by its code, or null. */
export type Certificate = { readonly from: number; readonly to: number; readonly wrong: string | null }

/** The certificate that is shown at the public address, whether it holds or not; null where none is. */
export function certificateOf(origin: string): Promise<Certificate | null> {
  const { port } = new URL(origin)
  const host = hostOf(origin)
  return new Promise((done) => {
    const socket = connect({
      host,
      port: port === '' ? 443 : Number(port),
      ...(isIP(host) ? {} : { servername: host }),
      // Also one that does not hold is to be seen; what is said to it is only that we were here.
      rejectUnauthorized: false,
      timeout: 5 * SECOND,
    })
    const end = (certificate: Certificate | null) => {
      socket.destroy()
      done(certificate)
    }
    socket.once('secureConnect', () => {
      const { valid_from, valid_to } = socket.getPeerCertificate() as Partial<PeerCertificate>
      const wrong = socket.authorized ? null : String(socket.authorizationError ?? 'unknown')
      end(valid_to ? { from: Date.parse(valid_from!), to: Date.parse(valid_to), wrong } : null)
    })
    socket.once('error', () => end(null))
    socket.once('timeout', () => end(null))
  })
}

/**
 * How far our clock is ahead of others’ (ms, below zero where it is behind), by what three servers say that our hubs follow;
 * null where none of them does. Nobody is asked while federation is switched off.
 */
export async function aheadOfOthers(world: World): Promise<number | null> {
  if (!world.config.federation) return null
  const found: number[] = []
  for (const origin of await followedOrigins(world.db, 3)) {
    const address = `${origin}/.well-known/nodeinfo`
    if ((await mayGo(world)(address)) !== null) continue
    const asked = await ask(world, address, {})
    const ahead = 'answer' in asked ? aheadOf(asked) : null
    if (ahead !== null) found.push(ahead)
  }
  return found.sort((a, b) => a - b)[Math.floor(found.length / 2)] ?? null
}

/** How far our clock is ahead of the one that an answer was dated by (ms), or null where it has no date. */
export function aheadOf({ answer, at }: { answer: Answer; at: number }): number | null {
  const said = Date.parse(answer.headers.date ?? '')
  // A date has whole seconds: half of one lies in the middle.
  return Number.isNaN(said) ? null : at - said - SECOND / 2
}
