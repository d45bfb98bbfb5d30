import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { troubleOf } from './answers.ts'

const way = { port: 587, tls: 'starttls' } as const
const of = (error: unknown) => troubleOf(error, 'mail.example.org', way)
const reply = (code: string, command: string, responseCode: number, says: string) =>
  of({ code, command, responseCode, response: `${responseCode} ${says}` })

describe('what a mail server said', () => {
  it.each([
    // As servers in the world say it: Postfix, Exim, Gmail, Exchange, Brevo.
    [
      'EENVELOPE',
      'RCPT TO',
      550,
      '5.1.1 <ben@south.example>: Recipient address rejected: User unknown',
      'mail',
      true,
      'refused',
    ],
    [
      'EENVELOPE',
      'RCPT TO',
      550,
      '5.1.1 <sender@south.example>: Recipient address rejected: User unknown',
      'mail',
      true,
      'refused',
    ],
    ['EENVELOPE', 'RCPT TO', 550, 'relay@south.example: unknown', 'mail', true, 'refused'],
    [
      'EENVELOPE',
      'RCPT TO',
      450,
      '4.2.0 <ben@south.example>: Recipient address rejected: Greylisted',
      'mail',
      false,
      'later',
    ],
    ['EENVELOPE', 'RCPT TO', 451, 'sender and recipient are not known together yet', 'mail', false, 'later'],
    ['EENVELOPE', 'RCPT TO', 554, '5.7.1 <ben@south.example>: Relay access denied', 'mail', false, 'sender'],
    [
      'EENVELOPE',
      'RCPT TO',
      553,
      '5.7.1 <hub@x.example>: Sender address rejected: not owned by user ann',
      'mail',
      false,
      'sender',
    ],
    ['EENVELOPE', 'RCPT TO', 530, '5.7.1 Authentication required', 'server', true, 'needs login'],
    ['EENVELOPE', 'MAIL FROM', 530, '5.7.0 Must issue a STARTTLS command first', 'server', true, 'needs tls'],
    ['EENVELOPE', 'MAIL FROM', 501, '5.1.7 Bad sender address syntax', 'server', true, 'sender'],
    ['EENVELOPE', 'MAIL FROM', 452, '4.3.1 Insufficient system storage', 'server', false, 'later'],
    ['EMESSAGE', 'DATA', 550, '5.4.5 Daily user sending limit exceeded', 'server', false, 'limit'],
    ['EMESSAGE', 'DATA', 554, '5.7.1 Spam message rejected', 'mail', true, 'refused'],
    ['EMESSAGE', 'DATA', 552, '5.2.2 Mailbox full', 'mail', true, 'refused'],
    ['EMESSAGE', 'DATA', 451, '4.3.0 try again', 'mail', false, 'later'],
    ['EAUTH', 'AUTH PLAIN', 535, '5.7.8 Username and Password not accepted', 'server', true, 'login'],
    ['EAUTH', 'AUTH PLAIN', 454, '4.7.0 Temporary authentication failure', 'server', false, 'later'],
    ['EAUTH', 'AUTH PLAIN', 502, '5.5.1 unrecognised', 'server', true, 'no login'],
    ['EAUTH', 'AUTH PLAIN', 538, '5.7.11 Encryption required', 'server', true, 'needs tls'],
    ['ECONNECTION', 'CONN', 421, '4.3.2 Service not available', 'server', false, 'busy'],
    ['EPROTOCOL', 'CONN', 554, '5.7.1 You are blocked', 'server', true, 'turned away'],
  ] as const)('%s at %s: %i %s', (code, command, number, says, whose, lasting, what) => {
    expect(reply(code, command, number, says)).toMatchObject({ of: whose, lasting, what })
  })

  it.each([
    [{ code: 'ESOCKET', originalCode: 'ECONNRESET' }, 'dropped'],
    [{ code: 'ECONNECTION', command: 'CONN' }, 'dropped'],
    [{ code: 'EAI_AGAIN' }, 'name'],
    [{ code: 'ESOCKET', originalCode: 'EHOSTUNREACH' }, 'nobody'],
    [{ code: 'ESOCKET', originalCode: 'CERT_HAS_EXPIRED' }, 'certificate'],
    [{ code: 'ESOCKET', originalCode: 'ERR_SSL_WRONG_VERSION_NUMBER' }, 'other tls'],
    [{ code: 'EMESSAGE', command: 'MAIL FROM' }, 'refused'],
    [new TypeError('ben@south.example is undefined'), 'unknown'],
    [null, 'unknown'],
    ['ben@south.example', 'unknown'],
  ])('%j, where it said nothing', (error, what) => {
    const trouble = of(error)
    expect(trouble.what).toBe(what)
    expect(trouble.words).not.toContain('ben@')
  })

  it('is said in one sentence of ours, with no word of its, since those may be the address', () => {
    const secret = 'Xq7zPrivateWordsOfBen'
    const errors = fc.record(
      {
        code: fc.constantFrom(
          'EENVELOPE',
          'EMESSAGE',
          'EAUTH',
          'ECONNECTION',
          'ESOCKET',
          'EPROTOCOL',
          'ETLS',
          'EDNS',
        ),
        originalCode: fc.constantFrom('ECONNRESET', 'ERR_TLS_CERT_ALTNAME_INVALID', 'EPROTO'),
        command: fc.constantFrom(
          'CONN',
          'EHLO',
          'STARTTLS',
          'AUTH LOGIN',
          'MAIL FROM',
          'RCPT TO',
          'DATA',
          'API',
        ),
        responseCode: fc.integer({ min: 200, max: 599 }),
        response: fc
          .tuple(
            fc.integer({ min: 200, max: 599 }),
            fc.string(),
            fc.constantFrom('5.1.1', '4.7.1', '5.4.5', ''),
            fc.string(),
          )
          .map(([code, a, enhanced, b]) => `${code} ${enhanced} ${a}${secret}${b}`),
        message: fc.constant(secret),
        cert: fc.record({
          subjectaltname: fc.string().map((text) => `DNS:<${secret}>${text}`),
          subject: fc.record({ CN: fc.constant(secret) }),
        }),
      },
      { requiredKeys: ['code'] },
    )
    fc.assert(
      fc.property(errors, (error) => {
        const { words } = of(error)
        expect(words).not.toContain(secret)
        expect(words).toMatch(/^[\w“].*[.]$/)
        expect(words.length).toBeLessThan(400)
      }),
      { numRuns: 2000 },
    )
  })
})
