import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { draftIssue, publishIssue } from '../src/issues/actions.ts'
import { actionList } from '../src/map/list-actions.tsx'
import { assemblyList } from '../src/map/list-assemblies.tsx'
import { issueList } from '../src/map/list-issues.tsx'
import { outcomeList } from '../src/map/list-outcomes.tsx'
import { readCursor, writeCursor } from '../src/map/model.ts'
import { addressOf, filterNames, readFilter, typedOf } from '../src/map/model-filters.ts'
import { patience, tries } from './support/fuzz.ts'
import { openPublicServer, type PublicServer } from './support/open-server.ts'
import { sure } from './support/people.ts'

let ours: PublicServer
let paths: string[]
beforeAll(async () => {
  ours = await openPublicServer()
  const { world, hub } = ours
  const draft = sure(
    await draftIssue(world, hub.who, { level: 'local', basis: 'listening', titles: { en: 'Damp' } }),
  )
  const { iri } = sure(await publishIssue(world, hub.who, draft.id))
  const actor = new URL(hub.hub.actor).pathname
  const issue = new URL(iri as string).pathname
  paths = [
    ...['/', '/map', '/map.json', '/map.atom', '/about', '/ns', '/nodeinfo/2.1', '/.well-known/nodeinfo'],
    ...[
      actor,
      `${actor}/changes`,
      `${actor}/outbox`,
      `${actor}/followers`,
      `${actor}/keys`,
      `${actor}/inbox`,
    ],
    ...[
      issue,
      `${issue}/revisions`,
      `${issue}/revisions/1`,
      `/hubs/${hub.hub.id}`,
      '/hubs/northend',
      '/hubs/northend.ics',
    ],
    ...[
      '/seen/issues/x',
      '/seen/assemblies/x.ics',
      '/assemblies/x.ics',
      '/setup',
      '/folkmoot.css',
      '/inbox',
      '/livez',
    ],
  ]
})
afterAll(() => ours.end())
beforeEach(() => ours.logged.splice(0))
const noFault = () => expect(ours.logged.filter(([level]) => level === 'error')).toEqual([])
/** A request that is none is not brought to the door: HTTP itself refuses it. */
const ask = async (path: string, headers: Record<string, string> = {}): Promise<number | null> => {
  const address = `https://hub.example${path}`
  if (!URL.canParse(address) || new URL(address).host !== 'hub.example') return null
  const answer = await ours.app.fetch(new Request(address, { headers }))
  await answer.arrayBuffer()
  return answer.status
}

const words = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 30 }),
  fc.string({ unit: 'grapheme-ascii', maxLength: 30 }),
  fc.constantFrom(
    '',
    '\u0000',
    '\ud800',
    '%',
    '_',
    "'",
    '"',
    '\\',
    '%00',
    '%ff',
    'x'.repeat(3000),
    '__proto__',
    '🏚',
  ),
  fc.constantFrom(
    '2026-02-31',
    '0000-00-00',
    '-000001-01-01',
    '99999-01-01',
    'gss:',
    'housing',
    'northend',
    '1e99',
  ),
)
const encoded = fc.oneof(
  words.map((text) => encodeURIComponent(text.toWellFormed())),
  fc.string({ unit: 'grapheme-ascii', maxLength: 20 }),
  fc.constantFrom('%', '%c0%af', '%ed%a0%80', '%00', '%zz', '&', '=', '+', '..%2f', '?'),
)

it('WebFinger of anything whatever is answered', { timeout: patience }, async () => {
  const start = fc.constantFrom(
    'acct:',
    'acct:northend@',
    'acct:@',
    'https://hub.example/',
    'https://hub.example/actors/',
    '',
  )
  const end = fc.constantFrom('', '@hub.example', '@HUB.example', '/hubs/northend', '#x')
  const property = fc.asyncProperty(start, encoded, end, async (first, between, last) => {
    expect([200, 400, 404]).toContain(
      (await ask(`/.well-known/webfinger?resource=${first}${between}${last}`)) ?? 404,
    )
  })
  await fc.assert(property, tries(8_000))
  noFault()
})

it('filters and places of the lists are read, or said to be wrong', { timeout: patience }, () => {
  const query = fc.dictionary(fc.oneof(fc.constantFrom(...filterNames), words), words)
  const list = fc.constantFrom(issueList, assemblyList, outcomeList, actionList)
  const property = fc.property(list, query, words, (of, typed, place) => {
    const { filter, errors } = readFilter(of, typedOf(of, typed), [])
    for (const name of filterNames) expect([filter[name], errors[name]]).toContain(undefined)
    addressOf(of, typedOf(of, typed))
    const cursor = readCursor(place)
    if (cursor) expect(readCursor(writeCursor(cursor))).toEqual(cursor)
  })
  fc.assert(property, tries(12_000))
})

it('a list is asked for in any way and has that face, or says what is wrong', {
  timeout: patience,
}, async () => {
  const face = fc.constantFrom(
    ...['/map', '/map.json', '/map.atom', '/map.csv', '/map.geojson', '/map.csv-metadata.json'],
    ...['/assemblies', '/assemblies.json', '/assemblies.atom', '/assemblies.ics', '/assemblies.csv'],
    ...['/outcomes', '/outcomes.json', '/outcomes.geojson', '/actions', '/actions.atom', '/actions.csv'],
  )
  const name = fc.oneof(fc.constantFrom(...filterNames, 'after'), encoded)
  const query = fc.array(fc.tuple(name, encoded), { maxLength: 4 })
  const property = fc.asyncProperty(face, query, async (path, pairs) => {
    const address = `${path}?${pairs.map(([key, value]) => `${key}=${value}`).join('&')}`
    const status = await ask(address)
    // No database holds the sign NUL, so no address of ours has it.
    expect(address.includes('%00') ? [404] : [200, 304, 400]).toContain(status ?? 200)
  })
  await fc.assert(property, tries(1_500))
  noFault()
})

it('any address is asked for with any wishes, and none makes a fault', { timeout: patience }, async () => {
  const accept = fc.oneof(
    fc.constantFrom(
      '*/*',
      'application/activity+json',
      'text/html;q=0',
      'application/ld+json; profile=""',
      ',;q=',
    ),
    fc.string({ unit: 'grapheme-ascii', maxLength: 30 }).map((text) => text.trim()),
  )
  const tail = fc.oneof(
    fc.constant(''),
    encoded.map((text) => `?${text}`),
    encoded.map((text) => `/${text}`),
    encoded,
  )
  const more = fc.constantFrom(
    '',
    '&page=1',
    '?page=0',
    '?page=99999999999999999999',
    '?before=-1',
    '?page=1e3',
    '?lang=%00',
  )
  const property = fc.asyncProperty(fc.nat(), tail, more, accept, async (which, text, query, wish) => {
    const status = await ask(`${paths[which % paths.length]}${text}${query}`, {
      accept: wish,
      'if-none-match': wish,
    })
    expect(status ?? 404).toBeLessThan(500)
  })
  await fc.assert(property, tries(4_000))
  noFault()
})
