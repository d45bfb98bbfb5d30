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

/** What another server answered. `body` is text of at most a mebibyte; a redirect has been followed already. */
export type Answer = {
  readonly status: number
  /** The address that answered in the end. */
  readonly url: string
  readonly type: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** How to reach other servers: the only way out of this one, and a guarded one. Throws where no answer came. */
export type Client = {
  /**
   * Reads an address; `sign` makes the headers that say who asks, for each address on the way, and `mayGoOn` says of each
   * address it is sent on to why it may not be asked, or null.
   */
  get(
    address: string,
    headers: Record<string, string>,
    sign?: (address: string) => Promise<Record<string, string>>,
    mayGoOn?: (address: string) => Promise<string | null>,
  ): Promise<Answer>
  /** Posts a letter. Follows no redirect. */
  post(address: string, body: string, headers: Record<string, string>): Promise<Answer>
  close(): Promise<void>
}

/** Everything a verb may touch outside the domain. Handed on as the first argument, never imported as a value. */
export type World = {
  readonly config: Config
  readonly db: Db
  readonly vault: Vault
  readonly clock: Clock
  readonly log: Log
  /** Beats when something was written that a worker or a cache should look at. */
  readonly pulse: Pulse
  readonly client: Client
}
