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
