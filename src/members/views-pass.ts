import type { World } from '../world.ts'
import type { Given } from './actions-passes.ts'
import { spelled } from './model-passes.ts'

/** Prints what lets somebody in: it is shown here and nowhere else. */
export function tellPass(world: World, given: Given, { json, to }: { json?: boolean; to?: string }): void {
  const _pass = passJson(world, given, to)
}

/** What lets somebody in, as scripts see it; `to` is the page they come to. */
export const passJson = ({ config }: World, { link, code, expires }: Given, to?: string) => ({
  link: `${config.origin}/enter/${link}${to === undefined ? '' : `?to=${encodeURIComponent(to)}`}`,
  code: spelled(code),
  expires,
})
