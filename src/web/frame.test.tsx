import { gunzipSync } from 'node:zlib'
import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { expect, test } from 'vitest'
import { readConfig } from '../config.ts'
import type { Env } from '../slice.ts'
import type { World } from '../world.ts'
import { answerGone, answerRefused } from './errors.tsx'
import { Complaints, Field, Select } from './form.tsx'
import { framePages } from './frame.ts'
import { Page } from './page.tsx'

/** An app with one page of each kind, and what its operator would read in the log. */
function anApp(origin = 'https://northend.example') {
  const logged: Record<string, unknown>[] = []
  const world = {
    config: readConfig({ FOLKMOOT_ORIGIN: origin }),
    log: (level: string, what: string, about = {}) => void logged.push({ level, what, ...about }),
  } as unknown as World
  const app = new Hono<Env>()
  app.use(async (c, next) => {
    c.set('world', world)
    c.set('visitor', null)
    await next()
  })
  framePages(app, world)
  app.get('/hello', (c) =>
    c.html(
      <Page world={world} title="Hello" brand="Northend <Hub>" here="/map">
        <h1>Hello</h1>
      </Page>,
    ),
  )
  app.get('/secret/:token', () => {
    throw new Error('the database said something rude')
  })
  app.get('/gone', (c) =>
    answerGone(c, { what: 'issue', withdrawn: '2026-10-03T10:00:00.000Z', reason: 'The lift <works> again' }),
  )
  app.get('/no', (c) => answerRefused(c, { refused: 'the hub is closed' }, 409))
  app.post('/small', bodyLimit({ maxSize: 3 }), (c) => c.text('ok'))
  return { app, logged }
}

test('every page has a language, a title, a way past the header, and a footer', async () => {
  const html = await (await anApp().app.request('/hello')).text()
  expect(html.startsWith('<!doctype html>')).toBe(true)
  expect(html).toContain('<html lang="en" dir="ltr">')
  expect(html).toContain('<title>Hello · Northend &lt;Hub&gt;</title>')
  expect(html).toContain('href="#content"')
  expect(html).toContain('<a href="/map" aria-current="page">Map</a>')
  expect(html).toContain('AGPL')
})

test('no page runs a script or asks anybody else for anything', async () => {
  const { app } = anApp()
  const answer = await app.request('/hello')
  const html = await answer.text()
  expect(html).not.toContain('<script')
  expect(html.match(/(?:src|rel="stylesheet" href)="(?!\/)/g)).toBeNull()
  expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'")
  expect(answer.headers.get('content-security-policy')).toContain("frame-ancestors 'none'")
  expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
  expect(answer.headers.get('referrer-policy')).toBe('same-origin')
})

test('a trial says on every page that it is one, and a public server does not', async () => {
  const trial = await (await anApp('http://localhost:4000').app.request('/hello')).text()
  expect(trial).toContain('This is a trial on this machine:')
  expect(trial).toContain('it meets only other hubs on this machine.')
  expect(await (await anApp().app.request('/hello')).text()).not.toContain('This is a trial')
})

test('the style may be kept for a year under an address that holds its digest', async () => {
  const { app } = anApp()
  const html = await (await app.request('/hello')).text()
  const address = /href="(\/static\/folkmoot\.[0-9a-f]{10}\.css)"/.exec(html)?.[1]
  const style = await app.request(address!)
  expect(style.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
  expect(style.headers.get('content-type')).toBe('text/css; charset=utf-8')
  const packed = await app.request(address!, { headers: { 'accept-encoding': 'gzip, br' } })
  expect(packed.headers.get('content-encoding')).toBe('gzip')
  for (const each of [style, packed]) expect(each.headers.get('vary')).toBe('Accept-Encoding')
  expect(Number((await packed.arrayBuffer()).byteLength)).toBeLessThan((await style.text()).length)
  expect((await app.request('/static/folkmoot.css')).status).toBe(404)
  expect((await app.request('/static/..%2fpage.tsx')).status).toBe(404)
})

test('pages are packed for whoever takes that, and say so to caches', async () => {
  const { app } = anApp()
  const plain = await app.request('/hello')
  expect(plain.headers.get('content-encoding')).toBeNull()
  expect(plain.headers.get('vary')).toBe('Accept-Language, Accept-Encoding')
  const packed = await app.request('/hello', { headers: { 'accept-encoding': 'br, gzip;q=0.8' } })
  expect(packed.headers.get('content-encoding')).toBe('gzip')
  expect(packed.headers.get('content-security-policy')).toContain("default-src 'none'")
  expect(gunzipSync(Buffer.from(await packed.arrayBuffer())).toString()).toBe(await plain.text())
  for (const encoding of ['identity', 'gzip;q=0', 'br'])
    expect(
      (await app.request('/hello', { headers: { 'accept-encoding': encoding } })).headers.get(
        'content-encoding',
      ),
    ).toBeNull()
})

test('what no cache may keep is not packed, since its length could give a secret away', async () => {
  const answer = await anApp().app.request('/no', { headers: { 'accept-encoding': 'gzip' } })
  expect(answer.headers.get('content-encoding')).toBeNull()
})

test('an address that is not known says so, to people and to machines', async () => {
  const { app } = anApp()
  const answer = await app.request('/nowhere')
  expect(answer.status).toBe(404)
  expect(await answer.text()).toContain('<h1>Nothing is here</h1>')
  const machine = await app.request('/nowhere', { headers: { accept: 'application/activity+json' } })
  expect(machine.status).toBe(404)
  expect(await machine.json()).toEqual({ error: 'Nothing is here' })
})

test('a withdrawn record gives the day and the reason', async () => {
  const answer = await anApp().app.request('/gone')
  expect(answer.status).toBe(410)
  const html = await answer.text()
  expect(html).toContain('This issue was withdrawn')
  expect(html).toContain('on 3 October 2026')
  expect(html).toContain('“The lift &lt;works&gt; again”')
})

test('a refusal is said as a sentence', async () => {
  const answer = await anApp().app.request('/no')
  expect(answer.status).toBe(409)
  expect(await answer.text()).toContain('<p>The hub is closed.</p>')
})

test('an address that begins with two slashes gives no link to another host', async () => {
  for (const address of ['//gss%3A', '//elsewhere.example/x']) {
    const answer = await anApp().app.request(`http://localhost${address}`)
    expect(answer.status).toBe(404)
    expect(await answer.text()).not.toMatch(/href="(\w+:)?\/\/(gss|elsewhere)/)
  }
})

test('a fault shows a reference and no detail; the log has both, and no secret of the address', async () => {
  const { app, logged } = anApp()
  const answer = await app.request('/secret/hunter2')
  expect(answer.status).toBe(500)
  const html = await answer.text()
  expect(html).not.toContain('rude')
  const reference = /<code>([\w-]{8})<\/code>/.exec(html)?.[1]
  expect(logged).toMatchObject([{ level: 'error', reference, route: '/secret/:token' }])
  expect(String(logged[0]!.fault)).toContain('the database said something rude')
  expect(JSON.stringify(logged)).not.toContain('hunter2')
  expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
})

test('a body that is too large is refused in plain words and is no fault', async () => {
  const { app, logged } = anApp()
  const answer = await app.request('/small', {
    method: 'POST',
    headers: { 'sec-fetch-site': 'same-origin' },
    body: 'far too much',
  })
  expect(answer.status).toBe(413)
  expect(logged).toEqual([])
})

test('a field keeps what was typed, with its hint and its complaint tied to it', () => {
  const html = String(
    <Field name="since" label="Since" hint="A date" error="is no date" value={'31 "June"'} type="date" />,
  )
  expect(html).toContain('<label for="since">')
  expect(html).toContain('aria-describedby="since-hint since-error"')
  expect(html).toContain('aria-invalid="true"')
  expect(html).toContain('value="31 &quot;June&quot;"')
  expect(html).toContain('<p class="complaint" id="since-error">is no date</p>')
})

test('a list of choices keeps even what is none of them', () => {
  const html = String(
    <Select
      name="theme"
      label="Theme"
      value="hosing"
      none="All"
      choices={[{ value: 'housing', name: 'Housing' }]}
    />,
  )
  expect(html).toMatch(/<option value="hosing" selected[^>]*>hosing<\/option>/)
  expect(html).toContain('<option value="housing">Housing</option>')
})

test('the complaints above a form lead to their fields, and are silent where there are none', () => {
  expect(String(<Complaints errors={{ since: 'Since is no date.', until: undefined }} />)).toContain(
    '<a href="#since">Since is no date.</a>',
  )
  expect(String(<Complaints errors={{}} />)).not.toContain('<')
})
