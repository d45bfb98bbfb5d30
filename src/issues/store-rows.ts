import type { Db, Tx } from '../db/index.ts'
import { fold } from '../lib/fold.ts'
import type { LanguageMap } from '../lib/language.ts'
import { textOfSafeHtml } from '../lib/markdown.ts'
import type { Issue } from './model.ts'
import type { IssuesTables } from './table.ts'

type Row = IssuesTables['issues']

/** An issue as a row of its table. */
export const columns = (issue: Issue): Row => ({
  id: issue.id,
  hub_id: issue.hub,
  iri: issue.iri,
  owner: issue.owner,
  state: issue.state,
  language: issue.language,
  titles: JSON.stringify(issue.titles),
  summaries: JSON.stringify(issue.summaries),
  contents: JSON.stringify(issue.contents),
  html: JSON.stringify(issue.html),
  level: issue.level,
  place: issue.place,
  lat: issue.pin?.lat ?? null,
  lon: issue.pin?.lon ?? null,
  deciders: JSON.stringify(issue.deciders),
  basis: issue.basis,
  evidence: JSON.stringify(issue.evidence),
  source: issue.source && JSON.stringify(issue.source),
  links: JSON.stringify(issue.links),
  licence: issue.licence,
  revision: issue.revision,
  created: issue.created,
  published: issue.published,
  updated: issue.updated,
  withdrawn: issue.withdrawn,
  reason: issue.reason,
  folded: foldedOf(issue),
})

/** Everything a search looks at: title, summary, place and text in all languages, folded. */
const foldedOf = ({ titles, summaries, html, place }: Issue): string =>
  fold(
    [titles, summaries]
      .flatMap((map: LanguageMap) => Object.values(map))
      .concat(place ?? '', ...Object.values(html).map(textOfSafeHtml))
      .join('\n'),
  )

/** Rows as whole issues, with their themes and areas. */
export async function whole(db: Db, rows: Row[]): Promise<Issue[]> {
  const { themes, areas } = await keysOf(db, rows)
  return rows.map(({ hub_id, lat, lon, folded: _, ...row }) => ({
    ...row,
    hub: hub_id,
    titles: JSON.parse(row.titles),
    summaries: JSON.parse(row.summaries),
    contents: JSON.parse(row.contents),
    html: JSON.parse(row.html),
    deciders: JSON.parse(row.deciders),
    evidence: JSON.parse(row.evidence),
    source: row.source === null ? null : JSON.parse(row.source),
    links: JSON.parse(row.links),
    pin: pinOf(lat, lon),
    themes: themes.get(row.id) ?? [],
    areas: areas.get(row.id) ?? [],
  }))
}

/** The pin of a row, or null where it has none. */
export const pinOf = (lat: number | null, lon: number | null) =>
  lat === null || lon === null ? null : { lat, lon }

/** The themes and areas of these issues, each list in order. */
export async function keysOf(db: Db, rows: readonly { id: string }[]) {
  const ids = rows.map((row) => row.id)
  const themes = await db.selectFrom('issue_themes').selectAll().where('issue_id', 'in', ids).execute()
  const areas = await db.selectFrom('issue_areas').selectAll().where('issue_id', 'in', ids).execute()
  return {
    themes: byIssue(themes.map(({ issue_id, theme }) => [issue_id, theme])),
    areas: byIssue(areas.map(({ issue_id, area }) => [issue_id, area])),
  }
}

function byIssue(pairs: [issue: string, key: string][]): Map<string, string[]> {
  const lists = new Map<string, string[]>()
  for (const [issue, key] of pairs) lists.set(issue, [...(lists.get(issue) ?? []), key].sort())
  return lists
}

/** Writes an issue's themes and areas over what stood there. */
export async function replaceKeys(tx: Tx, issue: Issue): Promise<void> {
  await deleteKeys(tx, issue.id)
  await insertKeys(tx, [issue])
}

/** Takes an issue's themes and areas away. */
export async function deleteKeys(tx: Tx, id: string): Promise<void> {
  await tx.deleteFrom('issue_themes').where('issue_id', '=', id).execute()
  await tx.deleteFrom('issue_areas').where('issue_id', '=', id).execute()
}

/** Writes the themes and areas of new issues. */
export async function insertKeys(tx: Tx, issues: readonly Issue[]): Promise<void> {
  const themes = issues.flatMap(({ id, themes }) => themes.map((theme) => ({ issue_id: id, theme })))
  const areas = issues.flatMap(({ id, areas }) => areas.map((area) => ({ issue_id: id, area })))
  if (themes.length > 0) await tx.insertInto('issue_themes').values(themes).execute()
  if (areas.length > 0) await tx.insertInto('issue_areas').values(areas).execute()
}
