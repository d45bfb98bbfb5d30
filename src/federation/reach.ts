import { isIP } from 'node:net'
import { ipList, isOn } from '../lib/ip.ts'

/** What IPv6 hands out to anybody (RFC 4291 §2.4); all else stands for a machine or a house, or for nothing. */
const handedOut = ipList(['2000::/3'])

/**
 * What stands in between and is for something else, by the registries of special addresses (RFC 6890). Of IPv6 also what
 * has an IPv4 address inside: Teredo (in 2001::/23) and 6to4 (2002::/16) would lead wherever that one leads.
 */
const special = ipList([
  ...['0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12'],
  ...['192.0.0.0/24', '192.0.2.0/24', '192.88.99.0/24', '192.168.0.0/16', '198.18.0.0/15'],
  ...['198.51.100.0/24', '203.0.113.0/24', '224.0.0.0/4', '240.0.0.0/4'],
  ...['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20'],
])

/** Whether an IP address can be that of a server on the open network. What is no address as it is usually written is none. */
export function isPublicAddress(address: string): boolean {
  const family = isIP(address)
  if (family === 4) return !isOn(special, address)
  // With a zone it is an address on one link of this machine, whatever else it looks like.
  if (address.includes('%')) return false
  return family === 6 && isOn(handedOut, address) && !isOn(special, address)
}

/** Whether an IP address is this very machine. */
export const isLoopbackAddress = (address: string): boolean => /^127\./.test(address) || address === '::1'
