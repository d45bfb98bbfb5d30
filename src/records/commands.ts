import { type Command, InvalidArgumentError, Option } from 'commander'
import type { Db } from '../db/index.ts'
import { granted } from '../lib/granted.ts'
import type { Refusal } from '../lib/refusal.ts'
import type { Who } from '../lib/who.ts'
import { english } from '../lib/words.ts'
import { hubNamed, whoIs } from '../members/actions.ts'
import { peopleOf } from '../members/store.ts'
import type { WithWorld } from '../slice.ts'
import type { World } from '../world.ts'
import { type AnyRecord, isDraft, noSuch, titleOf } from './model.ts'
import { historyOf } from './store-history.ts'
import { viewAlike } from './view.ts'

/** What a kind says of itself so that its records can be worked on with the operator's tool. */
export type Commanded<R extends AnyRecord> = {
  /** Its command and what people call it: `issue`. */
  readonly noun: string
  readonly plural: string
  /** What each state means, after “is”; and which are a draft's. */
  readonly stateNames: Readonly<Record<string, string>>
  readonly draftStates: readonly string[]
  one(db: Db, hub: string, id: string): Promise<R | undefined>
  own(
    db: Db,
    hub: string,
    about: { states?: readonly string[] | undefined; limit: number },
  ): Promise<readonly R[]>
  publish(world: World, who: Who, id: string): Promise<R | Refusal>
  withdraw(world: World, who: Who, id: string, reason: string): Promise<R | Refusal>
  discard(world: World, who: Who, id: string): Promise<R | Refusal>
  /** What it says beside title, summary and text, in lines. */
  lines(record: R): readonly string[]
  /** What else a first draft needs on the line, as `--basis BASIS`. */
  readonly begin?: string
  /** What is to be known after a draft was thrown away. */
  afterDiscard?(record: R): string | null
}

/** Gives a command the options of everything that looks. */
export const look = (command: Command): Command =>
  command.option('--hub <handle>', 'which hub, where there are several').option('--json', 'answer in JSON')

/** Gives a command the options of everything that does something, and so names who. */
export const verb = (command: Command): Command =>
  look(command).requiredOption('--as <person>', 'who does it')

/** The same for what is done with one record. */
export const verbOn = (command: Command): Command =>
  verb(command.argument('<id>', 'its id or its address', idIn))

/** The id of a record, where its address was given. */
export const idIn = (text: string): string => /\/[a-z]+\/([0-9a-f-]{36})\/?$/.exec(text)?.[1] ?? text

/** Runs a verb for the person named, and says what it did. */
export const performing =
  <R extends AnyRecord>(withWorld: WithWorld, kind: Commanded<R>) =>
  (
    options: { hub?: string; as: string; json?: boolean },
    work: (world: World, who: Who) => Promise<R | Refusal>,
  ): Promise<void> =>
    withWorld(async (world) => {
      const who = granted(await whoIs(world, options.hub ?? null, options.as))
      const done = granted(await work(world, who))
      console.log(options.json ? JSON.stringify(done) : lineOf(kind, done))
      if (!options.json && isDraft(done))
        console.log(`Publish it with: folkmoot ${kind.noun} publish ${done.id}${asBefore(options)}`)
    })

/** A record in a line: with its address, or while it is a draft, which has no page, with its id. */
function lineOf<R extends AnyRecord>({ stateNames }: Commanded<R>, record: R): string {
  const { state, id, revision, iri } = record
  const where = isDraft(record) ? ` (a draft): ${id}` : `, revision ${revision}: ${iri}`
  return `“${titleOf(record)}” is ${stateNames[state] ?? state}${where}`
}

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

/** A whole number that somebody typed. */
export function wholeNumber(text: string): number {
  if (!/^\d{1,6}$/.test(text)) throw new InvalidArgumentError('It must be a whole number.')
  return Number(text)
}

/** Commands that every kind has: publish, discard, withdraw, list and show. */
export function lifeCommands<R extends AnyRecord>(
  command: Command,
  withWorld: WithWorld,
  kind: Commanded<R>,
): void {
  const { noun, plural } = kind
  const perform = performing(withWorld, kind)

  verbOn(command.command('publish').description('publish a draft (organisers only)')).action(
    (id: string, options) => perform(options, (world, who) => kind.publish(world, who, id)),
  )

  verbOn(
    command
      .command('discard')
      .description('throw a draft away for good; what is published is withdrawn instead'),
  ).action((id: string, options) =>
    withWorld(async (world) => {
      const who = granted(await whoIs(world, options.hub ?? null, options.as))
      const gone = granted(await kind.discard(world, who, id))
      if (options.json) return console.log(JSON.stringify({ discarded: gone.id }))
      console.log(`Discarded “${titleOf(gone)}”.`)
      const more = kind.afterDiscard?.(gone)
      if (more) console.log(more)
    }),
  )

  verbOn(command.command('withdraw').description(`withdraw a published ${noun}, for good`))
    .requiredOption('--reason <text>', 'why; this is public')
    .action((id: string, options) =>
      perform(options, (world, who) => kind.withdraw(world, who, id, options.reason)),
    )

  look(command.command('list').description(`list the ${plural} of a hub, drafts included`))
    .option('--drafts', 'only those that are not published yet')
    .addOption(
      new Option('--state <state>', 'only those that stand there').choices(Object.keys(kind.stateNames)),
    )
    .option('--limit <number>', 'how many at most', wholeNumber, 100)
    .action((options) =>
      withWorld(async (world) => {
        const { id } = granted(await hubNamed(world, options.hub ?? null))
        const states = options.state ? [options.state] : options.drafts ? kind.draftStates : undefined
        const records = await kind.own(world.db, id, { states, limit: options.limit })
        if (options.json) console.log(JSON.stringify(records))
        else if (records.length === 0)
          console.log(
            states
              ? 'None.'
              : `No ${plural} yet. Begin with: folkmoot ${[noun, 'draft --title TITLE', ...(kind.begin ? [kind.begin] : []), '--as SOMEBODY'].join(' ')}`,
          )
        else for (const each of records) console.log(`${each.id}  ${each.state.padEnd(11)}  ${titleOf(each)}`)
      }),
    )

  look(
    command
      .command('show')
      .argument('<id>', 'its id or its address', idIn)
      .description(`show one of the ${plural} of a hub and who did what with it`),
  ).action((id: string, options) => withWorld((world) => show(world, kind, id, options)))
}

async function show<R extends AnyRecord>(
  world: World,
  kind: Commanded<R>,
  id: string,
  options: { hub?: string; json?: boolean },
): Promise<void> {
  const hub = granted(await hubNamed(world, options.hub ?? null))
  const found = await kind.one(world.db, hub.id, id)
  const it = granted(found ?? noSuch)
  const history = await historyOf(world.db, hub.id, it.id)
  if (options.json) return console.log(JSON.stringify({ ...it, history }))
  console.log(lineOf(kind, it))
  for (const line of kind.lines(it)) console.log(line)
  for (const [name, map] of [
    ['Summary', it.summaries],
    ['Text', it.contents],
  ] as const)
    for (const [tag, text] of Object.entries(map)) console.log(`\n${name} (${tag}):\n${text}`)
  console.log('')
  const people = new Map((await peopleOf(world.db, hub.id)).map(({ id: person, name }) => [person, name]))
  for (const { at, verb: done, person_id, note } of history) {
    const name = people.get(person_id) ?? 'somebody who has left the hub'
    const when = at.slice(0, 16).replace('T', ' ')
    console.log(`${when} UTC  ${done}, by ${name}${note === null ? '' : ` (${note})`}`)
  }
}

/** Where a record is and what it is about, in lines, as `show` says it. */
export function placeLines(record: AnyRecord): string[] {
  const { themes, place, level, areas } = viewAlike(record, { words: english })
  const names = (links: readonly { name: string }[]) => links.map(({ name }) => name)
  return (
    [
      ['Themes', names(themes).join(', ')],
      ['Where', [place, level, ...names(areas)].filter(Boolean).join(', ')],
      ['Pin', record.pin ? `${record.pin.lat}, ${record.pin.lon}` : ''],
    ] as const
  ).flatMap(([what, words]) => (words === '' ? [] : [`${what}: ${words}`]))
}
