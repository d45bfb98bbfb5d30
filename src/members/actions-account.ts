import { isUniqueViolation } from '../db/errors.ts'
import { inTransaction, type Tx } from '../db/index.ts'
import { type Instant, instant } from '../lib/time.ts'
import type { Visitor } from '../slice.ts'
import type { World } from '../world.ts'
import { noteAct } from './store-acts.ts'
import { endPassesOf } from './store-passes.ts'
import { type Profile, profileOf, takenBy, updateProfileIn } from './store-people.ts'
import { endSessionsOf, markKnownIn } from './store-sessions.ts'

/** Keeps what somebody says of themselves; or says that somebody else of the hub has or had the name. */
export async function changeAccount(
  world: World,
  { who }: Visitor,
  change: Pick<Profile, 'name' | 'language'>,
): Promise<true | { taken: 'name' }> {
  const at = instant(world.clock())
  const { hub, person } = who
  try {
    return await inTransaction(world.db, async (tx) => {
      if (await takenBy(tx, { hub, person, name: change.name, address: null })) return { taken: 'name' }
      // A form that was sent twice finds the second time that all is so already.
      let before = await profileOf(tx, person)
      while (before && (before.name !== change.name || before.language !== change.language)) {
        if (await updateProfileIn(tx, person, before, { ...before, ...change })) {
          await noteChanges(tx, { hub, person, at }, before, change)
          return true
        }
        before = await profileOf(tx, person)
      }
      return true
    })
  } catch (error) {
    // Somebody else took it at the same moment.
    if (isUniqueViolation(error)) return { taken: 'name' }
    throw error
  }
}

async function noteChanges(
  tx: Tx,
  act: { hub: string; person: string; at: Instant },
  before: Profile,
  after: Pick<Profile, 'name' | 'language'>,
): Promise<void> {
  if (before.name !== after.name) await noteAct(tx, { ...act, verb: 'renamed', note: before.name })
  if (before.language !== after.language)
    await noteAct(tx, { ...act, verb: 'language', note: after.language })
}

/** Ends all sessions of whoever asks but the one they ask with. */
export const endOtherSessions = (world: World, { who, session }: Visitor): Promise<void> =>
  inTransaction(world.db, async (tx) => {
    const at = instant(world.clock())
    await endSessionsOf(tx, who.person, at, session)
    await endPassesOf(tx, who.person, at, { kind: 'device' })
    await noteAct(tx, { hub: who.hub, person: who.person, verb: 'sign-out-others', at })
  })

/** Somebody says that a new device is theirs; false where this device is newer, or it was said before. */
export const knowSession = (world: World, { who, session }: Visitor, id: string): Promise<boolean> =>
  inTransaction(world.db, async (tx) => {
    const at = instant(world.clock())
    if (!(await markKnownIn(tx, who.person, { id, by: session }, at))) return false
    await noteAct(tx, { hub: who.hub, person: who.person, verb: 'device-known', at })
    return true
  })
