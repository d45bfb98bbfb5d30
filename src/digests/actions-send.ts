import { inTransaction } from '../db/index.ts'
import { logHead } from '../federation/store/changes.ts'
import { revisionsNow } from '../federation/store/records.ts'
import type { Hub } from '../hubs/model.ts'
import { allHubs } from '../hubs/store.ts'
import { newId } from '../lib/id.ts'
import { type Instant, instant, MINUTE } from '../lib/time.ts'
import { wordsFor } from '../lib/words.ts'
import { isMailRefusal } from '../mail/model.ts'
import { enqueueMailIn } from '../mail/outbox.ts'
import { forgetMailIn, mailById, takeBackIn } from '../mail/store.ts'
import type { World } from '../world.ts'
import { addressed, mailWorks } from './actions.ts'
import { type Gathered, gather } from './actions-gather.ts'
import { digestMail } from './actions-mails.ts'
import { cadences, kindsIn, lastMorning, mostRefused, type Next, type Told } from './model.ts'
import {
  type FollowRow,
  noteTakenBackIn,
  nothingToTellIn,
  settleIn,
  someDue,
  someUnderWay,
  underWayIn,
} from './store.ts'

/** How many who follow are read at once. */
const batch = 100

/** A mail that was taken back may have been on its way: after so long it has arrived or never will (ms; see src/mail/smtp.ts). */
const surelyOver = 10 * MINUTE

/**
 * Finds out what became of the mail under way, and tells those whose morning has come what is new: in one mail each, however
 * many mornings were missed, and in none where nothing is. What two processes do at once one of them does.
 */
export async function sendDigests(world: World, signal?: AbortSignal): Promise<void> {
  for (const hub of await allHubs(world)) {
    const head = (await logHead(world.db, hub.id)) ?? { epoch: '', seq: 0 }
    const now = world.clock()
    const mornings = cadences.map((cadence) => ({ cadence, at: lastMorning(now, hub.zone, cadence) }))
    await everyOne(
      (after) => someUnderWay(world.db, hub.id, after, batch),
      (row) => settle(world, row, mornings.find(({ cadence }) => cadence === row.cadence)!.at),
      { world, signal },
    )
    // While mail is in trouble nothing is made that would only wait and grow old.
    if (!(await mailWorks(world))) continue
    const run: Run = { world, hub, head, gathered: new Map() }
    for (const { cadence, at: morning } of mornings)
      await everyOne(
        (after) => someDue(world.db, { hub: hub.id, cadence, morning, after, limit: batch }),
        (row) => tellOne(run, row, morning),
        { world, signal },
      )
    world.pulse.beat('queue mail')
  }
}

/** Does something with each of many, some at a time. What fails for one is logged, and comes again; the others go on. */
async function everyOne(
  some: (after: string) => Promise<FollowRow[]>,
  work: (row: FollowRow) => Promise<void>,
  { world, signal }: { world: World; signal: AbortSignal | undefined },
): Promise<void> {
  let after = ''
  for (;;) {
    const rows = await some(after)
    for (const row of rows) {
      if (signal?.aborted) return
      await work(row).catch((error) =>
        world.log('error', 'a digest was not made', { fault: error instanceof Error ? error.stack : '' }),
      )
      // A file answers at once: without a pause nobody else would get their turn before all is done.
      await new Promise(setImmediate)
    }
    const last = rows.at(-1)
    if (!last || rows.length < batch) return
    after = last.id
  }
}

/** One turn for one hub. Many want the same: what it is is gathered once. */
type Run = {
  readonly world: World
  readonly hub: Hub
  readonly head: { readonly epoch: string; readonly seq: number }
  readonly gathered: Map<string, Gathered>
}

async function tellOne(run: Run, row: FollowRow, morning: Instant): Promise<void> {
  const { world, hub } = run
  const { groups, next } = await gatheredFor(run, row)
  if (groups.length === 0) {
    await inTransaction(world.db, (tx) => nothingToTellIn(tx, row, morning, next.told))
    return
  }
  const id = newId(world.clock())
  const kinds = kindsIn(row.kinds.split(' '))
  const about = await addressed(world, row, hub)
  const mail = digestMail(world, about, { id, groups, kinds, day: row.confirmed! })
  try {
    await inTransaction(world.db, async (tx) => {
      if (!(await underWayIn(tx, row, morning, { mail: id, next }))) return
      const put = await enqueueMailIn(tx, world, mail)
      if (isMailRefusal(put)) throw new Error(put.refused)
    })
  } catch (error) {
    world.log('warning', 'A digest was not made', { hub: hub.handle, why: (error as Error).message })
  }
}

async function gatheredFor({ world, hub, head, gathered }: Run, row: FollowRow): Promise<Gathered> {
  const { issue, kinds, language, told } = row
  const key = JSON.stringify([issue, kinds, language, told])
  const held = gathered.get(key)
  if (held) return held
  const made = await gather(world, {
    ...{ hub, head, issue, words: wordsFor(language) },
    ...{ kinds: kindsIn(kinds.split(' ')), told: JSON.parse(told) as Told },
  })
  // Issues that single people follow come in any number.
  if (gathered.size > 1000) gathered.clear()
  gathered.set(key, made)
  return made
}

/**
 * Looks what became of a mail under way. Where it was sent, they were told. Where it was given up, they were not, and what it
 * said comes in the next; after several that their server refused for good there is none until they say so. Where it still
 * waits, it is taken back once it says what is no longer so, or when the next morning has come: then one mail says all.
 */
async function settle(world: World, row: FollowRow, morning: Instant): Promise<void> {
  const { db, clock } = world
  const now = instant(clock())
  const mail = await mailById(db, row.mail_id!)
  const next = JSON.parse(row.next!) as Next
  const told = { told: JSON.stringify(next.told) }
  if (mail?.sent) return settled(world, row, { ...told, refused: 0 })
  if (row.taken_back !== null) {
    if (clock() < Date.parse(row.taken_back) + surelyOver) return
    return settled(world, row, { slot: row.confirmed! })
  }
  // Forgotten long after it went, or with all mail.
  if (!mail) return settled(world, row, told)
  if (mail.given_up) {
    const refused = mail.refused === 1 ? row.refused + 1 : row.refused
    return settled(world, row, { refused, paused: refused >= mostRefused ? now : null })
  }
  if (row.slot! < morning || !(await stillSo(db, next.shown)))
    await inTransaction(db, async (tx) => {
      if (await takeBackIn(tx, row.mail_id!)) await noteTakenBackIn(tx, row.id, row.mail_id!, now)
    })
}

const settled = (world: World, row: FollowRow, change: Parameters<typeof settleIn>[2]): Promise<void> =>
  inTransaction(world.db, async (tx) => {
    if (!(await settleIn(tx, row, change))) return
    // Nobody takes up again by hand what the next one says.
    await forgetMailIn(tx, row.mail_id!)
  })

/** Whether all that a mail says is still so: nothing of it was changed, withdrawn or erased. */
async function stillSo(db: World['db'], shown: Next['shown']): Promise<boolean> {
  const now = await revisionsNow(db, Object.keys(shown))
  return Object.entries(shown).every(([iri, revision]) => now.get(iri) === revision)
}

/**
 * After a restore: what was under way when the backup was made went out long ago. It is not sent again, and counts as told.
 * Runs before anything is sent.
 */
export async function settleRestored(world: World): Promise<void> {
  for (const hub of await allHubs(world)) {
    const head = await logHead(world.db, hub.id)
    let after = ''
    for (;;) {
      const rows = await someUnderWay(world.db, hub.id, after, batch)
      for (const row of rows) {
        const { told } = JSON.parse(row.next!) as Next
        if (told.epoch !== head?.epoch) await settled(world, row, { told: JSON.stringify(told) })
      }
      if (rows.length < batch) break
      after = rows.at(-1)!.id
    }
  }
}
