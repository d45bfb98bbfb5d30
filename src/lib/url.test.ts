import { expect, it } from 'vitest'
import { HttpUrl, originOf } from './url.ts'

it.each([
  ...[
    'javascript:alert(1)',
    'data:text/html,x',
    'file:///etc/passwd',
    'ftp://hub.example/',
    'mailto:a@hub.example',
  ],
  ...['//hub.example/', '/issues/1', 'hub.example', 'https://', 'https://ann:secret@hub.example/', ''],
  ...[
    'https://hub.example/\u202etxt',

    '\u0000https://hub.example/',
  ],
  `https://hub.example/${'é'.repeat(1100)}`,
])('%j is no address to show or to ask', (address) => {
  expect(originOf(address)).toBeNull()
  expect(HttpUrl.safeParse(address).success).toBe(false)
})

it('a space or a line break at its end is none of an address: one that is typed loses it, one that is sent is refused', () => {
  for (const address of ['https://hub.example/ ', 'https://hub.example/\n']) {
    expect(originOf(address)).toBeNull()
    expect(HttpUrl.parse(address)).toBe('https://hub.example/')
  }
})

it('an address of the web is one, with any path in any letters', () => {
  for (const address of [
    'https://hub.example/',
    'http://hub.example:8080/é?x=1#y',
    'https://xn--bcher-kva.example/',
  ])
    expect([originOf(address), HttpUrl.safeParse(address).success]).toEqual([new URL(address).origin, true])
})
