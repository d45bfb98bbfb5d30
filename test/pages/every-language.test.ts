import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { spoken } from '../../src/lib/words.ts'
import { openBrowser } from '../support/browser.ts'
import { sampleServer } from '../support/every-page.ts'
import { lookAtAll, patience } from '../support/look.ts'

// All of what test/every-page.test.ts samples: npm run test:pages
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

describe.each(spoken.map(({ lang }) => lang))('every page in %s', (lang) => {
  it.each([
    ['light', 320],
    ['light', 1280],
    ['dark', 320],
    ['dark', 1280],
  ] as const)(
    'puts no barrier before anybody (%s, %i wide), and does not run off the side',
    async (colorScheme, width) => {
      expect(await lookAtAll(browser, server, { colorScheme, width }, () => lang)).toEqual([])
    },
    3 * patience,
  )
})
