import { readFileSync } from 'node:fs'
import { preloadedContexts } from '@fedify/vocab-runtime'
import jsonld from '@fedify/vocab-runtime/jsonld'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { anAction, anOutcome } from '../../test/support/arbitrary-outcome.ts'
import { modelOf } from '../../test/support/arbitrary-record.ts'
import { namespace, withContext } from '../federation/context.ts'
import { normalForm } from '../federation/normal.ts'
import type { JsonObject } from '../lib/json.ts'
import { isRefusal } from '../lib/refusal.ts'
import type { Instant } from '../lib/time.ts'
import type { Outcome } from './model.ts'
import { type Action, actionMoves } from './model-action.ts'
import { actionFacts } from './model-action-shape.ts'
import { facts } from './model-shape.ts'
import { outcomeKind, toNote, toTombstone } from './wire.ts'
import { actionKind, toActionNote, toActionTombstone } from './wire-action.ts'
import { actionTerms, methodTerms, outcomeTerms, resultTerms } from './wire-terms.ts'

const kept = {
  ...{ hub: 'h', owner: 'https://hub.example/actors/h', language: 'en', revision: 1 },
  ...{ withdrawn: null, reason: null },
  created: '2026-12-12T21:00:00.000Z' as Instant,
  published: '2026-12-12T21:00:00.000Z' as Instant,
  updated: '2026-12-12T21:00:00.000Z' as Instant,
}

const fund: Outcome = {
  ...facts.parse({
    level: 'local',
    place: 'Marsh Farm',
    pin: { lat: 51.914, lon: -0.42 },
    themes: ['housing'],
    assembly: 'https://hub.example/assemblies/12',
    issues: ['https://hub.example/issues/7'],
    decisions: [
      {
        text: 'We open a fund for the <lifts>.',
        method: 'consensus',
        result: 'adopted',
        tally: { favour: 35, against: 0, abstained: 3 },
      },
      { text: 'Who keeps it?', result: 'deferred' },
    ],
    present: 38,
    checked: '2026-12-14',
    preparedBy: 'the facilitation team',
    disagreements: ['How large the fund should be.'],
    replyTo: 'https://hub.example/issues/7',
  }),
  ...kept,
  ...{ id: '31', iri: 'https://hub.example/outcomes/31', state: 'published' },
  titles: { en: 'A fund for the lifts' },
  summaries: { en: 'Tenants pay the repair themselves and ask for it back.' },
  contents: { en: 'It was **loud**.' },
  html: { en: '<p>It was <strong>loud</strong>.</p>' },
}

const leaflet: Action = {
  ...actionFacts.parse({
    level: 'local',
    outcome: fund.iri,
    issue: 'https://hub.example/issues/7',
    doer: 'the stairwell group',
    due: '2026-12-20',
    progress: 40,
    blockedBy: 'No printer',
    evidence: 'https://hub.example/leaflet',
    replyTo: fund.iri,
  }),
  ...kept,
  ...{ id: '5', iri: 'https://hub.example/actions/5', state: 'blocked' },
  titles: { en: 'Leaflet every stairwell' },
  summaries: {},
  contents: { en: 'Two sides.' },
  html: { en: '<p>Two sides.</p>' },
}

const link = (to: string) => `<a href="${to}" rel="nofollow noopener noreferrer">${to}</a>`

/** What software in between makes of a document that it reads and writes anew as JSON-LD. */
async function rewritten(document: JsonObject): Promise<JsonObject> {
  const expanded = await jsonld.expand(withContext(document) as object, { documentLoader })
  const foreign = { '@context': ['https://www.w3.org/ns/activitystreams', { x: namespace }] }
  const compact = await jsonld.compact(expanded, foreign, { documentLoader })
  expect(JSON.stringify(compact)).toContain('x:kind')
  return compact as JsonObject
}

async function documentLoader(address: string) {
  const document = (preloadedContexts as Record<string, unknown>)[address]
  return { contextUrl: null, documentUrl: address, document }
}

const arrived = (document: JsonObject) =>
  normalForm(JSON.parse(JSON.stringify(withContext(document))) as JsonObject)

describe('an outcome as a Note', () => {
  it('loses nothing on its way to another hub', async () => {
    await fc.assert(
      fc.asyncProperty(anOutcome, async (outcome) => {
        expect(outcomeKind.read(await arrived(toNote(outcome)))).toEqual(modelOf(outcome))
      }),
      { numRuns: 300 },
    )
  })

  it('loses nothing where software in between has written it anew as JSON-LD', async () => {
    await fc.assert(
      fc.asyncProperty(anOutcome, async (outcome) => {
        const read = outcomeKind.read(await normalForm(await rewritten(toNote(outcome))))
        expect(read).toEqual(modelOf(outcome))
      }),
      { numRuns: 60 },
    )
  })

  it('says all of it in its content: title, day, assembly, message, decisions, who was there, text, foot', () => {
    expect(toNote(fund).content).toBe(
      '<p><strong>A fund for the lifts</strong></p>' +
        `<p>12 December 2026, from this assembly: ${link('https://hub.example/assemblies/12')}</p>` +
        '<p>Marsh Farm · local outcome · Housing and rents</p>' +
        '<p>Tenants pay the repair themselves and ask for it back.</p>' +
        '<p><strong>Decision 1:</strong> We open a fund for the &lt;lifts&gt;.<br>Adopted by consensus: 35 for, 0 against, 3 abstained.</p>' +
        '<p><strong>Decision 2:</strong> Who keeps it?<br>Put off.</p>' +
        '<p>38 people were there. Those who took part checked this on 14 December 2026.</p>' +
        '<p>Not agreed: How large the fund should be.</p>' +
        '<hr><p>It was <strong>loud</strong>.</p><hr>' +
        `<p>It answers this issue: ${link('https://hub.example/issues/7')}</p>` +
        '<p>Prepared by: the facilitation team</p>',
    )
  })

  it('has neither name nor summary, which some servers take for a warning, and replies to the issue of its hub', () => {
    const note = toNote(fund)
    expect(note).toMatchObject({ type: 'Note', inReplyTo: 'https://hub.example/issues/7', url: fund.iri })
    for (const absent of ['name', 'nameMap', 'summary', 'summaryMap', 'sensitive', 'audience'])
      expect(note).not.toHaveProperty(absent)
    expect(toNote({ ...fund, replyTo: null })).not.toHaveProperty('inReplyTo')
  })

  it('puts what hub software reads into our own terms, and none of them names a person', () => {
    const note = toNote(fund)
    expect(note['moot:decision']).toEqual([
      {
        'moot:text': 'We open a fund for the <lifts>.',
        'moot:method': 'moot:consensus',
        'moot:result': 'moot:adopted',
        'moot:tally': { 'moot:favour': 35, 'moot:against': 0, 'moot:abstained': 3 },
      },
      { 'moot:text': 'Who keeps it?', 'moot:method': 'moot:none', 'moot:result': 'moot:deferred' },
    ])
    const own = Object.keys(note).filter((key) => key.startsWith('moot:'))
    expect(own.join(' ')).not.toMatch(/person|author|member/i)
  })

  it('has titles that are words in a language to whoever reads it as JSON-LD', async () => {
    const titles = { en: 'Hall', 'pt-BR': 'Salão' }
    const expanded = await jsonld.expand(withContext(toNote({ ...fund, titles })) as object, {
      documentLoader,
    })
    expect((expanded as JsonObject[])[0]![`${namespace}titles`]).toEqual([
      { '@value': 'Hall', '@language': 'en' },
      { '@value': 'Salão', '@language': 'pt-br' },
    ])
  })

  it('is never made of a draft', () => {
    for (const state of ['drafting', 'checking'] as const)
      expect(() => toNote({ ...fund, state })).toThrow('a draft never leaves')
  })

  it('once withdrawn is a Tombstone with its reason and without its words', () => {
    const at = '2026-12-20T10:00:00.000Z' as Instant
    const tombstone = toTombstone({ ...fund, state: 'withdrawn', withdrawn: at, reason: 'Not checked.' })
    expect(tombstone).toMatchObject({ type: 'Tombstone', formerType: 'Note', 'moot:reason': 'Not checked.' })
    expect(JSON.stringify(tombstone)).not.toMatch(/fund|loud|38/)
  })
})

describe('another hub’s outcome', () => {
  const from = (changes: JsonObject) => outcomeKind.read({ ...toNote(fund), ...changes })
  const oneDecision = (changes: JsonObject) =>
    from({ 'moot:decision': { 'moot:text': 'x', 'moot:result': 'moot:adopted', ...changes } })

  it.each<[string, ReturnType<typeof from>, string]>([
    ['without a title', from({ 'moot:titles': {} }), 'no title'],
    ['in a state nobody knows', from({ 'moot:state': 'moot:dreaming' }), 'a state we do not know'],
    ['in a draft’s state', from({ 'moot:state': 'moot:drafting' }), 'a state we do not know'],
    [
      'with a result nobody knows',
      oneDecision({ 'moot:result': 'moot:perhaps' }),
      'What was decided, no. 1: choose from the list',
    ],
    ['with a tally of halves', oneDecision({ 'moot:tally': { 'moot:favour': 1.5 } }), 'whole number'],
    [
      'with a tally below nothing',
      oneDecision({ 'moot:tally': { 'moot:favour': -1, 'moot:against': 0 } }),
      'The least is 0',
    ],
    ['with a half tally', oneDecision({ 'moot:tally': { 'moot:favour': 3 } }), 'whole number'],
    [
      'with more hands than people',
      from({ 'moot:present': 37 }),
      'How many people were there: it says 37, and decision 1 counts 38. No more people can be counted than were there.',
    ],
    ['with nobody there', from({ 'moot:present': 0 }), 'The least is 1'],
    ['checked on no day', from({ 'moot:checked': 'Tuesday' }), 'this is not a day, such as'],
    [
      'from a script',
      from({ 'moot:assembly': 'javascript:alert(1)' }),
      'Assembly: this is not a web address',
    ],
    [
      'with too many decisions',
      from({ 'moot:decision': Array(21).fill({ 'moot:text': 'x', 'moot:result': 'moot:adopted' }) }),
      'There is room for 20',
    ],
  ])('is refused %s', (_, read, why) => {
    expect(isRefusal(read) && read.refused).toContain(why)
  })

  it('is read though it decided in a way that only a newer version knows', () => {
    expect(oneDecision({ 'moot:method': 'moot:dotVote' })).toMatchObject({
      decisions: [{ text: 'x', method: 'none', result: 'adopted', tally: null }],
    })
  })

  it('loses scripts from its text and turned writing from its decisions', () => {
    expect(oneDecision({ 'moot:text': 'Fix\u202E it' })).toMatchObject({ decisions: [{ text: 'Fix it' }] })
    expect(from({ content: '<p>a<script>x()</script></p>', contentMap: {} })).toMatchObject({
      html: { en: '<p>a</p>' },
    })
  })
})

describe('an action as a Note', () => {
  it('loses nothing on its way to another hub', async () => {
    await fc.assert(
      fc.asyncProperty(anAction, async (action) => {
        expect(actionKind.read(await arrived(toActionNote(action)))).toEqual(modelOf(action))
      }),
      { numRuns: 300 },
    )
  })

  it('loses nothing where software in between has written it anew as JSON-LD', async () => {
    await fc.assert(
      fc.asyncProperty(anAction, async (action) => {
        const read = actionKind.read(await normalForm(await rewritten(toActionNote(action))))
        expect(read).toEqual(modelOf(action))
      }),
      { numRuns: 60 },
    )
  })

  it('says who does it, by when and how far it is, before its text', () => {
    const note = toActionNote(leaflet)
    expect(note).toMatchObject({ type: 'Note', inReplyTo: fund.iri, 'moot:due': '2026-12-20' })
    expect(note.content).toBe(
      '<p><strong>Leaflet every stairwell</strong></p><p>local action</p>' +
        '<p>Who does it: the stairwell group</p><p>By when: 20 December 2026</p>' +
        '<p>How far it is: blocked (40 per cent)</p><p>What stands in its way: No printer</p>' +
        `<p>See what was done: ${link('https://hub.example/leaflet')}</p>` +
        '<hr><p>Two sides.</p><hr>' +
        `<p>It comes of this outcome: ${link(fund.iri)}</p>` +
        `<p>It serves this issue: ${link('https://hub.example/issues/7')}</p>`,
    )
    for (const absent of ['name', 'summary', 'endTime']) expect(note).not.toHaveProperty(absent)
  })

  it('is never made of a draft, and once withdrawn is a Tombstone', () => {
    expect(() => toActionNote({ ...leaflet, state: 'proposed' })).toThrow('a draft never leaves')
    const at = '2026-12-20T10:00:00.000Z' as Instant
    const tombstone = toActionTombstone({ ...leaflet, withdrawn: at, reason: 'A double.' })
    expect(JSON.stringify(tombstone)).not.toMatch(/Leaflet|stairwell|printer/)
  })

  it.each<[string, JsonObject, string]>([
    ['in a state nobody knows', { 'moot:state': 'moot:overdue' }, 'a state we do not know'],
    ['further than all the way', { 'moot:progress': 101 }, 'from 0 to 100'],
    ['due at an hour', { 'moot:due': '2026-12-20T22:59:00Z' }, 'this is not a day'],
    [
      'with a script for evidence',
      { 'moot:evidenceLink': 'javascript:x' },
      'Where anybody can see what was done',
    ],
  ])('of another hub is refused %s', (_, changes, why) => {
    const read = actionKind.read({ ...toActionNote(leaflet), ...changes })
    expect(isRefusal(read) && read.refused).toContain(why)
  })
})

it('docs/vocabulary.md shows the same mapping of states, methods and results as the code', () => {
  const page = readFileSync(new URL('../../docs/vocabulary.md', import.meta.url), 'utf8')
  for (const terms of [outcomeTerms, actionTerms, methodTerms, resultTerms])
    for (const [word, term] of Object.entries(terms)) expect(page).toContain(`| ${word} | \`${term}\` |`)
  for (const state of Object.keys(actionTerms) as (keyof typeof actionTerms)[])
    if (actionMoves[state].length > 0) expect(page).toContain(`| ${actionMoves[state].join(', ')} |`)
})
