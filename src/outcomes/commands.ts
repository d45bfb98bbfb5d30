import type { Command } from 'commander'
import { granted } from '../lib/granted.ts'
import { english } from '../lib/words.ts'
import { type Commanded, lifeCommands, placeLines, several } from '../records/commands.ts'
import { exportCommands } from '../records/commands-export.ts'
import { type Spoken, wordingCommands } from '../records/commands-wording.ts'
import type { WithWorld } from '../slice.ts'
import {
  amendOutcome,
  discardOutcome,
  draftOutcome,
  publishOutcome,
  reviseOutcome,
  withdrawOutcome,
} from './actions.ts'
import { importOutcome } from './actions-import.ts'
import { decisionIn, listOrNone, numberOrNone, orNone } from './commands-said.ts'
import { type DraftState, draftStates, type Outcome, stateNames } from './model.ts'
import { methods, type OutcomeInput, results } from './model-shape.ts'
import { attendanceOf, dayName, resultOf } from './model-words.ts'
import { outcomeOfHub, ownOutcomes } from './store.ts'
import { outcomeKind } from './wire.ts'

/** How outcomes are worked on with the operator's tool. */
const commanded: Commanded<Outcome> = {
  noun: 'outcome',
  plural: 'outcomes',
  stateNames,
  draftStates,
  one: outcomeOfHub,
  own: ownOutcomes,
  publish: publishOutcome,
  withdraw: withdrawOutcome,
  discard: discardOutcome,
  lines: linesOf,
}

const spoken: Spoken<Outcome> = {
  draft: (world, who, input, state) => draftOutcome(world, who, input as OutcomeInput, state as DraftState),
  revise: (world, who, id, { changes, state }) =>
    reviseOutcome(world, who, id, changes, state as DraftState | undefined),
  amend: (world, who, id, { changes, note }) => amendOutcome(world, who, id, changes, note),
  firstState: 'drafting',
  options: withFacts,
  said: factsIn,
}

/** The commands about outcomes. */
export function outcomeCommands(program: Command, withWorld: WithWorld): void {
  const outcome = program
    .command('outcome')
    .description('what assemblies of a hub say in public; --summary is the key message')
  wordingCommands(outcome, withWorld, { ...commanded, ...spoken })
  lifeCommands(outcome, withWorld, commanded)
  exportCommands(outcome, withWorld, { ...commanded, kind: outcomeKind, draftOf: importOutcome })
}

function withFacts(command: Command): Command {
  return command
    .option('--assembly <address>', 'the assembly it came from')
    .option('--issue <address>', 'an issue it answers; may be given several times', several)
    .option(
      '--decision <text>',
      `what was decided, as “Repair the lifts; method=consensus; result=adopted; favour=35; against=0” (methods: ${methods.join(', ')}; results: ${results.join(', ')}); may be given several times`,
      several,
    )
    .option('--present <number>', 'people in the room')
    .option('--checked <day>', 'the day on which those who took part checked it, as 2026-12-14')
    .option('--prepared-by <role>', 'who prepared it: a role, never a name')
    .option('--disagreement <line>', 'what people did not agree on; may be given several times', several)
    .option('--supersedes <address>', 'an earlier outcome of the hub in whose place it stands')
}

/** What these options say; “none” takes away what stood there. */
function factsIn(options: Record<string, unknown>): Record<string, unknown> {
  const { assembly, issue, decision, present, checked, preparedBy, disagreement, supersedes } = options
  return {
    assembly: orNone(assembly),
    issues: listOrNone(issue),
    decisions: listOrNone(decision)?.map((typed) => granted(decisionIn(typed))),
    present: numberOrNone(present),
    checked: orNone(checked),
    preparedBy: orNone(preparedBy),
    disagreements: listOrNone(disagreement),
    supersedes: orNone(supersedes),
  }
}

/** What else an outcome says: of a draft this is the only place to see it. */
function linesOf(outcome: Outcome): string[] {
  const { assembly, issues, decisions, present, checked, preparedBy, disagreements, supersedes } = outcome
  const lines: [what: string, words: string | null][] = [
    ['From the assembly', assembly],
    ...issues.map((address): [string, string] => ['Answers', address]),
    ...decisions.map((each): [string, string] => ['Decision', `${each.text} (${resultOf(each, english)})`]),
    ['Who was there', present === null ? null : attendanceOf(present, english)],
    ['Checked', checked === null ? null : dayName(checked, english)],
    ['Prepared by', preparedBy],
    ...disagreements.map((line): [string, string] => ['Not agreed', line]),
    ['In the place of', supersedes],
    ['In its place', outcome.supersededBy],
  ]
  return [
    ...placeLines(outcome),
    ...lines.flatMap(([what, words]) => (words === null ? [] : [`${what}: ${words}`])),
  ]
}
