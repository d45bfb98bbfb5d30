import type { Db, Tx } from '../db/index.ts'
import type { Instant } from '../lib/time.ts'
import type { AssembliesTables } from './table.ts'

/** An invitation to an assembly of ours, as stored. */
export type Invitation = AssembliesTables['assembly_invitations']

/** Assemblies of hubs of ours that begin between two instants, were announced before a third, and to which nobody was invited yet. */
export const uninvited = async (
  db: Db,
  { from, until, announced }: { from: Instant; until: Instant; announced: Instant },
  limit: number,
): Promise<{ id: string; hub: string }[]> =>
  (
    await db
      .selectFrom('assemblies')
      .select(['id', 'hub_id'])
      .where('hub_id', 'is not', null)
      .where('published', '<=', announced)
      .where('state', 'in', ['announced', 'open'])
      .where('begins', '>', from)
      .where('begins', '<=', until)
      .where(({ not, exists, selectFrom }) =>
        not(
          exists(
            selectFrom('assembly_invitations')
              .select('assembly_id')
              .whereRef('assembly_id', '=', 'assemblies.id'),
          ),
        ),
      )
      .orderBy('begins')
      .limit(limit)
      .execute()
  ).map(({ id, hub_id }) => ({ id, hub: hub_id! }))

/** Invitations that say another revision than their assembly is at by now; of those that are over none. */
export const outdated = (db: Db, limit: number): Promise<Invitation[]> =>
  db
    .selectFrom('assembly_invitations')
    .innerJoin('assemblies', 'assemblies.id', 'assembly_invitations.assembly_id')
    .selectAll('assembly_invitations')
    .whereRef('assemblies.revision', '!=', 'assembly_invitations.says')
    .where('assembly_invitations.ended', 'is', null)
    .orderBy('assembly_invitations.id')
    .limit(limit)
    .execute()

/** Keeps a new invitation; false where another process was quicker. */
export const insertInvitation = async (tx: Tx, invitation: Invitation): Promise<boolean> =>
  (await tx
    .insertInto('assembly_invitations')
    .values(invitation)
    .onConflict((conflict) => conflict.column('assembly_id').doNothing())
    .returning('id')
    .executeTakeFirst()) !== undefined

/** Moves an invitation on; false where it is not at the revision it was read at. */
export const moveInvitation = async (
  tx: Tx,
  { id, revision }: Invitation,
  to: Pick<Invitation, 'revision' | 'says' | 'updated' | 'ended'>,
): Promise<boolean> =>
  (await tx
    .updateTable('assembly_invitations')
    .set(to)
    .where('id', '=', id)
    .where('revision', '=', revision)
    .returning('id')
    .executeTakeFirst()) !== undefined

/** The assembly that an invitation is to. */
export const assemblyInvitedTo = (db: Db, id: string) =>
  db.selectFrom('assembly_invitations').select('assembly_id').where('id', '=', id).executeTakeFirst()
