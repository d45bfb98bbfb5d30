import type { Db, Tx } from '../db/index.ts'
import { newId } from '../lib/id.ts'
import type { Instant } from '../lib/time.ts'
import type { Role } from '../lib/who.ts'
import { foldName, type Person, roles } from './model.ts'

/** The people of a hub who are still there, by name. */
export const peopleOf = async (db: Db, hub: string): Promise<Person[]> =>
  withRoles(db, await people(db).where('hub_id', '=', hub).orderBy('name_folded').execute())

/** What people are called, by their ids, those too who have left. */
export async function namesOf(db: Db, ids: readonly string[]): Promise<Map<string, string>> {
  const rows =
    ids.length === 0
      ? []
      : await db.selectFrom('people').select(['id', 'name']).where('id', 'in', ids).execute()
  return new Map(rows.map(({ id, name }) => [id, name]))
}

/** Somebody of a hub by name, whatever its case and accents; undefined where there is none any more. */
export const personNamed = async (db: Db, hub: string, name: string): Promise<Person | undefined> =>
  (
    await withRoles(
      db,
      await people(db).where('hub_id', '=', hub).where('name_folded', '=', foldName(name)).execute(),
    )
  )[0]

/** Somebody of a hub who is still there, by id. */
export const personOfHub = async (db: Db, hub: string, id: string): Promise<Person | undefined> =>
  (await withRoles(db, await people(db).where('hub_id', '=', hub).where('id', '=', id).execute()))[0]

/** The roles that somebody holds. */
export async function rolesOf(db: Db, person: string): Promise<Role[]> {
  const held = await db
    .selectFrom('roles')
    .select('role')
    .where('person_id', '=', person)
    .where('ended', 'is', null)
    .execute()
  return roles.filter((role) => held.some((each) => each.role === role))
}

/** The operators of the server with a name, of whichever hub they are. */
export async function operatorsNamed(db: Db, name: string): Promise<Person[]> {
  const all = await withRoles(db, await people(db).where('name_folded', '=', foldName(name)).execute())
  return all.filter((person) => person.roles.includes('operator'))
}

/** How many operators the server still has. */
export async function countOperators(db: Db): Promise<number> {
  const rows = await db
    .selectFrom('roles')
    .innerJoin('people', 'people.id', 'roles.person_id')
    .select('people.id')
    .where('role', '=', 'operator')
    .where('roles.hub_id', 'is', null)
    .where('roles.ended', 'is', null)
    .where('people.ended', 'is', null)
    .execute()
  return new Set(rows.map((row) => row.id)).size
}

/** Writes somebody new; false where the hub has or had somebody of that name. */
export const insertPersonIn = async (
  tx: Tx,
  person: { id: string; hub: string; name: string; created: Instant },
): Promise<boolean> =>
  (await tx
    .insertInto('people')
    .values({
      id: person.id,
      hub_id: person.hub,
      name: person.name,
      name_folded: foldName(person.name),
      created: person.created,
      ...{ ended: null, erased: null, address: null, address_folded: null, language: null },
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst()) !== undefined

/** Marks somebody as gone, with all roles; false where they were gone already. */
export async function endPersonIn(tx: Tx, id: string, at: Instant): Promise<boolean> {
  const row = await tx
    .updateTable('people')
    .set({ ended: at })
    .where('id', '=', id)
    .where('ended', 'is', null)
    .returning('id')
    .executeTakeFirst()
  if (!row) return false
  await tx
    .updateTable('roles')
    .set({ ended: at })
    .where('person_id', '=', id)
    .where('ended', 'is', null)
    .execute()
  return true
}

/** Somebody of a hub, also where they have left; not where they were erased. */
export const personEver = async (
  db: Db,
  hub: string,
  id: string,
): Promise<(Person & { ended: Instant | null }) | undefined> => {
  const row = await db
    .selectFrom('people')
    .select(['id', 'hub_id', 'name', 'ended'])
    .where('hub_id', '=', hub)
    .where('id', '=', id)
    .where('erased', 'is', null)
    .executeTakeFirst()
  return row && { ...(await withRoles(db, [row]))[0]!, ended: row.ended }
}

/** Everybody of a hub who has a name, those who left last. */
export const everybodyOf = (db: Db, hub: string) =>
  db
    .selectFrom('people')
    .select(['id', 'name', 'ended'])
    .where('hub_id', '=', hub)
    .where('erased', 'is', null)
    .orderBy((eb) => eb.case().when('ended', 'is', null).then(0).else(1).end())
    .orderBy('name_folded')
    .execute()

/** What the table of people holds on somebody, with every role they ever held. */
export async function aboutPerson(db: Db, id: string) {
  const person = await db
    .selectFrom('people')
    .select(['name', 'address', 'language', 'created', 'ended'])
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
  const held = await db
    .selectFrom('roles')
    .select(['role', 'since', 'ended'])
    .where('person_id', '=', id)
    .orderBy('since')
    .execute()
  return { ...person, roles: held }
}

/** What stands where somebody’s name stood. */
const somebodyWhoLeft = 'Somebody who left'

/** Erases name and address of somebody and ends their roles. @returns what they were called, or null where that was done already */
export async function erasePersonIn(tx: Tx, id: string, at: Instant): Promise<string | null> {
  const person = await tx
    .selectFrom('people')
    .select(['name', 'ended'])
    .where('id', '=', id)
    .where('erased', 'is', null)
    .executeTakeFirst()
  if (!person) return null
  if (person.ended === null) await endPersonIn(tx, id, at)
  await tx
    .updateTable('people')
    .set({
      ...{ name: somebodyWhoLeft, address: null, address_folded: null, language: null, erased: at },
      // Nobody types an id for a name, so nobody is kept from being called anything.
      name_folded: `left ${id}`,
    })
    .where('id', '=', id)
    .execute()
  return person.name
}

/** Gives somebody a role in a hub, or on the whole server where hub is null; false where it is held already. */
export const insertRoleIn = async (
  tx: Tx,
  role: { person: string; hub: string | null; role: Role; since: Instant },
): Promise<boolean> =>
  (await tx
    .insertInto('roles')
    .values({
      id: newId(),
      person_id: role.person,
      hub_id: role.hub,
      role: role.role,
      since: role.since,
      ended: null,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst()) !== undefined

/** Takes a role away; false where it was not held. */
export const endRoleIn = async (tx: Tx, person: string, role: Role, at: Instant): Promise<boolean> =>
  (
    await tx
      .updateTable('roles')
      .set({ ended: at })
      .where('person_id', '=', person)
      .where('role', '=', role)
      .where('ended', 'is', null)
      .returning('id')
      .execute()
  ).length > 0

/** Moves everybody of a hub, with their roles, to its new id. For an adoption only. */
export async function movePeopleIn(tx: Tx, from: string, to: string): Promise<void> {
  await tx.updateTable('people').set({ hub_id: to }).where('hub_id', '=', from).execute()
  await tx.updateTable('roles').set({ hub_id: to }).where('hub_id', '=', from).execute()
  await tx.updateTable('passes').set({ hub_id: to }).where('hub_id', '=', from).execute()
  for (const table of ['acts', 'people_shown', 'contact_notes'] as const)
    await tx.updateTable(table).set({ hub_id: to }).where('hub_id', '=', from).execute()
  // Cookies and passkeys are of the old address, and are of no use at the new one.
  await tx.deleteFrom('sessions').where('hub_id', '=', from).execute()
  await tx.deleteFrom('passkeys').where('hub_id', '=', from).execute()
}

const people = (db: Db) => db.selectFrom('people').select(['id', 'hub_id', 'name']).where('ended', 'is', null)

async function withRoles(db: Db, rows: { id: string; hub_id: string; name: string }[]): Promise<Person[]> {
  const held = await db
    .selectFrom('roles')
    .select(['person_id', 'role'])
    .where(
      'person_id',
      'in',
      rows.map((row) => row.id),
    )
    .where('ended', 'is', null)
    .execute()
  return rows.map(({ id, hub_id, name }) => ({
    id,
    hub: hub_id,
    name,
    roles: roles.filter((role) => held.some((each) => each.person_id === id && each.role === role)),
  }))
}
