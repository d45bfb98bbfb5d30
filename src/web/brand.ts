import type { Config } from '../config.ts'
import type { World } from '../world.ts'

// Pages that know nothing of hubs have a header too, those for errors among them, so whoever reads the hubs leaves the
// name here. A process that has not read them yet shows the host.
const names = new WeakMap<Config, string>()

/** The name in the header of a server's pages: its only hub's, else its host. */
export const brandOf = ({ config }: Pick<World, 'config'>): string =>
  names.get(config) ?? new URL(config.origin).host

/** Notes the names of the hubs on a server, as they were just read. */
export function rememberHubs({ config }: Pick<World, 'config'>, hubs: readonly { name: string }[]): void {
  const [only, another] = hubs
  if (only !== undefined && another === undefined) names.set(config, only.name)
  else names.delete(config)
}
