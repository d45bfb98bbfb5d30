import { isUniqueViolation } from '../db/errors.ts'
import { inTransaction } from '../db/index.ts'
import { instant } from '../lib/time.ts'
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
      const before = await profileOf(tx, who.person)
      if (!before) return true
      const taken = await takenBy(tx, about)
      if (taken) return { taken }
      await updateProfileIn(tx, who.person, profile)
      const act = { hub: who.hub, person: who.person, at }
      // The address itself is nobody’s business but theirs.
      if (before.address !== profile.address) await noteAct(tx, { ...act, verb: 'address' })
      if (before.name !== profile.name) await noteAct(tx, { ...act, verb: 'renamed', note: before.name })
      if (before.language !== profile.language)
        await noteAct(tx, { ...act, verb: 'language', note: profile.language })
      return true
    })
  } catch (error) {
    // Somebody else took it at the same moment.
    if (isUniqueViolation(error)) return { taken: (await takenBy(world.db, about)) ?? 'name' }
    throw error
  }
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
