import { type Command, Option } from 'commander'
import { isRefusal } from '../lib/refusal.ts'
import { english } from '../lib/words.ts'
import { type Commanded, idIn, lifeCommands, performing, verbOn } from '../records/commands.ts'
import { exportCommands } from '../records/commands-export.ts'
import { wordingCommands } from '../records/commands-wording.ts'
import type { WithWorld } from '../slice.ts'
import { mergeIssues, moveIssue, publishIssue, splitIssue, withdrawIssue } from './actions.ts'
import { discardDraft } from './actions-change.ts'
import { importIssue } from './actions-take.ts'
import { importCommands } from './commands-import.ts'
import { spoken } from './commands-wording.ts'
import { draftStates, type Issue, type IssueState, moves, stateNames } from './model.ts'
import { viewOf } from './model-view.ts'
import { issueOfHub, ownIssues } from './store.ts'
import { issueKind } from './wire.ts'

/** How issues are worked on with the operator's tool. */
const commanded: Commanded<Issue> = {
  noun: 'issue',
  plural: 'issues',
  stateNames,
  draftStates,
  one: issueOfHub,
  own: ownIssues,
  publish: publishIssue,
  withdraw: withdrawIssue,
  discard: discardDraft,
  lines: factsOf,
  begin: '--basis BASIS',
  afterDiscard: ({ source }) =>
    source && 'If the conversation it came from is imported again, it will be drafted again.',
}

/** The commands about issues. */
export function issueCommands(program: Command, withWorld: WithWorld): void {
  const issue = program.command('issue').description('the issues of a hub, from draft to result')
  wordingCommands(issue, withWorld, { ...commanded, ...spoken })
  lifeCommands(issue, withWorld, commanded)
  exportCommands(issue, withWorld, { ...commanded, kind: issueKind, draftOf: importIssue })
  moveCommands(issue, withWorld)
  importCommands(program, withWorld)
}

/** Commands that move a published issue on. */
function moveCommands(issue: Command, withWorld: WithWorld): void {
  const perform = performing(withWorld, commanded)
  const states = [...new Set(Object.values(moves).flat())]
  verbOn(issue.command('move').description('say where a published issue stands now'))
    .addOption(
      new Option('--to <state>', 'where it stands; one that is published is shown as open')
        .choices(states)
        .makeOptionMandatory(),
    )
    .option('--note <text>', 'why, for the hub’s own history')
    .action((id: string, options) =>
      perform(options, (world, who) =>
        moveIssue(world, who, id, options.to as IssueState, options.note ?? null),
      ),
    )

  verbOn(issue.command('merge').description('say that an issue goes on in another of the hub'))
    .requiredOption('--into <id>', 'the issue it goes on in', idIn)
    .action((id: string, options) =>
      perform(options, (world, who) => mergeIssues(world, who, id, options.into)),
    )

  verbOn(issue.command('split').description('say that an issue was split into others of the hub'))
    .argument('<parts...>', 'ids or addresses of the parts')
    .action((id: string, parts: string[], options) =>
      perform(options, async (world, who) => {
        const done = await splitIssue(world, who, id, parts.map(idIn))
        return isRefusal(done) ? done : done[0]!
      }),
    )
}

/** What else an issue says, as its page shows it: of a draft this is the only place to see it. */
function factsOf(issue: Issue): string[] {
  const { themes, place, level, areas, deciders, basis, evidence } = viewOf(issue, { words: english })
  const names = (links: readonly { name: string }[]) => links.map(({ name }) => name).join(', ')
  return (
    [
      ['Themes', names(themes)],
      ['Where', [place, level, ...areas.map(({ name }) => name)].filter(Boolean).join(', ')],
      ['Pin', issue.pin ? `${issue.pin.lat}, ${issue.pin.lon}` : ''],
      ['Who can decide', deciders.join(', ')],
      ['Where it came from', basis ?? ''],
      ['Counts', evidence.map(({ says }) => says).join(', ')],
    ] as const
  )
    .filter(([, words]) => words !== '')
    .map(([what, words]) => `${what}: ${words}`)
}
