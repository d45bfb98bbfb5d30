import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Page } from 'playwright-core'

type Axe = {
  run(
    options: object,
  ): Promise<{ violations: { id: string; impact: string; nodes: { target: string[] }[] }[] }>
}
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** What is wrong with a page for people who do not see, hear or move as others do, in axe's words; the serious things only, or all. */
export async function barriers(
  page: Page,
  only: 'everything' | 'color-contrast',
  grave: 'serious' | 'any' = 'serious',
): Promise<string[]> {
  await page.evaluate(axe)
  const found = await page.evaluate(async (rule) => {
    const { violations } = await (globalThis as unknown as { axe: Axe }).axe.run(
      rule === 'everything' ? {} : { runOnly: [rule] },
    )
    return violations.map(({ id, impact, nodes }) => ({
      id,
      impact,
      at: nodes.map((node) => node.target.join(' ')),
    }))
  }, only)
  return found
    .filter(({ impact }) => grave === 'any' || impact === 'serious' || impact === 'critical')
    .map(({ id, at }) => `${page.url()} ${id}: ${at.slice(0, 3).join(', ')}`)
}
