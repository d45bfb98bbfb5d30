import { isIP } from 'node:net'
import type { Context } from 'hono'
import type { Config } from '../config.ts'
import { ipList, isOn } from '../lib/ip.ts'
import type { World } from '../world.ts'
import { isLoopbackAddress } from './reach.ts'

/** The address a request came from, where that is known: see senderAddress. */
export function senderOf({ config }: World, c: Context): string | null {
  const { incoming } = (c.env ?? {}) as { incoming?: { socket?: { remoteAddress?: string } } }
  return senderAddress(config, incoming?.socket?.remoteAddress, c.req.header('x-forwarded-for'))
}

/**
 * Who is at the other end: the address that connected, or, where that is a proxy the operator named, the last one it was
 * passed on from. Of IPv6 the network of 64 bits, since a house has as many addresses as it likes. Null where nobody can be
 * told from anybody else: behind a proxy on this machine that nobody named.
 */
export function senderAddress(
  { proxies }: Pick<Config, 'proxies'>,
  connected: string | undefined,
  forwarded: string | undefined,
): string | null {
  const ours = listOf(proxies)
  // What stands in front of what our own proxies wrote may have been invented by anybody.
  const way = [...(forwarded ?? '').split(',').map((part) => part.trim()), connected ?? ''].map(plainAddress)
  const told = way.at(-1)
  if (!told) return null
  if (!isOn(ours, told)) return isLoopbackAddress(told) ? null : networkOf(told)
  const sender = way.findLast((address) => address === null || !isOn(ours, address)) ?? null
  return sender === null ? null : networkOf(sender)
}

const lists = new WeakMap<readonly string[], ReturnType<typeof ipList>>()
function listOf(proxies: readonly string[]): ReturnType<typeof ipList> {
  const list = lists.get(proxies) ?? ipList(proxies)
  lists.set(proxies, list)
  return list
}

/** An address without what some proxies write around it, a port or brackets, and IPv4 as such; null where it is none. */
function plainAddress(text: string): string | null {
  const bare = /^\[(.+)\](?::\d+)?$/.exec(text)?.[1] ?? /^(\d+\.\d+\.\d+\.\d+):\d+$/.exec(text)?.[1] ?? text
  const address = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(bare)?.[1] ?? bare
  return isIP(address) === 0 || address.includes('%') ? null : address
}

function networkOf(address: string): string {
  if (isIP(address) === 4) return address
  // A URL writes each address in one way only, with `::` for the longest row of zeros.
  const [head = '', tail = ''] = new URL(`http://[${address}]`).hostname.slice(1, -1).split('::')
  const [before, after] = [head, tail].map((part) => part.split(':').filter((group) => group !== ''))
  const zeros = Array(Math.max(0, 8 - before!.length - after!.length)).fill('0')
  return `${[...before!, ...zeros, ...after!].slice(0, 4).join(':')}::/64`
}
