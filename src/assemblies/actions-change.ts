import { canonical } from '../lib/json.ts'
import { isRefusal, type Refusal, refuseWith } from '../lib/refusal.ts'
import type { Who } from '../lib/who.ts'
import { change as changeOf, discard, type Life, type Step } from '../records/life.ts'
import { nextOf } from '../records/model.ts'
import { htmlOf, readWith } from '../records/shape.ts'
import type { World } from '../world.ts'
import { type Assembly, mayDiscard } from './model.ts'
import { type AssemblyInput, assemblyFields, NewAssembly } from './model-shape.ts'
import { assembliesOfHub, changeAssembly, dropDraft, insertAssemblies } from './store.ts'
import { toAssembly, toTombstone } from './wire.ts'

/** How assemblies are drafted, announced, amended and withdrawn. */
export const assemblyLife: Life<Assembly> = {
  kind: 'assembly',
  announced: true,
  write: toAssembly,
  bury: toTombstone,
  read: assembliesOfHub,
  insert: insertAssemblies,
  change: changeAssembly,
  drop: dropDraft,
}

/** Reads an assembly, asks what is to become of it, and carries that out. */
export const change = (
  world: World,
  who: Who,
  id: string,
  step: (assembly: Assembly) => Step<Assembly> | Refusal,
  seen?: string,
) => changeOf(world, who, assemblyLife, { id, seen, step })

/** An assembly with some of its fields said anew. */
export function reword(assembly: Assembly, changes: Partial<AssemblyInput>): Assembly | Refusal {
  const read = readWith(NewAssembly, { ...assembly, ...changes }, assemblyFields)
  if (isRefusal(read)) return read
  return { ...assembly, ...read, html: htmlOf(read.contents) }
}

/** An announced assembly said anew, as its next revision; or that nothing would change. */
export function amended(
  world: World,
  assembly: Assembly,
  changes: Partial<AssemblyInput>,
): Assembly | Refusal {
  const reworded = reword(assembly, changes)
  if (isRefusal(reworded)) return reworded
  // What is hidden is no part of the document, and may change all the same.
  const same =
    canonical(toAssembly(reworded)) === canonical(toAssembly(assembly)) &&
    JSON.stringify([reworded.venue, reworded.pin]) === JSON.stringify([assembly.venue, assembly.pin])
  return same ? refuseWith('write.nothing-changes') : nextOf(reworded, {}, world.clock())
}

/** Throws a draft away, and gives back what it was. Nothing of it remains, since it never left the hub. */
export const discardDraft = (world: World, who: Who, id: string, seen?: string) =>
  discard(world, who, assemblyLife, { id, seen, may: mayDiscard })
