import { type Command, Option } from 'commander'
import { several } from '../records/commands.ts'
import type { Spoken } from '../records/commands-wording.ts'
import { amendIssue, draftIssue, reviseDraft } from './actions.ts'
import type { DraftState, Issue } from './model.ts'
import { bases, basisMeans, deciders, type IssueInput, measures } from './model-shape.ts'

/** How issues are written with the operator's tool. */
export const spoken: Spoken<Issue> = {
  draft: (world, who, input, state) => draftIssue(world, who, input as IssueInput, state as DraftState),
  revise: (world, who, id, { changes, state }) =>
    reviseDraft(world, who, id, changes, state as DraftState | undefined),
  amend: (world, who, id, { changes, note }) => amendIssue(world, who, id, changes, note),
  firstState: 'proposed',
  options: (command, fresh) => withFacts(command.addOption(fresh ? basis().makeOptionMandatory() : basis())),
  said: ({ basis, decider, count }) => ({
    basis,
    deciders: decider,
    evidence: (count as string[] | undefined)?.map((text) => {
      const [measure = '', number = ''] = text.split('=')
      return { measure, count: Number(number || Number.NaN) }
    }),
  }),
}

const withFacts = (command: Command): Command =>
  command
    .option(
      '--decider <who>',
      `who can decide: ${Object.keys(deciders).join(', ')}, or a body in words`,
      several,
    )
    .option('--count <measure=number>', `a count it rests on: ${Object.keys(measures).join(', ')}`, several)

/** Nothing stands in for it: what a draft is claimed to come from, somebody must have said. */
const basis = () =>
  new Option(
    '--basis <word>',
    `where it came from: ${bases.map((word) => `${word} (${basisMeans[word]})`).join(', ')}`,
  ).choices(bases)
