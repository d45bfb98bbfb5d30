import { type Command, InvalidArgumentError, Option } from 'commander'
import { granted } from '../lib/granted.ts'
import { isRefusal } from '../lib/refusal.ts'
import { hubNamed, whoIs } from '../members/actions.ts'
import { peopleOf } from '../members/store.ts'
import { titleOf } from '../records/model.ts'
import { historyOf } from '../records/store-history.ts'
import type { WithWorld } from '../slice.ts'
import { mergeIssues, moveIssue, publishIssue, splitIssue, withdrawIssue } from './actions.ts'
import { discardDraft } from './actions-change.ts'
import { importCommands } from './commands-import.ts'
import { idIn, lineOf, look, perform, verb } from './commands-verb.ts'
import { wordingCommands } from './commands-wording.ts'
import { draftStates, type Issue, type IssueState, issueStates, moves } from './model.ts'
import { viewOf } from './model-view.ts'
import { issueOfHub, ownIssues } from './store.ts'

/** The commands about issues. */
export function issueCommands(program: Command, withWorld: WithWorld): void {
  const issue = program.command('issue').description('the issues of a hub, from draft to result')
  wordingCommands(issue, withWorld)
  lifeCommands(issue, withWorld)
  lookCommands(issue, withWorld)
  importCommands(program, withWorld)
}

/** Commands that move an issue on. */
function lifeCommands(issue: Command, withWorld: WithWorld): void {
  verb(
    issue
      .command('publish')
      .argument('<id>', 'its id or its address', idIn)
      .description('publish a draft (organisers only)'),
  ).action((id: string, options) => perform(withWorld, options, (world, who) => publishIssue(world, who, id)))

  verb(
    issue
      .command('discard')
      .argument('<id>', 'its id or its address', idIn)
      .description('throw a draft away for good; what is published is withdrawn instead'),
  ).action((id: string, options) =>
    withWorld(async (world) => {
      const who = granted(await whoIs(world, options.hub ?? null, options.as))
      const gone = granted(await discardDraft(world, who, id))
      if (options.json) return console.log(JSON.stringify({ discarded: gone.id }))
      console.log(`Discarded “${titleOf(gone)}”.`)
      if (gone.source !== null)
        console.log('If the conversation it came from is imported again, it will be drafted again.')
    }),
  )

  const states = [...new Set(Object.values(moves).flat())]
  verb(
    issue
      .command('move')
      .argument('<id>', 'its id or its address', idIn)
      .description('say where a published issue stands now'),
  )
    .addOption(
      new Option('--to <state>', 'where it stands; one that is published is shown as open')
        .choices(states)
        .makeOptionMandatory(),
    )
    .option('--note <text>', 'why, for the hub’s own history')
    .action((id: string, options) =>
      perform(withWorld, options, (world, who) =>
        moveIssue(world, who, id, options.to as IssueState, options.note ?? null),
      ),
    )

  verb(
    issue
      .command('withdraw')
      .argument('<id>', 'its id or its address', idIn)
      .description('withdraw a published issue, for good'),
  )
    .requiredOption('--reason <text>', 'why; this is public')
    .action((id: string, options) =>
      perform(withWorld, options, (world, who) => withdrawIssue(world, who, id, options.reason)),
    )

  verb(
    issue
      .command('merge')
      .argument('<id>', 'its id or its address', idIn)
      .description('say that an issue goes on in another of the hub'),
  )
    .requiredOption('--into <id>', 'the issue it goes on in', idIn)
    .action((id: string, options) =>
      perform(withWorld, options, (world, who) => mergeIssues(world, who, id, options.into)),
    )

  verb(
    issue
      .command('split')
      .argument('<id>', 'its id or its address', idIn)
      .argument('<parts...>', 'ids or addresses of the parts')
      .description('say that an issue was split into others of the hub'),
  ).action((id: string, parts: string[], options) =>
    perform(withWorld, options, async (world, who) => {
      const done = await splitIssue(world, who, id, parts.map(idIn))
      return isRefusal(done) ? done : done[0]!
    }),
  )
}

/** Commands that only look. */
function lookCommands(issue: Command, withWorld: WithWorld): void {
  look(issue.command('list').description('list the issues of a hub, drafts included'))
    .option('--drafts', 'only those that are not published yet')
    .addOption(new Option('--state <state>', 'only those that stand there').choices(issueStates))
    .option('--limit <number>', 'how many at most', wholeNumber, 100)
    .action((options) =>
      withWorld(async (world) => {
        const { id } = granted(await hubNamed(world, options.hub ?? null))
        const states = options.state
          ? [options.state as IssueState]
          : options.drafts
            ? draftStates
            : undefined
        const issues = await ownIssues(world.db, id, { states, limit: options.limit })
        if (options.json) console.log(JSON.stringify(issues))
        else if (issues.length === 0)
          console.log(
            states
              ? 'None.'
              : 'No issues yet. Begin with: folkmoot issue draft --title TITLE --basis BASIS --as SOMEBODY',
          )
        else for (const each of issues) console.log(`${each.id}  ${each.state.padEnd(11)}  ${titleOf(each)}`)
      }),
    )

  look(
    issue
      .command('show')
      .argument('<id>', 'its id or its address', idIn)
      .description('show an issue of a hub and who did what with it'),
  ).action((id: string, options) =>
    withWorld(async (world) => {
      const hub = granted(await hubNamed(world, options.hub ?? null))
      const found = await issueOfHub(world.db, hub.id, id)
      const it = granted(found ?? { refused: 'There is no issue of that id in this hub.' })
      const history = await historyOf(world.db, hub.id, it.id)
      if (options.json) return console.log(JSON.stringify({ ...it, history }))
      console.log(lineOf(it))
      for (const line of factsOf(it)) console.log(line)
      for (const [name, map] of [
        ['Summary', it.summaries],
        ['Text', it.contents],
      ] as const)
        for (const [tag, text] of Object.entries(map)) console.log(`\n${name} (${tag}):\n${text}`)
      console.log('')
      const people = new Map((await peopleOf(world.db, hub.id)).map(({ id: person, name }) => [person, name]))
      for (const { at, verb: done, person_id, note } of history) {
        const name = people.get(person_id) ?? 'somebody who has left the hub'
        console.log(
          `${at.slice(0, 16).replace('T', ' ')} UTC  ${done}, by ${name}${note === null ? '' : ` (${note})`}`,
        )
      }
    }),
  )
}

/** What else an issue says, as its page shows it: of a draft this is the only place to see it. */
function factsOf(issue: Issue): string[] {
  const { themes, place, level, areas, deciders, basis, evidence } = viewOf(issue, undefined)
  const names = (links: readonly { name: string }[]) => links.map(({ name }) => name).join(', ')
  return (
    [
      ['Themes', names(themes)],
      ['Where', [place, level, ...areas.map(({ name }) => name)].filter(Boolean).join(', ')],
      ['Pin', issue.pin ? `${issue.pin.lat}, ${issue.pin.lon}` : ''],
      ['Who can decide', deciders.join(', ')],
      ['Where it came from', basis ?? ''],
      ['Counts', evidence.map(({ count, name }) => `${count} ${name}`).join(', ')],
    ] as const
  )
    .filter(([, words]) => words !== '')
    .map(([what, words]) => `${what}: ${words}`)
}

function wholeNumber(text: string): number {
  if (!/^\d{1,6}$/.test(text)) throw new InvalidArgumentError('It must be a whole number.')
  return Number(text)
}
