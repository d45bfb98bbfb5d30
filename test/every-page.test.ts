import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { slices } from '../src/slices.ts'
import { allowedBy } from '../src/web/access.ts'
import { barriers } from './support/barriers.ts'
import { openBrowser } from './support/browser.ts'
import { type SamplePage, sampleServer } from './support/every-page.ts'

// A real browser on a slow machine takes its time; nothing here depends on how long.
const patience = 300_000
let browser: Browser
let server: Awaited<ReturnType<typeof sampleServer>>

beforeAll(async () => {
  server = await sampleServer()
  browser = await openBrowser()
}, patience)

afterAll(async () => {
  await browser?.close()
  await server?.end()
}, patience)

/** Opens a page as whoever may see it. */
async function open(each: SamplePage, how: BrowserContextOptions = {}): Promise<Page> {
  const context = await browser.newContext(how)
  context.setDefaultTimeout(patience / 4)
  const [name, value] = server.cookie.split('=') as [string, string]
  if (each.by === 'organiser') await context.addCookies([{ name, value, url: server.harbour.origin }])
  return context.newPage()
}

/** Routes that everybody may read, but that are no pages of their own, with the reason. */
const noPages: readonly [RegExp, string][] = [
  [/\.\w+\}?$/, 'a file: a feed, a calendar, a sheet'],
  [/^\/static\//, 'a file'],
  [/^\/seen\//, 'a copy: the page of a record with a word above it'],
  [/^\/(assemblies|outcomes|actions)\/:id\/revisions$/, 'the same as of an issue'],
  [/\/revisions\/:revision/, 'a record’s page as it was'],
  [/^\/hubs\/:id\/(privacy|rules)$/, 'the same as /privacy and /rules of the only hub'],
  [/^\/invitations\//, 'leads to its assembly'],
  [/^\/enter\//, 'a link that opens once'],
  [/^\/setup$/, 'set-up: only where there is no hub yet'],
]

describe('every page', () => {
  it('is in the list of pages that are looked at', () => {
    const routes = slices.flatMap(({ pages }) =>
      (pages?.routes ?? [])
        .filter(({ method, handler }) => method === 'GET' && allowedBy(handler) === 'anybody')
        .map(({ path }) => path),
    )
    const listed = new Set(server.pages.map(({ route }) => route))
    const missed = [...new Set(routes)].filter(
      (path) => !listed.has(path) && !noPages.some(([pattern]) => pattern.test(path)),
    )
    expect(routes.length).toBeGreaterThan(30)
    expect(missed).toEqual([])
  })

  it(
    'weighs under 60 KB with all that it loads, asks no third party, and sets no cookie',
    async () => {
      const wrong: string[] = []
      for (const each of server.pages.filter(({ by }) => by === 'anybody')) {
        // Nothing is in the cache of somebody who comes for the first time.
        const page = await open(each)
        const asked: { url: string; bytes: Promise<number>; cookie: Promise<string | null> }[] = []
        page.on('requestfinished', (request) => {
          const bytes = request
            .sizes()
            .then(({ responseBodySize, responseHeadersSize }) => responseBodySize + responseHeadersSize)
          const cookie = request.response().then((answer) => answer!.headerValue('set-cookie'))
          asked.push({ url: request.url(), bytes, cookie })
        })
        await page.goto(server.address(each), { waitUntil: 'networkidle' })
        const weight = (await Promise.all(asked.map(({ bytes }) => bytes))).reduce(
          (sum, bytes) => sum + bytes,
        )
        const others = asked.filter(({ url }) => new URL(url).origin !== server.harbour.origin)
        const cookies = [
          ...(await Promise.all(asked.map(({ cookie }) => cookie))).filter((cookie) => cookie !== null),
          ...(await page.context().cookies()).map(({ name }) => name),
        ]
        if (asked.length < 2) wrong.push(`${each.name} did not even load its style`)
        if (weight >= 60 * 1024) wrong.push(`${each.name} weighs ${weight} bytes`)
        if (others.length > 0) wrong.push(`${each.name} asks ${others.map(({ url }) => url).join(', ')}`)
        if (cookies.length > 0) wrong.push(`${each.name} sets ${cookies.join(', ')}`)
        await page.context().close()
      }
      expect(wrong).toEqual([])
    },
    patience,
  )

  const ours = /^(by-mail|set-up|empty|desk|privacy|rules|looks|hub-poster|assembly-poster)/
  it.each([
    ['light', 320],
    ['light', 1280],
    ['dark', 320],
    ['dark', 1280],
  ] as const)(
    'of set-up, the desk, the texts and the posters puts no barrier before anybody (%s, %i wide), and none runs off the side',
    async (colorScheme, width) => {
      const found: string[] = []
      for (const each of server.pages.filter(({ name }) => ours.test(name))) {
        const page = await open(each, { colorScheme, viewport: { width, height: 800 } })
        const answer = await page.goto(server.address(each))
        if (answer?.status() !== 200) found.push(`${each.name} answers ${answer?.status()}`)
        // By night only the colours are others.
        found.push(
          ...(await barriers(page, colorScheme === 'light' ? 'everything' : 'color-contrast', 'any')),
        )
        const wide = await page.evaluate(() => document.documentElement.scrollWidth)
        if (wide > width) found.push(`${each.name} is ${wide} pixels wide`)
        await page.context().close()
      }
      expect(found).toEqual([])
    },
    patience,
  )

  it(
    'fits when its letters are twice as large, and its bar still leads everywhere',
    async () => {
      const found: string[] = []
      for (const each of server.pages) {
        const page = await open(each, { viewport: { width: 1280, height: 800 }, reducedMotion: 'reduce' })
        await page.goto(server.address(each))
        const wide = await page.evaluate(() => {
          document.documentElement.style.fontSize = '34px'
          return document.documentElement.scrollWidth
        })
        if (wide > 1280) found.push(`${each.name} is ${wide} pixels wide`)
        for (const link of await page.locator('header nav a').all())
          if (!(await link.isVisible())) found.push(`${each.name} hides ${await link.textContent()}`)
        await page.context().close()
      }
      expect(found).toEqual([])
    },
    patience,
  )

  it(
    'prints black on white, without what is only for the screen, and with its address',
    async () => {
      const issue = server.pages.find(({ name }) => name === 'issue')!
      const page = await open(issue, { colorScheme: 'dark' })
      await page.goto(server.address(issue))
      await page.emulateMedia({ media: 'print' })
      expect(await page.locator('header.band').isVisible()).toBe(false)
      expect(await page.locator('.printed').innerText()).toBe(server.address(issue))
      const colours = await page.evaluate(() => {
        const { color, backgroundColor } = getComputedStyle(document.body)
        return [color, backgroundColor]
      })
      expect(colours).toEqual(['rgb(0, 0, 0)', 'rgb(255, 255, 255)'])
      const poster = server.pages.find(({ name }) => name === 'assembly-poster')!
      await page.goto(server.address(poster))
      expect(await page.locator('.to-print').isVisible()).toBe(false)
      expect(await page.getByRole('img', { name: /A code for phones/ }).isVisible()).toBe(true)
      expect(await page.locator('.poster').innerText()).not.toContain('Lopes')
      const paper = await page.pdf({ format: 'A4', preferCSSPageSize: true })
      expect(paper.toString('latin1').match(/\/Type\s*\/Page\b/g)).toHaveLength(1)
      await page.context().close()
    },
    patience,
  )
})
