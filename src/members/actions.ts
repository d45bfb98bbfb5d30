import { resolve } from 'node:path'
import { inTransaction, type Tx } from '../db/index.ts'
import type { Hub } from '../hubs/model.ts'
import { allHubs, hubByHandle, hubById } from '../hubs/store.ts'
import { newId } from '../lib/id.ts'
import { isRefusal, type Refusal, refuse, refuseWith } from '../lib/refusal.ts'
import { type Instant, instant } from '../lib/time.ts'
import type { Role, Who } from '../lib/who.ts'
import type { World } from '../world.ts'
import { mayManage, ofServer, type Person, PersonName } from './model.ts'
import {
  countOperators,
  endPersonIn,
  endRoleIn,
  insertPersonIn,
  insertRoleIn,
  operatorsNamed,
  peopleOf,
  personNamed,
} from './store.ts'

/**
 * Who does a thing, by the hub's handle and the person's name. The hub need not be named where the server has just one.
 * An operator may act in any hub of the server, but there only with what an operator may do.
 */
export async function whoIs(
  world: World,
  hubHandle: string | null,
  personName: string,
): Promise<Who | Refusal> {
  const hub = await hubNamed(world, hubHandle)
  if (isRefusal(hub)) return hub
  const person = await personNamed(world.db, hub.id, personName)
  if (person) return { person: person.id, name: person.name, hub: hub.id, roles: person.roles }
  const [operator, another] = await operatorsNamed(world.db, personName)
  if (operator && !another)
    return { person: operator.id, name: operator.name, hub: hub.id, roles: operator.roles.filter(ofServer) }
  return refuse(
    `There is nobody called “${personName}” in ${hub.name}. ` +
      `Add them with: folkmoot user add ${quoted(personName)} --role organiser --hub ${hub.handle} --as SOMEBODY`,
  )
}

/** The hub of a handle, or the only one where none is named. */
export async function hubNamed(world: World, handle: string | null): Promise<Hub | Refusal> {
  const hubs = await allHubs(world)
  const named = handle?.replace(/^@/, '').replace(/@.*$/, '')
  const hub = named === undefined ? hubs[0] : await hubByHandle(world, named)
  if (hubs.length === 0) return refuse(noHub(world))
  if (named === undefined && hubs.length > 1)
    return refuse(`There are several hubs on this server; say which with --hub: ${handles(hubs)}.`)
  return hub ?? refuse(`There is no hub “${named}” on this server. Its hubs are: ${handles(hubs)}.`)
}

const noHub = ({ config }: World): string =>
  'This server has no hub yet. Open the link it printed at its start, or run: folkmoot setup. ' +
  `(Looked in ${config.databaseUrl === null ? resolve(config.data) : 'the database of DATABASE_URL'}; a server that was started with another FOLKMOOT_DATA or DATABASE_URL needs it for its commands too.)`

/**
 * Adds somebody to a hub. `who` is null only for the very first person of a hub, whom nobody there can add.
 */
export async function addPerson(
  world: World,
  who: Who | null,
  about: { hub: string; name: string; roles: readonly Role[] },
): Promise<Person | Refusal> {
  const hub = await hubById(world, about.hub)
  if (!hub) return refuse('There is no such hub on this server any more.')
  const may = who ? mayManage(who, hub.id, about.roles) : await nobodyYet(world, hub)
  if (isRefusal(may)) return may
  return inTransaction(world.db, (tx) => addPersonIn(tx, { ...about, at: instant(world.clock()) }))
}

/** Adds somebody to a hub in the caller's transaction, without asking whether anybody may. */
export async function addPersonIn(
  tx: Tx,
  about: { hub: string; name: string; roles: readonly Role[]; at: Instant },
): Promise<Person | Refusal> {
  const name = PersonName.safeParse(about.name)
  if (!name.success) return refuseWith('person.needs-name')
  const person = { id: newId(), hub: about.hub, name: name.data, created: about.at }
  if (!(await insertPersonIn(tx, person))) return refuseWith('person.name-taken', { name: name.data })
  const roles = [...new Set(about.roles)]
  for (const role of roles)
    await insertRoleIn(tx, {
      person: person.id,
      hub: ofServer(role) ? null : about.hub,
      role,
      since: about.at,
    })
  return { id: person.id, hub: about.hub, name: name.data, roles }
}

/** Somebody leaves the hub: they may do nothing there any more; what they did keeps their name. */
export async function endPerson(world: World, who: Who, name: string): Promise<Person | Refusal> {
  const person = await managed(world, who, name)
  if (isRefusal(person)) return person
  if (await lastOperator(world, person)) return refuse(soleOperator(person.name))
  const ended = await inTransaction(world.db, (tx) => endPersonIn(tx, person.id, instant(world.clock())))
  return ended ? person : refuse(`${person.name} was removed already.`)
}

/** Gives somebody of the hub a role: in this hub, or on the whole server for an operator. */
export async function grantRole(
  world: World,
  who: Who,
  about: { name: string; role: Role },
): Promise<Person | Refusal> {
  const person = await managed(world, who, about.name, about.role)
  if (isRefusal(person)) return person
  if (person.roles.includes(about.role)) return refuse(`${person.name} is ${about.role} already.`)
  const hub = ofServer(about.role) ? null : person.hub
  await inTransaction(world.db, (tx) =>
    insertRoleIn(tx, { person: person.id, hub, role: about.role, since: instant(world.clock()) }),
  )
  return { ...person, roles: [...person.roles, about.role] }
}

/** Takes a role away from somebody of the hub. */
export async function endRole(
  world: World,
  who: Who,
  about: { name: string; role: Role },
): Promise<Person | Refusal> {
  const person = await managed(world, who, about.name, about.role)
  if (isRefusal(person)) return person
  if (ofServer(about.role) && (await lastOperator(world, person))) return refuse(soleOperator(person.name))
  const ended = await inTransaction(world.db, (tx) =>
    endRoleIn(tx, person.id, about.role, instant(world.clock())),
  )
  return ended
    ? { ...person, roles: person.roles.filter((role) => role !== about.role) }
    : refuse(`${person.name} is no ${about.role}.`)
}

/** Somebody of a hub by name, or why there is none. */
export const personCalled = async (world: World, hub: string, name: string): Promise<Person | Refusal> =>
  (await personNamed(world.db, hub, name)) ?? refuse(`There is nobody called “${name}” in this hub.`)

/** Somebody of the hub who may be managed by this person; who is an operator only by another operator. */
async function managed(world: World, who: Who, name: string, role?: Role): Promise<Person | Refusal> {
  const person = await personCalled(world, who.hub, name)
  if (isRefusal(person)) return person
  const may = mayManage(who, who.hub, role ? [role] : person.roles)
  return isRefusal(may) ? may : person
}

const lastOperator = async (world: World, person: Person): Promise<boolean> =>
  person.roles.includes('operator') && (await countOperators(world.db)) === 1

const soleOperator = (name: string): string =>
  `${name} is the only operator of this server; make somebody else operator first.`

const nobodyYet = async (world: World, hub: Hub): Promise<true | Refusal> =>
  (await peopleOf(world.db, hub.id)).length === 0 ||
  refuse(`Say who is adding them with --as; ${hub.name} has people already.`)

const handles = (hubs: readonly Hub[]): string => hubs.map((hub) => hub.handle).join(', ')

const quoted = (name: string): string => (/^[\w-]+$/.test(name) ? name : `"${name.replaceAll('"', '')}"`)
