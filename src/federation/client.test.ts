import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { aPublicAddress, type Internet, openInternet } from '../../test/support/internet.ts'
import { readConfig } from '../config.ts'
import type { Client } from '../world.ts'
import { openClient } from './client.ts'
import { plainly } from './fetch.ts'

let internet: Internet
let client: Client
beforeEach(async () => {
  internet = await openInternet()
  internet.name('peer.example', [aPublicAddress])
  client = openClient(readConfig({ FOLKMOOT_ORIGIN: 'https://hub.example' }), internet.network)
})
afterEach(async () => {
  await client.close()
  await internet.end()
})

const whyNot = (asking: Promise<unknown>) => asking.then(() => 'it was reached', plainly)
/** Why an address is neither read nor written to, nor gone on to from another; the same each time. */
async function inVain(address: string): Promise<string> {
  const read = await whyNot(client.get(address, {}))
  expect(await whyNot(client.post(address, '{}', {}))).toBe(read)
  internet.serve('https://peer.example/moved', { status: 302, headers: { location: inAscii(address) } })
  const gone = await whyNot(client.get('https://peer.example/moved', {}))
  expect(gone).toBe(URL.canParse(address) ? read : 'it redirects to nowhere')
  expect(internet.connected.filter((one) => one !== aPublicAddress)).toEqual([])
  return read
}
/** An address as it can stand in a header. */
const inAscii = (text: string): string => text.replace(/[^ -~]/g, encodeURIComponent)
const notPublic = 'it leads to an address that is not public'
const itself = 'it is an address of this machine'

it('a public server reaches another by its name and by a redirect, and is told who asks', async () => {
  internet.serve('https://peer.example/', { body: 'hello' })
  internet.serve('https://peer.example/old', { status: 301, headers: { location: '/' } })
  expect(await client.get('https://peer.example/old', {})).toMatchObject({
    status: 200,
    body: 'hello',
    url: 'https://peer.example/',
  })
  expect(internet.connected).toContain(aPublicAddress)
})

it.each([
  ...['0.0.0.0', '10.1.2.3', '100.64.0.1', '169.254.169.254', '172.16.0.1', '192.168.1.1'],
  ...['198.18.0.1', '224.0.0.1', '240.0.0.1', '255.255.255.255', '192.0.2.1'],
  ...['[::]', '[::ffff:127.0.0.1]', '[::ffff:7f00:1]', '[::ffff:a00:1]', '[::127.0.0.1]'],
  ...['[64:ff9b::a00:1]', '[2002:7f00:1::]', '[100::1]', '[2001:0:7f00:1::]', '[2001:db8::1]'],
  ...['[fe80::1]', '[fec0::1]', '[fc00::1]', '[fd00:ec2::254]', '[ff02::1]'],
  // The same, as a browser would understand them.
  ...['0', '0x0a010203', '167838211', '012.1.2.3', '10.1.515', '10.1.2.3.', '１０.1.2.3', '10。1。2。3'],
])('a public server does not reach the address %s', async (host) => {
  expect(await inVain(`https://${host}/`)).toBe(notPublic)
})

it.each([
  ...['127.0.0.1', '127.1', '2130706433', '0x7f000001', '0177.0.0.1', '017700000001', '127.0.0.1.'],
  ...['[::1]', '[0:0:0:0:0:0:0:1]', 'localhost', 'LOCALHOST', 'hub.localhost', 'ⓛocalhost'],
])('a public server does not reach itself as %s', async (host) => {
  expect(await inVain(`https://${host}/`)).toBe(itself)
})

it.each([
  ['https://[fe80::1%25eth0]/', 'it is no http address'],
  ['https://[::1%25lo]/', 'it is no http address'],
  ['https://user:password@peer.example/', 'it is no http address'],
  ['ftp://peer.example/', 'it is no http address'],
  ['file:///etc/passwd', 'it is no http address'],
  ['http://peer.example/', 'it is not https'],
  ['https://peer.example:8443/', 'it uses a port other than 443'],
  ['https://peer.example:22/', 'it uses a port other than 443'],
  ['https://localhost./', 'there is no server of that name'],
])('a public server does not ask %s', async (address, why) => {
  expect(await inVain(address)).toBe(why)
})

it.each([
  ['a private address', [['10.0.0.7']]],
  ['this machine', [['127.0.0.1']]],
  ['this machine by IPv6', [['::1']]],
  ['a mapped address', [['::ffff:10.0.0.7']]],
  ['a cloud’s secrets', [['169.254.169.254']]],
  ['a public and a private address', [[aPublicAddress, '10.0.0.7']]],
  ['no address at all', [[]]],
])('a public server does not follow a name to %s', async (_, turns) => {
  internet.name('evil.example', ...(turns as string[][]))
  expect(await inVain('https://evil.example/')).toBe(notPublic)
})

it('a name that was public when it was first looked up and is private now gains nothing', async () => {
  internet.name('turncoat.example', [aPublicAddress], ['10.0.0.7'])
  internet.serve('https://turncoat.example/', () => ({ headers: { connection: 'close' }, body: 'once' }))
  expect(await client.get('https://turncoat.example/', {})).toMatchObject({ body: 'once' })
  expect(await inVain('https://turncoat.example/')).toBe(notPublic)
  expect(internet.looked.filter((name) => name === 'turncoat.example').length).toBeGreaterThan(1)
})

it('a connection goes to the very address that was looked at, since each name is looked up once for it', async () => {
  internet.name('turncoat.example', [aPublicAddress], ['10.0.0.7'])
  await client.get('https://turncoat.example/', {})
  expect(internet.looked).toEqual(['turncoat.example'])
  expect(internet.connected).toEqual([aPublicAddress])
})

it('a ring of redirects is left after five, and one to where nobody may go is not gone', async () => {
  internet.serve('https://peer.example/ring', { status: 307, headers: { location: '/ring' } })
  expect(await whyNot(client.get('https://peer.example/ring', {}))).toBe('it redirects more than 5 times')
  expect(internet.asked).toHaveLength(6)
  internet.serve('https://peer.example/away', {
    status: 302,
    headers: { location: 'https://blocked.example/' },
  })
  const mayGoOn = async (next: string) => (next.includes('blocked') ? 'it is blocked' : null)
  expect(await whyNot(client.get('https://peer.example/away', {}, undefined, mayGoOn))).toBe('it is blocked')
  expect(internet.looked).not.toContain('blocked.example')
})

it.each(['gzip', 'br', 'deflate', 'gzip, identity'])(
  'an answer packed as %s is not unpacked, however small it says it is',
  async (encoding) => {
    const bomb = gzipSync(Buffer.alloc(20 << 20)).toString('latin1')
    internet.serve('https://peer.example/', { headers: { 'content-encoding': encoding }, body: bomb })
    expect(await whyNot(client.get('https://peer.example/', {}))).toBe(
      'it answers compressed although it was asked not to',
    )
  },
)

it('an answer of more than a mebibyte is left unread, whether it is announced or not', async () => {
  const body = 'x'.repeat((1 << 20) + 1)
  for (const headers of [{ 'content-length': String(body.length) }, { 'transfer-encoding': 'chunked' }]) {
    internet.serve('https://peer.example/', { headers: headers as Record<string, string>, body })
    expect(await whyNot(client.get('https://peer.example/', {}))).toBe('its answer is over 1 MiB')
    expect(await whyNot(client.post('https://peer.example/', '{}', {}))).toBe('its answer is over 1 MiB')
  }
})
