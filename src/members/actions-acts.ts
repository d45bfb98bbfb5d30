import { inTransaction } from '../db/index.ts'
import type { Instant } from '../lib/time.ts'
import type { Who } from '../lib/who.ts'
import type { World } from '../world.ts'
import { noteAct } from './store-acts.ts'

/** Notes what somebody did in their hub, where what they did is no transaction of ours. */
export const noteActOf = (
  { db }: World,
  { hub, person }: Who,
  act: { verb: string; about?: string | null; note?: string | null; at: Instant },
) => inTransaction(db, (tx) => noteAct(tx, { hub, person, ...act }))
