import { type Command, Option } from 'commander'
import { english } from '../lib/words.ts'
import { type Commanded, lifeCommands, performing, placeLines, verbOn } from '../records/commands.ts'
import { exportCommands } from '../records/commands-export.ts'
import { type Spoken, wordingCommands } from '../records/commands-wording.ts'
import { noSuch } from '../records/model.ts'
import type { WithWorld } from '../slice.ts'
import {
  amendAction,
  discardAction,
  draftAction,
  moveAction,
  publishAction,
  reviseAction,
  withdrawAction,
} from './actions-action.ts'
import { importAction } from './actions-import.ts'
import { numberOrNone, orNone } from './commands-said.ts'
import {
  type Action,
  type ActionState,
  actionDraftStates,
  actionMoves,
  actionStateNames,
} from './model-action.ts'
import type { ActionInput } from './model-action-shape.ts'
import { dayName } from './model-words.ts'
import { actionOfHub, ownActions } from './store-action.ts'
import { actionKind } from './wire-action.ts'

/** How actions are worked on with the operator's tool. */
const commanded: Commanded<Action> = {
  noun: 'action',
  plural: 'actions',
  stateNames: actionStateNames,
  draftStates: actionDraftStates,
  one: actionOfHub,
  own: ownActions,
  publish: publishAction,
  withdraw: withdrawAction,
  discard: discardAction,
  lines: linesOf,
}

const spoken: Spoken<Action> = {
  draft: (world, who, input) => draftAction(world, who, input as ActionInput),
  revise: (world, who, id, { changes }) => reviseAction(world, who, id, changes),
  amend: (world, who, id, { changes, note }) => amendAction(world, who, id, changes, note),
  firstState: 'proposed',
  options: withFacts,
  said: factsIn,
}

/** The commands about actions. */
export function actionCommands(program: Command, withWorld: WithWorld): void {
  const action = program
    .command('action')
    .description('what a hub itself will do; --title says what is to be done')
  wordingCommands(action, withWorld, { ...commanded, ...spoken })
  lifeCommands(action, withWorld, commanded)
  moveCommand(action, withWorld)
  exportCommands(action, withWorld, { ...commanded, kind: actionKind, draftOf: importAction })
}

function moveCommand(action: Command, withWorld: WithWorld): void {
  const perform = performing(withWorld, commanded)
  verbOn(action.command('move').description('say how a published action goes on'))
    .addOption(
      new Option('--to <state>', 'where it stands now (default: where it stood)').choices([
        ...new Set(Object.values(actionMoves).flat()),
      ]),
    )
    .option('--progress <number>', 'how far it is, from 0 to 100; what is done is at 100')
    .option('--blocked-by <line>', 'what stands in its way, where it is blocked')
    .option('--evidence <address>', 'where anybody can see what was done')
    .option('--note <text>', 'why, for the hub’s own history')
    .action((id: string, options) =>
      perform(options, async (world, who) => {
        const now = await actionOfHub(world.db, who.hub, id)
        if (!now) return noSuch
        const { blockedBy, evidence, note } = options as Record<string, string | undefined>
        const progress = numberOrNone(options.progress) as number | undefined
        const to = (options.to as ActionState | undefined) ?? now.state
        return moveAction(world, who, id, { to, progress, blockedBy, evidence }, note ?? null)
      }),
    )
}

function withFacts(command: Command): Command {
  return command
    .option('--outcome <address>', 'the outcome it comes of')
    .option('--issue <address>', 'the issue it serves')
    .option('--owner <group>', 'who does it: a group, a role or an organisation, never a person')
    .option('--due <day>', 'the last day on which it is in time, as 2026-12-20')
    .option('--progress <number>', 'how far it is, from 0 to 100')
    .option('--evidence <address>', 'where anybody can see what was done')
}

/** What these options say; “none” takes away what stood there. */
function factsIn(options: Record<string, unknown>): Record<string, unknown> {
  const { outcome, issue, owner, due, progress, evidence } = options
  return {
    ...{ outcome: orNone(outcome), issue: orNone(issue), doer: orNone(owner), due: orNone(due) },
    ...{ progress: numberOrNone(progress), evidence: orNone(evidence) },
  }
}

/** What else an action says: of a draft this is the only place to see it. */
function linesOf(action: Action): string[] {
  const lines: [what: string, words: string | null][] = [
    ['Who does it', action.doer],
    ['By when', action.due === null ? null : dayName(action.due, english)],
    ['How far it is', `${action.progress} per cent`],
    ['What stands in its way', action.blockedBy],
    ['See', action.evidence],
    ['Comes of', action.outcome],
    ['Serves', action.issue],
  ]
  return [
    ...placeLines(action),
    ...lines.flatMap(([what, words]) => (words === null ? [] : [`${what}: ${words}`])),
  ]
}
