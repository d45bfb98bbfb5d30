import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { openBrowser } from './support/browser.ts'
import { journeys } from './support/db.ts'
import { startServer, type TestServer } from './support/server.ts'
import { signIn } from './support/sign-in.ts'

// A real browser on a slow machine takes its time; nothing here depends on how long.
const patience = 240_000
let browser: Browser
beforeAll(async () => {
  browser = await openBrowser()
}, patience)
afterAll(() => browser.close())

const ends: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
})

/** A phone, signed in where a cookie is given. */
async function phone(server: TestServer, about: { script?: boolean; cookie?: string } = {}): Promise<Page> {
  const context = await browser.newContext({
    ...{ viewport: { width: 360, height: 740 }, javaScriptEnabled: about.script ?? true },
  })
  ends.push(() => context.close())
  const [name, value] = about.cookie?.split('=') ?? []
  if (name && value) await context.addCookies([{ name, value, url: server.origin }])
  return context.newPage()
}

/** The link on a page that hands something over, and its code as it is read. */
const handedOver = async (page: Page) => ({
  link: (await page.locator('.slip > .handle').first().textContent())!,
  code: (await page.locator('.slip .code [aria-hidden]').first().textContent())!,
})

const signedOut = async (page: Page, server: TestServer): Promise<boolean> => {
  await page.goto(`${server.origin}/desk`)
  return new URL(page.url()).pathname === '/sign-in'
}

const press = (page: Page, text: string) => page.click(`button:text-is("${text}")`)

describe.each(journeys)('somebody of a hub on $dialect, with script: $script', ({ dialect, script }) => {
  it(
    'is invited, signs in on a second device, loses one and then all, comes back, and leaves',
    async () => {
      const server = await startServer(dialect, { working: false })
      ends.push(server.end)
      const { hub } = await server.hub('northend')
      const cookie = await signIn(server, hub.id, ['organiser'], 'Bako')
      const organiser = await phone(server, { script, cookie })

      await organiser.goto(`${server.origin}/desk/begin`)
      await organiser.click('a:text("Invite a second organiser")')
      expect(await organiser.inputValue('[name=role]')).toBe('organiser')
      await organiser.goto(`${server.origin}/desk`)
      await organiser.click('.rooms >> text=People')
      await organiser.click('a:text("Invite somebody")')
      expect(await organiser.inputValue('[name=role]')).toBe('note-taker')
      await organiser.fill('[name=name]', 'Chidi')
      await press(organiser, 'Make the invitation')
      const invitation = await handedOver(organiser)
      expect(invitation.code).toMatch(/^\w{4}-\w{4}$/)
      expect(await organiser.locator('svg.qr').getAttribute('aria-label')).toContain('camera')
      expect(await organiser.locator('[data-print]').isVisible()).toBe(script)
      expect(await organiser.getAttribute('[data-copy]', 'data-copy')).toBe(invitation.link)
      await organiser.reload()
      expect(await handedOver(organiser)).toEqual(invitation)
      await press(organiser, 'Done, hide it')
      expect(await organiser.textContent('h2 ~ .people')).toContain('Chidi')
      await organiser.goBack()
      await organiser.reload()
      expect(await organiser.textContent('h1')).toBe('This is not shown any more')

      const first = await phone(server, { script })
      await first.goto(invitation.link)
      await press(first, 'Join the hub')
      expect(await first.textContent('.cards')).toContain('This device is your only way in')
      await first.click('.rooms summary')
      await first.click('.rooms >> text=Your account')
      await press(first, 'Print ten codes')
      const codes = await first.locator('.codes [aria-hidden]').allTextContents()
      expect(codes).toHaveLength(10)
      expect(await first.textContent('.slip')).toContain('Hub of northend')
      await first.goto(`${server.origin}/account`)
      expect(await first.textContent('main')).toContain('10 codes are left.')
      await press(first, 'Sign in another device')
      const device = await handedOver(first)

      const second = await phone(server, { script })
      await second.goto(device.link)
      await press(second, 'Sign in on this device')
      expect(await second.textContent('.lede')).toBe('Hello, Chidi.')
      // The older device is asked, and not the new one.
      expect(await second.content()).not.toContain('A new device')
      await first.goto(`${server.origin}/desk`)
      expect(await first.textContent('.waits')).toContain('A new device signed in as you')
      await first.click('.waits >> text=Was it you?')
      await press(first, 'Yes, it was me')
      expect(await first.textContent('[role=status]')).toContain('stays signed in')
      await first.goto(`${server.origin}/desk`)
      expect(await first.content()).not.toContain('A new device')

      // The first phone is lost, and then the second one as well.
      await second.goto(`${server.origin}/account`)
      await press(second, 'Sign it out')
      expect(await signedOut(first, server)).toBe(true)
      const third = await phone(server, { script })
      await third.goto(`${server.origin}/sign-in`)
      await third.fill('[name=code]', codes[3]!.toLowerCase().replaceAll('-', ' '))
      await press(third, 'Use the code')
      expect(await third.textContent('[role=status]')).toContain('cross it out')
      expect(await third.textContent('main')).toContain('9 codes are left.')
      await press(third, 'Sign out all other devices')
      expect(await signedOut(second, server)).toBe(true)

      // And the sheet too.
      await organiser.goto(`${server.origin}/desk/people`)
      await organiser.click('a:text-is("Chidi")')
      await press(organiser, 'Let them in again')
      const back = await handedOver(organiser)
      expect(await signedOut(third, server)).toBe(false)
      const fourth = await phone(server, { script })
      await fourth.goto(`${server.origin}/sign-in`)
      await fourth.fill('[name=code]', back.code)
      await press(fourth, 'Use the code')
      expect(await fourth.textContent('.lede')).toBe('Hello, Chidi.')
      expect(await signedOut(third, server)).toBe(true)
      await third.fill('[name=code]', codes[4]!)
      await press(third, 'Use the code')
      expect(await third.textContent('.complaint')).toMatch(/opens nothing any more/)

      await organiser.goto(`${server.origin}/desk/people`)
      await organiser.click('a:text-is("Chidi")')
      await organiser.selectOption('[name=role]', 'organiser')
      await press(organiser, 'Give this role')
      await organiser.click('li:has-text("note-taker") >> text=Take this role away')
      await press(organiser, 'Take this role away')
      expect(await organiser.textContent('main .people')).toMatch(/^organiser since/)
      await organiser.click('text=Remove Chidi from the hub')
      await press(organiser, 'Remove Chidi from the hub')
      expect(await organiser.textContent('[role=status]')).toBe('They are not of the hub any more.')
      expect(await signedOut(fourth, server)).toBe(true)

      await organiser.goto(`${server.origin}/desk/log`)
      const log = (await organiser.locator('.log li > div').allTextContents()).map((line) => line.trim())
      expect(log).toEqual([
        'Bako removed Chidi from the hub.',
        'Bako took the role of note-taker from Chidi.',
        'Bako made Chidi organiser.',
        'Chidi signed in.',
        'Bako made a way in for Chidi.',
        'Chidi signed all other devices of theirs out.',
        'Chidi signed in.',
        'Chidi signed a device out.',
        'Chidi said that a new device is theirs.',
        'Chidi signed in.',
        'Chidi made a way in for another device of theirs.',
        'Chidi printed new codes for the drawer.',
        'Chidi signed in.',
        'Chidi joined the hub.',
        'Bako invited Chidi as note-taker.',
        'Bako signed in.',
        'Amina founded the hub, with Amina as its first organiser.',
      ])
    },
    patience,
  )
})

it(
  'an organiser enters somebody without mail, prints a sheet of what is new, and slips for a meeting',
  async () => {
    const server = await startServer('sqlite', { working: false })
    ends.push(server.end)
    const { hub } = await server.hub('northend')
    const page = await phone(server, {
      script: false,
      cookie: await signIn(server, hub.id, ['organiser'], 'Bako'),
    })
    await page.goto(`${server.origin}/desk/people/new`)
    await page.fill('[name=name]', 'Bako')
    await press(page, 'Enter somebody without inviting them')
    expect(await page.textContent('.complaint')).toMatch(/has or had somebody called “Bako”/)
    expect(await page.inputValue('[name=name]')).toBe('Bako')
    await page.fill('[name=name]', 'Old Efua')
    await press(page, 'Enter somebody without inviting them')
    expect(await page.textContent('h1')).toBe('Old Efua')
    await page.click('text=A page to print for them')
    expect(await page.textContent('main')).toContain('From Hub of northend')
    expect(await page.textContent('main')).toContain('tell Amina and Bako.')

    await page.goto(`${server.origin}/desk/people/slips`)
    await page.fill('[name=count]', '13')
    await press(page, 'Make the slips')
    expect(await page.textContent('.complaint')).toBe('A sheet has 1 to 12 slips.')
    await page.fill('[name=count]', '4')
    await press(page, 'Make the slips')
    const codes = await page.locator('.slip .code [aria-hidden]').allTextContents()
    expect(new Set(codes).size).toBe(4)
    const other = await phone(server)
    await other.goto(`${server.origin}/sign-in`)
    await other.fill('[name=code]', codes[2]!)
    await press(other, 'Use the code')
    await other.fill('[name=name]', 'Ffion')
    await press(other, 'Join the hub')
    await page.goto(`${server.origin}/desk/people`)
    expect(await page.textContent('h2 ~ .people')).toContain('3 slips of a sheet')
    await press(page, 'Take back')
    expect(await page.textContent('main')).toContain('Nobody is invited just now.')
    await other.goto(`${server.origin}/desk`)
    expect(await other.textContent('.lede')).toBe('Hello, Ffion.')
  },
  patience,
)

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
type Axe = {
  axe: {
    run(): Promise<{ violations: { id: string; impact: string; nodes: { target: string[] }[] }[] }>
  }
}

it(
  'no page about people puts a serious barrier before anybody, nor runs off the side of a small phone',
  async () => {
    const server = await startServer('sqlite', { working: false })
    ends.push(server.end)
    const { hub } = await server.hub('northend')
    const cookie = await signIn(server, hub.id, ['organiser', 'operator'], 'Bako Long-Surname of Northend')
    await signIn(server, hub.id, ['note-taker'], 'Chidi')
    const page = await phone(server, { cookie })
    await page.setViewportSize({ width: 320, height: 640 })
    const found: string[] = []
    const look = async () => {
      // Our own scripts only: axe is put in by hand, past what pages allow.
      await page.evaluate(axe)
      const { violations } = await page.evaluate(() => (globalThis as unknown as Axe).axe.run())
      for (const { id, impact, nodes } of violations)
        if (impact === 'serious' || impact === 'critical')
          found.push(`${page.url()} ${id}: ${nodes.map(({ target }) => target.join(' ')).slice(0, 3)}`)
      const width = await page.evaluate(() => document.documentElement.scrollWidth)
      if (width > 320) found.push(`${page.url()} is ${width} pixels wide`)
    }
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme })
      const paths = [
        '/desk',
        '/desk/people',
        '/desk/people/invite',
        '/desk/people/new',
        '/account',
        '/desk/log',
      ]
      for (const path of paths) {
        await page.goto(server.origin + path)
        await look()
      }
      await page.goto(`${server.origin}/desk/people/slips`)
      await press(page, 'Make the slips')
      await look()
      await page.goto(`${server.origin}/desk/people`)
      await page.click('a:text-is("Chidi")')
      await look()
      const person = page.url()
      for (const path of ['/end', '/roles/note-taker', '/paper']) {
        await page.goto(person + path)
        await look()
      }
      for (const what of ['Print ten codes', 'Sign in another device']) {
        await page.goto(`${server.origin}/account`)
        await press(page, what)
        await look()
      }
    }
    const stranger = await phone(server)
    await stranger.goto(`${server.origin}/sign-in`)
    await stranger.evaluate(axe)
    const { violations } = await stranger.evaluate(() => (globalThis as unknown as Axe).axe.run())
    expect(violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')).toEqual([])
    expect(found).toEqual([])
  },
  patience,
)
