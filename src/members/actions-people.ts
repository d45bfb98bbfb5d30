import { inTransaction, type Tx } from '../db/index.ts'
import { setSetting } from '../federation/store/settings.ts'
import { isRefusal, type Refusal, refuseWith } from '../lib/refusal.ts'
import { type Instant, instant } from '../lib/time.ts'
import type { Role, Who } from '../lib/who.ts'
import type { World } from '../world.ts'
import { personCalled } from './actions.ts'
import { mayManage, ofServer, type Person } from './model.ts'
import { countOperators, endPersonIn, endRoleIn, insertRoleIn } from './store.ts'
import { noteAct } from './store-acts.ts'
import { unnameIn } from './store-named.ts'
import { endPassesMadeBy, endPassesOf } from './store-passes.ts'
import { endPasskeysOf } from './store-passkeys.ts'
import { forgetAddressIn } from './store-people.ts'
import { endSessionsOf } from './store-sessions.ts'

/**
 * Somebody, by name or id, leaves the hub: they may do nothing there any more, and nothing lets them in; what they gave to
 * others to come in by opens no more. What they did keeps their name.
 */
export async function endPerson(world: World, who: Who, whom: string): Promise<Person | Refusal> {
  const person = await managed(world, who, whom)
  if (isRefusal(person)) return person
  return unlessNoOperator(world, person, async (tx, at) => {
    if (!(await endPersonIn(tx, person.id, at))) return refuseWith('people.no.removed', { name: person.name })
    await endWaysInOf(tx, person.id, at)
    await endPassesMadeBy(tx, person.id, at)
    await forgetAddressIn(tx, person.id)
    await unnameIn(tx, person.id)
    const about = { hub: who.hub, person: who.person, verb: 'person-ended', about: person.id }
    await noteAct(tx, { ...about, at })
    return person
  })
}

/** Ends whatever lets somebody in: devices that are signed in, passkeys, links and codes; one device may stay. */
export async function endWaysInOf(tx: Tx, person: string, at: Instant, kept: string | null = null) {
  await endSessionsOf(tx, person, at, kept)
  await endPasskeysOf(tx, person, at)
  await endPassesOf(tx, person, at)
}

/** Signs somebody of the hub out on all devices. What lets them in stays. */
export async function signOutEverywhere(world: World, who: Who, whom: string): Promise<Person | Refusal> {
  const person = await managed(world, who, whom)
  if (isRefusal(person)) return person
  const at = instant(world.clock())
  await inTransaction(world.db, async (tx) => {
    await endSessionsOf(tx, person.id, at)
    await endPassesOf(tx, person.id, at, { kind: 'device' })
    const about = { hub: who.hub, person: who.person, verb: 'signed-out', about: person.id }
    await noteAct(tx, { ...about, at })
  })
  return person
}

/** Gives somebody of the hub a role: in this hub, or on the whole server for an operator. */
export async function grantRole(
  world: World,
  who: Who,
  about: { name: string; role: Role },
): Promise<Person | Refusal> {
  const person = await managed(world, who, about.name, about.role)
  if (isRefusal(person)) return person
  const { role } = about
  const hub = ofServer(role) ? null : person.hub
  const at = instant(world.clock())
  const given = await inTransaction(world.db, async (tx) => {
    if (!(await insertRoleIn(tx, { person: person.id, hub, role, since: at }))) return false
    // An organiser may have made it, who may let in no operator.
    if (ofServer(role)) await endPassesOf(tx, person.id, at, { kind: 'return' })
    const act = { hub: who.hub, person: who.person, verb: 'role-given', about: person.id, note: role }
    await noteAct(tx, { ...act, at })
    return true
  })
  return given
    ? { ...person, roles: [...person.roles, role] }
    : refuseWith('people.no.has-role', { name: person.name, role: { key: `role.${role}` } })
}

/** Takes a role away from somebody of the hub. Who manages nobody any more has invited nobody either. */
export async function endRole(
  world: World,
  who: Who,
  about: { name: string; role: Role },
): Promise<Person | Refusal> {
  const person = await managed(world, who, about.name, about.role)
  if (isRefusal(person)) return person
  const { role } = about
  const roles = person.roles.filter((each) => each !== role)
  return unlessNoOperator(world, person, async (tx, at) => {
    if (!(await endRoleIn(tx, person.id, role, at)))
      return refuseWith('people.no.has-not-role', { name: person.name, role: { key: `role.${role}` } })
    if (role !== 'note-taker') await endPassesMadeBy(tx, person.id, at)
    const act = { hub: who.hub, person: who.person, verb: 'role-taken', about: person.id, note: role }
    await noteAct(tx, { ...act, at })
    return { ...person, roles }
  })
}

/** Somebody of the hub who may be managed by this person; who is an operator only by another operator. */
async function managed(world: World, who: Who, whom: string, role?: Role): Promise<Person | Refusal> {
  const person = await personCalled(world, who.hub, whom)
  if (isRefusal(person)) return person
  const may = mayManage(who, who.hub, role ? [role] : person.roles)
  return isRefusal(may) ? may : person
}

/** Whether somebody is the only one who runs this server. */
export const isLastOperator = async (world: World, person: Pick<Person, 'roles'>): Promise<boolean> =>
  person.roles.includes('operator') && (await countOperators(world.db)) === 1

/** Does something in a transaction, or leaves no trace of it where it would leave the server without an operator. */
async function unlessNoOperator(
  world: World,
  person: Person,
  work: (tx: Tx, at: Instant) => Promise<Person | Refusal>,
): Promise<Person | Refusal> {
  const at = instant(world.clock())
  try {
    return await inTransaction(world.db, async (tx) => {
      // Of two operators who end each other at the same moment, the second waits here until the first is done.
      const concerned = person.roles.includes('operator')
      if (concerned) await setSetting(tx, 'operators-changed', at)
      const done = await work(tx, at)
      if (concerned && !isRefusal(done) && (await countOperators(tx)) === 0) throw new NoOperator()
      return done
    })
  } catch (error) {
    if (error instanceof NoOperator) return refuseWith('person.last-operator', { name: person.name })
    throw error
  }
}

class NoOperator extends Error {}
