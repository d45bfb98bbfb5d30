import type { OpenDb } from './index.ts'

/** A sign that something new stands in the database, for those who wait for work or hold copies of rows. It carries nothing: look for yourself. */
export type Pulse = {
  /** Called by whoever committed something another should see, in this process or another. */
  beat(): void
  /** Calls back at every beat, of this process or (where the database can tell) of another; returns how to stop. */
  on(listener: () => void): () => void
  /** Begins to feel the beats of other processes. Ends with the signal. */
  feel(signal: AbortSignal): void
}

const channel = 'folkmoot'

/** The pulse of a database: LISTEN/NOTIFY on PostgreSQL, SQLite's data_version looked at five times a second. */
export function openPulse(open: OpenDb): Pulse {
  const listeners = new Set<() => void>()
  const tell = () => {
    for (const listener of listeners) listener()
  }
  return {
    beat() {
      tell()
      open.postgres?.pool.query(`notify ${channel}`).catch(() => {})
    },
    on(listener) {
      listeners.add(listener)
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
async function feelChannel(url: string, tell: () => void, signal: AbortSignal): Promise<void> {
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
      client.on('notification', tell)
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
