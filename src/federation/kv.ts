import { isDeepStrictEqual } from 'node:util'
import type { KvKey, KvStore, KvStoreSetOptions } from '@fedify/fedify'
import type { Db } from '../db/index.ts'
import { DAY, type Instant, instant } from '../lib/time.ts'
import type { World } from '../world.ts'
import { addValue, dropEnded, dropValue, readValue, swapValue, valuesFrom, writeValue } from './store/kv.ts'

/** A longer value is not remembered: some servers answer with books, and this is a cache. In bytes of JSON. */
export const LARGEST_VALUE = 256 * 1024
/** A longer key is not remembered either: PostgreSQL's index could not hold it. In bytes of JSON. */
export const LONGEST_KEY = 2000
/** What Fedify keeps without an end and we drop after a while (ms), so that the table does not grow for ever. */
const ENDLESS: [start: KvKey, ms: number][] = [
  [['_fedify', 'publicKey'], 30 * DAY],
  [['_fedify', 'httpMessageSignaturesSpec'], 30 * DAY],
]

/** How long a value is kept: as Fedify says it, or in milliseconds, since Node has no Temporal of its own yet. */
type Kept = KvStoreSetOptions | { readonly ms: number }

type Kv = Required<Pick<KvStore, 'get' | 'delete' | 'list'>> & {
  set(key: KvKey, value: unknown, kept?: Kept): Promise<void>
  cas(key: KvKey, expected: unknown, value: unknown, kept?: Kept): Promise<boolean>
}

/** Fedify's key-value store in the server's own database. What is too large is silently not kept. */
export function openKv({ db, clock }: Pick<World, 'db' | 'clock'>): Kv {
  const now = () => instant(clock())
  const rowOf = (key: KvKey, value: string, kept?: Kept) => ({
    key: nameOf(key),
    value,
    expires: endOf(key, kept, clock()),
  })
  return {
    async get<T>(key: KvKey) {
      const text = await readValue(db, nameOf(key), now())
      // Never null for what is not there: null is a value, Fedify's mark for a key that cannot be had.
      return text === undefined ? undefined : (JSON.parse(text) as T)
    },

    async set(key, value, kept) {
      const text = fitting(key, value)
      // What stood there before is out of date in any case.
      if (text === undefined) await dropValue(db, nameOf(key))
      else await writeValue(db, rowOf(key, text, kept))
    },

    async delete(key) {
      await dropValue(db, nameOf(key))
    },

    async cas(key, expected, value, kept) {
      const text = fitting(key, value)
      const before = await readValue(db, nameOf(key), now())
      if (!isDeepStrictEqual(before && JSON.parse(before), plain(expected))) return false
      // Each of these does nothing where somebody was quicker since we looked.
      if (before === undefined) return text === undefined || addValue(db, rowOf(key, text, kept), now())
      if (text === undefined) return dropValue(db, nameOf(key), { value: before, now: now() })
      return swapValue(db, rowOf(key, text, kept), before, now())
    },

    async *list(prefix) {
      const exactly = JSON.stringify(prefix ?? [])
      const start = prefix ? `${exactly.slice(0, -1)},` : '['
      let after: string | null = null
      for (;;) {
        const page: { key: string; value: string }[] = await valuesFrom(db, {
          exactly,
          start,
          after,
          limit: 100,
          now: now(),
        })
        for (const { key, value } of page)
          yield { key: JSON.parse(key) as KvKey, value: JSON.parse(value) as unknown }
        if (page.length < 100) return
        after = page.at(-1)!.key
      }
    },
  }
}

/** Takes away what has ended, a thousand rows at a time so that others get their turn; says how many it was. A chore for every hour. */
export async function forgetEnded(db: Db, now: Instant): Promise<number> {
  let all = 0
  for (;;) {
    const some = await dropEnded(db, now, 1000)
    all += some
    if (some < 1000) return all
  }
}

/** A key as text; an array, so that ['a', 'b'] and ['a,b'] stay two. */
const nameOf = (key: KvKey): string => JSON.stringify(key)

/** The value as JSON, or undefined where it is to be kept nowhere: undefined itself, too large, under too long a key. */
function fitting(key: KvKey, value: unknown): string | undefined {
  const text: string | undefined = JSON.stringify(value)
  if (text === undefined || Buffer.byteLength(text) > LARGEST_VALUE) return undefined
  return Buffer.byteLength(nameOf(key)) > LONGEST_KEY ? undefined : text
}

/** A value as it would come back. */
const plain = (value: unknown): unknown =>
  value === undefined ? undefined : JSON.parse(JSON.stringify(value))

function endOf(key: KvKey, kept: Kept | undefined, now: number): Instant | null {
  const ms =
    (kept && 'ms' in kept ? kept.ms : kept?.ttl?.total('millisecond')) ??
    ENDLESS.find(([start]) => start.every((part, i) => key[i] === part))?.[1]
  return ms === undefined ? null : instant(now + ms)
}
