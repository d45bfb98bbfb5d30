import { preloadedContexts } from '@fedify/vocab-runtime'
import jsonld from '@fedify/vocab-runtime/jsonld'
import type { Json } from '../../support/peer-signatures.ts'
import { acts, type Checker, list, plain, type Seen } from './checker.ts'

const posts = ['Note', 'Article', 'Video', 'Image', 'Event', 'Audio', 'Page', 'Question'].map(
  (type) => `as:${type}`,
)

/** Friendica: src/Protocol/ActivityPub/Receiver.php, Processor.php. It reads JSON-LD, by names of its own. */
export const friendica: Checker = {
  name: 'Friendica',
  version: '2024.09',
  followedBy: ({ type, inbox }) =>
    ['Person', 'Organization', 'Service', 'Group', 'Application'].includes(type) && inbox ? 'anybody' : null,
  async take(letter, lookUp): Promise<Seen> {
    const done = acts(letter)
    if (done) return done
    const object = typeof letter.object === 'string' ? lookUp(letter.object) : (letter.object as Json)
    if (!object || !['Create', 'Update', 'Announce'].includes(letter.type))
      return { dropped: `it knows no ${letter.type} of ${object?.type}` }
    const context = letter.type === 'Announce' ? object['@context'] : letter['@context']
    const read = await compact({ ...object, '@context': context ?? letter['@context'] })
    if (read['@type'] === 'as:Organization') return { done: 'the profile is read anew' }
    if (!posts.includes(read['@type'])) return { dropped: `it takes no ${read['@type']}` }
    if (!value(read, 'as:content') && !value(read, 'as:name')) return { dropped: 'it says nothing' }
    const gathering = read['@type'] === 'as:Event'
    const place = list(read['as:location']).find((one) => one['@type'] === 'as:Place')
    const summary = value(read, 'as:summary')
    return {
      shown: {
        title: value(read, 'as:name') ?? (gathering ? summary : null),
        text: plain(value(read, 'as:content') ?? ''),
        warning: summary ? plain(summary) : null,
        when: gathering ? value(read, 'as:startTime') : null,
        where: gathering && place ? value(place, 'as:name') : null,
        link: list(read['as:url'])[0]?.['@id'] ?? read['@id'],
        language: list(read['as:content']).find((one) => one['@language'])?.['@language'] ?? null,
      },
    }
  },
}

/** A document under the names that Friendica looks for. */
const compact = (document: Json): Promise<Json> =>
  jsonld.compact(
    document as object,
    { as: 'https://www.w3.org/ns/activitystreams#', sc: 'http://schema.org#' },
    {
      documentLoader: async (address: string) => ({
        documentUrl: address,
        document: (preloadedContexts as Record<string, object>)[address]!,
      }),
    },
  ) as Promise<Json>

/** The first plain text of a property. */
function value(read: Json, name: string): string | null {
  const texts = list(read[name]).map((one: unknown) =>
    typeof one === 'string' ? one : (one as Json)['@value'],
  )
  return texts.find((text) => typeof text === 'string') ?? null
}
