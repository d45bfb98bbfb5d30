import type { Db, Tx } from '../db/index.ts'
import { actorIri } from '../federation/iri.ts'
import type { Instant } from '../lib/time.ts'
import type { World } from '../world.ts'
import type { Hub, NewHub } from './model.ts'
import type { HubsTables } from './table.ts'

type Row = HubsTables['hubs']

/** The hub of an id (its actor's), or undefined where none is on this server or it has closed; in a transaction hand that in. */
export const hubById = async (world: World, id: string, db: Db = world.db): Promise<Hub | undefined> => {
  const row = await open(db).where('id', '=', id).executeTakeFirst()
  return row && (await withAreas(world, db, [row]))[0]
}

/** The hub of a handle, without the host and in any case of letters, or undefined where there is none. */
export const hubByHandle = async (
  world: World,
  handle: string,
  db: Db = world.db,
): Promise<Hub | undefined> => {
  const row = await open(db).where('handle', '=', handle.toLowerCase()).executeTakeFirst()
  return row && (await withAreas(world, db, [row]))[0]
}

/** The hubs on this server, oldest first. */
export const allHubs = async (world: World, db: Db = world.db): Promise<Hub[]> =>
  withAreas(world, db, await open(db).orderBy('created').orderBy('id').execute())

/** Whether any hub stands here, closed ones too: a server without one still waits for its set-up. */
export const anyHub = async (db: Db): Promise<boolean> =>
  (await db.selectFrom('hubs').select('id').limit(1).executeTakeFirst()) !== undefined

/** Writes a new hub; its actor stands already. */
export async function insertHubIn(tx: Tx, id: string, hub: NewHub, created: Instant): Promise<void> {
  await tx
    .insertInto('hubs')
    .values({ ...columns(hub), id, handle: hub.handle, created, changed: created, closed: null })
    .execute()
  await writeAreas(tx, id, hub.areas)
}

/**
 * Writes what a hub says of itself over what stood there since `before`; id and handle stay as they are. False where there is
 * no such hub, or somebody else changed it meanwhile.
 */
export async function updateHubIn(
  tx: Tx,
  id: string,
  hub: NewHub,
  { before, changed }: { before: string; changed: Instant },
): Promise<boolean> {
  const row = await tx
    .updateTable('hubs')
    .set({ ...columns(hub), changed })
    .where('id', '=', id)
    .where('closed', 'is', null)
    .where('changed', '=', before as Instant)
    .returning('id')
    .executeTakeFirst()
  if (!row) return false
  await tx.deleteFrom('hub_areas').where('hub_id', '=', id).execute()
  await writeAreas(tx, id, hub.areas)
  return true
}

/** Every hub that was ever founded here and when, closed ones too. */
export const everyHub = (db: Db): Promise<Pick<Row, 'id' | 'handle' | 'created' | 'closed'>[]> =>
  db.selectFrom('hubs').select(['id', 'handle', 'created', 'closed']).orderBy('created').execute()

/** Gives every hub, closed ones too, a row under its new id as well; the old row keeps no handle. For an adoption only. */
export async function copyHubsIn(tx: Tx, ids: ReadonlyMap<string, string>): Promise<void> {
  const rows = await tx
    .selectFrom('hubs')
    .selectAll()
    .where('id', 'in', [...ids.keys()])
    .execute()
  for (const row of rows) {
    await tx.updateTable('hubs').set({ handle: row.id }).where('id', '=', row.id).execute()
    const id = ids.get(row.id)!
    await tx
      .insertInto('hubs')
      .values({ ...row, id })
      .execute()
    await tx.updateTable('hub_areas').set({ hub_id: id }).where('hub_id', '=', row.id).execute()
  }
}

/** Removes the rows that copyHubsIn left under their old ids, once nothing leans on them. */
export const removeHubsIn = (tx: Tx, ids: readonly string[]) =>
  tx.deleteFrom('hubs').where('id', 'in', ids).execute()

const open = (db: Db) => db.selectFrom('hubs').selectAll().where('closed', 'is', null)

/** What of a hub may change, as columns. */
const columns = (hub: NewHub) => ({
  name: hub.name,
  summary: hub.summary,
  level: hub.level,
  theme: hub.theme,
  place: hub.place,
  lat: hub.pin?.lat ?? null,
  lon: hub.pin?.lon ?? null,
  languages: JSON.stringify(hub.languages),
  zone: hub.zone,
  licence: hub.licence,
  contact: hub.contact,
  rules: hub.rules,
  privacy: hub.privacy,
  controller: hub.controller,
  followers_hidden: hub.followersHidden ? 1 : 0,
  presses_off: hub.pressesOff ? 1 : 0,
})

async function writeAreas(tx: Tx, id: string, areas: readonly string[]): Promise<void> {
  const rows = [...new Set(areas)].map((area) => ({ hub_id: id, area }))
  if (rows.length > 0) await tx.insertInto('hub_areas').values(rows).execute()
}

async function withAreas(world: World, db: Db, rows: Row[]): Promise<Hub[]> {
  const ids = rows.map((row) => row.id)
  const areas = await db
    .selectFrom('hub_areas')
    .selectAll()
    .where('hub_id', 'in', ids)
    .orderBy('area')
    .execute()
  return rows.map(({ lat, lon, languages, followers_hidden, presses_off, closed: _, ...row }) => ({
    ...row,
    followersHidden: followers_hidden === 1,
    pressesOff: presses_off === 1,
    pin: lat === null || lon === null ? null : { lat, lon },
    languages: JSON.parse(languages) as string[],
    areas: areas.filter((each) => each.hub_id === row.id).map((each) => each.area),
    actor: actorIri(world, row.id),
  }))
}
