import type { Config } from '../config.ts'
import type { World } from '../world.ts'

// Pages that know nothing of hubs have a header too, those for errors among them, so whoever reads the hubs leaves the
// name here. A process that has not read them yet shows the host.
const names = new WeakMap<Config, string>()
const languages = new WeakMap<Config, string>()
const empty = new WeakSet<Config>()

/** The name in the header of a server's pages: its only hub's, else its host. */
export const brandOf = ({ config }: Pick<World, 'config'>): string =>
  names.get(config) ?? new URL(config.origin).host

/** The first language of the hubs on a server (BCP 47), where they have the same; else English. */
export const firstLanguageOf = ({ config }: Pick<World, 'config'>): string => languages.get(config) ?? 'en'

/** Whether a server has no hub yet, so that nobody is there to be told anything. */
export const isEmpty = ({ config }: Pick<World, 'config'>): boolean => empty.has(config)

/** Notes the names of the hubs on a server and their first language, as they were just read. */
export function rememberHubs(
  { config }: Pick<World, 'config'>,
  hubs: readonly { name: string; languages: readonly string[] }[],
): void {
  const [only, another] = hubs
  if (only !== undefined && another === undefined) names.set(config, only.name)
  else names.delete(config)
  if (only === undefined) empty.add(config)
  else empty.delete(config)
  const first = new Set(hubs.map((hub) => hub.languages[0]))
  const [language] = first
  if (first.size === 1 && language !== undefined) languages.set(config, language)
  else languages.delete(config)
}
