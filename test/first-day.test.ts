import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { allHubs } from '../src/hubs/store.ts'
import { setUpLink } from '../src/settings/actions-setup.ts'
import { openBrowser } from './support/browser.ts'
import { journeys } from './support/db.ts'
import { startServer } from './support/server.ts'

// A real browser on a slow machine takes its time; nothing here depends on how long.
const patience = 240_000
let browser: Browser
beforeAll(async () => {
  browser = await openBrowser()
}, patience)
afterAll(() => browser.close())

/** A phone whose presses are counted. */
async function phone(script: boolean) {
  const context = await browser.newContext({
    ...{ viewport: { width: 360, height: 740 }, javaScriptEnabled: script, locale: 'en-GB' },
  })
  const page: Page = await context.newPage()
  const way = {
    page,
    presses: 0,
    async press(name: string) {
      way.presses++
      await page
        .locator('main')
        .getByRole('button', { name, exact: true })
        .or(page.locator('main').getByRole('link', { name, exact: true }))
        .last()
        .click()
    },
    heading: () => page.locator('h1').innerText(),
    close: () => context.close(),
  }
  return way
}

describe.each(journeys)(
  'the first day of an organiser on $dialect, with script: $script',
  ({ dialect, script }) => {
    it(
      'leads from the link to a named hub, a published issue and a second organiser',
      async () => {
        const server = await startServer(dialect, { working: false })
        const amina = await phone(script)
        const ozioma = await phone(script)
        try {
          await amina.page.goto((await setUpLink(server.world))!)
          await amina.page.fill('[name=name]', 'Harbour Row Tenants')
          await amina.press('Go on')
          await amina.page.fill('[name=place]', 'Harbour Row')
          await amina.page.selectOption('[name=country]', { label: 'United Kingdom' })
          await amina.press('Go on')
          await amina.press('Go on')
          // Of a country with one zone nobody has to say which.
          expect(await amina.page.inputValue('[name=zone]')).toBe('Europe/London')
          await amina.press('Go on')
          await amina.page.fill('[name=organiser]', 'Amina Yusuf')
          await amina.press('Go on')
          await amina.press('Go on without mail')
          expect(await amina.page.locator('main').innerText()).toContain('United Kingdom')
          await amina.press('Set up the hub')
          expect(await amina.heading()).toBe('Harbour Row Tenants is set up')
          // At once, and not only after the next start.
          expect(await amina.page.locator('.brand').innerText()).toContain('Harbour Row Tenants')

          await amina.press('Write the first issue')
          await amina.page.fill('[name="titles.en"]', 'Damp in the flats')
          await amina.page.fill('[name="summaries.en"]', 'Nine flats have black mould.')
          await amina.page.selectOption('[name=basis]', 'listening')
          await amina.press('Save the draft')
          await amina.press('Publish to the world')
          expect(await amina.page.locator('main').innerText()).toContain('Everybody can read it now')

          await amina.page.goto(`${server.origin}/desk/begin`)
          await amina.press('Invite a second organiser')
          await amina.page.fill('[name=name]', 'Ozioma')
          await amina.page.selectOption('[name=role]', 'organiser')
          await amina.press('Make the invitation')
          const link = (await amina.page.locator('.slip > .handle').first().textContent())!
          await ozioma.page.goto(link)
          await ozioma.press('Join the hub')
          expect(await ozioma.heading()).toBe('Desk')

          const [hub] = await allHubs(server.world)
          expect(hub).toMatchObject({ name: 'Harbour Row Tenants', zone: 'Europe/London', areas: ['iso:GB'] })
          const home = await ozioma.page.goto(server.origin)
          expect(home?.status()).toBe(200)
          expect(await ozioma.page.locator('main').innerText()).toContain('Damp in the flats')
          // What a phone asks of somebody with no time; whoever adds a step here looks whether it is worth it.
          expect(amina.presses).toBe(12)
          expect(ozioma.presses).toBe(1)
        } finally {
          await amina.close()
          await ozioma.close()
          await server.end()
        }
      },
      patience,
    )
  },
)
