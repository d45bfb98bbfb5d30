import { readFile } from 'node:fs/promises'
import { type Command, Option } from 'commander'
import { defaultsOf } from '../hubs/model.ts'
import { hubById } from '../hubs/store.ts'
import { granted } from '../lib/granted.ts'
import type { LanguageMap } from '../lib/language.ts'
import { levels } from '../lib/level.ts'
import { pinFrom } from '../lib/pin.ts'
import { themes } from '../lib/themes.ts'
import type { Who } from '../lib/who.ts'
import type { WithWorld } from '../slice.ts'
import type { World } from '../world.ts'
import { amendIssue, draftIssue, reviseDraft } from './actions.ts'
import { idIn, perform, several, severalOf, verb } from './commands-verb.ts'
import { type DraftState, draftStates, type Issue } from './model.ts'
import { bases, basisMeans, deciders, type IssueInput, measures } from './model-shape.ts'
import { issueOfHub } from './store.ts'

/** Commands that say what an issue says. */
export function wordingCommands(issue: Command, withWorld: WithWorld): void {
  withWording(issue.command('draft').description('write a draft; it stays in the hub until it is published'))
    .requiredOption('--title <text>', 'what it is called, in 200 letters at most')
    .addOption(basis().makeOptionMandatory())
    .addOption(draftState().default('proposed'))
    .action((options) =>
      perform(withWorld, options, async (world, who) =>
        draftIssue(
          world,
          who,
          (await wordingOf(options, await nothingYet(world, who))) as IssueInput,
          options.state as DraftState,
        ),
      ),
    )

  withWording(
    issue
      .command('revise')
      .argument('<id>', 'its id or its address', idIn)
      .description('change a draft; what is not given stays'),
  )
    .option('--title <text>', 'what it is called')
    .addOption(basis())
    .addOption(draftState())
    .action((id: string, options) =>
      perform(withWorld, options, async (world, who) =>
        reviseDraft(world, who, id, await wordingOf(options, await standing(world, who, id)), options.state),
      ),
    )

  withWording(
    issue
      .command('amend')
      .argument('<id>', 'its id or its address', idIn)
      .description('change a published issue; followers are told'),
  )
    .option('--title <text>', 'what it is called')
    .addOption(basis())
    .option('--note <text>', 'why, for the hub’s own history')
    .action((id: string, options) =>
      perform(withWorld, options, async (world, who) =>
        amendIssue(
          world,
          who,
          id,
          await wordingOf(options, await standing(world, who, id)),
          options.note ?? null,
        ),
      ),
    )
}

const draftState = () => new Option('--state <state>', 'how far the draft has come').choices(draftStates)

/** Nothing stands in for it: what a draft is claimed to come from, somebody must have said. */
const basis = () =>
  new Option(
    '--basis <word>',
    `where it came from: ${bases.map((word) => `${word} (${basisMeans[word]})`).join(', ')}`,
  ).choices(bases)

const withWording = (command: Command): Command =>
  verb(command)
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
    .option(
      '--decider <who>',
      `who can decide: ${Object.keys(deciders).join(', ')}, or a body in words`,
      several,
    )
    .option('--count <measure=number>', `a count it rests on: ${Object.keys(measures).join(', ')}`, several)

type Said = Pick<Issue, 'language' | 'titles' | 'summaries' | 'contents'>

/** What the options say: only what was given, so that nothing else changes. Another language than the primary one is a translation. */
async function wordingOf(options: Record<string, unknown>, said: Said): Promise<Partial<IssueInput>> {
  const { title, summary, level, place, basis, pin, contentFile } = options as Record<
    string,
    string | undefined
  >
  const { theme, area, decider, count } = options as Record<string, string[] | undefined>
  const content =
    contentFile === undefined ? (options.content as string | undefined) : await readText(contentFile)
  const tag = (options.language as string | undefined) ?? said.language
  const into = (text: string | undefined, map: LanguageMap) =>
    text === undefined ? undefined : { ...map, [tag]: text }
  const given = {
    language: Object.keys(said.titles).length === 0 ? tag : undefined,
    titles: into(title, said.titles),
    summaries: into(summary, said.summaries),
    contents: into(content, said.contents),
    level,
    place,
    basis,
    themes: theme,
    areas: area,
    deciders: decider,
    evidence: count?.map((text) => {
      const [measure = '', number = ''] = text.split('=')
      return { measure, count: Number(number || Number.NaN) }
    }),
    pin: pin === undefined ? undefined : pinFrom(pin),
  }
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined))
}

/** What an issue says now, for the wording that is to be changed. */
const standing = async (world: World, who: Who, id: string): Promise<Said> =>
  (await issueOfHub(world.db, who.hub, id)) ?? (await nothingYet(world, who))

/** What a new draft begins with: nothing, in the hub's language. */
async function nothingYet(world: World, who: Who): Promise<Said> {
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
