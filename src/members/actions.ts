import { resolve } from 'node:path'
import { inTransaction, type Tx } from '../db/index.ts'
import type { Hub } from '../hubs/model.ts'
import { allHubs, hubByHandle, hubById } from '../hubs/store.ts'
import { isId, newId } from '../lib/id.ts'
import { isRefusal, type Refusal, refuseWith } from '../lib/refusal.ts'
import { type Instant, instant } from '../lib/time.ts'
import type { Role, Who } from '../lib/who.ts'
import type { World } from '../world.ts'
import { mayManage, ofServer, type Person, PersonName } from './model.ts'
import { insertPersonIn, insertRoleIn, operatorsNamed, peopleOf, personNamed, personOfHub } from './store.ts'
import { noteAct } from './store-acts.ts'

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
  return refuseWith(
    'people.no.called',
    { name: personName },
    `There is nobody called “${personName}” in ${hub.name}. ` +
      `Add them with: folkmoot user add ${quoted(personName)} --role organiser --hub ${hub.handle} --as SOMEBODY`,
  )
}

/** The hub of a handle, or the only one where none is named. */
export async function hubNamed(world: World, handle: string | null): Promise<Hub | Refusal> {
  const hubs = await allHubs(world)
  const named = handle?.replace(/^@/, '').replace(/@.*$/, '')
  const hub = named === undefined ? hubs[0] : await hubByHandle(world, named)
  if (hubs.length === 0) return noSuchHub(noHub(world))
  if (named === undefined && hubs.length > 1)
    return noSuchHub(`There are several hubs on this server; say which with --hub: ${handles(hubs)}.`)
  return hub ?? noSuchHub(`There is no hub “${named}” on this server. Its hubs are: ${handles(hubs)}.`)
}

/** Commands name hubs; on a page one stands in a hub. */
const noSuchHub = (forCommands: string): Refusal => refuseWith('hubs.no.such', {}, forCommands)

const noHub = ({ config }: World): string =>
  'This server has no hub yet. Open the link it printed at its start, or run: folkmoot setup. ' +
  `(Looked in ${config.databaseUrl === null ? resolve(config.data) : 'the database of DATABASE_URL'}; a server that was started with another FOLKMOOT_DATA or DATABASE_URL needs it for its commands too.)`

/**
 * Adds somebody to a hub. `who` is null only for the very first person of a hub, whom nobody there can add.
 */
export async function addPerson(
  world: World,
  who: Who | null,
  about: { hub: string; name: string; roles: readonly Role[]; id?: string },
): Promise<Person | Refusal> {
  const hub = await hubById(world, about.hub)
  if (!hub) return refuseWith('hubs.no.such')
  const may = who ? mayManage(who, hub.id, about.roles) : await nobodyYet(world, hub)
  if (isRefusal(may)) return may
  const at = instant(world.clock())
  return inTransaction(world.db, async (tx) => {
    const added = await addPersonIn(tx, { ...about, at })
    if (isRefusal(added)) return added
    const person = who?.person ?? added.id
    const note = about.roles.join(' ') || null
    const verb = note === null ? 'person-entered' : 'person-added'
    await noteAct(tx, { hub: hub.id, person, verb, about: added.id, note, at })
    return added
  })
}

/** Adds somebody to a hub in the caller's transaction, without asking whether anybody may. */
export async function addPersonIn(
  tx: Tx,
  about: { hub: string; name: string; roles: readonly Role[]; at: Instant; id?: string },
): Promise<Person | Refusal> {
  const name = PersonName.safeParse(about.name)
  if (!name.success) return refuseWith('person.needs-name')
  const person = { id: about.id ?? newId(), hub: about.hub, name: name.data, created: about.at }
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

/** Somebody of a hub by name (or by id, as pages know them), or why there is none. */
export async function personCalled(world: World, hub: string, name: string): Promise<Person | Refusal> {
  if (!isId(name)) return (await personNamed(world.db, hub, name)) ?? refuseWith('people.no.called', { name })
  return (await personOfHub(world.db, hub, name)) ?? refuseWith('people.no.such')
}

const nobodyYet = async (world: World, hub: Hub): Promise<true | Refusal> =>
  (await peopleOf(world.db, hub.id)).length === 0 ||
  refuseWith('only.no.session', {}, `Say who is adding them with --as; ${hub.name} has people already.`)

const handles = (hubs: readonly Hub[]): string => hubs.map((hub) => hub.handle).join(', ')

const quoted = (name: string): string => (/^[\w-]+$/.test(name) ? name : `"${name.replaceAll('"', '')}"`)

/** Notes what somebody did by another slice’s verb that notes nothing itself, such as following a hub. */
export const noteDeed = (world: World, who: Who, verb: string, note: string): Promise<unknown> =>
  inTransaction(world.db, (tx) =>
    noteAct(tx, { hub: who.hub, person: who.person, verb, note, at: instant(world.clock()) }),
  )
