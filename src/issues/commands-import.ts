import { type Command, InvalidArgumentError } from 'commander'
import { granted } from '../lib/granted.ts'
import { themes } from '../lib/themes.ts'
import { whoIs } from '../members/actions.ts'
import { several, severalOf } from '../records/commands.ts'
import type { WithWorld } from '../slice.ts'
import { type Imported, importPolis } from './actions-import.ts'
import { usualBar, usualCredit, usualLicence } from './import-polis.ts'

/** `folkmoot import polis`. */
export function importCommands(program: Command, withWorld: WithWorld): void {
  const parent =
    program.commands.find((command) => command.name() === 'import') ??
    program.command('import').description('bring in what was gathered elsewhere')
  parent
    .command('polis <folder>')
    .description('make drafts of the statements of a Polis conversation (comments.csv and summary.csv)')
    .requiredOption('--as <person>', 'who does it')
    .option('--hub <handle>', 'which hub, where there are several')
    .option('--publish', 'publish them too (organisers only)')
    .option('--min-votes <number>', 'fewest votes, agree and disagree together', number(1e9), usualBar.votes)
    .option(
      '--min-agree <percent>',
      'smallest share of these that agree, in per cent',
      number(100),
      usualBar.agree,
    )
    .addOption(
      severalOf(
        '--theme <key>',
        'what they are about',
        themes.map(({ key }) => key),
      ),
    )
    .option('--area <key>', 'key of an area they are about; may be given several times', several)
    .option('--language <tag>', 'the language they are in (default: the hub’s main one)')
    .option(
      '--licence <address>',
      'the licence of the statements; give the one the conversation was held under, where it is another',
      usualLicence,
    )
    .option(
      '--credit <text>',
      'what to name beside its title and address; where its holder asks to be named, give the name. For what the makers of Polis publish: The Computational Democracy Project',
      usualCredit,
    )
    .option('--verbose', 'name each statement that is left out')
    .option('--json', 'answer in JSON, with each statement that is left out')
    .action((folder: string, options) =>
      withWorld(async (world) => {
        const who = granted(await whoIs(world, options.hub ?? null, options.as))
        const imported = granted(
          await importPolis(world, who, {
            folder,
            bar: { votes: options.minVotes, agree: options.minAgree },
            publish: options.publish === true,
            language: options.language ?? null,
            licence: options.licence,
            credit: options.credit,
            more: {
              ...(options.theme && { themes: options.theme }),
              ...(options.area && { areas: options.area }),
            },
          }),
        )
        console.log(
          options.json ? JSON.stringify(imported) : report(imported, options.verbose === true).join('\n'),
        )
        if (imported.unpublished.length > 0) process.exitCode = 1
      }),
    )
}

/** What an import did, in lines. */
function report(imported: Imported, verbose: boolean): string[] {
  const { topic, statements, drafted, already, published, waiting, leftOut, unpublished } = imported
  return [
    `“${topic}”: ${statements} statements, ${drafted} drafted now, ${already} here already, ${leftOut.length} left out.`,
    ...Object.entries(tally(leftOut.map(({ why }) => why.replace(/ \(.*\)$/, '')))).map(
      ([why, count]) => `  ${count} left out: ${why}`,
    ),
    ...(leftOut.length > 0 && !verbose ? ['  --verbose names each, with its line.'] : []),
    ...(verbose ? leftOut.map(({ line, item, why }) => `  line ${line}, statement ${item}: ${why}`) : []),
    `${published} published now; ${waiting} wait as drafts.`,
    ...unpublished.map(({ id, why }) => `  not published: ${id}: ${why}`),
  ]
}

function tally(words: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const word of words) counts[word] = (counts[word] ?? 0) + 1
  return counts
}

const number =
  (most: number) =>
  (text: string): number => {
    const value = Number(text)
    if (text.trim() === '' || !(value >= 0 && value <= most))
      throw new InvalidArgumentError(`It must be a number from 0 to ${most}.`)
    return value
  }
