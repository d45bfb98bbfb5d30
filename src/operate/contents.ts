import type { Config } from '../config.ts'
import { keptSecret, openVault } from '../db/secret.ts'
import type { Cell } from '../db/snapshot.ts'
import { Refused } from '../lib/granted.ts'
import { type Refusal, refuse } from '../lib/refusal.ts'
import { fits } from '../open.ts'
import { type Head, type Part, readArchive } from './archive.ts'
import { lookAt, type Outside, readWhole } from './envelope.ts'
import type { Key } from './lock.ts'

/** What is in a backup, in numbers: nothing in it that is not public. */
export type Contents = Outside &
  Pick<Head, 'software' | 'origin' | 'made' | 'steps'> & {
    /** Handles of the hubs. */
    readonly hubs: readonly string[]
    readonly people: number
    /** Public records of these hubs, and copies of others’. */
    readonly records: number
    readonly copies: number
    readonly rows: number
    /** The SHA-256 of each table’s lines, and how many rows it has. */
    readonly tables: Readonly<Record<string, { readonly rows: number; readonly sha256: string }>>
    readonly hasSecret: boolean
    /** Whether the secret that is kept here is the one it needs; null where none is kept here. */
    readonly secretFits: boolean | null
  }

/** Reads a backup from the first byte to the last, and says what is in it. Every digest is checked, and every row read. */
export async function verifyBackup(
  config: Config,
  file: string,
  key: Key | null,
): Promise<Contents | Refusal> {
  try {
    const outside = await lookAt(file)
    const tally = openTally()
    let head: Head | null = null
    for await (const piece of readArchive(readWhole(file, key), file)) {
      if ('head' in piece) head = piece.head
      if ('rows' in piece) tally.count(piece.of, piece.rows)
      if ('sums' in piece) {
        const { software, origin, made, steps, seal, secret } = head!
        const { tables } = piece.sums
        return {
          ...outside,
          ...{ software, origin, made, steps, tables },
          ...tally.counts(),
          hasSecret: secret !== null,
          secretFits: fitsHere(config, seal),
        }
      }
    }
    throw new Error('a backup came to its end without its sums')
  } catch (error) {
    if (error instanceof Refused) return refuse(error.message)
    throw error
  }
}

function fitsHere(config: Config, seal: string | null): boolean | null {
  const kept = keptSecret(config)
  return kept === null ? null : fits(openVault(kept), seal)
}

/** Counts what people want to know of a backup as its rows go by. */
export function openTally() {
  const hubs: string[] = []
  let [people, records, copies, rows] = [0, 0, 0, 0]
  return {
    count({ name, columns }: Part, some: readonly (readonly Cell[])[]): void {
      const cell = (row: readonly Cell[], column: string) => row[columns.indexOf(column)]
      rows += some.length
      if (name === 'hubs') for (const row of some) hubs.push(String(cell(row, 'handle')))
      if (name === 'people') people += some.filter((row) => cell(row, 'ended') === null).length
      if (name !== 'records') return
      const own = some.filter((row) => cell(row, 'hub_id') !== null).length
      records += own
      copies += some.length - own
    },
    counts: () => ({ hubs, people, records, copies, rows }),
  }
}
