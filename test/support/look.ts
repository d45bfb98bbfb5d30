import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { barriers } from './barriers.ts'
import type { SamplePage, sampleServer } from './every-page.ts'

type Sample = Awaited<ReturnType<typeof sampleServer>>

/** How long to wait (ms): a real browser on a slow machine takes its time, and nothing here depends on how long. */
export const patience = 300_000

/** A page of the browser for whoever may see it: somebody with no cookie, or who is signed in. */
export async function openAs(
  browser: Browser,
  server: Sample,
  by: SamplePage['by'],
  how: BrowserContextOptions = {},
): Promise<Page> {
  const context = await browser.newContext(how)
  context.setDefaultTimeout(patience / 4)
  const [name, value] = server.cookie.split('=') as [string, string]
  if (by === 'organiser') await context.addCookies([{ name, value, url: server.harbour.origin }])
  return context.newPage()
}

/** What is wrong with any page: what keeps somebody from using it, what runs off its side, an answer that was not expected. */
export async function lookAtAll(
  browser: Browser,
  server: Sample,
  how: { colorScheme: 'light' | 'dark'; width: number },
  languageOf: (at: number) => string,
): Promise<string[]> {
  const found: string[] = []
  const { colorScheme, width } = how
  const viewport = { width, height: 800 }
  const stranger = await openAs(browser, server, 'anybody', { colorScheme, viewport })
  const organiser = await openAs(browser, server, 'organiser', { colorScheme, viewport })
  for (const [at, each] of server.pages.entries()) {
    const page = each.by === 'organiser' ? organiser : stranger
    const address = new URL(server.address(each))
    address.searchParams.set('lang', languageOf(at))
    const answer = await page.goto(address.href)
    const status = each.status ?? 200
    if (answer?.status() !== status) found.push(`${each.name} answers ${answer?.status()}`)
    found.push(...(await barriers(page, 'everything', 'any')))
    const wide = await page.evaluate(() => document.documentElement.scrollWidth)
    if (wide > width) found.push(`${each.name} is ${wide} pixels wide in ${address.search}`)
  }
  for (const page of [stranger, organiser]) await page.context().close()
  return found
}
