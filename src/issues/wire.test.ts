import { readFileSync } from 'node:fs'
import { preloadedContexts } from '@fedify/vocab-runtime'
import jsonld from '@fedify/vocab-runtime/jsonld'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { anIssue } from '../../test/support/arbitrary-issue.ts'
import { namespace, withContext } from '../federation/context.ts'
import { normalForm } from '../federation/normal.ts'
import type { JsonObject } from '../lib/json.ts'
import { isRefusal } from '../lib/refusal.ts'
import type { Instant } from '../lib/time.ts'
import { levelTerms } from '../records/wire.ts'
import { type Issue, type IssueModel, moves } from './model.ts'
import { basisMeans, facts, measures } from './model-shape.ts'
import { issueKind, toArticle, toTombstone } from './wire.ts'
import { basisTerms, stateTerms } from './wire-terms.ts'

const lifts: Issue = {
  ...facts.parse({
    level: 'local',
    place: 'Marsh Farm',
    pin: { lat: 51.914, lon: -0.42 },
    themes: ['housing', 'access'],
    areas: ['gss:E05000026'],
    deciders: ['landlord'],
    basis: 'listening',
    evidence: [{ measure: 'voices', count: 41 }],
  }),
  ...{ id: '1', hub: 'h', iri: 'https://hub.example/issues/1', owner: 'https://hub.example/actors/h' },
  ...{ state: 'published', language: 'en', revision: 1, withdrawn: null, reason: null },
  titles: { en: 'Fix the lifts' },
  summaries: { en: 'Tenants ask for both lifts to be mended before winter.' },
  contents: { en: 'They fail **weekly**.' },
  html: { en: '<p>They fail <strong>weekly</strong>.</p>' },
  created: '2026-11-01T10:00:00.000Z' as Instant,
  published: '2026-11-01T10:00:00.000Z' as Instant,
  updated: '2026-11-01T10:00:00.000Z' as Instant,
}

describe('an issue as an Article', () => {
  it('loses nothing on its way to another hub', async () => {
    await fc.assert(
      fc.asyncProperty(anIssue, async (issue) => {
        const sent = withContext(toArticle(issue))
        const arrived = JSON.parse(JSON.stringify(sent)) as JsonObject
        expect(issueKind.read(await normalForm(arrived))).toEqual(modelOf(issue))
      }),
      { numRuns: 300 },
    )
  })

  it('loses nothing where software in between has written it anew as JSON-LD', async () => {
    await fc.assert(
      fc.asyncProperty(anIssue, async (issue) => {
        const expanded = await jsonld.expand(withContext(toArticle(issue)) as object, { documentLoader })
        const foreign = { '@context': ['https://www.w3.org/ns/activitystreams', { x: namespace }] }
        const rewritten = await jsonld.compact(expanded, foreign, { documentLoader })
        expect(JSON.stringify(rewritten)).toContain('x:kind')
        expect(issueKind.read(await normalForm(rewritten as JsonObject))).toEqual(modelOf(issue))
      }),
      { numRuns: 60 },
    )
  })

  it('says in plain lines what is asked, where, how wide and about what, for servers that show little else', () => {
    const article = toArticle(lifts)
    expect(article).toMatchObject({ type: 'Article', name: 'Fix the lifts', url: lifts.iri })
    expect(article.summary).toBe(
      'Tenants ask for both lifts to be mended before winter.\n(Marsh Farm · local issue · Disability and access · Housing and rents)',
    )
    expect(article.content).toBe(
      '<p><strong>Fix the lifts</strong></p>' +
        '<p>Marsh Farm · local issue · Disability and access · Housing and rents</p>' +
        '<p>Tenants ask for both lifts to be mended before winter.</p><p>Who can decide: the landlord</p>' +
        '<hr><p>They fail <strong>weekly</strong>.</p><hr><p>Counted: 41 voices.</p>',
    )
  })

  it('is public, may be liked, boosted and quoted, and invites everybody to reply', () => {
    const { to, cc, interactionPolicy, ...article } = toArticle(lifts)
    expect(to).toEqual(['https://www.w3.org/ns/activitystreams#Public'])
    expect(cc).toEqual([`${lifts.owner}/followers`])
    expect(interactionPolicy).toMatchObject({ canReply: { automaticApproval: to } })
    for (const absent of ['replies', 'audience', 'inReplyTo', 'sensitive', '@context', 'proof'])
      expect(article).not.toHaveProperty(absent)
  })

  it('has only numbers in its pin that every JSON-LD software writes alike', () => {
    const whole = toArticle({ ...lifts, pin: { lat: 90, lon: -180 } })
    expect(whole.location).toMatchObject({ latitude: 89.99999, longitude: -179.99999 })
    expect(issueKind.read(whole)).toMatchObject({ pin: { lat: 90, lon: -180 } })
  })

  it('puts what hub software reads into our own terms only, and none of them names a person', () => {
    const own = Object.keys(toArticle({ ...lifts, links: { mergedInto: lifts.iri, splitFrom: null } }))
    expect(own.filter((key) => key.startsWith('moot:')).join(' ')).not.toMatch(/person|author|by|member/i)
  })

  it('is never made of a draft', () => {
    expect(() => toArticle({ ...lifts, state: 'proposed' })).toThrow('a draft never leaves')
  })
})

describe('another hub’s Article', () => {
  const from = (changes: JsonObject) => issueKind.read({ ...toArticle(lifts), ...changes })
  const without = (...keys: string[]) =>
    issueKind.read(
      Object.fromEntries(Object.entries(toArticle(lifts)).filter(([key]) => !keys.includes(key))),
    )

  it.each<[string, JsonObject, string]>([
    ['no title', { name: '' }, 'no title'],
    [
      'a title too long',
      { name: 'x'.repeat(201) },
      'Title (English): this is too long. There is room for 200 characters.',
    ],
    [
      'a summary too long',
      { summary: `<p>${'x'.repeat(501)}</p>` },
      '(English): this is too long. There is room for 500',
    ],
    ['a state nobody knows', { 'moot:state': 'moot:dreaming' }, 'a state we do not know (moot:dreaming)'],
    ['a draft’s state', { 'moot:state': 'moot:noticed' }, 'a state we do not know'],
    ['a level nobody knows', { 'moot:level': 'local' }, 'a level we do not know'],
    [
      'a count below nothing',
      { 'moot:evidence': [{ 'moot:measure': 'agree', 'moot:count': -1 }] },
      'The least is 0',
    ],
    [
      'a count that is a half',
      { 'moot:evidence': [{ 'moot:measure': 'agree', 'moot:count': 0.5 }] },
      'whole number',
    ],
    [
      'a link that is a script',
      { 'moot:mergedInto': 'javascript:alert(1)' },
      'What it belongs to: this is not a web address',
    ],
    ['a source without title', { 'moot:source': { 'moot:item': '4' } }, 'Source: this is needed'],
  ])('is refused with %s', (_, changes, why) => {
    const read = from(changes)
    expect(isRefusal(read) && read.refused).toContain(why)
  })

  it('is read though it has terms, themes and areas that only a newer version knows', () => {
    const read = from({
      'moot:schema': '2',
      'moot:theme': ['housing', 'moon-travel'],
      'moot:area': ['gss:E05000026', 'mars:1'],
      'moot:mood': 'hopeful',
    })
    expect(read).toMatchObject({ themes: ['housing'], areas: ['gss:E05000026'] })
  })

  it('may be plain: one language, no rules in its content, no brackets in its summary, one theme without a list', () => {
    const read = from({
      content: '<p>Only this.</p>',
      contentMap: null,
      summary: '<p>First line.</p><p>Second line.</p>',
      'moot:theme': 'housing',
    })
    expect(read).toMatchObject({
      html: { en: '<p>Only this.</p>' },
      summaries: { en: 'First line. Second line.' },
      themes: ['housing'],
    })
  })

  it('tells its language by its own word, else by the title that is its name, else by the text it has', () => {
    const maps = { name: 'Lifft', nameMap: { en: 'Lift', cy: 'Lifft' } }
    expect(from({ ...maps, 'moot:language': 'nl' })).toMatchObject({ language: 'nl' })
    expect(without('moot:language')).toMatchObject({ language: 'en' })
    expect(issueKind.read({ ...(without_('moot:language') as JsonObject), ...maps })).toMatchObject({
      language: 'cy',
      titles: { en: 'Lift', cy: 'Lifft' },
    })
    expect(without('moot:language', 'contentMap')).toMatchObject({ language: 'und' })
  })

  it('has no licence that it does not state', () => {
    expect(without('moot:licence')).toMatchObject({ licence: '' })
  })

  it('comes from nowhere that it does not name, or not in a word that we know', () => {
    expect(without('moot:basis')).toMatchObject({ titles: { en: 'Fix the lifts' }, basis: '' })
    for (const odd of ['moot:dream', 'listening', ['moot:listening'], 4])
      expect(from({ 'moot:basis': odd })).toMatchObject({ basis: '' })
    expect(from({ 'moot:basis': 'moot:petition' })).toMatchObject({ basis: 'petition' })
    expect(toArticle({ ...lifts, basis: '' })).not.toHaveProperty('moot:basis')
  })

  it('loses scripts from its text and turned writing from its names', () => {
    const read = from({
      name: 'Fix\u202E the lifts',
      'moot:place': 'Marsh\u2066 Farm',
      content: '<p onclick="x()">a<script>x()</script></p>',
      contentMap: {},
    })
    expect(read).toMatchObject({
      titles: { en: 'Fix the lifts' },
      place: 'Marsh Farm',
      html: { en: '<p>a</p>' },
    })
  })
})

it('a withdrawn issue is a Tombstone with its reason and without its words', () => {
  const tombstone = toTombstone({
    ...lifts,
    state: 'withdrawn',
    revision: 3,
    updated: '2026-11-02T10:00:00.000Z' as Instant,
    withdrawn: '2026-11-02T10:00:00.000Z' as Instant,
    reason: 'It was about another estate.',
  })
  expect(tombstone).toMatchObject({
    type: 'Tombstone',
    formerType: 'Article',
    deleted: '2026-11-02T10:00:00.000Z',
    'moot:revision': 3,
    'moot:reason': 'It was about another estate.',
  })
  expect(JSON.stringify(tombstone)).not.toMatch(/lifts|Marsh|weekly/)
})

it('docs/vocabulary.md shows the same mapping of states, levels and origins as the code', () => {
  const page = readFileSync(new URL('../../docs/vocabulary.md', import.meta.url), 'utf8')
  for (const terms of [stateTerms, levelTerms, basisTerms])
    for (const [word, term] of Object.entries(terms)) expect(page).toContain(`| ${word} | \`${term}\` |`)
  for (const state of Object.keys(stateTerms) as (keyof typeof stateTerms)[])
    expect(page).toMatch(new RegExp(`\\| ${state} \\|.*\\| ${moves[state].join(', ') || '–'} \\|`))
  for (const [measure, { means }] of Object.entries(measures))
    expect(page).toContain(`| ${measure} | ${means}`)
  for (const [basis, means] of Object.entries(basisMeans))
    expect(page).toMatch(new RegExp(`\\| ${basis} \\|.*\\| ${means} \\|`))
})

function without_(...keys: string[]) {
  return Object.fromEntries(Object.entries(toArticle(lifts)).filter(([key]) => !keys.includes(key)))
}

/** Of an issue what its Article must carry whole. */
function modelOf(issue: Issue): IssueModel {
  const {
    id,
    hub,
    iri,
    owner,
    contents,
    revision,
    created,
    published,
    updated,
    withdrawn,
    reason,
    ...model
  } = issue
  return model
}

async function documentLoader(address: string) {
  const document = (preloadedContexts as Record<string, unknown>)[address]
  return { contextUrl: null, documentUrl: address, document }
}
