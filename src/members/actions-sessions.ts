import { inTransaction, type Tx } from '../db/index.ts'
import { newId, newToken } from '../lib/id.ts'
import { DAY, type Instant, instant } from '../lib/time.ts'
import type { Visitor } from '../slice.ts'
import type { World } from '../world.ts'
import { deviceOf, digestOf } from './model-passes.ts'
import { noteAct } from './store-acts.ts'
import { endPassesOf } from './store-passes.ts'
import { endSessionIn, insertSession } from './store-sessions.ts'

/** A session that nobody uses ends after so long (ms). */
export const sessionLasts = 60 * DAY

/** A session that just began, when and on what device: the cookie’s secret stands nowhere else. */
export type Begun = {
  readonly token: string
  readonly session: string
  readonly device: string
  readonly at: Instant
}

/** Begins a session of somebody, in the caller's transaction. */
export async function beginSessionIn(
  tx: Tx,
  person: { id: string; hub: string },
  agent: string | undefined,
  at: Instant,
): Promise<Begun> {
  const begun = { token: newToken(), session: newId(), device: deviceOf(agent), at }
  await insertSession(tx, {
    ...{ id: begun.session, digest: digestOf(begun.token), person_id: person.id, hub_id: person.hub },
    ...{ device: begun.device, began: at, seen: at, told: null, ended: null },
  })
  await noteAct(tx, { hub: person.hub, person: person.id, verb: 'sign-in', note: begun.device, at })
  return begun
}

/** Ends a session of somebody, here or on another device; false where it had ended. */
export const endSession = (world: World, { who, session: own }: Visitor, session: string): Promise<boolean> =>
  inTransaction(world.db, async (tx) => {
    const at = instant(world.clock())
    if (!(await endSessionIn(tx, who.person, session, at))) return false
    // Whoever is signed out from elsewhere may just have made a link for a further device.
    if (session !== own) await endPassesOf(tx, who.person, at, { kind: 'device' })
    await noteAct(tx, { hub: who.hub, person: who.person, verb: 'sign-out', at })
    return true
  })
