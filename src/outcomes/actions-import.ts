import type { Refusal } from '../lib/refusal.ts'
import type { Who } from '../lib/who.ts'
import { type Imported, wordingOf } from '../records/wire-export.ts'
import type { World } from '../world.ts'
import { draftOutcome } from './actions.ts'
import { draftAction } from './actions-action.ts'
import type { Outcome, OutcomeModel } from './model.ts'
import type { Action, ActionModel } from './model-action.ts'

/** Makes a draft of an outcome that another hub gave away in a file, with its source in the text. It supersedes nothing here. */
export function importOutcome(
  world: World,
  who: Who,
  imported: Imported<OutcomeModel>,
): Promise<Outcome | Refusal> {
  const { assembly, issues, decisions, present, checked, preparedBy, disagreements } = imported.model
  const input = {
    ...wordingOf(imported),
    ...{ assembly, present, checked, preparedBy },
    ...{ issues: [...issues], decisions: [...decisions], disagreements: [...disagreements] },
  }
  return draftOutcome(world, who, input, 'drafting', 'import')
}

/** Makes a draft of an action that another hub gave away in a file, with its source in the text. How far that hub was is not said. */
export function importAction(
  world: World,
  who: Who,
  imported: Imported<ActionModel>,
): Promise<Action | Refusal> {
  const { outcome, issue, doer, due } = imported.model
  return draftAction(world, who, { ...wordingOf(imported), outcome, issue, doer, due }, 'import')
}
