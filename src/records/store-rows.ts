import { fold } from '../lib/fold.ts'
import type { LanguageMap } from '../lib/language.ts'
import { textOfSafeHtml } from '../lib/markdown.ts'
import type { AnyRecord } from './model.ts'
import type { RecordColumns } from './table.ts'

/** The columns that all kinds have, of a record. */
export const columnsOf = (record: AnyRecord): RecordColumns => ({
  id: record.id,
  hub_id: record.hub,
  iri: record.iri,
  owner: record.owner,
  state: record.state,
  language: record.language,
  titles: JSON.stringify(record.titles),
  summaries: JSON.stringify(record.summaries),
  contents: JSON.stringify(record.contents),
  html: JSON.stringify(record.html),
  level: record.level,
  place: record.place,
  lat: record.pin?.lat ?? null,
  lon: record.pin?.lon ?? null,
  licence: record.licence,
  revision: record.revision,
  created: record.created,
  published: record.published,
  updated: record.updated,
  withdrawn: record.withdrawn,
  reason: record.reason,
  folded: foldedOf(record),
})

/** Everything a search looks at: title, summary, place and text in all languages, folded. */
const foldedOf = ({ titles, summaries, html, place }: AnyRecord): string =>
  fold(
    [titles, summaries]
      .flatMap((map: LanguageMap) => Object.values(map))
      .concat(place ?? '', ...Object.values(html).map(textOfSafeHtml))
      .join('\n'),
  )

/** A record without its themes and areas, out of the columns that all kinds have. */
export const recordIn = (row: RecordColumns): Omit<AnyRecord, 'themes' | 'areas'> => ({
  id: row.id,
  hub: row.hub_id,
  iri: row.iri,
  owner: row.owner,
  state: row.state,
  language: row.language,
  titles: JSON.parse(row.titles),
  summaries: JSON.parse(row.summaries),
  contents: JSON.parse(row.contents),
  html: JSON.parse(row.html),
  level: row.level,
  place: row.place,
  pin: pinOf(row),
  licence: row.licence,
  revision: row.revision,
  created: row.created,
  published: row.published,
  updated: row.updated,
  withdrawn: row.withdrawn,
  reason: row.reason,
})

/** The pin of a row, or null where it has none. */
export const pinOf = ({ lat, lon }: Pick<RecordColumns, 'lat' | 'lon'>) =>
  lat === null || lon === null ? null : { lat, lon }

/** What the columns hold of a copy that has ended: no word of it. */
export const noWord = {
  ...{ titles: '{}', summaries: '{}', contents: '{}', html: '{}', folded: '' },
  ...{ place: null, lat: null, lon: null },
}
