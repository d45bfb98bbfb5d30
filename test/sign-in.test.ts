import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { DAY } from '../src/lib/time.ts'
import { addDevice, invite } from '../src/members/actions-passes.ts'
import { spelled } from '../src/members/model-passes.ts'
import { openBrowser } from './support/browser.ts'
import { dialects } from './support/db.ts'
import { sure } from './support/people.ts'
import { startServer, type TestServer } from './support/server.ts'

let browser: Browser
beforeAll(async () => {
  browser = await openBrowser()
}, 120_000)
afterAll(() => browser.close())

const ends: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const end of ends.splice(0)) await end()
})

/** A phone without scripts. */
async function phone(): Promise<Page> {
  const context = await browser.newContext({
    javaScriptEnabled: false,
    viewport: { width: 360, height: 740 },
  })
  ends.push(() => context.close())
  return context.newPage()
}
const start = async (...about: Parameters<typeof startServer>): Promise<TestServer> => {
  const server = await startServer(...about)
  ends.push(server.end)
  return server
}

describe.each(dialects)('somebody gets in on %s, without a script and without mail', (dialect) => {
  it('by an invitation, on a second device by a code, and comes to where they wanted to go', async () => {
    const server = await start(dialect, { working: false })
    const { who } = await server.hub('northend')
    const { link } = sure(await invite(server.world, who, { name: null, role: 'note-taker' }))

    const first = await phone()
    await first.goto(`${server.origin}/desk`)
    expect(new URL(first.url()).pathname).toBe('/sign-in')
    await first.goto(`${server.origin}/enter/${link}`)
    expect(await first.textContent('h1')).toBe('You are invited to Hub of northend')
    expect(await first.context().cookies()).toEqual([])
    await first.fill('[name=name]', 'Chidi')
    await first.click('button:text("Join the hub")')
    expect(await first.textContent('.lede')).toBe('Hello, Chidi.')
    const [cookie] = await first.context().cookies()
    expect(cookie).toMatchObject({ name: 'folkmoot', httpOnly: true, sameSite: 'Lax' })

    const people = await server.world.db.selectFrom('people').select(['id', 'name']).execute()
    const chidi = people.find(({ name }) => name === 'Chidi')!
    const { code } = await addDevice(server.world, { ...who, person: chidi.id })
    const second = await phone()
    await second.goto(`${server.origin}/desk?there=1`)
    await second.fill('[name=code]', 'ABCD-EFGH')
    await second.click('button:text("Use the code")')
    expect(await second.textContent('.complaint')).toMatch(/opens nothing any more/)
    await second.fill('[name=code]', spelled(code))
    await second.click('button:text("Use the code")')
    expect(second.url()).toBe(`${server.origin}/desk?there=1`)

    await second.click('button:text("Sign out")')
    await second.goto(`${server.origin}/desk`)
    expect(new URL(second.url()).pathname).toBe('/sign-in')
    // The first device is signed in until nobody uses it for sixty days.
    server.clock.ahead += 59 * DAY
    expect((await first.goto(`${server.origin}/desk`))?.url()).toBe(`${server.origin}/desk`)
    server.clock.ahead += 61 * DAY
    await first.goto(`${server.origin}/desk`)
    expect(new URL(first.url()).pathname).toBe('/sign-in')
  })
})

it('a form of another site is not taken, and nobody is sent to another site', async () => {
  const server = await start('sqlite', { working: false })
  const { who } = await server.hub('northend')
  const { link } = sure(await invite(server.world, who, { name: 'Chidi', role: 'note-taker' }))
  const post = (headers: Record<string, string>, to: string) =>
    fetch(`${server.origin}/enter`, {
      ...{ method: 'POST', redirect: 'manual', headers },
      body: new URLSearchParams({ link, name: 'Chidi', to }),
    })
  for (const headers of [
    {},
    { origin: 'https://evil.example' },
    { origin: 'null' },
    { 'sec-fetch-site': 'cross-site' },
  ])
    expect((await post(headers as Record<string, string>, '/')).status).toBe(403)
  const answer = await post({ origin: server.origin }, '//evil.example/')
  expect([answer.status, answer.headers.get('location')]).toEqual([303, '/desk'])
})

it('who tries many codes is asked to wait', async () => {
  const server = await start('sqlite', { working: false })
  await server.hub('northend')
  const tries = async () => {
    const answer = await fetch(`${server.origin}/sign-in/code`, {
      ...{ method: 'POST', headers: { origin: server.origin } },
      body: new URLSearchParams({ code: 'ABCDEFGH' }),
    })
    return /tried too often just now. Wait \d+ seconds/.test(await answer.text())
  }
  const waits: boolean[] = []
  for (let count = 0; count < 22; count++) waits.push(await tries())
  expect(waits.slice(0, 20)).toEqual(Array(20).fill(false))
  expect(waits.slice(20)).toEqual([true, true])
})
