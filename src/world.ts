import type { Config } from './config.ts'
import type { Db } from './db/index.ts'
import type { Pulse } from './db/pulse.ts'
import type { Vault } from './db/secret.ts'
import type { Clock } from './lib/time.ts'

/** A line for the operator's log. Never a person's words, never a key, never a whole letter. */
export type Log = (
  level: 'debug' | 'info' | 'warning' | 'error',
  what: string,
  about?: Record<string, unknown>,
) => void

/** Everything a verb may touch outside the domain. Handed on as the first argument, never imported as a value. */
export type World = {
  readonly config: Config
  readonly db: Db
  readonly vault: Vault
  readonly clock: Clock
  readonly log: Log
  /** Beats when something was written that a worker or a cache should look at. */
  readonly pulse: Pulse
}
