import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { MINUTE } from '../src/lib/time.ts'
import { setUpLink } from '../src/settings/actions-setup.ts'
import { barriers } from './support/barriers.ts'
import { openBrowser } from './support/browser.ts'
import { journeys } from './support/db.ts'
import { openMailServer } from './support/mail-server.ts'
import { mailTo, startMailed } from './support/mailed.ts'
import { startServer, type TestServer, until } from './support/server.ts'
import { hasAddress, signIn } from './support/sign-in.ts'

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

const press = (page: Page, text: string) => page.click(`button:text-is("${text}")`)

describe.each(journeys)('by mail on $dialect, with script: $script', ({ dialect, script }) => {
  /** A phone; signed in where a cookie is given. */
  const phone = async (server: TestServer, cookie?: string): Promise<Page> => {
    const context = await browser.newContext({
      ...{ viewport: { width: 360, height: 740 }, javaScriptEnabled: script },
    })
    ends.push(() => context.close())
    const [name, value] = cookie?.split('=') ?? []
    if (name && value) await context.addCookies([{ name, value, url: server.origin }])
    return context.newPage()
  }
  /** Nothing on a page runs off the side of a phone or stands in anybody’s way. */
  const isWell = async (page: Page) => {
    const wide = await page.evaluate(() => document.documentElement.scrollWidth)
    expect([page.url(), wide]).toEqual([page.url(), 360])
    if (script) expect(await barriers(page, 'everything', 'any')).toEqual([])
  }

  it(
    'somebody signs in on a second device by the link and on a third by the code, and changes their address',
    async () => {
      const server = await startMailed(dialect)
      ends.push(server.end)
      const { hub } = await server.hub('northend')
      const first = await phone(server, await signIn(server, hub.id, ['organiser'], 'Chidi'))
      await hasAddress(server, 'Chidi', 'chidi@mail.example')

      const second = await phone(server)
      await second.goto(`${server.origin}/desk?there=1`)
      await isWell(second)
      await second.fill('[name=address]', 'chidi@mail.example')
      await press(second, 'Send me a link')
      expect(await second.textContent('h1')).toBe('Look into your mail')
      await isWell(second)
      expect(await second.context().cookies()).toEqual([])
      const mail = await mailTo(server, 'chidi@mail.example')
      const reader = await phone(server)
      await reader.goto(mail.link)
      expect(await reader.textContent('h1')).toBe('Sign in to Hub of northend')
      await isWell(reader)
      // Whoever only looks, as those who scan mails for what is bad in them, uses nothing up.
      await (await phone(server)).goto(mail.link)
      await press(reader, 'Sign in on this device')
      expect(reader.url()).toBe(`${server.origin}/desk?there=1`)
      await second.fill('[name=code]', mail.code)
      await press(second, 'Sign in')
      expect(await second.textContent('.complaint')).toContain('tried too often or is too old')

      const third = await phone(server)
      await third.goto(`${server.origin}/sign-in`)
      await third.fill('[name=address]', 'CHIDI@mail.example')
      await press(third, 'Send me a link')
      await third.reload()
      const { code } = await mailTo(server, 'chidi@mail.example', 2)
      await third.fill('[name=code]', code === '123456' ? '123457' : '123456')
      await press(third, 'Sign in')
      expect(await third.textContent('.complaint')).toContain('That is not the code of the mail.')
      await isWell(third)
      await third.fill('[name=code]', `${code.slice(0, 3)} ${code.slice(3)}`)
      await press(third, 'Sign in')
      expect(await third.textContent('.lede')).toBe('Hello, Chidi.')

      // Too late, the page says so, and leads back to where one asks anew.
      const late = await phone(server)
      await late.goto(`${server.origin}/sign-in`)
      await late.fill('[name=address]', 'chidi@mail.example')
      await press(late, 'Send me a link')
      const old = await mailTo(server, 'chidi@mail.example', 4)
      server.clock.ahead += 16 * MINUTE
      await late.fill('[name=code]', old.code)
      await press(late, 'Sign in')
      expect(await late.textContent('.complaint')).toContain('too old')
      expect((await late.goto(old.link))?.status()).toBe(410)

      // Those who were signed in before are asked, and told by mail too.
      await first.goto(`${server.origin}/desk`)
      expect(await first.locator('.waits').count()).toBe(2)
      const told = server.mail.received.filter(({ raw }) => /Subject: A new device/.test(raw))
      expect(told).toHaveLength(2)

      await first.goto(`${server.origin}/account`)
      await isWell(first)
      await first.fill('[name=address]', 'new@mail.example')
      await press(first, 'Send the code')
      await isWell(first)
      await first.fill('[name=code]', (await mailTo(server, 'new@mail.example')).code)
      await press(first, 'Confirm the address')
      expect(await first.textContent('[role=status]')).toBe('That is your address now.')
      expect((await mailTo(server, 'chidi@mail.example', 5)).text).toContain('another address from now on')
      for (const { to } of server.mail.received) expect(to).toHaveLength(1)
      for (const secret of ['mail.example', mail.code, code, old.code])
        expect(JSON.stringify(server.logged)).not.toContain(secret)
    },
    patience,
  )

  it(
    'mail is set up with the hub, then refuses and greylists; nothing is lost, and it is said at the desk',
    async () => {
      const server = await startServer(dialect)
      ends.push(server.end)
      const mail = await openMailServer({ users: { ann: 'right' } })
      ends.push(mail.end)
      const ann = await phone(server)
      await ann.goto((await setUpLink(server.world))!)
      await ann.fill('[name=name]', 'North End')
      await press(ann, 'Go on')
      await ann.fill('[name=place]', 'North End')
      for (let steps = 0; steps < 3; steps++) await press(ann, 'Go on')
      await ann.fill('[name=organiser]', 'Ann')
      await press(ann, 'Go on')
      expect(await ann.textContent('h1')).toBe('Shall it send mail?')
      await isWell(ann)
      const typed = { user: 'ann', password: 'wrong', from: 'hub@example.org', host: '127.0.0.1' }
      for (const [name, value] of Object.entries({ ...typed, port: String(mail.port) }))
        await ann.fill(`[name=${name}]`, value)
      await ann.fill('[name=test]', 'ann@mail.example')
      await press(ann, 'Try it')
      expect(await ann.textContent('[role=alert]')).toContain('does not take this name and password')
      await isWell(ann)
      await ann.fill('[name=password]', 'right')
      await press(ann, 'Try it')
      await ann.fill('[name=code]', (await mailTo({ mail }, 'ann@mail.example')).code)
      await isWell(ann)
      await press(ann, 'It arrived')
      expect(await ann.textContent('.answers')).toContain('Mail works. It goes by 127.0.0.1.')
      await press(ann, 'Set up the hub')
      expect(await ann.textContent('h1')).toBe('North End is set up')

      // The mail server has no time: Ann reads why, and whoever asks for a mail sees nothing of it.
      mail.manners.connect = () => ({ code: 421, says: '4.3.2 too busy' })
      const other = await phone(server)
      const asks = async () => {
        await other.goto(`${server.origin}/sign-in`)
        await other.fill('[name=address]', 'ann@mail.example')
        await press(other, 'Send me a link')
        expect(await other.textContent('h1')).toBe('Look into your mail')
        return other.textContent('main')
      }
      const well = await asks()
      await until('it is seen', async () => {
        await ann.goto(`${server.origin}/desk`)
        return (await ann.textContent('main'))?.includes('Mail does not go out')
      })
      await ann.click('text=See what is wrong')
      expect(await ann.textContent('.warning')).toContain(
        'The mail server is busy, or turns us away for now.',
      )
      expect(await ann.textContent('main')).toContain('One mail waits.')
      await isWell(ann)
      // Then it asks to come again, as many do with everybody whom they do not know.
      let greylisted = 0
      mail.manners.connect = () => undefined
      mail.manners.to = () => (greylisted++ < 1 ? { code: 451, says: '4.7.1 come again later' } : undefined)
      const comes = async (before: number) => {
        for (let times = 0; times < 10 && mail.received.length <= before; times++) {
          server.clock.ahead += MINUTE
          server.world.pulse.beat()
          await new Promise((done) => setTimeout(done, 300))
        }
        return mailTo({ mail }, 'ann@mail.example', before)
      }
      const { code } = await comes(1)
      expect(greylisted).toBeGreaterThan(1)
      expect(await other.textContent('main')).toBe(well)
      await other.fill('[name=code]', code)
      await press(other, 'Sign in')
      expect(await other.textContent('.lede')).toBe('Hello, Ann.')
      await mailTo({ mail }, 'ann@mail.example', 2)
      await until('it is over', async () => {
        await ann.goto(`${server.origin}/desk`)
        return !(await ann.textContent('main'))?.includes('Mail does not go out')
      })

      // It refuses one mail for good: that is said with the reason, and to whom it was nowhere.
      mail.manners.to = () => ({ code: 550, says: '5.1.1 <ann@mail.example> no such mailbox' })
      await press(other, 'Sign out')
      await asks()
      await until('it is given up', async () => {
        await ann.goto(`${server.origin}/desk/settings/mail`)
        return (await ann.textContent('main'))?.includes('One mail of the last seven days')
      })
      expect(await ann.textContent('main')).toContain('There is no such mailbox')
      await isWell(ann)
      mail.manners.to = () => undefined
      await press(ann, 'Try them again')
      expect(await ann.textContent('[role=status]')).toContain('being sent again')
      await mailTo({ mail }, 'ann@mail.example', 3)
      expect(JSON.stringify(server.logged)).not.toContain('mail.example')
    },
    patience,
  )
})
