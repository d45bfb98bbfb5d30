import fc from 'fast-check'
import { beforeAll, expect, it } from 'vitest'
import { toAssembly } from '../src/assemblies/wire.ts'
import { wholeContext } from '../src/federation/context.ts'
import { isReadable } from '../src/federation/fetch.ts'
import { readLogPage } from '../src/federation/log-of-changes.ts'
import { normalForm } from '../src/federation/normal.ts'
import { readProof } from '../src/federation/proof.ts'
import { readActor } from '../src/federation/remote.ts'
import { toArticle } from '../src/issues/wire.ts'
import type { JsonObject } from '../src/lib/json.ts'
import { sanitiseHtml, textOfHtml } from '../src/lib/markdown.ts'
import { isRefusal } from '../src/lib/refusal.ts'
import { toNote } from '../src/outcomes/wire.ts'
import { toActionNote } from '../src/outcomes/wire-action.ts'
import { slices } from '../src/slices.ts'
import { anAssembly } from './support/arbitrary-assembly.ts'
import { anIssue } from './support/arbitrary-issue.ts'
import { anAction, anOutcome } from './support/arbitrary-outcome.ts'
import { mutated, patience, tries } from './support/fuzz.ts'
import { openInternet } from './support/internet.ts'
import { peerAt } from './support/open-server.ts'
import { openHub } from './support/peer-hub.ts'
import type { Json } from './support/peer-signatures.ts'

/** Documents as hubs write them: ours, and another's in other words. */
let records: Json[]
let actors: Json[]
let pages: Json[]
beforeAll(async () => {
  const internet = await openInternet()
  const hub = openHub(peerAt(internet, 'peer.example'), 'southend')
  const article = hub.article({
    summary: '<p>Repair it.</p>',
    'moot:theme': ['housing'],
    'moot:place': 'South',
  })
  const samples = [
    ...fc.sample(anIssue, 12).map(toArticle),
    ...fc.sample(anAssembly, 12).map(toAssembly),
    ...fc.sample(anOutcome, 12).map(toNote),
    ...fc.sample(anAction, 6).map(toActionNote),
  ]
  const ours = samples.map((document) => ({ '@context': wholeContext, ...document }) as Json)
  // In another context nothing is taken for ours as it stands: it goes the long way, through JSON-LD.
  const theirs = [0, 12, 24, 36].map((at) => ({
    ...ours[at]!,
    '@context': [wholeContext, { x: 'https://x.example/' }].flat(),
  }))
  records = [...ours, ...(theirs as Json[]), article]
  actors = [hub.document]
  for (let at = 0; at < 3; at++) hub.log(hub.article())
  pages = [internet.body(`${hub.id}/changes?page=1`) as Json, internet.body(`${hub.id}/changes`) as Json]
  await internet.end()
})

const kinds = slices.flatMap((slice) => slice.kinds ?? [])
/** What may be shown and stored: no half characters, no NUL, nothing that turns the direction of writing. */
const isClean = (model: unknown): boolean =>
  !/\\u0000|\\ud[89a-f]|[\u202a-\u202e\u2066-\u2069]/i.test(JSON.stringify(model))

it('a record of any content is read into something that may be shown, or refused', {
  timeout: patience,
}, async () => {
  const read = new Set<string>()
  const property = fc.asyncProperty(mutated(records), async (document) => {
    if (!isReadable(document as never)) return
    const normal = await normalForm(document as JsonObject).catch((error: Error) => error)
    if (normal instanceof Error) return
    for (const kind of kinds) {
      const model = kind.read(normal) as Json
      if (isRefusal(model)) continue
      read.add(kind.kind)
      expect(isClean(model)).toBe(true)
      for (const title of Object.values(model.titles) as string[])
        expect([...title].length).toBeLessThanOrEqual(200)
      for (const html of Object.values(model.html) as string[]) expect(sanitiseHtml(html)).toBe(html)
    }
  })
  await fc.assert(property, tries(3_000))
  expect([...read].sort()).toEqual(expect.arrayContaining(['action', 'assembly', 'issue', 'outcome']))
})

it('an actor of any content is read with every field in its bounds, or refused', {
  timeout: patience,
}, () => {
  let read = 0
  const property = fc.property(mutated(actors), (document) => {
    if (!isReadable(document as never)) return
    const actor = readActor(document as JsonObject, 'https://peer.example/users/southend')
    if (isRefusal(actor)) return
    read++
    expect(isClean({ ...actor, document: '' })).toBe(true)
    const longest = [
      actor.handle ?? '',
      actor.name ?? '',
      actor.inbox,
      actor.shared_inbox ?? '',
      actor.changes ?? '',
    ]
    for (const text of longest) expect(text.length).toBeLessThanOrEqual(2048)
    expect(actor.document.length).toBeLessThanOrEqual(64 * 1024)
    expect(JSON.stringify(actor.keys).length).toBeLessThanOrEqual(10 * 8192)
  })
  fc.assert(property, tries(30_000))
  expect(read).toBeGreaterThan(0)
})

it('a page of a log and a proof of any content are read or refused', { timeout: patience }, () => {
  const property = fc.property(mutated([...pages, ...pages, records[0]!]), (document) => {
    const entries = readLogPage(document as JsonObject)
    if (!('refused' in entries)) for (const { seq } of entries) expect(Number.isSafeInteger(seq)).toBe(true)
    readProof(document as JsonObject)
  })
  fc.assert(property, tries(30_000))
})

it('HTML of any kind is cut down to what stays as it is', { timeout: patience }, () => {
  const piece = fc.oneof(
    fc.constantFrom(
      '<',
      '>',
      '&',
      '"',
      '</',
      '<a href="',
      '<p',
      '<script>',
      '<!--',
      ']]>',
      '<svg/onload=',
      '&#x3c;',
    ),
    fc.constantFrom(
      'javascript:',
      'style=',
      '<math>',
      '<b>',
      '<blockquote>',
      '<li>',
      '\u202e',
      '\u0000',
      '<br/>',
    ),
    fc.string({ maxLength: 8 }),
  )
  const property = fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
    const html = sanitiseHtml(pieces.join(''))
    expect(sanitiseHtml(html)).toBe(html)
    expect(html).not.toMatch(/<(?!\/?(?:p|br|a|del|pre|code|em|strong|b|i|u|ul|ol|li|blockquote|h[234])\b)/)
    expect(html).not.toMatch(/<[^>]*\s(?!href=|rel=|start=|\/)[a-z-]+=/i)
    textOfHtml(pieces.join(''))
  })
  fc.assert(property, tries(8_000))
})
