import { csvRow } from '../lib/csv.ts'
import { english } from '../lib/words.ts'
import type { World } from '../world.ts'
import type { Field } from './fields.ts'
import type { ListKind } from './kind.ts'
import type { Entry } from './model.ts'
import { addressOf, type Typed } from './model-filters.ts'

/**
 * A whole list as a sheet, a row for each record under a row of names. It begins with a byte order mark: without one the most
 * common spreadsheet reads any letter beyond a to z wrongly, and readers of data take it off (CSVW does, by the Encoding Standard).
 */
export async function* sheetOf<E extends Entry>(
  world: World,
  kind: ListKind<E>,
  whole: AsyncIterable<readonly E[]>,
): AsyncGenerator<string> {
  const here = (path: string) => `${world.config.origin}${path}`
  yield `\uFEFF${csvRow(kind.fields.map(({ name }) => name))}`
  for await (const entries of whole)
    yield entries.map((entry) => csvRow(kind.fields.map((field) => cellOf(field, entry, here)))).join('')
}

function cellOf<E extends Entry>(field: Field<E>, entry: E, here: (path: string) => string) {
  const value = field.of(entry, here)
  return typeof value === 'object' && value !== null ? value.join(field.between ?? ' ') : value
}

/**
 * What the columns of a list's sheet mean, for people and machines (CSV on the Web, W3C 2015). It stands beside the sheet and
 * not in it, so that every reader of sheets finds rows of one shape.
 */
export function sheetMeaning(world: World, kind: ListKind, typed: Typed): object {
  const here = (path: string) => `${world.config.origin}${path}`
  return {
    '@context': ['http://www.w3.org/ns/csvw', { '@language': 'en' }],
    url: here(addressOf(kind, typed, { suffix: '.csv' })),
    'dc:title': english.t(kind.page.title),
    'dc:description': english.t(kind.means.records),
    'dc:rights': 'Each row may be used under the licence that it names.',
    'dc:source': here(addressOf(kind, typed)),
    dialect: { encoding: 'utf-8', header: true, delimiter: ',', lineTerminators: ['\r\n'], quoteChar: '"' },
    'rdfs:comment': [
      "Text that a spreadsheet would take for a formula has an apostrophe (') in front of it, which is no part of it.",
    ],
    tableSchema: {
      aboutUrl: '{+id}',
      primaryKey: 'id',
      columns: kind.fields.map(({ name, means, type, between }) => ({
        name,
        titles: name,
        'dc:description': means,
        datatype: type,
        ...(between && { separator: between }),
        ...(name === 'id' && { required: true }),
      })),
    },
  }
}
