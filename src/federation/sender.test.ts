import { expect, it } from 'vitest'
import { senderAddress } from './sender.ts'

const proxies = ['127.0.0.1', '::1', '10.0.0.0/8', 'fd00::/8']
const anybody = '198.51.100.7'

it.each<
  [
    says: string,
    ours: string[],
    connected: string | undefined,
    forwarded: string | undefined,
    is: string | null,
  ]
>([
  ['who connected', [], anybody, undefined, anybody],
  ['who connected, and not whom it claims to speak for', [], anybody, '203.0.113.1', anybody],
  ['nobody, behind a proxy on this machine that nobody named', [], '127.0.0.1', anybody, null],
  ['nobody, behind one that is reached by IPv6', [], '::1', anybody, null],
  ['nobody, where there is no connection', proxies, undefined, anybody, null],
  ['whom our proxy names', proxies, '127.0.0.1', anybody, anybody],
  ['whom the outermost of our proxies names', proxies, '::ffff:127.0.0.1', `${anybody}, 10.1.2.3`, anybody],
  ['not whom the sender wrote before it', proxies, '127.0.0.1', `203.0.113.1, ${anybody}`, anybody],
  ['nobody, where our proxy names nobody', proxies, '127.0.0.1', undefined, null],
  ['nobody, where it names what is no address', proxies, '127.0.0.1', `${anybody}, unknown`, null],
  ['nobody, where only our own machines are named', proxies, '127.0.0.1', '10.1.2.3, 10.1.2.4', null],
  ['an address with a port', proxies, '127.0.0.1', `${anybody}:4711`, anybody],
  ['a network of IPv6', proxies, 'fd00::7', '2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['the same network', proxies, 'fd00::7', '[2001:db8:1:2::]:443', '2001:db8:1:2::/64'],
  ['a network that begins with zeros', proxies, 'fd00::7', '2600::9', '2600:0:0:0::/64'],
  ['IPv4 written as IPv6', proxies, '::1', `::ffff:${anybody}`, anybody],
])('a request comes from %s', (_, ours, connected, forwarded, is) => {
  expect(senderAddress({ proxies: ours }, connected, forwarded)).toBe(is)
})
