import { withdrawAssembly } from '../assemblies/actions.ts'
import { publicAssembly } from '../assemblies/store.ts'
import { fateOf } from '../federation/fates.ts'
import { ownActorId } from '../federation/iri.ts'
import { peerByActor } from '../federation/store/peers.ts'
import { recordByIri } from '../federation/store/records.ts'
import { hubById } from '../hubs/store.ts'
import { withdrawIssue } from '../issues/actions.ts'
import { publicIssue } from '../issues/store.ts'
import type { Refusal } from '../lib/refusal.ts'
import type { Who } from '../lib/who.ts'
import { withdrawOutcome } from '../outcomes/actions.ts'
import { withdrawAction } from '../outcomes/actions-action.ts'
import { publicOutcome } from '../outcomes/store.ts'
import { publicAction } from '../outcomes/store-action.ts'
import { type AnyRecord, titleOf } from '../records/model.ts'
import type { World } from '../world.ts'

/** Each kind of record that strangers can say something about: where it lives, how it is found, and how it is withdrawn. */
const kinds: Readonly<
  Record<
    string,
    {
      path: string
      find(db: World['db'], id: string): Promise<AnyRecord | undefined>
      withdraw(world: World, who: Who, id: string, reason: string): Promise<unknown | Refusal>
    }
  >
> = {
  issue: { path: '/issues', find: publicIssue, withdraw: withdrawIssue },
  assembly: { path: '/assemblies', find: publicAssembly, withdraw: withdrawAssembly },
  outcome: { path: '/outcomes', find: publicOutcome, withdraw: withdrawOutcome },
  action: { path: '/actions', find: publicAction, withdraw: withdrawAction },
}

/** What something is said about: a public record of ours or a copy, or a hub of ours (then it has no `id`). */
export type Subject = {
  readonly iri: string
  readonly id: string | null
  readonly noun: string
  readonly title: string
  /** Where it can be read here, or null where it cannot any more. */
  readonly page: string | null
  /** The hub of this server whose it is, or null of a copy. */
  readonly hub: string | null
  /** Address of whose it is elsewhere, or null of ours. */
  readonly owner: string | null
}

/** What stands at an address that is public here, or was; undefined where nothing is known of it. */
export async function subjectAt(world: World, iri: string): Promise<Subject | undefined> {
  const actor = ownActorId(world, iri)
  const hub = actor === null ? undefined : await hubById(world, actor)
  if (hub)
    return {
      ...{ iri, id: null, noun: 'hub', title: hub.name, page: `/hubs/${hub.id}`, hub: hub.id, owner: null },
    }
  const entry = await recordByIri(world.db, iri)
  const kind = entry && kinds[entry.kind]
  if (!entry || !kind) return undefined
  const record = await kind.find(world.db, entry.id)
  if (!record) return undefined
  const ours = entry.hub_id !== null
  const there = entry.state === 'live' && (ours || (await fateOf(world, entry.owner)) !== null)
  return {
    ...{ iri, id: entry.id, noun: entry.kind, title: titleOf(record) || iri },
    page: there ? `${ours ? '' : '/seen'}${kind.path}/${entry.id}` : null,
    ...{ hub: entry.hub_id, owner: ours ? null : entry.owner },
  }
}

/** Withdraws a record of the hub by the verb of its kind. */
export const withdrawRecord = (world: World, who: Who, { noun, id }: Subject, reason: string) =>
  kinds[noun]!.withdraw(world, who, id!, reason)

/** What somebody elsewhere is called here: their handle where it is known, else their address. */
export const calledElsewhere = async ({ db }: World, actor: string): Promise<string> =>
  (await peerByActor(db, actor))?.handle ?? actor
