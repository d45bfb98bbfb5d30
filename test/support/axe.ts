import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Page } from 'playwright-core'

type Axe = {
  run(): Promise<{ violations: { id: string; impact: string; nodes: { target: string[] }[] }[] }>
}
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** What is seriously wrong with a page for people who do not see, hear or move as others do, in axe's words; and whether it runs off the side. */
export async function barriersOn(page: Page): Promise<string[]> {
  await page.evaluate(axe)
  const found = await page.evaluate(async () => {
    const { violations } = await (globalThis as unknown as { axe: Axe }).axe.run()
    const { scrollWidth, clientWidth } = document.documentElement
    return [
      ...violations
        .filter(({ impact }) => impact === 'serious' || impact === 'critical')
        .map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).slice(0, 3)}`),
      ...(scrollWidth > clientWidth ? [`runs off the side: ${scrollWidth} > ${clientWidth}`] : []),
    ]
  })
  return found.map((one) => `${new URL(page.url()).pathname} ${one}`)
}
