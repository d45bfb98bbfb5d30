import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  escapeHtml,
  markdownOfText,
  renderMarkdown,
  sanitiseHtml,
  textOfHtml,
  textOfSafeHtml,
} from './markdown.ts'
import { plainText } from './plain.ts'

describe('Markdown that an organiser writes', () => {
  it('becomes paragraphs, lists, headings and links', () => {
    expect(renderMarkdown('# Lifts\n\nBoth are *broken*.\nAgain.\n\n3. one\n4. two')).toBe(
      '<h2>Lifts</h2>\n<p>Both are <em>broken</em>.<br />Again.</p>\n<ol start="3">\n<li>one</li>\n<li>two</li>\n</ol>',
    )
    expect(renderMarkdown('[council](https://council.example/?a=1&b=2)')).toBe(
      '<p><a href="https://council.example/?a=1&amp;b=2" rel="nofollow noopener noreferrer ugc">council</a></p>',
    )
  })

  it('keeps the words of what HTML from strangers may not show: pictures, tables, tick boxes', () => {
    expect(renderMarkdown('![the <lift>](https://x.example/lift.jpg)')).toBe('<p>the &lt;lift&gt;</p>')
    expect(textOfHtml(renderMarkdown('|a|b|\n|-|-|\n|1|2|'))).toContain('|1|2|')
    expect(textOfHtml(renderMarkdown('- [x] asked\n- [ ] answered'))).toBe('[x] asked\n[ ] answered')
  })

  it('is shown as typed where it is thousands of quotations deep', () => {
    expect(renderMarkdown('>'.repeat(100_000))).toMatch(/^<p>&gt;/)
  })
})

describe('HTML from anybody', () => {
  it.each([
    ['<script>alert(1)</script><p>a</p>', '<p>a</p>'],
    ['<p onclick="x()" style="color:red" class="big">a</p>', '<p>a</p>'],
    ['<a href="javascript:alert(1)">a</a>', 'a'],
    ['<a href="/admin">a</a>', 'a'],
    ['<a href="https://bank.example@evil.example/">a</a>', 'a'],
    ['<a href="//evil.example">a</a>', 'a'],
    ['<img src=x onerror=alert(1)>', ''],
    [
      '<svg><a href="https://x.example"><p>a</p></a></svg>',
      '<a href="https://x.example/" rel="nofollow noopener noreferrer ugc"><p>a</p></a>',
    ],
    ['<p>a\u202Eb&#x202e;c</p>', '<p>abc</p>'],
    ['<h1>a</h1><h6>b</h6>', '<h2>a</h2><h4>b</h4>'],
    ['<ol start="javascript"><li>a</li></ol>', '<ol><li>a</li></ol>'],
  ])('%s is cut down', (given, kept) => {
    expect(sanitiseHtml(given)).toBe(kept)
  })

  it('comes out the same when it is cut down again, however broken it was', () => {
    fc.assert(
      fc.property(soup, (html) => {
        const once = sanitiseHtml(html)
        expect(sanitiseHtml(once)).toBe(once)
        const rendered = renderMarkdown(html)
        expect(sanitiseHtml(rendered)).toBe(rendered)
      }),
      { numRuns: 500 },
    )
  })
})

describe('plain text', () => {
  it('shows exactly as it is when it goes through Markdown: no list, no heading, no link', () => {
    const tricky =
      '22. We need #x\n# y\n    z\nhttp://a.example/b_c_d www.a.example me@a.example <b> 2*3*4 &amp; ~~no~~'
    expect(textOfHtml(renderMarkdown(markdownOfText(tricky)))).toBe(tricky.replace('    ', ''))
    fc.assert(
      fc.property(fc.oneof(soup, signs), (text) => {
        expect(spaced(textOfHtml(renderMarkdown(markdownOfText(text))))).toBe(spaced(plainText(text)))
      }),
      { numRuns: 1000 },
    )
  })

  it('is read back out of the HTML that holds it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(spaced(textOfHtml(`<p>${escapeHtml(text)}</p>`))).toBe(spaced(plainText(text)))
      }),
    )
  })
})

it('the letters of HTML are the same whether it had to be sanitised first or not', () => {
  const plain = fc
    .array(fc.constantFrom('<p>', '</p>', '<br>', '&lt;', '&amp;', '"', ' ', 'a', 'ż', '\n'))
    .map((all) => all.join(''))
  fc.assert(
    fc.property(fc.oneof(plain, soup), (html) => {
      expect(letters(textOfHtml(html))).toBe(letters(textOfSafeHtml(sanitiseHtml(html))))
    }),
    { numRuns: 500 },
  )
})

const spaced = (text: string) => text.replace(/\s+/gu, ' ').trim()
const letters = (text: string) => text.replace(/\s+/gu, '')

const signs = fc
  .array(fc.constantFrom(...'#*_-+=>.)(1 2a\\`[]!<&;:/@|~\n'.split(''), 'http://a.b', 'www.a.b'))
  .map((all) => all.join(''))

/** What a broken or hostile sender might write. */
const soup = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom(
        ...[
          '<p>',
          '</p>',
          '<br>',
          '<ul>',
          '<li>',
          '</li>',
          '</ul>',
          '<ol start="3">',
          '</ol>',
          '<hr>',
          '<!--',
          '-->',
        ],
        ...[
          '<a href="https://x.example/?a=1&b=2">',
          '<a href="x">',
          '</a>',
          '<strong>',
          '</strong>',
          '<h1>',
          '</h1>',
        ],
        ...[
          '<pre>',
          '</pre>',
          '<blockquote>',
          '</blockquote>',
          '<table><tr><td>',
          '<script>',
          '</script>',
          '<math>',
        ],
        ...[
          '<textarea>',
          '<style>',
          '<select><option>',
          '&amp;',
          '&lt;',
          '&#x202e;',
          '&#0;',
          '\n',
          ' ',
          '"',
          "'",
        ],
      ),
    ),
    { maxLength: 30 },
  )
  .map((parts) => parts.join(''))
