import { statSync } from 'node:fs'
import type { OpenDb } from './index.ts'

/** How a database is. */
export type Health = {
  /** Which it is, with its version, as people say it. */
  readonly name: string
  /** What is wrong with it, in sentences with what to do; none where all is well. */
  readonly wrong: readonly { readonly says: string; readonly todo: string }[]
}

/** How large a database is on the disk, in bytes. */
export async function sizeOf({ sqlite, postgres }: OpenDb): Promise<number> {
  if (sqlite)
    return ['', '-wal']
      .map((end) => statSync(sqlite.file + end, { throwIfNoEntry: false })?.size ?? 0)
      .reduce((sum, size) => sum + size, 0)
  const { rows } = await postgres!.pool.query('select pg_database_size(current_database()) as bytes')
  return Number(rows[0].bytes)
}

/** Looks a database over: whether it is kept as we open it, and whether it is in order. Changes nothing. */
export async function healthOf(open: OpenDb): Promise<Health> {
  return open.sqlite ? ofFile(open.sqlite) : ofServer(open.postgres!)
}

function ofFile({ handle }: NonNullable<OpenDb['sqlite']>): Health {
  const version = handle.prepare('select sqlite_version()').pluck().get()
  const wrong: { says: string; todo: string }[] = []
  const journal = handle.pragma('journal_mode', { simple: true })
  if (journal !== 'wal')
    wrong.push({
      says: `The database does not keep a write-ahead log (its journal is “${String(journal)}”), so that readers and the writer wait for each other.`,
      todo: 'Some network disks do not allow it: keep the data folder on a disk of this machine.',
    })
  const found = handle.pragma('quick_check(1)', { simple: true })
  if (found !== 'ok')
    wrong.push({
      says: `The database is damaged: ${String(found)}.`,
      todo: 'Restore the last backup beside it: folkmoot restore FILE --replace.',
    })
  return { name: `SQLite ${String(version)}`, wrong }
}

async function ofServer({ pool }: NonNullable<OpenDb['postgres']>): Promise<Health> {
  const { rows } = await pool.query(
    `select current_setting('server_version') as version, current_setting('server_encoding') as encoding`,
  )
  const { version, encoding } = rows[0] as { version: string; encoding: string }
  const wrong =
    encoding === 'UTF8'
      ? []
      : [
          {
            says: `The database keeps its text as ${encoding}, which has no room for every script.`,
            todo: 'Make a database with createdb --encoding=UTF8 --template=template0, and restore a backup into it.',
          },
        ]
  return { name: `PostgreSQL ${version.split(' ')[0]}`, wrong }
}
