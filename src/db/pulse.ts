import type { OpenDb } from './index.ts'

/**
 * What is new: news to be told, logs of others to be read, documents that everybody may read, rules about who may speak
 * with us, messages in a queue.
 */
export type Topic = 'news' | 'logs' | 'public' | 'policy' | `queue ${string}`

/** A sign that something new stands in the database, for those who wait for work or hold copies of rows. It says no more than about what: look for yourself. */
export type Pulse = {
  /** Called by whoever committed something another should see, in this process or another. About nothing named, it is about everything. */
  beat(...about: Topic[]): void
  /**
   * Calls back at every beat about any of these (or about anything, where none is named), of this process or, where the
   * database can tell, of another; returns how to stop.
   */
  on(listener: () => void, ...about: Topic[]): () => void
  /** Begins to feel the beats of other processes. Ends with the signal. */
  feel(signal: AbortSignal): void
}

const channel = 'folkmoot'
/** What stands between two topics in a notification. */
const between = '|'

/** The pulse of a database: LISTEN/NOTIFY on PostgreSQL, SQLite's data_version looked at five times a second. */
export function openPulse(open: OpenDb): Pulse {
  const listeners = new Map<() => void, readonly Topic[]>()
  const tell = (about: readonly string[] = []) => {
    for (const [listener, wanted] of listeners)
      if (about.length === 0 || wanted.length === 0 || wanted.some((topic) => about.includes(topic)))
        listener()
  }
  return {
    beat(...about) {
      tell(about)
      open.postgres?.pool.query('select pg_notify($1, $2)', [channel, about.join(between)]).catch(() => {})
    },
    on(listener, ...about) {
      listeners.set(listener, about)
      return () => listeners.delete(listener)
    },
    feel(signal) {
      if (open.sqlite) feelFile(open.sqlite.handle, tell, signal)
      if (open.postgres) void feelChannel(open.postgres.url, tell, signal)
    },
  }
}

/** data_version changes when another connection has written the file, and reading it costs microseconds. */
function feelFile(
  handle: NonNullable<OpenDb['sqlite']>['handle'],
  tell: () => void,
  signal: AbortSignal,
): void {
  const version = () => (handle.open ? handle.pragma('data_version', { simple: true }) : last)
  let last: unknown = 0
  last = version()
  const timer = setInterval(() => {
    const now = version()
    if (now !== last) tell()
    last = now
  }, 200)
  signal.addEventListener('abort', () => clearInterval(timer), { once: true })
}

/** One connection that only listens, opened anew when it is lost; the beat after a reconnect covers what was missed. */
async function feelChannel(
  url: string,
  tell: (about?: readonly string[]) => void,
  signal: AbortSignal,
): Promise<void> {
  const { Client } = (await import('pg')).default
  while (!signal.aborted) {
    const client = new Client({ connectionString: url, keepAlive: true })
    const lost = new Promise<void>((resolve) => {
      // `on`, not `once`: a connection that breaks may say so twice, and an error nobody hears ends the process.
      client.on('error', () => resolve())
      client.once('end', () => resolve())
      signal.addEventListener('abort', () => resolve(), { once: true })
    })
    try {
      client.on('notification', ({ payload }) => tell(payload ? payload.split(between) : []))
      await client.connect()
      await client.query(`listen ${channel}`)
      tell()
      await lost
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 1000))
    }
    await client.end().catch(() => {})
  }
}
