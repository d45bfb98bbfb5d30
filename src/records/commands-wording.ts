import { readFile } from 'node:fs/promises'
import { type Command, Option } from 'commander'
import { defaultsOf } from '../hubs/model.ts'
import { hubById } from '../hubs/store.ts'
import { granted } from '../lib/granted.ts'
import type { LanguageMap } from '../lib/language.ts'
import { levels } from '../lib/level.ts'
import { pinFrom } from '../lib/pin.ts'
import type { Refusal } from '../lib/refusal.ts'
import { themes } from '../lib/themes.ts'
import type { Who } from '../lib/who.ts'
import type { WithWorld } from '../slice.ts'
import type { World } from '../world.ts'
import { type Commanded, performing, several, severalOf, verb, verbOn } from './commands.ts'
import type { AnyRecord } from './model.ts'

/** What a kind says of itself so that its drafts can be written and its wordings changed. */
export type Spoken<R extends AnyRecord> = {
  draft(world: World, who: Who, input: Record<string, unknown>, state: string): Promise<R | Refusal>
  revise(
    world: World,
    who: Who,
    id: string,
    about: { changes: Record<string, unknown>; state: string | undefined },
  ): Promise<R | Refusal>
  amend(
    world: World,
    who: Who,
    id: string,
    about: { changes: Record<string, unknown>; note: string | null },
  ): Promise<R | Refusal>
  /** The state of a new draft, where nobody says another. */
  readonly firstState: string
  /** Gives a command the kind's own options; some of a new draft somebody must say. */
  options(command: Command, fresh: boolean): Command
  /** What they say. */
  said(options: Record<string, unknown>): Record<string, unknown>
}

/** Commands that say what a record says: draft, revise and amend. */
export function wordingCommands<R extends AnyRecord>(
  command: Command,
  withWorld: WithWorld,
  kind: Commanded<R> & Spoken<R>,
): void {
  const { noun, draftStates } = kind
  const perform = performing(withWorld, kind)
  const draftState = () => new Option('--state <state>', 'how far the draft has come').choices(draftStates)
  const changesOf = async (options: Record<string, unknown>, said: Standing) => ({
    ...(await wordingOf(options, said)),
    ...given(kind.said(options)),
  })
  const standing = async (world: World, who: Who, id: string): Promise<Standing> =>
    (await kind.one(world.db, who.hub, id)) ?? (await nothingYet(world, who))

  kind
    .options(
      withWording(
        verb(
          command.command('draft').description('write a draft; it stays in the hub until it is published'),
        ),
      ).requiredOption('--title <text>', 'what it is called, in 200 letters at most'),
      true,
    )
    .addOption(draftState().default(kind.firstState))
    .action((options) =>
      perform(options, async (world, who) =>
        kind.draft(world, who, await changesOf(options, await nothingYet(world, who)), options.state),
      ),
    )

  kind
    .options(
      withWording(
        verbOn(command.command('revise').description('change a draft; what is not given stays')),
      ).option('--title <text>', 'what it is called'),
      false,
    )
    .addOption(draftState())
    .action((id: string, options) =>
      perform(options, async (world, who) => {
        const changes = await changesOf(options, await standing(world, who, id))
        return kind.revise(world, who, id, { changes, state: options.state })
      }),
    )

  kind
    .options(
      withWording(
        verbOn(command.command('amend').description(`change a published ${noun}; followers are told`)),
      ).option('--title <text>', 'what it is called'),
      false,
    )
    .option('--note <text>', 'why, for the hub’s own history')
    .action((id: string, options) =>
      perform(options, async (world, who) => {
        const changes = await changesOf(options, await standing(world, who, id))
        return kind.amend(world, who, id, { changes, note: options.note ?? null })
      }),
    )
}

/** Gives a command the options by which all kinds say what they say and where they belong. */
const withWording = (command: Command): Command =>
  command
    .option('--summary <text>', 'what is asked, in 500 letters at most')
    .option('--content <text>', 'the text, in Markdown')
    .option('--content-file <file>', 'a file that holds the text, in Markdown')
    .option('--language <tag>', 'the language of title, summary and text; another one adds a translation')
    .addOption(new Option('--level <level>', 'how wide it reaches').choices(levels))
    .option('--place <name>', 'the neighbourhood as people there call it')
    .option('--pin <lat,lon>', 'a pin on the map, as --pin=51.561,-1.785')
    .addOption(
      severalOf(
        '--theme <key>',
        'what it is about',
        themes.map(({ key }) => key),
      ),
    )
    .option('--area <key>', 'key of an area, as gss:E05000026; may be given several times', several)

/** What a record says now, or a new draft begins with. */
type Standing = Pick<AnyRecord, 'language' | 'titles' | 'summaries' | 'contents'>

/** What these options say: only what was given, so that nothing else changes. Another language than the primary one is a translation. */
async function wordingOf(options: Record<string, unknown>, said: Standing) {
  const { title, summary, level, place, pin, contentFile } = options as Record<string, string | undefined>
  const { theme, area } = options as Record<string, string[] | undefined>
  const content =
    contentFile === undefined ? (options.content as string | undefined) : await readText(contentFile)
  const tag = (options.language as string | undefined) ?? said.language
  const into = (text: string | undefined, map: LanguageMap) =>
    text === undefined ? undefined : { ...map, [tag]: text }
  return given({
    language: Object.keys(said.titles).length === 0 ? tag : undefined,
    titles: into(title, said.titles),
    summaries: into(summary, said.summaries),
    contents: into(content, said.contents),
    level,
    place,
    themes: theme,
    areas: area,
    pin: pin === undefined ? undefined : pinFrom(pin),
  })
}

/** Only what was given of some options. */
const given = (options: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined))

/** What a new draft begins with: nothing, in the hub's language. */
async function nothingYet(world: World, who: Who): Promise<Standing> {
  const hub = await hubById(world, who.hub)
  return { language: hub ? defaultsOf(hub).language : 'en', titles: {}, summaries: {}, contents: {} }
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch {
    return granted({ refused: `There is no file ${file} to be read.` })
  }
}
