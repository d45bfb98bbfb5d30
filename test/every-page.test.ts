import type { Browser, BrowserContextOptions } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { spoken } from '../src/lib/words.ts'
import { slices } from '../src/slices.ts'
import { allowedBy } from '../src/web/access.ts'
import { openBrowser } from './support/browser.ts'
import { type SamplePage, sampleServer } from './support/every-page.ts'
import { lookAtAll, openAs, patience } from './support/look.ts'

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

const open = (each: Pick<SamplePage, 'by'>, how: BrowserContextOptions = {}) =>
  openAs(browser, server, each.by, how)

/** Routes that are no pages of their own, with the reason. */
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
  [/^\/account\/data\/file$/, 'a file'],
  [/^\/desk\/(assemblies|outcomes|actions)\/:id\/discard$/, 'the same as of an issue'],
]

describe('every page', () => {
  it('is in the list of pages that are looked at', () => {
    const routes = slices.flatMap(({ pages }) =>
      (pages?.routes ?? [])
        .filter(({ method, handler }) => method === 'GET' && allowedBy(handler) !== null)
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

  // Of the other languages each page is seen in one, so that all are seen somewhere; npm run test:pages sees each in all.
  const others = spoken.filter(({ lang }) => lang !== 'en' && lang !== 'ar').map(({ lang }) => lang)
  it.each([
    ['en', 'light', 320],
    ['ar', 'light', 1280],
    ['in turn', 'dark', 320],
  ] as const)(
    'puts no barrier before anybody (%s, %s, %i wide), and none runs off the side',
    async (language, colorScheme, width) => {
      const found = await lookAtAll(browser, server, { colorScheme, width }, (at) =>
        language === 'in turn' ? others[at % others.length]! : language,
      )
      expect(found).toEqual([])
    },
    patience,
  )

  it(
    'fits when its letters are twice as large, and its bar still leads everywhere',
    async () => {
      const found: string[] = []
      const how = { viewport: { width: 1280, height: 800 }, reducedMotion: 'reduce' } as const
      const [stranger, organiser] = [await open({ by: 'anybody' }, how), await open({ by: 'organiser' }, how)]
      for (const each of server.pages) {
        const page = each.by === 'organiser' ? organiser : stranger
        await page.goto(server.address(each))
        const wide = await page.evaluate(() => {
          document.documentElement.style.fontSize = '34px'
          return document.documentElement.scrollWidth
        })
        if (wide > 1280) found.push(`${each.name} is ${wide} pixels wide`)
        const hides = await page.evaluate(() =>
          [...document.querySelectorAll('header nav a')]
            .filter((link) => !link.checkVisibility({ visibilityProperty: true }))
            .map((link) => link.textContent),
        )
        if (hides.length > 0) found.push(`${each.name} hides ${hides.join(', ')}`)
      }
      for (const page of [stranger, organiser]) await page.context().close()
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
