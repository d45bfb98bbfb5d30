import type { Db, Tx } from '../db/index.ts'
import type { Instant } from '../lib/time.ts'
import type { Presses } from './model-press.ts'
import type { IssuesTables } from './table.ts'

/** How often the button of an issue was pressed, or undefined where nobody ever did. */
export const pressesOf = (db: Db, issue: string): Promise<Presses | undefined> =>
  db.selectFrom('issue_presses').select(['pressed', 'since']).where('issue_id', '=', issue).executeTakeFirst()

/** The sealed key of the day that ends then, if it has one already. */
export const keyUntil = async (db: Db, until: Instant): Promise<string | undefined> =>
  (await db.selectFrom('press_key_today').select('sealed').where('until', '=', until).executeTakeFirst())
    ?.sealed

/** Keeps the key of a day; of two made at once the first stays. */
export const keepKey = (tx: Tx, row: IssuesTables['press_key_today']) =>
  tx
    .insertInto('press_key_today')
    .values(row)
    .onConflict((conflict) => conflict.doNothing())
    .execute()

/** Throws the keys of days away that have ended by an instant. */
export const dropKeys = (tx: Tx, now: Instant) =>
  tx.deleteFrom('press_key_today').where('until', '<=', now).execute()

/** Counts a press; nothing where one of the same mark was counted today. */
export async function countPress(
  tx: Tx,
  mark: Omit<IssuesTables['presses_today'], 'counts'>,
  since: Instant,
): Promise<void> {
  const fresh = await tx
    .insertInto('presses_today')
    .values({ ...mark, counts: 1 })
    .onConflict((conflict) => conflict.column('digest').doNothing())
    .returning('digest')
    .executeTakeFirst()
  if (!fresh) return
  await tx
    .insertInto('issue_presses')
    .values({ issue_id: mark.issue_id, hub_id: mark.hub_id, pressed: 1, since })
    .onConflict((conflict) =>
      conflict.column('issue_id').doUpdateSet((eb) => ({ pressed: eb('issue_presses.pressed', '+', 1) })),
    )
    .execute()
}

/** Takes a press of today back; nothing where there is none, and no count goes down for one that was set back since. */
export async function uncountPress(tx: Tx, digest: string): Promise<void> {
  const gone = await tx
    .deleteFrom('presses_today')
    .where('digest', '=', digest)
    .returning(['issue_id', 'counts'])
    .executeTakeFirst()
  if (gone?.counts === 1)
    await tx
      .updateTable('issue_presses')
      .set((eb) => ({ pressed: eb('pressed', '-', 1) }))
      .where('issue_id', '=', gone.issue_id)
      .where('pressed', '>', 0)
      .execute()
}

/** Sets a count back to nothing; false where it was that already. Who pressed today is not counted again today. */
export async function setPressesBackIn(tx: Tx, issue: string, since: Instant): Promise<boolean> {
  const done = await tx
    .updateTable('issue_presses')
    .set({ pressed: 0, since })
    .where('issue_id', '=', issue)
    .where('pressed', '>', 0)
    .returning('issue_id')
    .executeTakeFirst()
  if (done) await tx.updateTable('presses_today').set({ counts: 0 }).where('issue_id', '=', issue).execute()
  return done !== undefined
}

/** How many marks of a hub are of days that ended before an instant, and when the first of all ends. */
export async function waitingMarks(db: Db, hub: string, before: Instant) {
  const marks = db.selectFrom('presses_today').where('hub_id', '=', hub)
  const { count } = await marks
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('until', '<=', before)
    .executeTakeFirstOrThrow()
  const first = await marks.select((eb) => eb.fn.min('until').as('oldest')).executeTakeFirst()
  return { count: Number(count), oldest: first?.oldest ?? null }
}

/** Erases marks of days that ended before an instant, of a hub or of all, and so many at most. @returns how many it was */
export async function eraseMarks(
  tx: Tx,
  { hub, before, most }: { hub?: string; before: Instant; most: number },
): Promise<number> {
  let due = tx.selectFrom('presses_today').select('digest').where('until', '<=', before).limit(most)
  if (hub !== undefined) due = due.where('hub_id', '=', hub)
  const gone = await tx.deleteFrom('presses_today').where('digest', 'in', due).executeTakeFirst()
  return Number(gone.numDeletedRows)
}

/** Forgets every count and every mark: what was pressed was of records that are public no more. For an adoption only. */
export async function forgetPresses(tx: Tx): Promise<void> {
  for (const table of ['issue_presses', 'presses_today', 'press_key_today'] as const)
    await tx.deleteFrom(table).execute()
}
