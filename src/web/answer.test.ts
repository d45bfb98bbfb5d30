import { Hono } from 'hono'
import { expect, test } from 'vitest'
import { byAccept, type Face, faceOf, sendAgain } from './answer.ts'

const offered = ['html', 'activity', 'json', 'atom'] as const

test.each<[string | undefined, Face]>([
  [undefined, 'html'],
  ['', 'html'],
  ['*/*', 'html'],
  ['text/html,application/xhtml+xml,application/xml;q=0.9,image/webp,*/*;q=0.8', 'html'],
  ['application/activity+json', 'activity'],
  ['application/ld+json; profile="https://www.w3.org/ns/activitystreams"', 'activity'],
  ['application/activity+json, application/ld+json, text/html;q=0.1', 'activity'],
  ['application/json', 'json'],
  ['APPLICATION/JSON; charset=utf-8', 'json'],
  ['application/atom+xml', 'atom'],
  ['application/atom+xml;q=0.5, text/html;q=0.4', 'atom'],
  ['text/*', 'html'],
  ['text/html;q=0, application/json', 'json'],
  ['application/json;q=nonsense, text/html;q=0.2', 'html'],
  ['image/png', 'html'],
])('an asker of %s gets the face %s', (accept, face) => {
  expect(byAccept(accept, offered)).toBe(face)
})

test('a face that an address does not have is never given', () => {
  expect(byAccept('application/json, application/atom+xml', ['html', 'activity'])).toBe('html')
})

const app = new Hono()
app.on('GET', ['/list', '/list.json', '/list.atom'], (c) =>
  sendAgain(c, faceOf(c, ['html', 'json', 'atom']), 'the same', '2026-11-01T10:00:00.000Z'),
)

test('a suffix says which face is wanted, and then no cache needs to look at Accept', async () => {
  const answer = await app.request('/list.atom', { headers: { accept: 'text/html' } })
  expect(answer.headers.get('content-type')).toBe('application/atom+xml; charset=utf-8')
  expect(answer.headers.get('vary')).toBeNull()
})

test('without a suffix caches are told that Accept had a say', async () => {
  const answer = await app.request('/list', { headers: { accept: 'application/json' } })
  expect(answer.headers.get('content-type')).toBe('application/json')
  expect(answer.headers.get('vary')).toBe('Accept')
})

test('who has it already is told so and is sent nothing', async () => {
  const first = await app.request('/list.json')
  const etag = first.headers.get('etag')!
  expect(first.headers.get('last-modified')).toBe('Sun, 01 Nov 2026 10:00:00 GMT')
  for (const tag of [etag, `W/${etag}`, `"another", ${etag}`, '*']) {
    const again = await app.request('/list.json', { headers: { 'if-none-match': tag } })
    expect(again.status).toBe(304)
    expect(again.headers.get('etag')).toBe(etag)
    expect(await again.text()).toBe('')
  }
  const other = await app.request('/list.json', { headers: { 'if-none-match': '"another"' } })
  expect(other.status).toBe(200)
})
