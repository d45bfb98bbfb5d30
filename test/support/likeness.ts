import type { World } from '../../src/world.ts'

/** The tables of every kind of record. */
export const shelves = ['issues', 'assemblies', 'outcomes', 'actions'] as const

/** What a server holds of a hub's records, its own or another's, in a form in which two servers can be compared. */
export type Holdings = {
  /** Live ones by address, with everything they say. */
  readonly live: ReadonlyMap<string, unknown>
  /** Addresses of those that were withdrawn. */
  readonly withdrawn: readonly string[]
  /** Addresses of records that have text although they are not live. */
  readonly leftover: readonly string[]
}

/** Everything that a server holds of an actor's records. */
export async function holdingsOf({ db }: Pick<World, 'db'>, owner: string): Promise<Holdings> {
  const records = await db
    .selectFrom('records')
    .selectAll()
    .where('owner', '=', owner)
    .orderBy('iri')
    .execute()
  const rows: { id: string; hub_id: string | null; iri: string; [column: string]: unknown }[] = []
  for (const table of shelves)
    rows.push(...(await db.selectFrom(table).selectAll().where('owner', '=', owner).execute()))
  const themes = await db.selectFrom('record_themes').selectAll().orderBy('theme').execute()
  const byIri = new Map(rows.map((row) => [row.iri, row]))
  const live = records.filter((record) => record.state === 'live')
  const lively = new Set(live.map(({ iri }) => iri))
  return {
    live: new Map(
      live.map(({ iri, kind, revision, digest, published, updated, licence }) => {
        // What is our own affair differs: our id, when the copy was made, the Markdown that only the author has.
        const {
          id,
          hub_id: _,
          created: __,
          contents: ___,
          ...says
        } = (byIri.get(iri) ?? { id: null }) as Record<string, unknown>
        return [
          iri,
          {
            kind,
            revision,
            digest,
            published,
            updated,
            licence,
            says,
            themes: themes.filter((theme) => theme.record_id === id).map(({ theme }) => theme),
          },
        ]
      }),
    ),
    withdrawn: records.filter((record) => record.state === 'withdrawn').map(({ iri }) => iri),
    leftover: rows
      .filter(({ iri, hub_id }) => hub_id === null && !lively.has(iri))
      .filter(({ titles, summaries, html, folded }) => `${titles}${summaries}${html}${folded}` !== '{}{}{}')
      .map(({ iri }) => iri),
  }
}

/** How what a follower holds differs from what there is at the origin, in words; none where it is the same item by item. */
export function differences(origin: Holdings, follower: Holdings): string[] {
  const gone = new Set(origin.withdrawn)
  const found: string[] = []
  for (const [iri, item] of origin.live) {
    if (!follower.live.has(iri)) found.push(`${iri} is missing`)
    else if (JSON.stringify(follower.live.get(iri)) !== JSON.stringify(item)) found.push(`${iri} differs`)
  }
  for (const iri of follower.live.keys())
    if (!origin.live.has(iri))
      found.push(`${iri} is still held, though ${gone.has(iri) ? 'withdrawn' : 'unknown'}`)
  for (const iri of follower.withdrawn) if (!gone.has(iri)) found.push(`${iri} was never withdrawn`)
  for (const iri of follower.leftover) found.push(`${iri} has text left`)
  return found
}
