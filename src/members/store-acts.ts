import type { Db, Tx } from '../db/index.ts'
import { newId } from '../lib/id.ts'
import type { Instant } from '../lib/time.ts'
import type { MembersTables } from './table.ts'

/** What somebody did in a hub, beside what was done with records. */
export type ActRow = MembersTables['acts']

/** Notes what somebody did, in the transaction in which it is done. */
export const noteAct = (
  tx: Tx,
  act: {
    hub: string
    person: string | null
    verb: string
    about?: string | null
    note?: string | null
    at: Instant
  },
) =>
  tx
    .insertInto('acts')
    .values({
      ...{ id: newId(), hub_id: act.hub, person_id: act.person, verb: act.verb },
      ...{ about: act.about ?? null, note: act.note ?? null, at: act.at },
    })
    .execute()

/** What was done in a hub, the newest first; `before` is the id of the last one of the page before. */
export const actsOf = (db: Db, hub: string, limit: number, before?: string): Promise<ActRow[]> => {
  const query = db.selectFrom('acts').selectAll().where('hub_id', '=', hub).orderBy('id', 'desc').limit(limit)
  return (before === undefined ? query : query.where('id', '<', before)).execute()
}

/** What somebody did, and what was done about them, oldest first. */
export const actsAround = (db: Db, hub: string, person: string) =>
  db
    .selectFrom('acts')
    .select((eb) => [
      ...(['at', 'verb', 'note'] as const),
      eb.case().when('person_id', '=', person).then('yes').else('no').end().as('theirs'),
    ])
    .where('hub_id', '=', hub)
    .where((eb) => eb.or([eb('person_id', '=', person), eb('about', '=', person), eb('note', '=', person)]))
    .orderBy('id')
    .execute()

/** How many rows go into one statement: SQLite takes 32,766 values in one. */
const batch = 1000

/** It is known no more that it was they who did what they did; what was noted of them by name goes. */
export async function forgetActsOf(tx: Tx, hub: string, person: string, name: string): Promise<void> {
  await tx.updateTable('acts').set({ person_id: null, note: null }).where('person_id', '=', person).execute()
  // A note may have the name among other words, as that of an invitation has.
  const noted = await tx
    .selectFrom('acts')
    .select(['id', 'note'])
    .where('hub_id', '=', hub)
    .where('note', 'is not', null)
    .execute()
  const named = noted.filter(({ note }) => note === person || note!.includes(name)).map(({ id }) => id)
  for (let start = 0; start < named.length; start += batch)
    await tx
      .updateTable('acts')
      .set({ note: null })
      .where('id', 'in', named.slice(start, start + batch))
      .execute()
  await tx
    .updateTable('acts')
    .set({ note: null })
    .where('hub_id', '=', hub)
    .where('about', '=', person)
    .execute()
}
