import { type Refusal, refuse } from '../lib/refusal.ts'
import type { Who } from '../lib/who.ts'
import { type Imported, wordingOf } from '../records/wire-export.ts'
import type { World } from '../world.ts'
import { draftAssembly } from './actions.ts'
import type { Assembly, AssemblyModel } from './model.ts'

/**
 * Makes a draft of an assembly that another hub gave away in a file: its question, its agenda, what it provides. When and
 * where it was is left out, and who received its result: that is each hub's own.
 */
export async function importAssembly(
  world: World,
  who: Who,
  imported: Imported<AssemblyModel>,
): Promise<Assembly | Refusal> {
  const { kind, selection, meeting, spoken, access, accessNote, capacity, issues, agenda } = imported.model
  if (kind === '') return refuse('The record in the file is a kind of assembly that is not known here.')
  return draftAssembly(world, who, {
    ...wordingOf(imported),
    ...{ kind, selection, meeting, accessNote, capacity },
    ...{ spoken: [...spoken], access: [...access], issues: [...issues], agenda: [...agenda] },
  })
}
