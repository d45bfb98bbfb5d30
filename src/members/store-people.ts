import type { Db, Tx } from '../db/index.ts'
import type { Instant } from '../lib/time.ts'
import type { Role } from '../lib/who.ts'
import { foldName, roles } from './model.ts'

/** Somebody of a hub as the list of its people shows them. */
export type Listed = {
  readonly id: string
  readonly name: string
  readonly created: Instant
  readonly roles: readonly { readonly role: Role; readonly since: Instant }[]
  /** Whether anything lets them in: a device, a passkey, mail, a printed code. */
  readonly wayIn: boolean
}

/** The people of a hub who are still there, by name; or one of them. */
export async function listPeople(db: Db, hub: string, now: Instant, id?: string): Promise<Listed[]> {
  const all = db
    .selectFrom('people')
    .select(['id', 'name', 'created', 'address'])
    .where('hub_id', '=', hub)
    .where('ended', 'is', null)
    .orderBy('name_folded')
  const people = await (id === undefined ? all : all.where('id', '=', id)).execute()
  const held = await db
    .selectFrom('roles')
    .innerJoin('people', 'people.id', 'roles.person_id')
    .select(['person_id', 'role', 'since'])
    .where('people.hub_id', '=', hub)
    .where('roles.ended', 'is', null)
    .execute()
  const lets = await waysIn(db, hub, now)
  return people.map(({ address, ...person }) => ({
    ...person,
    roles: roles.flatMap((role) => {
      const one = held.find((each) => each.person_id === person.id && each.role === role)
      return one ? [{ role, since: one.since }] : []
    }),
    wayIn: address !== null || lets.has(person.id),
  }))
}

/** Whether somebody was of a hub, and has left. */
export const hasLeft = async (db: Db, hub: string, id: string): Promise<boolean> =>
  (await db
    .selectFrom('people')
    .select('id')
    .where('hub_id', '=', hub)
    .where('id', '=', id)
    .where('ended', 'is not', null)
    .executeTakeFirst()) !== undefined

async function waysIn(db: Db, hub: string, now: Instant): Promise<Set<string | null>> {
  const of = (table: 'sessions' | 'passkeys') =>
    db.selectFrom(table).select('person_id').where('hub_id', '=', hub).where('ended', 'is', null).execute()
  const codes = await db
    .selectFrom('passes')
    .select('person_id')
    .where('hub_id', '=', hub)
    .where('kind', '=', 'recovery')
    .where('used', 'is', null)
    .where('ended', 'is', null)
    .where('expires', '>', now)
    .execute()
  const rows = [...(await of('sessions')), ...(await of('passkeys')), ...codes]
  return new Set(rows.map(({ person_id }) => person_id))
}

/** How many people of a hub hold a role. */
export async function countHolding(db: Db, hub: string, role: Role): Promise<number> {
  const rows = await db
    .selectFrom('roles')
    .innerJoin('people', 'people.id', 'roles.person_id')
    .select('people.id')
    .where('people.hub_id', '=', hub)
    .where('role', '=', role)
    .where('roles.ended', 'is', null)
    .where('people.ended', 'is', null)
    .execute()
  return rows.length
}

/** What somebody says of themselves. */
export type Profile = {
  readonly name: string
  readonly address: string | null
  readonly language: string | null
}

/** What somebody says of themselves, and since when they are of the hub. */
export const profileOf = (db: Db, person: string) =>
  db
    .selectFrom('people')
    .select(['name', 'address', 'language', 'created'])
    .where('id', '=', person)
    .where('ended', 'is', null)
    .executeTakeFirst()

/** Whether somebody else of a hub has, or had, a name; or has a mail address. */
export async function takenBy(
  db: Db,
  about: { hub: string; person: string; name: string; address: string | null },
): Promise<'name' | 'address' | null> {
  const others = db
    .selectFrom('people')
    .select('id')
    .where('hub_id', '=', about.hub)
    .where('id', '!=', about.person)
  if (await others.where('name_folded', '=', foldName(about.name)).executeTakeFirst()) return 'name'
  if (about.address === null) return null
  const folded = foldAddress(about.address)
  return (await others.where('address_folded', '=', folded).executeTakeFirst()) ? 'address' : null
}

/** Everybody on the server who is still there and has an address, as it is compared: with their hub, and how they wrote it. */
export const peopleAt = (db: Db, address: string) =>
  db
    .selectFrom('people')
    .select(['id', 'hub_id', 'name', 'address', 'language'])
    .where('address_folded', '=', foldAddress(address))
    .where('ended', 'is', null)
    .orderBy('id')
    .execute()

/** Keeps what somebody says of themselves; false where it is not as it was read any more. */
export const updateProfileIn = async (
  tx: Tx,
  person: string,
  before: Profile,
  { name, address, language }: Profile,
): Promise<boolean> =>
  (await tx
    .updateTable('people')
    .set({
      ...{ name, name_folded: foldName(name), address, language },
      address_folded: address === null ? null : foldAddress(address),
    })
    .where('id', '=', person)
    .where('ended', 'is', null)
    .where('name', '=', before.name)
    .where('address', before.address === null ? 'is' : '=', before.address)
    .where('language', before.language === null ? 'is' : '=', before.language)
    .returning('id')
    .executeTakeFirst()) !== undefined

/** Gives somebody who has none a mail address; left out where somebody else of the hub has it. */
export async function giveAddressIn(
  tx: Tx,
  { id, hub }: { id: string; hub: string },
  address: string,
): Promise<void> {
  const address_folded = foldAddress(address)
  const taken = tx
    .selectFrom('people as others')
    .select('others.id')
    .where('others.hub_id', '=', hub)
    .where('others.address_folded', '=', address_folded)
  await tx
    .updateTable('people')
    .set({ address, address_folded })
    .where('id', '=', id)
    .where('address', 'is', null)
    .where(({ not, exists }) => not(exists(taken)))
    .execute()
}

/** Forgets where mail reached somebody, and in which language, who has left. */
export const forgetAddressIn = (tx: Tx, person: string) =>
  tx
    .updateTable('people')
    .set({ address: null, address_folded: null, language: null })
    .where('id', '=', person)
    .execute()

/** An address as it is compared: nobody’s server tells capitals from small letters. */
const foldAddress = (address: string): string => address.toLowerCase()
