import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readMailAddress } from './mail-address.ts'

describe('an address for mail', () => {
  it.each([
    ['ann@example.org', 'ann@example.org', 'ann@example.org'],
    ['  Ann.Owen+hub@Example.ORG ', 'Ann.Owen+hub@example.org', 'ann.owen+hub@example.org'],
    ["o'neill_9@x-y.example", "o'neill_9@x-y.example", "o'neill_9@x-y.example"],
    ['ann@dŵr.cymru', 'ann@xn--dr-bva.cymru', 'ann@xn--dr-bva.cymru'],
    ['ann@مثال.إختبار', 'ann@xn--mgbh0fb.xn--kgbechtv', 'ann@xn--mgbh0fb.xn--kgbechtv'],
  ])('%s is written and compared', (typed, address, folded) => {
    expect(readMailAddress(typed)).toEqual({ address, folded })
    expect(readMailAddress(address)).toEqual({ address, folded })
  })

  it.each([
    ['', /no mail address/],
    ['ann', /no mail address/],
    ['@example.org', /no mail address/],
    ['ann@', /no mail address/],
    ['ann@example.org, ben@example.org', /no mail address/],
    ['Ann <ann@example.org>', /no mail address/],
    ['"ann owen"@example.org', /no mail address/],
    ['ann(at home)@example.org', /no mail address/],
    ['ann owen@example.org', /no mail address/],
    ['.ann@example.org', /no mail address/],
    ['ann..owen@example.org', /no mail address/],
    ['ann@example.org\r\nBcc: ben@example.org', /no mail address/],
    ['ann\r\n@example.org', /only letters a to z/],
    ['ann@example.org\r\nX', /a domain/],
    ['ann@example.org\0', /a domain/],
    ['ánn@example.org', /only letters a to z/],
    ['ann@localhost', /a domain/],
    ['ann@192.0.2.1', /a domain/],
    ['ann@[192.0.2.1]', /a domain/],
    ['ann@-example.org', /a domain/],
    ['ann@example.org.', /a domain/],
    ['ann@exa_mple.org', /a domain/],
    ['ann@example%2Eorg', /a domain/],
    [`${'a'.repeat(65)}@example.org`, /at most 64/],
    [`ann@${'a'.repeat(64)}.org`, /a domain/],
    [`ann@${'abcdefg.'.repeat(32)}org`, /254 in all|a domain/],
  ])('%j is none', (typed, why) => {
    expect(readMailAddress(typed)).toMatchObject({
      refused: expect.stringMatching(why),
      key: expect.any(String),
    })
  })

  it('is one word without anything that means something to SMTP or in a header, whatever is typed', () => {
    const typed = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.emailAddress(),
      fc.tuple(fc.string(), fc.constantFrom('@', '@@', '\r\n@'), fc.domain()).map((parts) => parts.join('')),
    )
    fc.assert(
      fc.property(typed, (text) => {
        const read = readMailAddress(text)
        if ('refused' in read) return
        expect(read.address).toMatch(/^[\x21-\x7e]+@[a-z0-9.-]+$/)
        expect(read.address).not.toMatch(/[\s<>(),;:"\\[\]]/)
        expect(read.address.split('@')).toHaveLength(2)
      }),
      { numRuns: 3000 },
    )
  })
})
