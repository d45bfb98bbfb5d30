import { describe, expect, it } from 'vitest'
import { type NewMail, readMail } from './model.ts'

const mail: NewMail = {
  ...{ hub: null, kind: 'invitation', to: ' Ben@South.example', from: 'North End', language: 'en-gb' },
  ...{ subject: ' Come to the hall ', body: [{ paragraph: 'On Friday.' }] },
}

describe('a mail that a verb hands in', () => {
  it('is read with its address, one line each for whatever stands in a header, and the way out at its end', () => {
    const unsubscribe = { href: 'https://hub.example/stop', words: 'No more of these' }
    expect(readMail({ ...mail, replyTo: 'Ann@north.example', unsubscribe })).toEqual({
      ...{ to: 'Ben@south.example', from: 'North End', subject: 'Come to the hall', language: 'en-GB' },
      ...{ replyTo: 'Ann@north.example', unsubscribe: 'https://hub.example/stop' },
      body: [{ paragraph: 'On Friday.' }, { link: 'No more of these', href: 'https://hub.example/stop' }],
    })
  })

  it('leaves out an answer’s address that is none, as the contact of a hub may be anything', () => {
    expect(readMail({ ...mail, replyTo: 'Ask for Ann at the library' })).toHaveProperty('replyTo', null)
    expect(readMail({ ...mail, replyTo: null })).toHaveProperty('replyTo', null)
  })

  it.each([
    [{ to: 'ben' }, 'address', /^That is no mail address/],
    [{ to: 'ben@south.example, cleo@south.example' }, 'address', /^That is no mail address/],
    [{ to: 'ben@south.example\r\nBcc: cleo@south.example' }, 'address', /^That is no mail address/],
    [{ subject: 'Come\r\nBcc: cleo@south.example' }, 'words', /^The subject of a mail must be one line/],
    [{ subject: 'Come\nto' }, 'words', /one line/],
    [{ subject: 'Come\u2028to' }, 'words', /one line/],
    [{ subject: 'Come\u0000' }, 'words', /one line/],
    [{ subject: '  ' }, 'words', /one line/],
    [{ subject: 'x'.repeat(201) }, 'words', /200/],
    [{ from: 'North End\r\nX-Evil: yes' }, 'words', /^The name that a mail comes from must be one line/],
    [{ from: '' }, 'words', /one line/],
    [{ from: 'x'.repeat(101) }, 'words', /100/],
    [{ language: 'English' }, 'words', /^The language/],
    [{ language: 'en\r\nX: y' }, 'words', /^The language/],
    [{ kind: 'Ann’s' }, 'words', /^The kind/],
    [{ id: 'ann@south.example' }, 'words', /^The id/],
    [{ body: [] }, 'words', /must say something/],
    [{ body: [{ button: 'x', href: 'javascript:alert(1)' }] }, 'words', /web address/],
    [{ body: [{ paragraph: 'x'.repeat(200_000) }] }, 'words', /too long/],
    [{ unsubscribe: { href: 'https://a.example/>\r\nX: y', words: 'stop' } }, 'words', /web address/],
    [{ unsubscribe: { href: 'mailto:stop@a.example', words: 'stop' } }, 'words', /web address/],
  ] as const)('is refused in one sentence: %j', (wrong, because, why) => {
    expect(readMail({ ...mail, ...wrong } as NewMail)).toMatchObject({
      refused: expect.stringMatching(why),
      because,
    })
  })
})
