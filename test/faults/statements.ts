import type { OpenDb } from '../../src/db/index.ts'

/** When a process ends: before a statement reaches the database, when it is sent and its answer not yet there (PostgreSQL), or after it was done. */
export type When = 'before' | 'sent' | 'after'

/** The statement at which a process is to end by itself, counted from 1. */
export type Kill = { readonly at: number; readonly when: When }

/** What of a database's statements was counted: all of them, and the number of the last one that may have changed something. */
export type Counted = { statements: number; lastWrite: number }

/**
 * Counts every statement that goes to a database from `begin` on, those that open and end a transaction too, and ends the
 * process with SIGKILL at the one it is told.
 */
export function countStatements(open: OpenDb, kill: Kill | null) {
  const counted: Counted = { statements: 0, lastWrite: 0 }
  let counting = false
  /** Begins a statement; says how to go on when it is sent and when it is done. */
  const begin = (text: string) => {
    if (!counting) return { sent() {}, done() {} }
    const at = ++counted.statements
    if (!/^\s*(select|begin|listen|notify)/i.test(text)) counted.lastWrite = at
    const end = (when: When) => {
      if (kill?.at === at && kill.when === when) die()
    }
    end('before')
    return { sent: () => end('sent'), done: () => end('after') }
  }
  if (open.sqlite) watchSqlite(open.sqlite.handle, begin)
  if (open.postgres) watchPostgres(open.postgres.pool, begin)
  return {
    counted,
    begin() {
      counting = true
    },
  }
}

type Begin = (text: string) => { sent(): void; done(): void }

/** As a plug that is pulled: nothing is finished, nothing is said. */
function die(): never {
  process.kill(process.pid, 'SIGKILL')
  for (;;);
}

function watchSqlite(handle: NonNullable<OpenDb['sqlite']>['handle'], begin: Begin): void {
  const prepare = handle.prepare.bind(handle) as (text: string) => object
  const watched = (text: string) => {
    const statement = prepare(text) as Record<string, unknown>
    for (const name of ['run', 'all', 'get']) {
      const run = (statement[name] as (...values: unknown[]) => unknown).bind(statement)
      statement[name] = (...values: unknown[]) => {
        const step = begin(text)
        const answer = run(...values)
        step.done()
        return answer
      }
    }
    return statement
  }
  Object.assign(handle, { prepare: watched })
}

function watchPostgres(pool: NonNullable<OpenDb['postgres']>['pool'], begin: Begin): void {
  pool.on('connect', (client) => {
    const query = client.query.bind(client) as (...values: unknown[]) => unknown
    const watched = (...values: unknown[]) => {
      const step = begin(String(values[0]))
      const answer = query(...values)
      step.sent()
      if (!(answer instanceof Promise)) return answer
      return answer.then((rows: unknown) => {
        step.done()
        return rows
      })
    }
    Object.assign(client, { query: watched })
  })
}
