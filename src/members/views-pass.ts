import type { World } from '../world.ts'
import type { Given } from './actions-passes.ts'
import { spelled } from './model-passes.ts'

/** What lets somebody in, as the operator's tool prints it: it is shown there and nowhere else. */
export function passInWords(
  world: World,
  given: Given,
  { json, to }: { json?: boolean; to?: string },
): string {
  const pass = passJson(world, given, to)
  if (json) return JSON.stringify(pass)
  const until = given.expires.slice(0, 10)
  return `${pass.link}\nor the code ${pass.code} at ${world.config.origin}/sign-in\nIt opens once, until ${until}.`
}

/** What lets somebody in, as scripts see it; `to` is the page they come to. */
export const passJson = ({ config }: World, { link, code, expires }: Given, to?: string) => ({
  link: `${config.origin}/enter/${link}${to === undefined ? '' : `?to=${encodeURIComponent(to)}`}`,
  code: spelled(code),
  expires,
})
