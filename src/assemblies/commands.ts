import { type Command, Option } from 'commander'
import { english } from '../lib/words.ts'
import {
  type Commanded,
  lifeCommands,
  performing,
  several,
  severalOf,
  verbOn,
  wholeNumber,
} from '../records/commands.ts'
import { exportCommands } from '../records/commands-export.ts'
import { type Spoken, wordingCommands } from '../records/commands-wording.ts'
import type { WithWorld } from '../slice.ts'
import {
  amendAssembly,
  announceAssembly,
  draftAssembly,
  moveAssembly,
  repeatAssembly,
  reviseDraft,
  withdrawAssembly,
} from './actions.ts'
import { discardDraft } from './actions-change.ts'
import { importAssembly } from './actions-import.ts'
import { type Assembly, type AssemblyState, draftStates, moves, provisionNames, stateNames } from './model.ts'
import { type AssemblyInput, kinds, meetings, phases, provisions, selections } from './model-shape.ts'
import { factsOf, whenInWords, whereInWords } from './model-words.ts'
import { assemblyOfHub, ownAssemblies } from './store.ts'
import { assemblyKind } from './wire.ts'

type DraftState = (typeof draftStates)[number]

/** How assemblies are worked on with the operator's tool. */
const commanded: Commanded<Assembly> = {
  noun: 'assembly',
  plural: 'assemblies',
  stateNames,
  draftStates,
  one: assemblyOfHub,
  own: ownAssemblies,
  publish: announceAssembly,
  withdraw: withdrawAssembly,
  discard: discardDraft,
  lines: linesOf,
  begin: '--kind community --starts 2026-12-12T18:00',
}

const spoken: Spoken<Assembly> = {
  draft: (world, who, input, state) => draftAssembly(world, who, input as AssemblyInput, state as DraftState),
  revise: (world, who, id, { changes, state }) =>
    reviseDraft(world, who, id, changes, state as DraftState | undefined),
  amend: (world, who, id, { changes, note }) => amendAssembly(world, who, id, changes, note),
  firstState: 'planning',
  options: withFacts,
  said: factsIn,
}

/** The commands about assemblies. */
export function assemblyCommands(program: Command, withWorld: WithWorld): void {
  const assembly = program
    .command('assembly')
    .description('the assemblies of a hub, from the idea to the follow-up; --summary is the question')
  wordingCommands(assembly, withWorld, { ...commanded, ...spoken })
  lifeCommands(assembly, withWorld, commanded)
  exportCommands(assembly, withWorld, { ...commanded, kind: assemblyKind, draftOf: importAssembly })
  const perform = performing(withWorld, commanded)
  verbOn(assembly.command('move').description('say where an announced assembly stands now'))
    .addOption(
      new Option('--to <state>', 'where it stands')
        .choices([...new Set(Object.values(moves).flat())])
        .makeOptionMandatory(),
    )
    .option('--note <text>', 'why, for the hub’s own history')
    .action((id: string, options) =>
      perform(options, (world, who) =>
        moveAssembly(world, who, id, options.to as AssemblyState, options.note ?? null),
      ),
    )
  verbOn(assembly.command('repeat').description('plan another date of it, as a draft in the same series'))
    .requiredOption('--on <day>', 'the other day, as 2026-12-31')
    .action((id: string, options) =>
      perform(options, (world, who) => repeatAssembly(world, who, id, options.on)),
    )
}

function withFacts(command: Command, fresh: boolean): Command {
  const kind = new Option('--kind <word>', 'what sort of assembly it is').choices(kinds)
  return command
    .addOption(fresh ? kind.makeOptionMandatory() : kind)
    .addOption(new Option('--selection <word>', 'who comes').choices(selections))
    .addOption(new Option('--meeting <word>', 'where people meet').choices(meetings))
    .option('--starts <time>', 'when it begins, by the clocks there, as 2026-12-12T18:00')
    .option('--ends <time>', 'when it ends')
    .option('--zone <name>', 'the time zone by its place, as Europe/London')
    .option('--venue <text>', 'where, as “Community Hall; 5 Mill Lane; SN1 3EW; Swindon; GB”')
    .option('--hide-venue', 'tell the venue only to those who come')
    .option('--show-venue', 'tell the venue to everybody')
    .option('--online <address>', 'where people join who are not in the room')
    .option('--register <address>', 'a page of anybody’s on which people say that they come')
    .option('--spoken <tag>', 'a language spoken there; may be given several times', several)
    .addOption(
      severalOf('--access <key>', `what is provided (${provisionNames['step-free']}, …)`, provisions),
    )
    .option('--access-note <text>', 'what else is to be known about access')
    .option('--destination <text>', 'who receives the result, and what they will do with it')
    .option('--funding <text>', 'who pays for it')
    .option('--capacity <number>', 'how many places there are', wholeNumber)
    .option('--issue <address>', 'an issue it takes up; may be given several times', several)
    .option(
      '--item <text>',
      `an item of the agenda, as “Rents; 30; deliberation” (${phases.join(', ')}); may be given several times`,
      several,
    )
}

/** What these options say. */
function factsIn(options: Record<string, unknown>): Record<string, unknown> {
  const { kind, selection, meeting, starts, ends, zone, venue, online, register, spoken } = options
  const { access, accessNote, destination, funding, capacity, issue, item, hideVenue, showVenue } = options
  return {
    ...{ kind, selection, meeting, starts, ends, zone, online, register, spoken },
    ...{ access, accessNote, destination, funding, capacity, issues: issue },
    venue: venue === undefined ? undefined : venueIn(venue as string),
    venueHidden: hideVenue ? true : showVenue ? false : undefined,
    agenda: (item as string[] | undefined)?.map(itemIn),
  }
}

const parts = (text: string): (string | null)[] =>
  text.split(';').map((part) => (part.trim() === '' ? null : part.trim()))

function venueIn(text: string) {
  const [name, street = null, postalCode = null, locality = null, country = null] = parts(text)
  return { name, street, postalCode, locality, country }
}

function itemIn(text: string) {
  const [title, minutes = null, phase = null] = parts(text)
  return { title, minutes: minutes === null ? null : Number(minutes), phase }
}

function linesOf(assembly: Assembly): string[] {
  const [when, where] = [
    whenInWords(assembly, english),
    whereInWords({ ...assembly, venueHidden: false }, english),
  ]
  const { agenda } = assembly
  return [
    `When: ${when}`,
    ...(where === '' ? [] : [`Where: ${where}`]),
    ...(assembly.venueHidden ? ['The venue is told only to those who come.'] : []),
    ...factsOf(assembly, english).map(({ of, says }) => `${of}: ${says}`),
    ...agenda.map(
      ({ title, minutes }, i) => `${i + 1}. ${title}${minutes === null ? '' : ` (${minutes} min)`}`,
    ),
  ]
}
