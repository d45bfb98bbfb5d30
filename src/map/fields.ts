import type { Entry } from './model.ts'

/** What a field of the open data may hold. */
export type Value = string | number | boolean | null | readonly string[]

/** One field of the open data: its name, what it means in a sentence, of what type it is (as CSVW names them), and what it holds of an entry. */
export type Field<E extends Entry = Entry> = {
  readonly name: string
  readonly means: string
  readonly type: 'string' | 'integer' | 'number' | 'boolean' | 'dateTime' | 'anyURI'
  /** What stands between several values in a sheet, where there may be several. */
  readonly between?: ' ' | '; '
  of(entry: E, here: (path: string) => string): Value
}

/** The fields that records of all kinds have, in the order of a sheet. What a kind has of its own comes after. */
export const alikeFields: readonly Field[] = [
  {
    name: 'id',
    means: 'The address its own hub gave it; stays for good.',
    type: 'anyURI',
    of: ({ iri }) => iri,
  },
  {
    name: 'page',
    means: 'Its page on this server.',
    type: 'anyURI',
    of: ({ page }, here) => here(page),
  },
  {
    name: 'revision',
    means: 'Which revision this is: 1 when published, one more at each change.',
    type: 'integer',
    of: ({ revision }) => revision,
  },
  {
    name: 'language',
    means: 'Tag (BCP 47) of the language of title and summary.',
    type: 'string',
    of: ({ language }) => language,
  },
  { name: 'title', means: 'Its title; plain text.', type: 'string', of: ({ title }) => title },
  {
    name: 'summary',
    means: 'What is asked, in a few plain words; of an assembly, its question.',
    type: 'string',
    of: ({ summary }) => summary,
  },
  {
    name: 'themes',
    means: 'Keys of its themes.',
    type: 'string',
    between: ' ',
    of: ({ themes }) => themes,
  },
  {
    name: 'areas',
    means: 'Keys of the areas it belongs to, as gss:E05000026.',
    type: 'string',
    between: ' ',
    of: ({ areas }) => areas,
  },
  {
    name: 'place',
    means: 'The place as people there say it.',
    type: 'string',
    of: ({ place }) => place,
  },
  {
    name: 'lat',
    means: 'Latitude in degrees (WGS 84), to about a hundred metres.',
    type: 'number',
    of: ({ pin }) => pin?.lat ?? null,
  },
  {
    name: 'lon',
    means: 'Longitude in degrees (WGS 84), to about a hundred metres.',
    type: 'number',
    of: ({ pin }) => pin?.lon ?? null,
  },
  {
    name: 'level',
    means: 'How wide it reaches: local, regional, national or global.',
    type: 'string',
    of: ({ level }) => level,
  },
  { name: 'state', means: 'Where it stands in its life.', type: 'string', of: ({ state }) => state },
  {
    name: 'hub',
    means: 'Whose it is: the address of the hub’s actor.',
    type: 'anyURI',
    of: ({ origin }) => origin.actor,
  },
  { name: 'hubName', means: 'The name of that hub.', type: 'string', of: ({ origin }) => origin.name },
  {
    name: 'hubHandle',
    means: 'The handle of that hub, or its address where it has none.',
    type: 'string',
    of: ({ origin }) => origin.handle,
  },
  {
    name: 'published',
    means: 'When it was first published.',
    type: 'dateTime',
    of: ({ published }) => published,
  },
  { name: 'updated', means: 'When it was last changed.', type: 'dateTime', of: ({ updated }) => updated },
  {
    name: 'licence',
    means: 'Address of the licence it may be used under.',
    type: 'anyURI',
    of: ({ licence }) => licence,
  },
  {
    name: 'copy',
    means: 'Whether it is a copy of another server’s record; the wording at its id is the one that counts.',
    type: 'boolean',
    of: ({ origin }) => origin.hub === null,
  },
  {
    name: 'seen',
    means: 'When a copy was last known to be what its own server says; empty of this server’s own.',
    type: 'dateTime',
    of: ({ seen }) => seen,
  },
  {
    name: 'silentSince',
    means: 'Since when its hub has not answered, where that is 90 days and more; else empty.',
    type: 'dateTime',
    of: ({ origin }) => origin.silent,
  },
]
