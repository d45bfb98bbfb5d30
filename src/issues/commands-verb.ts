import { type Command, Option } from 'commander'
import { granted } from '../lib/granted.ts'
import type { Refusal } from '../lib/refusal.ts'
import type { Who } from '../lib/who.ts'
import { whoIs } from '../members/actions.ts'
import { isDraft, titleOf } from '../records/model.ts'
import type { WithWorld } from '../slice.ts'
import type { World } from '../world.ts'
import { type Issue, stateNames } from './model.ts'

/** Gives a command the options of everything that looks. */
export const look = (command: Command): Command =>
  command.option('--hub <handle>', 'which hub, where there are several').option('--json', 'answer in JSON')

/** Gives a command the options of everything that does something, and so names who. */
export const verb = (command: Command): Command =>
  look(command).requiredOption('--as <person>', 'who does it')

/** Runs a verb for the person named, and says what it did. */
export const perform = (
  withWorld: WithWorld,
  options: { hub?: string; as: string; json?: boolean },
  work: (world: World, who: Who) => Promise<Issue | Refusal>,
): Promise<void> =>
  withWorld(async (world) => {
    const who = granted(await whoIs(world, options.hub ?? null, options.as))
    const done = granted(await work(world, who))
    console.log(options.json ? JSON.stringify(done) : lineOf(done))
    if (!options.json && isDraft(done))
      console.log(`Publish it with: folkmoot issue publish ${done.id}${asBefore(options)}`)
  })

/** An issue in a line: with its address, or while it is a draft, which has no page, with its id. */
export const lineOf = (issue: Issue): string =>
  `“${titleOf(issue)}” is ${stateNames[issue.state]}${isDraft(issue) ? ` (a draft): ${issue.id}` : `, revision ${issue.revision}: ${issue.iri}`}`

/** The id of an issue, where its address was given. */
export const idIn = (text: string): string => /\/issues\/([0-9a-f-]{36})\/?$/.exec(text)?.[1] ?? text

const asBefore = ({ hub, as }: { hub?: string; as: string }): string =>
  `${hub === undefined ? '' : ` --hub ${hub}`} --as ${JSON.stringify(as)}`

/** Collects an option that may be given several times. */
export const several = (value: string, before: string[] = []): string[] => [...before, value]

/** An option that may be given several times, each time with one of these. */
export const severalOf = (flags: string, description: string, choices: readonly string[]) => {
  const option = new Option(flags, `${description}; may be given several times`).choices(choices)
  const one = option.parseArg!
  return option.argParser((value: string, before: string[] = []) => {
    one(value, undefined as never)
    return [...before, value]
  })
}
