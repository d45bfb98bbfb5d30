import { describe, expect, it } from 'vitest'
import { readSmtpUrl } from './smtp-url.ts'

const server = { host: 'mail.example.org', port: 587, tls: 'starttls', user: null, password: null }

describe('the address of a mail server', () => {
  it.each([
    ['smtp://mail.example.org:587', server],
    ['smtp://ann:secret@mail.example.org:587', { ...server, user: 'ann', password: 'secret' }],
    // People paste their whole address for a name; the last @ is the one that counts.
    [
      'smtp://ann@example.org:secret@mail.example.org:587',
      { ...server, user: 'ann@example.org', password: 'secret' },
    ],
    ['smtp://ann:a%40b%2Fc%3F%23%25@MAIL.example.org:587', { ...server, user: 'ann', password: 'a@b/c?#%' }],
    ['smtps://mail.example.org', { ...server, port: 465, tls: 'at once' }],
    ['smtps://mail.example.org:2465', { ...server, port: 2465, tls: 'at once' }],
    ['smtp://mail.example.org:465', { ...server, port: 465, tls: 'at once' }],
    ['smtp://mail.example.org', { ...server, port: null, tls: null }],
    ['  smtp://mail.example.org:25/ ', { ...server, port: 25 }],
    ['smtp://relay?tls=off', { ...server, host: 'relay', port: 25, tls: 'off' }],
    [
      'smtp://ann:x@localhost:1025?tls=off',
      { ...server, host: 'localhost', port: 1025, tls: 'off', user: 'ann', password: 'x' },
    ],
    ['smtp://[::1]:25', { ...server, host: '::1', port: 25 }],
    ['smtp://pœst.example:587', { ...server, host: 'xn--pst-fya.example' }],
  ])('is read from %s', (url, read) => {
    expect(readSmtpUrl(url)).toEqual(read)
  })

  it.each([
    ['http://mail.example.org', /^begin with smtp/],
    ['mail.example.org:587', /^begin with smtp/],
    ['smtp://', /^be as smtp/],
    ['smtp://mail.example.org:99999', /^be as smtp/],
    ['smtp://mail.example.org:0', /port 0/],
    ['smtp://ann:a/b@mail.example.org:587', /%2F/],
    ['smtp://ann:%zz@mail.example.org:587', /%25/],
    ['smtp://ann:a%0d%0aQUIT@mail.example.org:587', /^be as smtp/],
    ['smtp://mail.example.org:587/inbox', /end after the port/],
    ['smtp://mail.example.org?tls=no', /tls=off/],
    ['smtp://:secret@mail.example.org', /a name before its password/],
    ['smtp://ann:secret@mail.example.org?tls=off', /without encryption/],
  ])('is not %s', (url, why) => {
    const read = readSmtpUrl(url)
    expect(read).toEqual({ must: expect.stringMatching(why) })
    expect(JSON.stringify(read)).not.toMatch(/secret|QUIT/)
  })
})
