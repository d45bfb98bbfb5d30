import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { dialects, testWorld } from '../../test/support/db.ts'
import { foundHub } from '../../test/support/people.ts'
import { recordById } from '../federation/store/records.ts'
import { draftIssue, publishIssue, withdrawIssue } from '../issues/actions.ts'
import { granted } from '../lib/granted.ts'
import { isRefusal, type Refusal } from '../lib/refusal.ts'
import type { Who } from '../lib/who.ts'
import { addPerson, whoIs } from '../members/actions.ts'
import { historyOf } from '../records/store-history.ts'
import {
  amendOutcome,
  discardOutcome,
  draftOutcome,
  publishOutcome,
  reviseOutcome,
  withdrawOutcome,
} from './actions.ts'
import { amendAction, draftAction, moveAction, publishAction, withdrawAction } from './actions-action.ts'
import type { OutcomeInput } from './model-shape.ts'
import { outcomeOfHub, publicOutcome } from './store.ts'

const why = (answer: unknown) => (isRefusal(answer) ? (answer as Refusal).refused : 'done')

describe.each(dialects)('outcomes and actions on %s', (dialect) => {
  let here: Awaited<ReturnType<typeof testWorld>>
  let amina: Who
  let ben: Who
  let rosa: Who
  beforeAll(async () => {
    here = await testWorld(dialect)
    const north = await foundHub(here.world, 'northend')
    amina = north.who
    await addPerson(here.world, amina, { hub: north.hub.id, name: 'Ben', roles: ['note-taker'] })
    ben = granted(await whoIs(here.world, 'northend', 'Ben'))
    rosa = (await foundHub(here.world, 'southside')).who
  })
  afterAll(() => here.close())

  const lifts = {
    titles: { en: 'A fund for the lifts' },
    decisions: [{ text: 'We open a fund.', method: 'consensus', result: 'adopted' }],
  } satisfies OutcomeInput
  const draft = async (input: Partial<OutcomeInput> = {}, who = amina) =>
    granted(await draftOutcome(here.world, who, { ...lifts, ...input }))
  const published = async (input: Partial<OutcomeInput> = {}, who = amina) =>
    granted(await publishOutcome(here.world, who, (await draft(input, who)).id))
  const anIssue = async (who = amina) => {
    const issue = granted(await draftIssue(here.world, who, { basis: 'listening', titles: { en: 'Lifts' } }))
    return granted(await publishIssue(here.world, who, issue.id))
  }
  const document = async (id: string) => JSON.parse((await recordById(here.world.db, id))?.document ?? 'null')

  it('are drafted by note-takers, checked, and published by organisers', async () => {
    const outcome = granted(await draftOutcome(here.world, ben, lifts))
    expect(outcome).toMatchObject({ state: 'drafting', revision: 0, place: 'northend' })
    const checked = { checked: '2026-12-14', present: 38 }
    expect(granted(await reviseOutcome(here.world, ben, outcome.id, checked, 'checking'))).toMatchObject({
      ...checked,
      state: 'checking',
      titles: lifts.titles,
    })
    expect(why(await publishOutcome(here.world, ben, outcome.id))).toBe(
      'Ben is not an organiser of this hub.',
    )
    const done = granted(await publishOutcome(here.world, amina, outcome.id))
    expect(done).toMatchObject({ state: 'published', revision: 1 })
    expect(await publicOutcome(here.world.db, outcome.id)).toEqual(done)
    const history = await historyOf(here.world.db, amina.hub, outcome.id)
    expect(history.map(({ verb, kind }) => `${kind} ${verb}`)).toEqual([
      'outcome draft',
      'outcome revise',
      'outcome publish',
    ])
  })

  it('stand under the first of their issues that is public and the hub’s own, and under no other', async () => {
    const [own, later, theirs] = [await anIssue(), await anIssue(), await anIssue(rosa)]
    const gone = await anIssue()
    granted(await withdrawIssue(here.world, amina, gone.id, 'A double.'))
    const far = 'https://far.example/issues/1'
    const outcome = await published({ issues: [far, theirs.iri, gone.iri, own.iri, later.iri] })
    expect(await document(outcome.id)).toMatchObject({
      inReplyTo: own.iri,
      'moot:issue': [far, theirs.iri, gone.iri, own.iri, later.iri],
    })
    // It stays where people found it, also when another own one is named before.
    const amended = granted(
      await amendOutcome(here.world, amina, outcome.id, { issues: [later.iri, own.iri] }),
    )
    expect(amended.replyTo).toBe(own.iri)
    expect(await document((await published({ issues: [far, theirs.iri] })).id)).not.toHaveProperty(
      'inReplyTo',
    )
    const meeting = await published({ assembly: 'https://far.example/assemblies/1' })
    expect(await document(meeting.id)).not.toHaveProperty('inReplyTo')
  })

  it('cannot say themselves what they stand under or what took their place', async () => {
    const sly = { replyTo: 'https://far.example/1', supersededBy: 'https://far.example/2' }
    expect(await draft(sly as object)).toMatchObject({ replyTo: null, supersededBy: null })
    const outcome = await published()
    expect(why(await amendOutcome(here.world, amina, outcome.id, sly as object))).toContain('Nothing would')
  })

  it('are not published empty, nor with the figures of very few', async () => {
    const empty = await draft({ decisions: [] })
    expect(why(await publishOutcome(here.world, amina, empty.id))).toContain('It says nothing yet')
    const few = await draft({ present: 7 })
    expect(why(await publishOutcome(here.world, amina, few.id))).toContain('So few were there (7)')
    const outcome = await published()
    expect(why(await amendOutcome(here.world, amina, outcome.id, { present: 7 }))).toContain('So few')
  })

  it('take the place of an earlier one in one step, and both say so', async () => {
    const first = await published()
    const second = await published({ titles: { en: 'A larger fund' }, supersedes: first.iri })
    const before = await publicOutcome(here.world.db, first.id)
    expect(before).toMatchObject({ state: 'superseded', supersededBy: second.iri, revision: 2 })
    expect(await document(first.id)).toMatchObject({
      'moot:state': 'moot:superseded',
      'moot:supersededBy': second.iri,
    })
    expect(await document(second.id)).toMatchObject({ 'moot:supersedes': first.iri })
    const again = await draft({ supersedes: first.iri })
    expect(why(await publishOutcome(here.world, amina, again.id))).toContain('is superseded already, by')
    const undone = await amendOutcome(here.world, amina, second.id, { supersedes: null })
    expect(why(undone)).toContain('That stays.')
  })

  it('may take that place by an amendment, and keep it through the next', async () => {
    const [first, second] = [await published(), await published()]
    granted(await amendOutcome(here.world, amina, second.id, { supersedes: first.iri }))
    expect(await outcomeOfHub(here.world.db, amina.hub, first.id)).toMatchObject({ state: 'superseded' })
    granted(await amendOutcome(here.world, amina, second.id, { present: 40 }))
    expect(await outcomeOfHub(here.world.db, amina.hub, first.id)).toMatchObject({ revision: 2 })
  })

  it('supersede no draft, nothing of another hub, nothing withdrawn, and not themselves; then nothing changes', async () => {
    const theirs = await published({}, rosa)
    const unpublished = await draft()
    const gone = await published()
    granted(await withdrawOutcome(here.world, amina, gone.id, 'Not checked.'))
    for (const [address, reason] of [
      [theirs.iri, 'no published outcome of this hub'],
      [unpublished.iri, 'no published outcome of this hub'],
      ['https://far.example/outcomes/1', 'no published outcome of this hub'],
      [gone.iri, 'has been withdrawn'],
    ] as const) {
      const outcome = await draft({ supersedes: address })
      expect(why(await publishOutcome(here.world, amina, outcome.id))).toContain(reason)
      expect(await outcomeOfHub(here.world.db, amina.hub, outcome.id)).toMatchObject({ revision: 0 })
    }
    const itself = await published()
    const amended = await amendOutcome(here.world, amina, itself.id, { supersedes: itself.iri })
    expect(why(amended)).toBe('An outcome cannot supersede itself.')
    expect(await publicOutcome(here.world.db, theirs.id)).toMatchObject({ state: 'published' })
  })

  it('of two that take one place at once only one does, and the other stays a draft', async () => {
    const first = await published()
    const rivals = [await draft({ supersedes: first.iri }), await draft({ supersedes: first.iri })]
    const answers = await Promise.all(rivals.map(({ id }) => publishOutcome(here.world, amina, id)))
    expect(answers.filter(isRefusal)).toHaveLength(1)
    const lost = rivals[answers.findIndex(isRefusal)]!
    expect(await outcomeOfHub(here.world.db, amina.hub, lost.id)).toMatchObject({ revision: 0 })
  })

  it('leave nothing when a draft is discarded, and only the reason when they are withdrawn', async () => {
    const secret = await draft({ issues: ['https://far.example/issues/1'] })
    granted(await discardOutcome(here.world, ben, secret.id))
    expect(await outcomeOfHub(here.world.db, amina.hub, secret.id)).toBeUndefined()
    const left = await here.world.db
      .selectFrom('outcome_issues')
      .selectAll()
      .where('outcome_id', '=', secret.id)
      .execute()
    expect(left).toEqual([])
    const outcome = await published()
    granted(await withdrawOutcome(here.world, amina, outcome.id, 'Nobody had checked it.'))
    expect(await document(outcome.id)).toMatchObject({ type: 'Tombstone', formerType: 'Note' })
    expect(why(await discardOutcome(here.world, amina, outcome.id))).toContain('withdrawn')
  })

  it('are nobody’s who is of another hub', async () => {
    const outcome = await draft()
    for (const verb of [publishOutcome, discardOutcome])
      expect(why(await verb(here.world, rosa, outcome.id))).toContain('no record of that id')
    const action = granted(await draftAction(here.world, amina, { titles: { en: 'x' } }))
    expect(why(await publishAction(here.world, rosa, action.id))).toContain('no record of that id')
  })

  it('an action stands under its hub’s own outcome, goes on step by step, and is done at 100', async () => {
    const outcome = await published()
    const leaflet = granted(
      await draftAction(here.world, ben, {
        titles: { en: 'Leaflet every stairwell' },
        outcome: outcome.iri,
        doer: 'the stairwell group',
        due: '2026-12-20',
      }),
    )
    granted(await publishAction(here.world, amina, leaflet.id))
    expect(await document(leaflet.id)).toMatchObject({
      inReplyTo: outcome.iri,
      'moot:state': 'moot:accepted',
    })
    const move = async (to: Parameters<typeof moveAction>[3]) => moveAction(here.world, amina, leaflet.id, to)
    granted(await move({ to: 'in-progress', progress: 40 }))
    granted(await move({ to: 'in-progress', progress: 60 }))
    expect(why(await move({ to: 'in-progress' }))).toBe('It stands there already: “Under way”.')
    expect(why(await move({ to: 'in-progress', progress: 60 }))).toContain('Nothing would change')
    expect(why(await move({ to: 'in-progress', progress: 101 }))).toContain('from 0 to 100')
    granted(await move({ to: 'blocked', blockedBy: 'No printer' }))
    expect(await document(leaflet.id)).toMatchObject({ 'moot:blockedBy': 'No printer', 'moot:progress': 60 })
    const done = granted(await move({ to: 'done', evidence: 'https://hub.example/leaflet' }))
    expect(done).toMatchObject({ state: 'done', progress: 100, blockedBy: null, revision: 5 })
    expect(why(await move({ to: 'dropped' }))).toBe(
      'What is done cannot become dropped. It can become: in-progress.',
    )
    expect(why(await amendAction(here.world, amina, leaflet.id, { progress: 90 }))).toContain('stands at 100')
    granted(await withdrawAction(here.world, amina, leaflet.id, 'It was about another house.'))
    expect(await document(leaflet.id)).toMatchObject({ type: 'Tombstone' })
  })

  it('an action of another hub’s outcome names it, and answers nothing', async () => {
    const theirs = await published({}, rosa)
    const action = granted(await draftAction(here.world, amina, { titles: { en: 'x' }, outcome: theirs.iri }))
    granted(await publishAction(here.world, amina, action.id))
    expect(await document(action.id)).not.toHaveProperty('inReplyTo')
    expect(await document(action.id)).toMatchObject({ 'moot:outcome': theirs.iri })
  })
})
