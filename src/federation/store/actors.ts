import type { Db, Tx } from '../../db/index.ts'
import type { Instant } from '../../lib/time.ts'
import type { FederationTables } from '../table.ts'

/** Somebody who speaks from this server, as stored. */
export type ActorRow = FederationTables['actors']

/** Makes room for somebody who speaks from here. */
export const insertActor = (tx: Tx, actor: ActorRow) => tx.insertInto('actors').values(actor).execute()

/** An actor of ours by its id. */
export const actorById = (db: Db, id: string) =>
  db.selectFrom('actors').selectAll().where('id', '=', id).executeTakeFirst()

/** An actor of ours by its handle (the part before the host). */
export const actorByHandle = (db: Db, handle: string) =>
  db.selectFrom('actors').selectAll().where('handle', '=', handle).executeTakeFirst()

/** The actor that stands for the server itself, if it has been made. */
export const serverActor = (db: Db) =>
  db.selectFrom('actors').selectAll().where('kind', '=', 'server').executeTakeFirst()

/** Everybody who speaks from here. */
export const allActors = (db: Db) =>
  db.selectFrom('actors').selectAll().orderBy('created').orderBy('id').execute()

/** Tells the number of those who follow an actor to nobody from now on, or to everybody again. */
export const hideFollowersIn = (tx: Tx, id: string, hidden: boolean) =>
  tx
    .updateTable('actors')
    .set({ followers_hidden: hidden ? 1 : 0 })
    .where('id', '=', id)
    .execute()

/** Keeps an actor's document as it is served. */
export const setActorDocument = (tx: Tx, id: string, document: string, changed: Instant) =>
  tx.updateTable('actors').set({ document, changed }).where('id', '=', id).execute()
