import { type AssemblyState, assemblyStates as allStates, timesOf } from '../assemblies/model.ts'
import { whereInWords } from '../assemblies/model-words.ts'
import { capital } from '../lib/plain.ts'
import { english, type Words } from '../lib/words.ts'
import { alikeFields, type Field } from './fields.ts'

import type { AssemblyEntry } from './list-assemblies.tsx'

/** The states an assembly can be in once it is public and not withdrawn. */
export const assemblyStates = allStates.filter(
  (state) => state !== 'idea' && state !== 'planning' && state !== 'withdrawn',
)

/** Where an assembly stands, in plain words with a capital in front. */
export const stateWords = (state: string, { t }: Words): string =>
  capital(t(`assembly.state.${state as AssemblyState}`))

/** The fields of the open data of assemblies: those of all kinds, and their own. Nothing tells a venue that is hidden. */
export const assemblyFields: readonly Field<AssemblyEntry>[] = [
  ...alikeFields,
  {
    name: 'kind',
    means:
      'What sort of assembly: community, citizens, delegate, accountability, thematic, youth, listening; empty where its hub says another.',
    type: 'string',
    of: ({ assembly }) => assembly.kind,
  },
  {
    name: 'selection',
    means: 'Who comes: open to everybody, invited, lottery (drawn by lot), delegates (sent by hubs).',
    type: 'string',
    of: ({ assembly }) => assembly.selection,
  },
  {
    name: 'meeting',
    means: 'Where people meet: in-person, online, or hybrid (both).',
    type: 'string',
    of: ({ assembly }) => assembly.meeting,
  },
  {
    name: 'starts',
    means: 'When it begins, as the clocks of its zone show it: 2026-12-12T18:00.',
    type: 'string',
    of: ({ assembly }) => assembly.starts,
  },
  {
    name: 'ends',
    means: 'When it ends, as the clocks of its zone show it; empty where its hub does not say.',
    type: 'string',
    of: ({ assembly }) => assembly.ends,
  },
  {
    name: 'zone',
    means: 'The zone of those clocks, by its IANA name.',
    type: 'string',
    of: ({ assembly }) => assembly.zone,
  },
  {
    name: 'begins',
    means: 'The instant at which it begins, in UTC.',
    type: 'dateTime',
    of: ({ assembly }) => timesOf(assembly)!.start,
  },
  {
    name: 'over',
    means: 'The instant at which it ends, in UTC; two hours after the beginning where its hub does not say.',
    type: 'dateTime',
    of: ({ assembly }) => timesOf(assembly)!.end,
  },
  {
    name: 'where',
    means: 'Where it is, in words. A venue that is told only to those who come is not in it.',
    type: 'string',
    of: ({ assembly }) => whereInWords(assembly, english),
  },
  {
    name: 'venueHidden',
    means: 'Whether the venue is told only to those who come.',
    type: 'boolean',
    of: ({ assembly }) => assembly.venueHidden,
  },
  {
    name: 'online',
    means: 'Where people join who are not in the room.',
    type: 'anyURI',
    of: ({ assembly }) => assembly.online,
  },
  {
    name: 'register',
    means: 'Where people say that they come.',
    type: 'anyURI',
    of: ({ assembly }) => assembly.register,
  },
  {
    name: 'spoken',
    means: 'Tags (BCP 47) of the languages spoken there.',
    type: 'string',
    between: ' ',
    of: ({ assembly }) => assembly.spoken,
  },
  {
    name: 'provides',
    means:
      'What is provided so that everybody can take part, as keys: step-free, childcare, interpretation …',
    type: 'string',
    between: ' ',
    of: ({ assembly }) => assembly.access,
  },
  {
    name: 'capacity',
    means: 'How many places there are; empty where its hub does not say.',
    type: 'integer',
    of: ({ assembly }) => assembly.capacity,
  },
  {
    name: 'destination',
    means: 'Who receives the result, and what they do with it.',
    type: 'string',
    of: ({ assembly }) => assembly.destination,
  },
  {
    name: 'issues',
    means: 'Addresses of the issues it takes up.',
    type: 'anyURI',
    between: ' ',
    of: ({ assembly }) => assembly.issues,
  },
  {
    name: 'series',
    means: 'The first assembly of the series it is one date of, by its address.',
    type: 'anyURI',
    of: ({ assembly }) => assembly.series,
  },
]
