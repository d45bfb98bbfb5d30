import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { renderMarkdown, sanitiseHtml, textOfSafeHtml } from './markdown.ts'
import { markdownOfHtml } from './markdown-of-html.ts'
import { plainLine } from './plain.ts'

const markdown = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 30 }),
      fc.constantFrom(
        ...[
          '# Lifts',
          '* one\n* two\n  1. three',
          '> said\n> > again',
          '**a** *b* ~~c~~ `d`',
          '```\nx = *y*\n```',
        ],
        ...[
          '[x](https://x.example/a_b)',
          '1) first',
          'www.x.example',
          '* [ ] a\n\n  b',
          '<b>x </b>y',
          'a\nb',
        ],
        ...[
          '`` ` ``',
          '<em>a<strong>b</strong></em>c',
          '<ol start="7"><li>x</li></ol>',
          '<a href="https://x.example/(1)">*</a>',
        ],
      ),
    ),
  )
  .map((parts) => parts.join('\n\n'))

describe('HTML as Markdown', () => {
  it('says the same words when it is made HTML again', () => {
    fc.assert(
      fc.property(markdown, (text) => {
        const html = renderMarkdown(text)
        const words = (some: string) => plainLine(textOfSafeHtml(some))
        expect(words(renderMarkdown(markdownOfHtml(html)))).toBe(words(html))
      }),
      { numRuns: 1000 },
    )
  })

  it.each([
    '<p>We talked <strong>all</strong> evening, <em>mostly</em> of <del>rents</del> lifts.</p>',
    '<h2>Lifts</h2>\n<ul>\n<li>one</li>\n<li>two</li>\n</ul>\n<ol start="3">\n<li>three</li>\n</ol>',
    '<blockquote>\n<p>They fail<br>weekly</p>\n</blockquote>',
    '<p><a href="https://x.example/a_b">see &lt;this&gt; &amp; *that*</a> <code>a*b</code></p>',
    '<pre><code>x = *y*\n</code></pre>',
  ])('keeps its marks: %s', (html) => {
    const safe = sanitiseHtml(html)
    const again = renderMarkdown(markdownOfHtml(safe))
    expect(again.replace(/\s+/g, ' ')).toBe(safe.replace(/\s+/g, ' '))
  })

  it('is what people type', () => {
    expect(
      markdownOfHtml('<h2>Lifts</h2><p>They <strong>fail</strong>.</p><ul><li>one</li><li>two</li></ul>'),
    ).toBe('## Lifts\n\nThey **fail**.\n\n- one\n- two')
    expect(markdownOfHtml('')).toBe('')
  })
})
