import { describe, expect, it } from 'vitest'
import { type BlockList, readBlockList, writeBlockList } from './block-list.ts'

const ours = (domain: string) => domain === 'hub.example'
const read = (text: string) => readBlockList(text, ours)
const head = '#domain,#severity,#reject_media,#reject_reports,#public_comment,#obfuscate'

describe('a list of blocks in the form of Mastodon', () => {
  it('is read with its comments, and what is no block of ours is left out and said', () => {
    const list = read(
      [
        `\uFEFF${head},#reject_follows`,
        'worse.example,suspend,true,true,"They sell, and ""lie""",true,false',
        'quieter.example,silence,false,false,loud,false,false',
        'pictures.example,noop,true,false,,false,false',
        '*.Wörse.example.,suspend,true,true,,true,false',
        'hid***.example,suspend,true,true,,true,false',
        'hub.example,suspend,true,true,,true,false',
        'worse.example,suspend,true,true,,true,false',
      ].join('\r\n'),
    )
    expect(list).toEqual({
      blocks: [
        { domain: 'worse.example', reason: 'They sell, and "lie"' },
        { domain: 'xn--wrse-5qa.example', reason: '' },
      ],
      leftOut: [
        'Line 3: quieter.example is left out, since “silence” is no block.',
        'Line 4: pictures.example is left out, since “noop” is no block.',
        'Line 6: hid***.example is left out, since letters of its name are hidden.',
        'Line 7: hub.example is left out, since it is this server.',
        'Line 8: worse.example is left out, since it is there twice.',
      ],
    })
  })

  it('may be a plain list, one domain on each line', () => {
    expect(read('a.example\n\nb.example:8443\n')).toMatchObject({
      blocks: [{ domain: 'a.example' }, { domain: 'b.example:8443' }],
    })
    expect(read('#domain\na.example\n')).toMatchObject({ blocks: [{ domain: 'a.example' }] })
  })

  it.each([
    [
      'a line that names no domain',
      `${head}\na.example,suspend,,,,\nno domain,suspend,,,,`,
      /^Line 3: “no domain” is no domain\.$/,
    ],
    ['a severity nobody knows', `${head}\na.example,forever,,,,`, /^Line 2: “forever” is no severity\.$/],
    [
      'a line that is cut off',
      `${head}\na.example,suspend`,
      /^Line 2 has 2 fields, and the first line names 6\.$/,
    ],
    ['a quotation mark that is never closed', `${head}\na.example,suspend,,,"x,`, /^The file is no CSV: /],
    ['several columns without names', 'a.example,suspend', /does not say which is #domain/],
    ['an address', '#domain\nhttps://a.example/users/x', /is no domain/],
    ['nothing', '', /^There is nothing in this file\.$/],
  ])('is refused as a whole for %s', (_, text, why) => {
    expect(read(text)).toEqual({ refused: expect.stringMatching(why) })
  })

  it('names every line that is wrong', () => {
    const { refused } = read('#domain\n#\n?\nfine.example\n') as { refused: string }
    expect(refused.split('\n')).toEqual(['Line 2: “#” is no domain.', 'Line 3: “?” is no domain.'])
  })

  it('is written so that it reads back alike', () => {
    const blocks = [
      { domain: 'a.example', reason: 'spam, "much" of it' },
      { domain: 'xn--wrse-5qa.example', reason: '' },
    ]
    const text = writeBlockList(blocks)
    expect(text.split('\n')[0]).toBe(head)
    expect((read(text) as BlockList).blocks).toEqual(blocks)
    expect(writeBlockList([{ domain: 'a.example' }])).toBe(`${head}\na.example,suspend,true,true,,false\n`)
  })
})
