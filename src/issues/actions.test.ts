import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { dialects, testWorld } from '../../test/support/db.ts'
import { foundHub } from '../../test/support/people.ts'
import { changesBetween, logHead } from '../federation/store/changes.ts'
import { untold } from '../federation/store/outbox.ts'
import { recordById, revisionsOf } from '../federation/store/records.ts'
import type { Hub } from '../hubs/model.ts'
import { granted } from '../lib/granted.ts'
import { isRefusal, type Refusal } from '../lib/refusal.ts'
import { laterThan } from '../lib/time.ts'
import type { Who } from '../lib/who.ts'
import { addPerson, whoIs } from '../members/actions.ts'
import { carryOut } from '../records/life.ts'
import { historyOf } from '../records/store-history.ts'
import {
  amendIssue,
  draftIssue,
  mergeIssues,
  moveIssue,
  publishIssue,
  publishIssues,
  reviseDraft,
  splitIssue,
  withdrawIssue,
} from './actions.ts'
import { issueLife, type Step } from './actions-change.ts'
import { issueOfHub, listIssues } from './store.ts'

describe.each(dialects)('issues on %s', (dialect) => {
  let here: Awaited<ReturnType<typeof testWorld>>
  let hub: Hub
  /** Amina is an organiser, Bako a note-taker. */
  let amina: Who
  let bako: Who
  const lifts = {
    ...{ titles: { en: 'Fix the lifts' }, contents: { en: 'They fail **weekly**.' } },
    basis: 'listening' as const,
  }

  beforeAll(async () => {
    here = await testWorld(dialect)
    const founded = await foundHub(here.world, 'northend')
    hub = founded.hub
    amina = founded.who
    granted(await addPerson(here.world, amina, { hub: hub.id, name: 'Bako', roles: ['note-taker'] }))
    bako = granted(await whoIs(here.world, 'northend', 'Bako'))
  })
  afterAll(() => here.close())

  /** Where the log of changes stood when the test began. */
  let before: number
  beforeEach(async () => {
    before = (await logHead(here.world.db, hub.id))!.seq
  })

  const drafted = async (more: object = {}) =>
    granted(await draftIssue(here.world, bako, { ...lifts, ...more }))
  const published = async (more: object = {}) =>
    granted(await publishIssue(here.world, amina, (await drafted(more)).id))
  const why = (answer: unknown) => (isRefusal(answer) ? answer.refused : 'it was allowed')
  const log = () => changesBetween(here.world.db, hub.id, before + 1, before + 1000)

  const listed = async () => (await listIssues(here.world.db, {}, { limit: 1000 })).map(({ id }) => id)

  it('a draft takes what it does not say from its hub, and nothing of it leaves', async () => {
    const draft = await drafted()
    expect(draft).toMatchObject({
      state: 'proposed',
      revision: 0,
      level: 'local',
      place: 'northend',
      language: 'en',
      owner: hub.actor,
      html: { en: '<p>They fail <strong>weekly</strong>.</p>' },
    })
    expect(await recordById(here.world.db, draft.id)).toBeUndefined()
    expect(await log()).toEqual([])
    expect(await listed()).not.toContain(draft.id)
  })

  it('a draft can be revised by a note-taker, and comes back out of the database as it went in', async () => {
    const { id } = await drafted({ themes: ['housing'], areas: ['gss:E05000026', 'iso:GB-ENG'] })
    const revised = granted(
      await reviseDraft(
        here.world,
        bako,
        id,
        { themes: ['access', 'health'], pin: { lat: 51.9141, lon: -0.4 } },
        'noticed',
      ),
    )
    expect(revised).toMatchObject({
      state: 'noticed',
      themes: ['access', 'health'],
      pin: { lat: 51.914, lon: -0.4 },
    })
    expect(await issueOfHub(here.world.db, hub.id, id)).toEqual(revised)
  })

  it('publishing enters it in the registry, the log of changes and the outbox, and the history names who did it', async () => {
    const issue = await published()
    expect(issue).toMatchObject({ state: 'published', revision: 1, published: issue.updated })
    const record = (await recordById(here.world.db, issue.id))!
    expect(record).toMatchObject({ iri: issue.iri, kind: 'issue', state: 'live', revision: 1 })
    expect(JSON.parse(record.document!)).toMatchObject({
      type: 'Article',
      proof: { cryptosuite: 'eddsa-jcs-2022' },
    })
    expect(await log()).toMatchObject([{ verb: 'publish', revision: 1, digest: record.digest }])
    expect(await untold(here.world.db, 1000)).toContainEqual(
      expect.objectContaining({ news: 'record.published', subject: issue.id }),
    )
    expect(await historyOf(here.world.db, hub.id, issue.id)).toMatchObject([
      { verb: 'draft', person_id: bako.person, revision: 0 },
      { verb: 'publish', person_id: amina.person, revision: 1 },
    ])
  })

  it('an amendment is the next revision and always later, even within one millisecond', async () => {
    const issue = await published()
    const once = granted(
      await amendIssue(here.world, amina, issue.id, { titles: { en: 'Mend the lifts' } }, 'clearer'),
    )
    const twice = granted(
      await amendIssue(here.world, amina, issue.id, { summaries: { en: 'Before winter.' } }),
    )
    expect([issue.updated < once.updated, once.updated < twice.updated]).toEqual([true, true])
    expect(twice).toMatchObject({ revision: 3, published: issue.published, titles: { en: 'Mend the lifts' } })
    expect((await revisionsOf(here.world.db, issue.id)).map(({ revision }) => revision)).toEqual([1, 2, 3])
    expect((await log()).map(({ verb }) => verb)).toEqual(['publish', 'amend', 'amend'])
  })

  it('an amendment that changes nothing is refused', async () => {
    const issue = await published()
    expect(why(await amendIssue(here.world, amina, issue.id, { ...lifts }))).toMatch('Nothing would change')
  })

  it('moves from agenda to result, and only where its life allows', async () => {
    const { id } = await published()
    expect(why(await moveIssue(here.world, amina, id, 'deliberated'))).toMatch('cannot become deliberated')
    for (const state of ['on-agenda', 'deliberated', 'acting', 'won'] as const)
      expect(granted(await moveIssue(here.world, amina, id, state)).state).toBe(state)
    expect(why(await moveIssue(here.world, amina, id, 'won'))).toMatch('It stands there already: “Won”')
    const { document } = (await recordById(here.world.db, id))!
    expect(JSON.parse(document!)).toMatchObject({ 'moot:state': 'moot:won', 'moot:revision': 5 })
  })

  it('withdrawing leaves a Tombstone with the reason, and nothing more can be done with it', async () => {
    const { id } = await published()
    expect(why(await withdrawIssue(here.world, amina, id, '  '))).toMatch('Say why')
    const gone = granted(await withdrawIssue(here.world, amina, id, 'It named a person.'))
    expect(gone).toMatchObject({ state: 'withdrawn', revision: 2, withdrawn: gone.updated })
    const record = (await recordById(here.world.db, id))!
    expect(record).toMatchObject({ state: 'withdrawn', reason: 'It named a person.' })
    expect(JSON.parse(record.document!)).toMatchObject({
      type: 'Tombstone',
      'moot:reason': 'It named a person.',
    })
    expect(record.document).not.toContain('lifts')
    expect(why(await amendIssue(here.world, amina, id, lifts))).toMatch('has been withdrawn')
    expect(await listed()).not.toContain(id)
  })

  it('a note-taker may draft, but not publish, amend, move, merge or withdraw', async () => {
    const [one, other] = [await published(), await published()]
    const draft = await drafted()
    const answers: (unknown | Refusal)[] = [
      await publishIssue(here.world, bako, draft.id),
      await amendIssue(here.world, bako, one.id, { titles: { en: 'No' } }),
      await moveIssue(here.world, bako, one.id, 'on-agenda'),
      await withdrawIssue(here.world, bako, one.id, 'No.'),
      await mergeIssues(here.world, bako, one.id, other.id),
      await splitIssue(here.world, bako, one.id, [other.id, draft.id]),
    ]
    for (const answer of answers) expect(why(answer)).toBe('Bako is not an organiser of this hub.')
  })

  it('an organiser of one hub cannot touch the issues of another on the same server', async () => {
    const south = await foundHub(here.world, 'southend')
    const [draft, issue] = [await drafted(), await published()]
    const answers = [
      await reviseDraft(here.world, south.who, draft.id, lifts),
      await publishIssue(here.world, south.who, draft.id),
      await amendIssue(here.world, south.who, issue.id, { titles: { en: 'Ours now' } }),
      await withdrawIssue(here.world, south.who, issue.id, 'Ours now.'),
      await mergeIssues(here.world, amina, issue.id, (await southIssue(south.who)).id),
    ]
    for (const answer of answers) expect(why(answer)).toBe('There is no record of that id in this hub.')
  })
  const southIssue = async (who: Who) =>
    granted(await publishIssue(here.world, who, granted(await draftIssue(here.world, who, lifts)).id))

  it('of two who publish at once one wins, and the other is told so', async () => {
    const { id } = await drafted()
    const answers = await Promise.all([
      publishIssue(here.world, amina, id),
      publishIssue(here.world, amina, id),
    ])
    expect(answers.filter(isRefusal)).toHaveLength(1)
    expect(why(answers.find(isRefusal))).toMatch(/at the same moment|published already/)
    expect(await log()).toHaveLength(1)
    expect(await historyOf(here.world.db, hub.id, id)).toHaveLength(2)
  })

  it('of two who change the same wording one wins, and nothing of the other is kept', async () => {
    const issue = await published()
    const step = (state: 'acting' | 'parked'): Step => ({
      before: issue,
      after: { ...issue, state, revision: 2, updated: laterThan(issue.updated, here.clock.now) },
      verb: 'move',
      note: null,
    })
    const answers = await Promise.all([
      carryOut(here.world, amina, issueLife, [step('acting')]),
      carryOut(here.world, amina, issueLife, [step('parked')]),
    ])
    const [won] = answers.filter((answer) => !isRefusal(answer))
    expect(why(answers.find(isRefusal))).toMatch('at the same moment')
    expect([await issueOfHub(here.world.db, hub.id, issue.id)]).toEqual(won)
    expect(await log()).toHaveLength(2)
    expect(await historyOf(here.world.db, hub.id, issue.id)).toHaveLength(3)
  })

  it('merges an issue into another: both stay readable, and the one says where it goes on', async () => {
    const [one, other] = [await published(), await published()]
    const merged = granted(await mergeIssues(here.world, amina, one.id, other.id))
    expect(merged).toMatchObject({ state: 'merged', links: { mergedInto: other.iri }, revision: 2 })
    expect(why(await mergeIssues(here.world, amina, other.id, one.id))).toMatch(
      'It is marked: “Merged into another issue”',
    )
    expect(why(await mergeIssues(here.world, amina, other.id, other.id))).toMatch('into itself')
  })

  it('splits an issue into a draft and a published one, all at once', async () => {
    const [whole, part, draft] = [await published(), await published(), await drafted()]
    const [split, ...parts] = granted(await splitIssue(here.world, amina, whole.id, [part.id, draft.id]))
    expect(split).toMatchObject({ state: 'split', revision: 2 })
    expect(parts.map(({ links }) => links.splitFrom)).toEqual([whole.iri, whole.iri])
    expect((await log()).map(({ record_id }) => record_id)).toEqual([whole.id, part.id, whole.id, part.id])
    const later = granted(await publishIssue(here.world, amina, draft.id))
    expect((await recordById(here.world.db, later.id))!.document).toContain(`"moot:splitFrom":"${whole.iri}"`)
  })

  it('counts of few voices stay in the hub', async () => {
    const few = await drafted({ evidence: [{ measure: 'voices', count: 4 }] })
    expect(why(await publishIssue(here.world, amina, few.id))).toMatch('small enough to point to a person')
    const { id } = await published()
    expect(
      why(await amendIssue(here.world, amina, id, { evidence: [{ measure: 'voices', count: 9 }] })),
    ).toMatch('The count of voices (9)')
  })

  it('figures of a meeting of very few stay in the hub, and of many do not', async () => {
    const evidence = (counts: Record<string, number>) =>
      Object.entries(counts).map(([measure, count]) => ({ measure, count }))
    for (const few of [{ present: 4 }, { present: 6, favour: 6 }, { favour: 5, against: 2 }]) {
      const draft = await drafted({ evidence: evidence(few) })
      expect(why(await publishIssue(here.world, amina, draft.id))).toMatch('points to a person')
    }
    const many = await drafted({ evidence: evidence({ present: 31, favour: 30, against: 1 }) })
    expect(await publishIssue(here.world, amina, many.id)).toMatchObject({ state: 'published' })
  })

  it('an issue too long to travel is not published', async () => {
    // Each of these letters is written in five in HTML, and the text stands on the wire twice.
    const long = await drafted({ contents: { en: '&'.repeat(100_000) } })
    expect(why(await publishIssue(here.world, amina, long.id))).toMatch('too long to travel')
    // And a letter of these takes three bytes: few enough letters, and over a mebibyte.
    const texts = {
      language: 'bn',
      titles: { bn: 'লিফট' },
      summaries: {},
      contents: { bn: 'ক'.repeat(55_000) + ' www.a.bd'.repeat(4500) },
    }
    const far = await drafted(texts)
    expect(why(await publishIssue(here.world, amina, far.id))).toMatch('too long to travel')
    expect(await log()).toEqual([])
  })

  it('what cannot be an issue is refused in one sentence', async () => {
    const refused = async (more: object) => why(await draftIssue(here.world, bako, { ...lifts, ...more }))
    expect(await refused({ basis: undefined })).toBe(
      'Where it came from: choose from the list. One of these: listening, assembly, petition, import.',
    )
    expect(await refused({ titles: {} })).toBe('Title (English): this is needed.')
    expect(await refused({ contents: { cy: 'Lifft' } })).toBe('Title (Welsh): this is needed.')
    expect(await refused({ titles: { en: 'x'.repeat(201) } })).toBe(
      'Title (English): this is too long. There is room for 200 characters.',
    )
    expect(await refused({ themes: ['moon'] })).toBe('Themes: choose from the list.')
    expect(await refused({ areas: ['Luton'] })).toMatch(
      /^Area codes: “Luton” is no area key, such as gss:E05000026.*\.$/,
    )
    expect(await refused({ evidence: [{ measure: 'voices', count: Number.NaN }] })).toBe(
      'Counts it rests on, no. 1: this is not a whole number.',
    )
    expect(await refused({ evidence: [{ measure: '', count: 4 }] })).toBe(
      'Counts it rests on, no. 1: this is not a measure with a whole number, such as voices=41.',
    )
    expect(await refused({ language: 'English', titles: { English: 'Lift' } })).toMatch(
      '“English” is not the short code of a language',
    )
  })

  it('publishes many, and one that cannot be does not hold up the others', async () => {
    const ids = []
    for (let at = 0; at < 5; at++) ids.push((await drafted()).id)
    const few = await drafted({ evidence: [{ measure: 'voices', count: 3 }] })
    const long = await drafted({ contents: { en: '&'.repeat(100_000) } })
    const { published: done, refused } = await publishIssues(here.world, amina, [
      few.id,
      long.id,
      ...ids,
      'nowhere',
    ])
    expect(done.map(({ id }) => id).sort()).toEqual(ids.sort())
    expect(refused.map(({ id }) => id).sort()).toEqual([few.id, long.id, 'nowhere'].sort())
    expect((await log()).map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5].map((at) => before + at))
  })
})
