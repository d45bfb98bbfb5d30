import type { Browser, BrowserContext, CDPSession, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { MINUTE } from '../src/lib/time.ts'
import { openBrowser } from './support/browser.ts'
import { dialects } from './support/db.ts'
import { startServer, type TestServer } from './support/server.ts'
import { hasAddress, signIn } from './support/sign-in.ts'

// A real browser on a slow machine takes its time; nothing here depends on how long.
const patience = 120_000
let browser: Browser
beforeAll(async () => {
  browser = await openBrowser()
}, patience)
afterAll(() => browser.close())

const ends: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
})

type Device = { context: BrowserContext; page: Page; keys: CDPSession; authenticatorId: string }

/** A phone with a fingerprint reader that keeps passkeys; `offers` says whether its browser offers them at a field by itself. */
async function phone(offers: boolean): Promise<Device> {
  const context = await browser.newContext({ viewport: { width: 360, height: 740 } })
  ends.push(() => context.close())
  if (!offers)
    await context.addInitScript(
      'PublicKeyCredential.isConditionalMediationAvailable = () => Promise.resolve(false)',
    )
  const page = await context.newPage()
  const keys = await context.newCDPSession(page)
  await keys.send('WebAuthn.enable')
  const { authenticatorId } = await keys.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      ...{ protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true },
      ...{ isUserVerified: true, automaticPresenceSimulation: true },
    },
  })
  return { context, page, keys, authenticatorId }
}

/** A server, and an organiser of it on a phone with a passkey. */
async function begin(dialect: (typeof dialects)[number], offers: boolean) {
  const env = { SMTP_URL: 'smtp://mail.example:587', FOLKMOOT_MAIL_FROM: 'hub@example.org' }
  const server = await startServer(dialect, { working: false, env })
  ends.push(server.end)
  const { hub } = await server.hub('northend')
  const [name, value] = (await signIn(server, hub.id, ['organiser'], 'Bako')).split('=') as [string, string]
  await hasAddress(server, 'Bako', 'bako@mail.example')
  const device = await phone(offers)
  await device.context.addCookies([{ name, value, url: server.origin }])
  const { page } = device
  await page.goto(`${server.origin}/account`)
  await page.fill('[name=called]', 'my phone')
  await page.click('button:text("Add a passkey")')
  await page.waitForURL(/done=passkey/)
  return { server, hub, cookie: `${name}=${value}`, ...device }
}

const passkeys = (server: TestServer) => server.world.db.selectFrom('passkeys').selectAll().execute()

/** What the phone would send to sign in, caught on its way: nothing of it has arrived. */
async function caught({
  page,
  context,
  server,
}: Awaited<ReturnType<typeof begin>>): Promise<URLSearchParams> {
  const sent = Promise.withResolvers<string>()
  await page.route('**/sign-in/passkey', (route) => {
    sent.resolve(route.request().postData() ?? '')
    return route.abort()
  })
  await context.clearCookies()
  await page.goto(`${server.origin}/sign-in`)
  await page.click('button:text("Sign in with a passkey")')
  const form = new URLSearchParams(await sent.promise)
  await page.unroute('**/sign-in/passkey')
  return form
}

const send = (server: TestServer, form: URLSearchParams) =>
  fetch(`${server.origin}/sign-in/passkey`, {
    ...{ method: 'POST', redirect: 'manual', body: form, headers: { origin: server.origin } },
  })

describe.each(dialects)('a passkey on %s', (dialect) => {
  it(
    'is kept on the phone, signs in by the button, is renamed and removed',
    async () => {
      const here = await begin(dialect, false)
      const { server, page, context, keys, authenticatorId } = here
      expect(await page.textContent('[role=status]')).toBe('The passkey works now.')
      const { credentials } = await keys.send('WebAuthn.getCredentials', { authenticatorId })
      expect(credentials).toMatchObject([{ isResidentCredential: true, rpId: 'localhost' }])
      // The same phone makes no second one for the same person.
      await page.fill('[name=called]', 'again')
      await page.click('button:text("Add a passkey")')
      await page.waitForSelector('[data-problem=known]:visible')

      await page.click('a:text("Rename or remove")')
      await page.fill('[name=called]', 'old phone')
      await page.click('button:text("Keep this name")')
      await page.waitForURL(/\/account#passkeys$/)
      await context.clearCookies()
      await page.goto(`${server.origin}/desk/people`)
      await page.click('button:text("Sign in with a passkey")')
      await page.waitForURL(/\/desk\/people$/)
      expect(await page.textContent('h1')).toBe('People')
      const [kept] = await passkeys(server)
      expect(kept).toMatchObject({ name: 'old phone', ended: null, used: expect.any(String) })
      expect(kept!.counter).toBeGreaterThan(1)

      // Both are told by mail too: that it was added, and that a device came in by it.
      const mails = await server.world.db.selectFrom('mails').select('kind').orderBy('id').execute()
      expect(mails.map(({ kind }) => kind).toSorted()).toEqual(['new-device', 'new-passkey'])

      await page.goto(`${server.origin}/account`)
      await page.click('a:text("Rename or remove")')
      expect(await page.textContent('.warning')).toContain('your only passkey')
      await page.click('button:text("Remove this passkey")')
      await page.waitForURL(/done=passkey-ended/)
      await context.clearCookies()
      await page.goto(`${server.origin}/sign-in`)
      await page.click('button:text("Sign in with a passkey")')
      await page.waitForSelector('#passkey')
      expect(await page.textContent('#passkey')).toMatch(/opens nothing here any more/)
      const acts = await server.world.db.selectFrom('acts').select('verb').execute()
      expect(acts.map(({ verb }) => verb)).toEqual(
        expect.arrayContaining(['passkey-added', 'passkey-renamed', 'passkey-ended', 'sign-in']),
      )
    },
    patience,
  )

  it(
    'is offered by the browser itself, and leads on to where somebody wanted to go',
    async () => {
      const { server, page, context } = await begin(dialect, true)
      await context.clearCookies()
      await page.goto(`${server.origin}/desk/log`)
      await page.waitForURL(/\/desk\/log$/)
      expect(await page.textContent('h1')).toBe('Log')
    },
    patience,
  )

  it(
    'answers once, within five minutes, with a counter that rises, for somebody who is still there',
    async () => {
      const here = await begin(dialect, false)
      const { server } = here
      const form = await caught(here)
      const both = await Promise.all([send(server, form), send(server, form)])
      expect(both.map(({ status }) => status).sort()).toEqual([303, 422])
      expect(await (await send(server, form)).text()).toMatch(/took too long, or was sent twice/)

      const late = await caught(here)
      server.clock.ahead += 5 * MINUTE + 1
      expect(await (await send(server, late)).text()).toMatch(/took too long/)

      // Somebody copied it: the copy counts for itself, and falls behind.
      const behind = await caught(here)
      const { counter } = (await passkeys(server))[0]!
      await server.world.db
        .updateTable('passkeys')
        .set({ counter: counter + 50 })
        .execute()
      expect(await (await send(server, behind)).text()).toMatch(/was no passkey/)
      await server.world.db.updateTable('passkeys').set({ counter }).execute()

      const changed = await caught(here)
      const response = JSON.parse(changed.get('response')!)
      const { signature } = response.response
      response.response.signature = `${signature.slice(0, -6)}${signature.endsWith('A') ? 'BBBBBB' : 'AAAAAA'}`
      changed.set('response', JSON.stringify(response))
      expect((await send(server, changed)).status).toBe(422)

      const gone = await caught(here)
      await server.world.db
        .updateTable('people')
        .set({ ended: '2026-11-26T00:00:00.000Z' as never })
        .where('name', '=', 'Bako')
        .execute()
      expect(await (await send(server, gone)).text()).toMatch(/opens nothing here any more/)
    },
    patience,
  )

  it(
    'is made for whoever asked, on the device they asked with',
    async () => {
      const { server, hub, page, context, keys, authenticatorId } = await begin(dialect, false)
      await keys.send('WebAuthn.clearCredentials', { authenticatorId })
      const sent = Promise.withResolvers<string>()
      await page.route('**/account/passkeys', (route) => {
        sent.resolve(route.request().postData() ?? '')
        return route.abort()
      })
      await page.fill('[name=called]', 'second')
      await page.click('button:text("Add a passkey")')
      const body = new URLSearchParams(await sent.promise)
      const add = async (cookie: string) =>
        fetch(`${server.origin}/account/passkeys`, {
          ...{ method: 'POST', redirect: 'manual', body },
          headers: { origin: server.origin, cookie },
        })
      const another = await add(await signIn(server, hub.id, ['organiser'], 'Chidi'))
      expect(another.status).toBe(422)
      expect(await another.text()).toContain('value="second"')
      const { value } = (await context.cookies())[0]!
      expect((await add(`folkmoot=${value}`)).status).toBe(303)
      expect((await add(`folkmoot=${value}`)).status).toBe(422)
      expect((await passkeys(server)).map(({ name }) => name)).toEqual(['my phone', 'second'])
    },
    patience,
  )
})

it('nonsense in the place of a passkey is refused in a sentence', async () => {
  const server = await startServer('sqlite', { working: false })
  ends.push(server.end)
  const { hub } = await server.hub('northend')
  const cookie = await signIn(server, hub.id, [], 'Bako')
  const ask = await fetch(`${server.origin}/sign-in/passkey/ask`, {
    ...{ method: 'POST', headers: { origin: server.origin } },
  })
  expect(ask.headers.get('cache-control')).toBe('no-store')
  for (const response of [
    '',
    '{',
    '[]',
    'null',
    '{"id":"\\u0000"}',
    JSON.stringify({ id: 'x'.repeat(1e4) }),
  ]) {
    const { id } = (await (
      await fetch(`${server.origin}/sign-in/passkey/ask`, {
        ...{ method: 'POST', headers: { origin: server.origin } },
      })
    ).json()) as { id: string }
    const answer = await send(server, new URLSearchParams({ id, response }))
    expect([response, answer.status]).toEqual([response, 422])
    const added = await fetch(`${server.origin}/account/passkeys`, {
      ...{ method: 'POST', body: new URLSearchParams({ id, response, called: 'x' }) },
      headers: { origin: server.origin, cookie },
    })
    expect([response, added.status]).toEqual([response, 422])
  }
})
