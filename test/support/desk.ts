import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Browser, Page } from 'playwright-core'
import type { TestServer } from './server.ts'

/** A phone without scripts on which somebody is signed in by a cookie. */
export async function phoneOf(browser: Browser, server: TestServer, cookie: string): Promise<Page> {
  const context = await browser.newContext({
    javaScriptEnabled: false,
    viewport: { width: 360, height: 740 },
  })
  await context.addCookies([
    { name: 'folkmoot', value: cookie.slice('folkmoot='.length), url: server.origin },
  ])
  context.setDefaultTimeout(15_000)
  return context.newPage()
}

/** Presses the button of this name. */
export const press = (page: Page, name: string) =>
  page.getByRole('button', { name, exact: true }).last().click()

/** What is seriously wrong with a page for people who do not see, hear or move as others do; also that it is wider than a phone. */
export async function barriersOf(
  browser: Browser,
  server: TestServer,
  cookie: string,
  paths: readonly string[],
) {
  const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
  const found: string[] = []
  for (const colorScheme of ['light', 'dark'] as const) {
    const context = await browser.newContext({ colorScheme, viewport: { width: 320, height: 640 } })
    await context.addCookies([
      { name: 'folkmoot', value: cookie.slice('folkmoot='.length), url: server.origin },
    ])
    const page = await context.newPage()
    for (const path of paths) {
      await page.goto(server.origin + path)
      const width = await page.evaluate(() => document.documentElement.scrollWidth)
      if (width > 320) found.push(`${path} is ${width} pixels wide`)
      await page.evaluate(axe)
      const violations = await page.evaluate(async () => {
        for (const each of document.querySelectorAll('details')) each.open = true
        const { axe } = globalThis as unknown as {
          axe: {
            run(): Promise<{ violations: { id: string; impact: string; nodes: { target: string[] }[] }[] }>
          }
        }
        return (await axe.run()).violations
          .filter(({ impact }) => impact === 'serious' || impact === 'critical')
          .map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`)
      })
      found.push(...violations.map((each) => `${path} ${colorScheme} ${each}`))
    }
    await context.close()
  }
  return found
}

/** Asks for a page, or sends a form, as somebody who is signed in. */
export const asking =
  (server: TestServer, cookie: string) =>
  async (path: string, form?: Record<string, string | readonly string[]>) => {
    const body = new URLSearchParams(
      Object.entries(form ?? {}).flatMap(([name, values]) =>
        [values].flat().map((value) => [name, value as string]),
      ),
    )
    const answer = await fetch(server.origin + path, {
      redirect: 'manual',
      headers: { cookie, origin: server.origin },
      ...(form && { method: 'POST', body }),
    })
    return { status: answer.status, to: answer.headers.get('location'), text: await answer.text() }
  }
