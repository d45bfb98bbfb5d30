import { isUniqueViolation } from '../db/errors.ts'
import { inTransaction, type Tx } from '../db/index.ts'
import { type Instant, instant } from '../lib/time.ts'
import type { Visitor } from '../slice.ts'
import type { World } from '../world.ts'
import { noteAct } from './store-acts.ts'
import { type Profile, profileOf, takenBy, updateProfileIn } from './store-people.ts'
import { endSessionsOf, markKnownIn } from './store-sessions.ts'

/** Keeps what somebody says of themselves; or says which field is taken by somebody else of the hub. */
export async function changeAccount(
  world: World,
  { who }: Visitor,
  profile: Profile,
): Promise<true | { taken: 'name' | 'address' }> {
  const at = instant(world.clock())
  const about = { ...profile, hub: who.hub, person: who.person }
  try {
    return await inTransaction(world.db, async (tx) => {
      const taken = await takenBy(tx, about)
      if (taken) return { taken }
      // A form that was sent twice finds the second time that all is so already.
      let before = await profileOf(tx, who.person)
      while (before && !isSame(before, profile)) {
        if (await updateProfileIn(tx, who.person, before, profile)) {
          await noteChanges(tx, { hub: who.hub, person: who.person, at }, before, profile)
          return true
        }
        before = await profileOf(tx, who.person)
      }
      return true
    })
  } catch (error) {
    // Somebody else took it at the same moment.
    if (isUniqueViolation(error)) return { taken: (await takenBy(world.db, about)) ?? 'name' }
    throw error
  }
}

const isSame = (one: Profile, other: Profile): boolean =>
  one.name === other.name && one.address === other.address && one.language === other.language

async function noteChanges(
  tx: Tx,
  act: { hub: string; person: string; at: Instant },
  before: Profile,
  after: Profile,
): Promise<void> {
  // The address itself is nobody’s business but theirs.
  if (before.address !== after.address) await noteAct(tx, { ...act, verb: 'address' })
  if (before.name !== after.name) await noteAct(tx, { ...act, verb: 'renamed', note: before.name })
  if (before.language !== after.language)
    await noteAct(tx, { ...act, verb: 'language', note: after.language })
}

/** Ends all sessions of whoever asks but the one they ask with. */
export const endOtherSessions = (world: World, { who, session }: Visitor): Promise<void> =>
  inTransaction(world.db, async (tx) => {
    const at = instant(world.clock())
    await endSessionsOf(tx, who.person, at, session)
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
