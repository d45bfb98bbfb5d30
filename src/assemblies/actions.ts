import { inTransaction } from '../db/index.ts'
import { defaultsOf, type Hub } from '../hubs/model.ts'
import { hubById } from '../hubs/store.ts'
import { newId } from '../lib/id.ts'
import { isRefusal, type Refusal, refuseWith } from '../lib/refusal.ts'
import { instant } from '../lib/time.ts'
import type { Who } from '../lib/who.ts'
import { isWallTime, type WallTime } from '../lib/zone.ts'
import { draftIn, publishedOf, withdrawnOf } from '../records/life.ts'
import { mayDraft, nextOf, noSuch } from '../records/model.ts'
import { htmlOf, readWith } from '../records/shape.ts'
import type { World } from '../world.ts'
import { amended, assemblyLife, change, reword } from './actions-change.ts'
import {
  type Assembly,
  type AssemblyState,
  type draftStates,
  fitToAnnounce,
  mayAmend,
  mayAnnounce,
  mayMove,
  mayRevise,
} from './model.ts'
import { type AssemblyInput, assemblyFields, NewAssembly } from './model-shape.ts'
import { assemblyOfHub } from './store.ts'

type DraftState = (typeof draftStates)[number]

/** Writes a new draft for the hub. Where it says no language, level, place, areas or licence it takes the hub's. */
export async function draftAssembly(
  world: World,
  who: Who,
  input: AssemblyInput,
  state: DraftState = 'planning',
  id?: string,
): Promise<Assembly | Refusal> {
  const may = mayDraft(who)
  if (isRefusal(may)) return may
  const hub = await hubById(world, who.hub)
  if (!hub) return refuseWith('records.no.hub-closed')
  const assembly = newDraft(world, hub, input, state, id)
  if (isRefusal(assembly)) return assembly
  await inTransaction(world.db, (tx) =>
    draftIn(tx, world, who, assemblyLife, { drafts: [assembly], note: null }),
  )
  return assembly
}

function newDraft(
  world: World,
  hub: Hub,
  input: AssemblyInput,
  state: DraftState,
  id = newId(world.clock()),
): Assembly | Refusal {
  const read = readWith(NewAssembly, { ...defaultsOf(hub), ...input }, assemblyFields)
  if (isRefusal(read)) return read
  const now = instant(world.clock())
  return {
    ...read,
    html: htmlOf(read.contents),
    ...{ state, id, hub: hub.id, iri: `${world.config.origin}/assemblies/${id}`, owner: hub.actor },
    ...{ revision: 0, created: now, published: null, updated: now, withdrawn: null, reason: null },
  }
}

/** Changes what a draft says, or how far it has come; what is not given stays. */
export const reviseDraft = (
  world: World,
  who: Who,
  id: string,
  changes: Partial<AssemblyInput>,
  state?: DraftState,
  seen?: string,
) =>
  change(
    world,
    who,
    id,
    (assembly) => {
      const may = mayRevise(who, assembly)
      if (isRefusal(may)) return may
      const reworded = reword(assembly, changes)
      if (isRefusal(reworded)) return reworded
      const after = nextOf(reworded, state ? { state } : {}, world.clock())
      return { before: assembly, after, verb: 'revise', note: null }
    },
    seen,
  )

/** Announces an assembly: from now on everybody may read it, and followers are told. */
export const announceAssembly = (world: World, who: Who, id: string, seen?: string) =>
  change(
    world,
    who,
    id,
    (assembly) => {
      const may = mayAnnounce(who, assembly)
      if (isRefusal(may)) return may
      const after = publishedOf(assembly, 'announced', world.clock())
      return { before: assembly, after, verb: 'publish', note: null }
    },
    seen,
  )

/** Changes what an announced assembly says, as its next revision; what is not given stays. The note is for the hub alone. */
export const amendAssembly = (
  world: World,
  who: Who,
  id: string,
  changes: Partial<AssemblyInput>,
  note: string | null = null,
  seen?: string,
) =>
  change(
    world,
    who,
    id,
    (assembly) => {
      const may = mayAmend(who, assembly)
      if (isRefusal(may)) return may
      const after = amended(world, assembly, changes)
      if (isRefusal(after)) return after
      const fit = fitToAnnounce(after)
      return isRefusal(fit) ? fit : { before: assembly, after, verb: 'amend', note }
    },
    seen,
  )

/** Moves an announced assembly on: it opens, goes on, is put off, is called off. Others learn of it as of any amendment. */
export const moveAssembly = (
  world: World,
  who: Who,
  id: string,
  state: AssemblyState,
  note: string | null = null,
) =>
  change(world, who, id, (assembly) => {
    const may = mayMove(who, assembly, state)
    if (isRefusal(may)) return may
    return { before: assembly, after: nextOf(assembly, { state }, world.clock()), verb: 'move', note }
  })

/** Withdraws an announced assembly, for good. One that does not take place is called off instead: people must hear of that. */
export const withdrawAssembly = (world: World, who: Who, id: string, reason: string) =>
  change(world, who, id, (assembly) => {
    const may = mayAmend(who, assembly)
    if (isRefusal(may)) return may
    const after = withdrawnOf(assembly, reason, world.clock())
    return isRefusal(after) ? after : { before: assembly, after, verb: 'withdraw', note: null }
  })

/**
 * Plans another date of an assembly: a draft that says the same on another day, at the same hour of the clock and as long,
 * in the same series. Each date is an assembly of its own.
 */
export async function repeatAssembly(
  world: World,
  who: Who,
  id: string,
  day: string,
  newOne?: string,
): Promise<Assembly | Refusal> {
  const assembly = await assemblyOfHub(world.db, who.hub, id)
  if (!assembly) return noSuch
  if (assembly.kind === '' || assembly.starts === null) return refuseWith('assemblies.repeat-dayless')
  const starts = `${day}T${assembly.starts.slice(11)}`
  if (!isWallTime(starts)) return refuseWith('filter.no.date', { value: day })
  const { titles, summaries, contents, language, kind } = assembly
  return draftAssembly(
    world,
    who,
    {
      ...(assembly as unknown as AssemblyInput),
      ...{ titles, summaries, contents, language, kind, starts },
      ends: assembly.ends && laterBy(assembly.ends, assembly.starts, starts),
      series: assembly.series ?? assembly.iri,
    },
    'planning',
    newOne,
  )
}

/** A wall time moved by as much as another was. */
function laterBy(wall: WallTime, from: WallTime, to: WallTime): WallTime {
  const ms = Date.parse(`${wall}Z`) - Date.parse(`${from}Z`) + Date.parse(`${to}Z`)
  return instant(ms).slice(0, 16) as WallTime
}
