import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { textOfHtml } from '../lib/markdown.ts'
import { leadsToTheWeb, type Piece, toHtml, toText } from './body.ts'

const about = { subject: 'Come', language: 'en' }

/** What is written on a page, whatever shape it has: its words one after the other. */
const words = (text: string): string[] => text.replace(/\s+/g, ' ').trim().split(' ')

describe('what stands in a mail', () => {
  const body: Piece[] = [
    { paragraph: 'Dear Ann,\nthis is your code:' },
    { code: '314 159' },
    { button: 'Sign in', href: 'https://hub.example/in?a=1&b=2' },
    { list: ['Damp in Linden Court', { text: 'Buses & trains', href: 'https://hub.example/issues/1' }] },
    { link: 'No more mails like this', href: 'https://hub.example/stop' },
  ]

  it('can be read as plain text', () => {
    expect(toText(body)).toBe(
      [
        'Dear Ann,',
        'this is your code:',
        '',
        '    314 159',
        '',
        'Sign in:',
        'https://hub.example/in?a=1&b=2',
        '',
        '- Damp in Linden Court',
        '- Buses & trains',
        '  https://hub.example/issues/1',
        '',
        'No more mails like this: https://hub.example/stop',
        '',
      ].join('\n'),
    )
  })

  it('has as HTML a button, a large code, a list and links, and nothing that is fetched or counted', () => {
    const html = toHtml(body, about)
    expect(html).toMatch(/<a href="https:\/\/hub\.example\/in\?a=1&amp;b=2" style="[^"]*">Sign in<\/a>/)
    expect(html).toMatch(/<p dir="ltr" style="font-size:32px[^"]*"><strong>314 159<\/strong>/)
    expect(html).toContain(
      '<li>Damp in Linden Court</li>\n<li><a href="https://hub.example/issues/1">Buses &amp; trains</a></li>',
    )
    expect(html).toContain('Dear Ann,<br>\nthis is your code:')
    expect(html).not.toMatch(/<(img|link|script|iframe|style)\b|url\(|src=|@import/)
  })

  it('says in both the same, whatever it says', () => {
    const text = fc.string({ unit: 'binary', minLength: 1, maxLength: 80 })
    const address = fc.webUrl({ withQueryParameters: true })
    const piece: fc.Arbitrary<Piece> = fc.oneof(
      fc.record({ paragraph: text }),
      fc.record({ code: text }),
      fc.record({ button: text, href: address }),
      fc.record({ link: text, href: address }),
      fc.record({
        list: fc.array(fc.oneof(text, fc.record({ text, href: address })), { minLength: 1, maxLength: 4 }),
      }),
    )
    fc.assert(
      fc.property(fc.array(piece, { minLength: 1, maxLength: 6 }), (body) => {
        const html = toHtml(body, about)
        const addresses = [...html.matchAll(/href="([^"]*)"/g)].map(([, href]) =>
          href!.replaceAll('&amp;', '&'),
        )
        // What the text part has besides: the addresses that the other hides behind words, and the marks of a list.
        const bare = words(toText(body)).filter((word) => !addresses.includes(word))
        const shown = words(textOfHtml(html.slice(html.indexOf('<body>'))))
        const plain = (all: string[]) => all.join('').replace(/[-:\s\uFFFD]/g, '')
        expect(plain(shown)).toBe(plain(bare))
      }),
      { numRuns: 500 },
    )
  })

  it('cannot break out of its frame', () => {
    const evil = '</p></div><script src="https://evil.example/x"></script><img src=x onerror=y>'
    const html = toHtml(
      [
        { paragraph: evil },
        { code: evil },
        { list: [evil] },
        { button: evil, href: 'https://a.example/"onclick="x' },
      ],
      {
        ...{ subject: '</title><script>', language: 'en' },
      },
    )
    expect(html).not.toMatch(/<script|<img|" ?onclick/)
  })

  it('leads only to the web', () => {
    expect(leadsToTheWeb(body)).toBe(true)
    for (const href of [
      'javascript:alert(1)',
      'mailto:a@b.example',
      'https://a.example/\r\nX',
      'hub.example',
      '',
    ])
      for (const piece of [{ button: 'x', href }, { link: 'x', href }, { list: [{ text: 'x', href }] }])
        expect(leadsToTheWeb([piece as Piece])).toBe(false)
  })
})
