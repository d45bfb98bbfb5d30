import { actorBasis } from '../federation/actors.ts'
import { actorIri } from '../federation/iri.ts'
import { serverActor } from '../federation/store/actors.ts'
import type { JsonObject } from '../lib/json.ts'
import { escapeHtml, renderMarkdown } from '../lib/markdown.ts'
import { themeName } from '../lib/themes.ts'
import type { Instant } from '../lib/time.ts'
import { wordsFor } from '../lib/words.ts'
import type { World } from '../world.ts'
import type { Hub } from './model.ts'

/** A hub as an ActivityPub actor: an Organization that people follow from Mastodon-compatible apps, and hubs by its log of changes. */
export async function renderHub(world: World, hub: Hub): Promise<JsonObject> {
  const server = await serverActor(world.db)
  const basis = await actorBasis(world, { ...hub, created: hub.created as Instant })
  return {
    ...basis,
    type: 'Organization',
    name: hub.name,
    summary: renderMarkdown(hub.summary),
    url: `${world.config.origin}/hubs/${hub.id}`,
    updated: hub.changed,
    discoverable: true,
    indexable: true,
    ...(server ? { generator: actorIri(world, server.id) } : {}),
    attachment: fields(hub).map(([name, value]) => ({ type: 'PropertyValue', name, value })),
    ...(hub.pin
      ? {
          location: {
            type: 'Place',
            name: hub.place ?? hub.name,
            latitude: fraction(hub.pin.lat),
            longitude: fraction(hub.pin.lon),
          },
        }
      : {}),
    'moot:kind': 'moot:Hub',
    'moot:schema': '1',
    'moot:level': `moot:${hub.level}`,
    ...(hub.areas.length > 0 ? { 'moot:area': hub.areas } : {}),
    ...(hub.place ? { 'moot:place': hub.place } : {}),
    ...(hub.theme ? { 'moot:theme': [hub.theme] } : {}),
    'moot:languages': hub.languages,
    'moot:licence': hub.licence,
    'moot:changes': `${basis.id as string}/changes`,
  }
}

/** What a profile in an app shows beside the summary, in the hub’s first language where we speak it. */
function fields(hub: Hub): [name: string, value: string][] {
  const words = wordsFor(hub.languages[0] ?? 'en')
  const { t } = words
  const reach = t('record.reach', { level: t(`level.${hub.level}`), noun: t('hub.noun') })
  const said: [name: string, value: string | null][] = [
    [t('wire.hub.what'), reach.charAt(0).toUpperCase() + reach.slice(1)],
    [t('wire.hub.place'), hub.place],
    [t('filter.theme'), hub.theme && themeName(hub.theme, words)],
    [t('hub.contact'), hub.contact],
  ]
  return said.flatMap(([name, value]) => (value ? [[name, escapeHtml(value)] as [string, string]] : []))
}

/** Coordinates must have a fraction to be read everywhere (Mobilizon drops whole numbers); half a metre is no lie. */
const fraction = (degrees: number): number => (Number.isInteger(degrees) ? degrees + 0.000005 : degrees)
