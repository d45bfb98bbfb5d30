import { inTransaction } from '../db/index.ts'
import { plainLine, shorten } from '../lib/plain.ts'
import { isRefusal, type Refusal, refuse } from '../lib/refusal.ts'
import { DAY, instant, MINUTE } from '../lib/time.ts'
import type { World } from '../world.ts'
import { takeIn, type Wanted } from './copies.ts'
import type { RecordKind } from './kinds.ts'
import type { ReadEntry } from './log-of-changes.ts'
import { forgetOwed, keepOwed, type OwedRow, owedBy } from './store/owed.ts'
import { markSeen, recordByIri } from './store/records.ts'

/** Records of one server that are fetched at a time: quick enough, and polite. */
const atOnce = 4

/**
 * How many records one hub may owe us while its log is read on. A record that its server cannot serve must not hold up all
 * that came after it; where it is many, the server is ill, and is left alone until it is well.
 */
const mostOwed = 20

/** How long one log may be read on: it ends early where the server stops, or where others wait. */
export type Turn = { stopping(): boolean; over(): boolean }

/** A reading that has not come to the end of the log, and goes on another time. */
export const paused = { paused: true } as const

/** What stopped the taking in, or null where all was taken in. */
export type Stopped = Refusal | typeof paused | null

/** Takes in what one peer's log names. It lives as long as one reading of that log. */
export type Intake = {
  /** What entries name, each record once by its newest entry, save what is held already. */
  named(entries: readonly ReadEntry[]): Promise<Stopped>
  /** What could not be had before, where it is due to be asked for again. */
  owed(): Promise<Stopped>
  /** Copies that the log does not name: they are looked up once more. */
  unnamed(iris: readonly string[]): Promise<Stopped>
}

/** Begins to take in records of a peer (by its actor's address). */
export async function openIntake(
  world: World,
  kinds: readonly RecordKind<never>[],
  actor: string,
  turn: Turn,
): Promise<Intake> {
  const owed = new Map((await owedBy(world.db, actor)).map((row) => [row.iri, row]))

  /** Takes a record in as an entry names it. One that its server does not serve as it should is owed from now on. */
  async function take({ iri, seq, digest, verb }: Pick<OwedRow, 'iri' | 'seq' | 'digest' | 'verb'>) {
    const entry = { seq, digest, withdrawn: verb === 'moot:withdraw' }
    const verdict = await lookUp(world, kinds, { iri, owner: actor, entry })
    if (!('later' in verdict)) {
      if (owed.delete(iri)) await forgetOwed(world.db, actor, iri)
      return null
    }
    const before = owed.get(iri)
    if (!verdict.answered || (!before && owed.size >= mostOwed)) return verdict
    const tries = (before?.tries ?? 0) + 1
    const due = instant(world.clock() + Math.min(15 * MINUTE * 2 ** (tries - 1), DAY))
    const row = { actor, iri, seq, digest, verb, tries, due, why: shorten(plainLine(verdict.later), 500) }
    owed.set(iri, row)
    await keepOwed(world.db, row)
    world.log('info', 'record not to be had yet', { iri, why: verdict.later, tries })
    return null
  }

  return {
    async named(entries) {
      const newest = [...new Map(entries.map((entry) => [entry.iri, entry])).values()]
      const held = await Promise.all(newest.map((entry) => asNamed(world, actor, entry)))
      await noteSeen(world, newest, held)
      return inFours(
        newest.filter((_, at) => held[at] === null),
        turn,
        take,
      )
    },
    async owed() {
      const now = instant(world.clock())
      return inFours(
        [...owed.values()].filter(({ due }) => due <= now),
        turn,
        take,
      )
    },
    unnamed: (iris) =>
      inFours(iris, turn, async (iri) => {
        const verdict = await lookUp(world, kinds, { iri, owner: actor })
        // It stays unnamed, and is looked up at the next reading again.
        return 'later' in verdict && !verdict.answered ? verdict : null
      }),
  }
}

/** What we hold of a record as its owner's log names it: our id for it, nothing where nothing is to be held, or null where it must be looked up. */
async function asNamed(
  world: World,
  owner: string,
  { iri, digest, verb }: ReadEntry,
): Promise<{ id?: string } | null> {
  const withdrawn = verb === 'moot:withdraw'
  const known = await recordByIri(world.db, iri)
  if (!known) return withdrawn ? {} : null
  const same = withdrawn ? known.state === 'withdrawn' : known.state === 'live' && known.digest === digest
  return known.owner === owner && same ? { id: known.id } : null
}

/** Notes what the log has named as it is held: of a whole page at once, since each commit waits for the disk. */
async function noteSeen(
  world: World,
  entries: readonly ReadEntry[],
  held: readonly ({ id?: string } | null)[],
): Promise<void> {
  const seen = instant(world.clock())
  const known = entries.flatMap(({ seq }, at) => (held[at]?.id ? [{ id: held[at].id, seq }] : []))
  if (known.length === 0) return
  await inTransaction(world.db, async (tx) => {
    for (const { id, seq } of known) await markSeen(tx, id, seen, seq)
  })
}

async function lookUp(world: World, kinds: readonly RecordKind<never>[], wanted: Wanted) {
  const verdict = await takeIn(world, kinds, wanted)
  if (isRefusal(verdict)) world.log('info', 'record refused', { iri: wanted.iri, why: verdict.refused })
  return verdict
}

async function inFours<T>(
  things: readonly T[],
  turn: Turn,
  take: (thing: T) => Promise<{ later: string } | null>,
): Promise<Stopped> {
  for (let start = 0; start < things.length; start += atOnce) {
    // Even the shortest turn comes somewhat further.
    if (turn.stopping() || (start > 0 && turn.over())) return paused
    const verdicts = await Promise.all(things.slice(start, start + atOnce).map(take))
    const later = verdicts.find((verdict) => verdict !== null)
    if (later) return refuse(later.later)
  }
  return null
}
