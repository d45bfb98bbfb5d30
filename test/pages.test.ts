import { mkdirSync, readdirSync } from 'node:fs'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { assemblies } from '../src/assemblies/index.ts'
import { issues } from '../src/issues/index.ts'
import { rebuildSearch } from '../src/map/actions-search.ts'
import { map } from '../src/map/index.ts'
import { outcomes } from '../src/outcomes/index.ts'
import { barriers } from './support/barriers.ts'
import { openBrowser } from './support/browser.ts'
import { illustrateAssemblies, illustrateMap, illustrateOutcome } from './support/illustration.ts'
import { servePages } from './support/pages.ts'

// A real browser on a slow machine takes its time; nothing here depends on how long.
const patience = 240_000
let browser: Browser
let here: Awaited<ReturnType<typeof servePages>>
let hub: string
let issue: string
let copy: string
let assembly: string
let decided: Awaited<ReturnType<typeof illustrateOutcome>>

beforeAll(async () => {
  here = await servePages('sqlite', [issues, assemblies, outcomes, map])
  const { hub: ours, who } = await illustrateMap(here)
  hub = ours
  assembly = `/assemblies/${(await illustrateAssemblies(here, who))[1]}`
  decided = await illustrateOutcome(here, who)
  await rebuildSearch(here.world, {})
  ;[issue, copy] = await Promise.all([aPage('northend'), aPage('hub@hafod.example')])
  browser = await openBrowser()
}, patience)

afterAll(async () => {
  await browser?.close()
  await here?.close()
}, patience)

/** The page here of the first issue of a hub. */
async function aPage(of: string): Promise<string> {
  const { issues } = (await (await here.app.request(`/map.json?hub=${of}`)).json()) as {
    issues: { page: string }[]
  }
  return new URL(issues[0]!.page).pathname
}

test(
  'a visitor narrows the map, looks further down it, and takes the filter off again',
  async () => {
    const context = await browser.newContext({ viewport: { width: 390, height: 844 } })
    context.setDefaultTimeout(patience / 4)
    const page = await context.newPage()
    const asked: string[] = []
    page.on('request', (request) => asked.push(new URL(request.url()).origin))

    await page.goto(`${here.origin}/`)
    await page.getByRole('link', { name: 'See the map of issues' }).click()
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('What people raise')
    expect(await page.getByRole('article').count()).toBe(50)

    await page.getByRole('link', { name: 'Show more issues' }).click()
    await page.waitForURL(/after=/)
    expect(await page.getByRole('article').count()).toBe(9)
    await page.getByRole('link', { name: 'Back to the first page' }).click()
    await page.waitForURL(/\/map$/)

    await page.getByText('More ways to narrow the list').click()
    await page.getByLabel('Theme').selectOption({ label: 'Water' })
    await page.getByRole('button', { name: 'Show issues' }).click()
    await page.waitForURL(/theme=water/)
    const titles = await page.getByRole('article').getByRole('heading').allTextContents()
    expect(titles.length).toBeGreaterThan(3)
    expect(titles.every((title) => title.startsWith('Sewage in the river'))).toBe(true)

    await page.getByRole('link', { name: 'Theme: Water' }).click()
    await page.waitForURL(/\/map$/)
    expect(await page.getByRole('article').count()).toBe(50)
    expect(new Set(asked)).toEqual(new Set([here.origin]))
    await context.close()
  },
  patience,
)

test(
  'no page puts a serious barrier before anybody, nor runs off the side of a small phone',
  async () => {
    const found: string[] = []
    const look = async (
      colorScheme: 'light' | 'dark',
      paths: string[],
      only: 'everything' | 'color-contrast',
    ) => {
      const context = await browser.newContext({ viewport: { width: 320, height: 640 }, colorScheme })
      const page = await context.newPage()
      for (const path of paths) {
        await page.goto(here.origin + path, { timeout: patience / 4 })
        found.push(...(await barriers(page, only)))
        const width = await page.evaluate(() => document.documentElement.scrollWidth)
        if (width > 320) found.push(`${path} is ${width} pixels wide`)
      }
      await context.close()
    }
    // The whole map and an empty one have nothing that a narrowed one has not, and looking at it takes long.
    const { map: _, nothing: __, filtered, silent, hub, ...others } = pages()
    await look('light', [filtered, silent, hub, ...Object.values(others)], 'everything')
    // From the right everything lies elsewhere.
    const { assembly, about, missing } = others
    const arabic = [filtered, hub, assembly, decided.action, about, missing]
    await look(
      'light',
      arabic.map((path) => `${path}${path.includes('?') ? '&' : '?'}lang=ar`),
      'everything',
    )
    // By night only the colours are others.
    await look('dark', [filtered, silent, hub, ...Object.values(decided)], 'color-contrast')
    expect(found).toEqual([])
  },
  patience,
)

test(
  'the first Tab leads past the header',
  async () => {
    const page = await browser.newPage()
    await page.goto(`${here.origin}/map`, { timeout: patience / 4 })
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await page.waitForURL(/#content$/)
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('content')
    await page.close()
  },
  patience,
)

test(
  'feeds are XML to whoever is strict about it',
  async () => {
    const page = await browser.newPage()
    await page.goto(`${here.origin}/about`, { timeout: patience / 4 })
    for (const path of [
      '/map.atom',
      '/assemblies.atom',
      '/assemblies.atom?past=1',
      '/outcomes.atom',
      '/actions.atom',
      '/search.atom?q=damp',
    ]) {
      const text = await (await here.app.request(path)).text()
      const root = await page.evaluate(
        (xml) => new DOMParser().parseFromString(xml, 'application/xml').documentElement.nodeName,
        text,
      )
      expect([path, root]).toEqual([path, 'feed'])
    }
    await page.close()
  },
  patience,
)

/** The pages as they are with something in them, by a name for their pictures. */
const pages = () => ({
  home: '/',
  map: '/map',
  filtered: '/map?theme=water&since=2026-02-31&hub=hub%40hafod.example',
  nothing: '/map?text=unicorns',
  assemblies: '/assemblies',
  over: '/assemblies?past=1&theme=water',
  assembly,
  silent: '/map?hub=hub%40quiet.example',
  hub: `/hubs/${hub}`,
  issue,
  copy,
  wordings: `${issue}/revisions`,
  ...decided,
  outcomes: '/outcomes',
  actions: '/actions?order=due',
  search: '/search?q=neuadd+gym',
  found: '/search?q=lifts&lang=cy',
  hubs: '/search?q=hafod',
  slip: '/search?q=playgruond+shdae',
  unfound: '/search?q=damp+unicorns&theme=water',
  empty: '/search',
  about: '/about',
  ns: '/ns',
  missing: '/nowhere',
})

// For somebody who wants to look: SCREENSHOTS=folder npx vitest run test/pages.test.ts
if (process.env.SCREENSHOTS)
  test(
    'pictures of each page, on a phone and a desk, by day and by night',
    async () => {
      const folder = process.env.SCREENSHOTS!
      mkdirSync(folder, { recursive: true })
      for (const [device, width, height] of [
        ['phone', 390, 844],
        ['desk', 1280, 900],
        ['small', 320, 640],
      ] as const)
        for (const colorScheme of ['light', 'dark'] as const) {
          const context = await browser.newContext({ viewport: { width, height }, colorScheme })
          const page = await context.newPage()
          for (const [name, path] of Object.entries(pages())) {
            await page.goto(here.origin + path)
            await page.screenshot({ path: `${folder}/${name}-${device}-${colorScheme}.png` })
          }
          await context.close()
        }
      expect(readdirSync(folder).length).toBeGreaterThan(0)
    },
    patience,
  )
