import type { Refusal } from '../lib/refusal.ts'
import type { Who } from '../lib/who.ts'
import { type Imported, wordingOf } from '../records/wire-export.ts'
import type { World } from '../world.ts'
import { draftIssue } from './actions.ts'
import type { Issue, IssueModel } from './model.ts'

/**
 * Makes a draft of an issue that another hub gave away in a file. Its counts stay with the text that people there supported,
 * and its lineage with its hub.
 */
export const importIssue = (
  world: World,
  who: Who,
  imported: Imported<IssueModel>,
): Promise<Issue | Refusal> =>
  draftIssue(world, who, {
    ...wordingOf(imported),
    deciders: [...imported.model.deciders],
    basis: 'import',
  })
