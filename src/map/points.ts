import { english } from '../lib/words.ts'
import type { World } from '../world.ts'
import type { ListKind } from './kind.ts'
import type { Entry } from './model.ts'
import { addressOf, type Typed } from './model-filters.ts'

/**
 * All records of a list that have a pin, as points (GeoJSON, RFC 7946). Pins are rounded to about a hundred metres, and where
 * a venue is told only to those who come there is none. What each field means, and the figures, stand in members of our own.
 */
export async function* pointsOf<E extends Entry>(
  world: World,
  kind: ListKind<E>,
  about: { typed: Typed; whole: AsyncIterable<readonly E[]> },
): AsyncGenerator<string> {
  const here = (path: string) => `${world.config.origin}${path}`
  const fields = kind.fields.filter(({ name }) => name !== 'lat' && name !== 'lon')
  const head = {
    title: english.t(kind.page.title),
    page: here(addressOf(kind, about.typed)),
    means: english.t(kind.means.records),
    rights: 'Each point may be used under the licence that it names.',
    definitions: Object.fromEntries(fields.map(({ name, means }) => [name, means])),
  }
  yield `{"type":"FeatureCollection",${JSON.stringify(head).slice(1, -1)},"features":[`
  let first = true
  for await (const entries of about.whole) {
    const points = entries.flatMap((entry) => (entry.pin === null ? [] : [pointOf(entry, entry.pin)]))
    if (points.length === 0) continue
    yield `${first ? '\n' : ',\n'}${points.join(',\n')}`
    first = false
  }
  yield '\n]}\n'

  function pointOf(entry: E, { lat, lon }: NonNullable<Entry['pin']>): string {
    return JSON.stringify({
      type: 'Feature',
      id: entry.iri,
      geometry: { type: 'Point', coordinates: [lon, lat] },
      properties: Object.fromEntries(fields.map((field) => [field.name, field.of(entry, here)])),
    })
  }
}
