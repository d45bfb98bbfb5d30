import { inTransaction } from '../db/index.ts'
import { amendIn, type PublicRecord, publishIn, sign, withdrawIn } from '../federation/publish.ts'
import { newId } from '../lib/id.ts'
import { after, DAY, HOUR, instant, laterThan } from '../lib/time.ts'
import type { World } from '../world.ts'
import type { Assembly } from './model.ts'
import { assemblyOfHub } from './store.ts'
import {
  type Invitation,
  insertInvitation,
  moveInvitation,
  outdated,
  uninvited,
} from './store-invitations.ts'
import { type InvitationAt, toEndedInvitation, toInvitation } from './wire-invitation.ts'

/** How long before an assembly people are invited: time enough to arrange a sitter, and not to forget it again (ms). */
const ahead = 5 * DAY
/** How long after it was announced at the soonest: two letters at once say no more than one (ms). */
const pause = HOUR
/** How many at a time; the rest come in the next turn. */
const most = 50

/**
 * Invites to the assemblies that are near, once to each, and brings invitations up to what their assemblies say by now. No
 * person does this: it was decided with the announcement. @returns how many were sent, changed or ended
 */
export async function invite(world: World): Promise<number> {
  // A copy of a server that somebody looks at publishes nothing of itself.
  if (!world.config.federation) return 0
  const now = instant(world.clock())
  const window = { from: now, until: after(now, ahead), announced: after(now, -pause) }
  let done = 0
  for (const { id, hub } of await uninvited(world.db, window, most)) {
    const assembly = await assemblyOfHub(world.db, hub, id)
    if (assembly && (await inviteTo(world, assembly))) done++
  }
  for (const invitation of await outdated(world.db, most)) {
    const assembly = await assemblyOfHub(world.db, invitation.hub_id, invitation.assembly_id)
    if (assembly && (await renew(world, assembly, invitation))) done++
  }
  if (done > 0) world.pulse.beat('news', 'public')
  return done
}

async function inviteTo(world: World, assembly: Assembly): Promise<boolean> {
  const now = instant(world.clock())
  const invitation: Invitation = {
    ...{ assembly_id: assembly.id, hub_id: assembly.hub!, id: newId(world.clock()) },
    ...{ revision: 1, says: assembly.revision, published: now, updated: now, ended: null },
  }
  const at = placeOf(world, invitation)
  const sealed = await sign(world, assembly.hub!, toInvitation(assembly, at))
  return inTransaction(world.db, async (tx) => {
    if (!(await insertInvitation(tx, invitation))) return false
    await publishIn(tx, recordOf(assembly, invitation, at), sealed)
    return true
  })
}

async function renew(world: World, assembly: Assembly, before: Invitation): Promise<boolean> {
  const updated = laterThan(before.updated, world.clock())
  const gone = assembly.withdrawn !== null
  const invitation: Invitation = {
    ...before,
    ...{ revision: before.revision + 1, says: assembly.revision, updated, ended: gone ? updated : null },
  }
  const at = placeOf(world, invitation)
  const document = gone ? toEndedInvitation(assembly, at) : toInvitation(assembly, at)
  const sealed = await sign(world, assembly.hub!, document)
  return inTransaction(world.db, async (tx) => {
    if (!(await moveInvitation(tx, before, invitation))) return false
    const record = recordOf(assembly, invitation, at)
    await (gone ? withdrawIn(tx, record, sealed, assembly.reason) : amendIn(tx, record, sealed))
    return true
  })
}

const placeOf = (world: World, { id, revision, published, updated }: Invitation): InvitationAt => ({
  iri: `${world.config.origin}/invitations/${id}`,
  ...{ revision, published, updated },
})

const recordOf = (
  { owner, licence }: Assembly,
  { id, hub_id }: Invitation,
  at: InvitationAt,
): PublicRecord => ({ id, kind: 'invitation', owner, hub_id, licence, ...at })
