import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { dialects } from '../../test/support/db.ts'
import { sure } from '../../test/support/people.ts'
import { startServer, type TestServer } from '../../test/support/server.ts'
import { inTransaction } from '../db/index.ts'
import { whyBlocked } from '../federation/policy.ts'
import { recordByIri } from '../federation/store/records.ts'
import { keepReply, replyByIri } from '../federation/store/responses.ts'
import { draftIssue, publishIssue } from '../issues/actions.ts'
import { newId } from '../lib/id.ts'
import { instant } from '../lib/time.ts'
import type { Who } from '../lib/who.ts'
import { addPerson } from '../members/actions.ts'
import { decideReport, judge, putAway, setLimit, setPeer } from './actions.ts'
import { receiveComplaint, reportRecord, sendFeedback } from './actions-report.ts'
import { decisionsOf, openFeedback, openReports } from './store.ts'

const far = 'https://far.example/users/x'

describe.each(dialects)('what strangers write to a hub on %s', (dialect) => {
  let server: TestServer
  let amina: Who
  let bako: Who
  let hub: string
  let iri: string
  beforeEach(async () => {
    server = await startServer(dialect, { working: false })
    const north = await server.hub('northend')
    amina = { ...north.who, roles: ['organiser'] }
    hub = amina.hub
    const added = sure(await addPerson(server.world, north.who, { hub, name: 'Bako', roles: ['note-taker'] }))
    bako = { person: added.id, name: 'Bako', hub, roles: ['note-taker'] }
    const draft = sure(
      await draftIssue(server.world, amina, { titles: { en: 'Damp flats' }, basis: 'listening' }),
    )
    iri = sure(await publishIssue(server.world, amina, draft.id)).iri
  })
  afterEach(() => server.end())

  const report = (more: Record<string, unknown> = {}) =>
    reportRecord(server.world, {
      id: newId(),
      iri,
      reason: 'private',
      words: 'It names my neighbour.',
      ...more,
    })
  const waiting = () => openReports(server.world.db, hub, 1000)
  const complain = (more: Record<string, unknown> = {}) =>
    receiveComplaint(server.world, {
      actor: far,
      activity: `https://far.example/${newId()}`,
      about: [iri],
      words: '',
      ...more,
    })
  const decide = (who: Who, id: string, more: Record<string, unknown> = {}) =>
    decideReport(server.world, who, id, { decision: 'leave', subject: '', why: 'fine', reason: '', ...more })
  const reply = async (about = {}) => {
    const now = instant(server.world.clock())
    const record = (await recordByIri(server.world.db, iri))!
    await inTransaction(server.world.db, (tx) =>
      keepReply(tx, {
        ...{
          iri: 'https://far.example/1',
          record_id: record.id,
          hub_id: hub,
          actor: far,
          html: '<p>Rubbish</p>',
        },
        ...{
          language: null,
          published: now,
          updated: now,
          state: 'held',
          judged: null,
          received: now,
          ...about,
        },
      }),
    )
  }

  it('is held, once where it is sent twice, and changes nothing by itself', async () => {
    const id = newId()
    sure(await report({ id }))
    sure(await report({ id }))
    const activity = 'https://far.example/flag/1'
    await complain({ activity, about: [amina.hub, iri, `${server.origin}/actors/${hub}`], words: 'Spam' })
    await complain({ activity })
    expect((await waiting()).map(({ about, actor, reason, words }) => [about, actor, reason, words])).toEqual(
      [
        [iri, null, 'private', 'It names my neighbour.'],
        [iri, far, 'elsewhere', 'Spam'],
      ],
    )
    expect((await recordByIri(server.world.db, iri))?.state).toBe('live')
    expect((await fetch(iri)).status).toBe(200)
  })

  it('is taken about what is public here and about nothing else, and told why not', async () => {
    const draft = sure(
      await draftIssue(server.world, amina, { titles: { en: 'Inside' }, basis: 'listening' }),
    )
    for (const about of [draft.iri, 'https://far.example/1', 'nothing', ''])
      expect(await report({ iri: about })).toMatchObject({
        refused: 'What this is about is not here any more.',
      })
    expect(await report({ reason: 'other', words: ' ' })).toMatchObject({ field: 'words' })
    expect(await report({ words: 'x'.repeat(2001) })).toMatchObject({ field: 'words' })
    await complain({ about: [draft.iri, 'https://elsewhere.example/1'] })
    expect(await waiting()).toEqual([])
    await complain({ about: [`${server.origin}/actors/${hub}`] })
    expect((await waiting()).map(({ about }) => about)).toEqual([`${server.origin}/actors/${hub}`])
  })

  it('is limited: one account keeps nobody else out, and a flood ends', async () => {
    for (let at = 0; at < 60; at++) await complain()
    expect(await waiting()).toHaveLength(50)
    await complain({ actor: 'https://near.example/users/y' })
    expect(await waiting()).toHaveLength(51)
    const received = instant(server.world.clock())
    const rows = Array.from({ length: 949 }, () => ({
      ...{ id: newId(), hub_id: hub, about: iri, actor: null, activity: null, reason: 'spam' as const },
      ...{ words: '', received, decided: null },
    }))
    await server.world.db.insertInto('reports').values(rows).execute()
    expect(await report()).toMatchObject({ refused: expect.stringMatching(/^So much waits/) })
    await complain({ actor: 'https://third.example/users/z' })
    expect(await waiting()).toHaveLength(1000)
    const fill = rows.map(({ id }) => ({ id, hub_id: hub, words: 'x', received, done: null }))
    await server.world.db
      .insertInto('feedback')
      .values([...fill, ...fill.slice(0, 51).map((row) => ({ ...row, id: newId() }))])
      .execute()
    expect(await sendFeedback(server.world, { id: newId(), hub, words: 'Hello' })).toMatchObject({
      refused: expect.stringMatching(/^So much waits/),
    })
  })

  it('is decided by an organiser of the hub, once, with a reason that is kept', async () => {
    sure(await report())
    const [one] = await waiting()
    const other = (await server.hub('southend')).who
    expect(await decide(bako, one!.id)).toMatchObject({ refused: 'Bako is not an organiser of this hub.' })
    expect(await decide({ ...other, roles: ['organiser'] }, one!.id)).toMatchObject({
      refused: expect.stringMatching(/no such report/),
    })
    const both = await Promise.all([decide(amina, one!.id), decide(amina, one!.id)])
    expect(both.filter((done) => done === true)).toHaveLength(1)
    expect(await decide(amina, one!.id)).toMatchObject({ refused: 'This report was decided already.' })
    expect(await waiting()).toEqual([])
    expect(await decisionsOf(server.world.db, hub, 10)).toMatchObject([
      { decision: 'leave', about: iri, reason: 'fine', person_id: amina.person, report_id: one!.id },
    ])
    // The same letter once more does not open it again.
    const activity = 'https://far.example/flag/1'
    await complain({ activity })
    sure(await decide(amina, (await waiting())[0]!.id))
    await complain({ activity })
    expect(await waiting()).toEqual([])
  })

  it('may end in a withdrawal, of a record of the hub only, and not without a word why', async () => {
    sure(await report())
    const [one] = await waiting()
    const withdraw = { decision: 'withdraw', why: 'private' }
    expect(await decide(amina, one!.id, withdraw)).toMatchObject({
      refused: expect.stringMatching(/^Say why/),
    })
    expect(await waiting()).toHaveLength(1)
    sure(await decide(amina, one!.id, { ...withdraw, reason: 'It named somebody.' }))
    expect((await fetch(iri)).status).toBe(410)
    await complain({ about: [`${server.origin}/actors/${hub}`] })
    const [next] = await waiting()
    expect(await decide(amina, next!.id, { ...withdraw, reason: 'x' })).toMatchObject({
      refused: expect.stringMatching(/not a record of this hub/),
    })
  })

  it('may end in a block: by an operator only, and only of whom it is about or by', async () => {
    await complain()
    const [one] = await waiting()
    const block = { decision: 'block-account', subject: far, why: 'spam' }
    expect(await decide(amina, one!.id, block)).toMatchObject({
      refused: expect.stringMatching(/^Only an operator/),
    })
    const operator: Who = { ...amina, roles: ['operator', 'organiser'] }
    const wrong = { ...block, subject: 'https://near.example/users/y' }
    expect(await decide(operator, one!.id, wrong)).toMatchObject({
      refused: expect.stringMatching(/^Choose an account/),
    })
    expect(await whyBlocked(server.world, far)).toBeNull()
    sure(await decide(operator, one!.id, { ...block, decision: 'block-domain', subject: 'far.example' }))
    expect(await whyBlocked(server.world, far)).toBe('its domain is blocked')
  })

  it('is shown only after somebody showed it; what was hidden stays so, and is held again when it changes', async () => {
    await reply()
    const page = async () => (await fetch(iri)).text()
    const state = async () => (await replyByIri(server.world.db, 'https://far.example/1'))?.state
    expect(await page()).not.toContain('Rubbish')
    expect(await judge(server.world, bako, 'https://far.example/1', 'shown')).toMatchObject({
      refused: 'Bako is not an organiser of this hub.',
    })
    sure(await judge(server.world, amina, 'https://far.example/1', 'shown'))
    expect(await page()).toContain('Rubbish')
    await reply()
    expect(await state()).toBe('shown')
    await reply({ html: '<p>Worse</p>' })
    expect([await state(), (await page()).includes('Worse')]).toEqual(['held', false])
    sure(await judge(server.world, amina, 'https://far.example/1', 'hidden', 'hateful'))
    await reply({ html: '<p>Worse</p>' })
    expect(await state()).toBe('hidden')
    await reply({ html: '<p>Still worse</p>' })
    expect(await page()).not.toContain('worse')
    // A block and its end bring nothing back that was not shown before.
    const operator: Who = { ...amina, roles: ['operator'] }
    sure(await setPeer(server.world, operator, { decision: 'block', typed: 'far.example', reason: '' }))
    sure(await setPeer(server.world, operator, { decision: 'unblock', typed: 'far.example', reason: '' }))
    expect([await state(), (await page()).includes('worse')]).toEqual(['held', false])
    expect(
      (await decisionsOf(server.world.db, hub, 10)).map(({ decision, reason }) => [decision, reason]),
    ).toEqual([
      ['unblock', 'other'],
      ['block', 'other'],
      ['hide-reply', 'hateful'],
      ['show-reply', 'fine'],
    ])
  })

  it('to a report with a reply on its page may end in hiding that reply', async () => {
    await reply({ state: 'shown' })
    sure(await report())
    const [one] = await waiting()
    sure(
      await decide(amina, one!.id, {
        decision: 'hide-reply',
        subject: 'https://far.example/1',
        why: 'hateful',
      }),
    )
    expect((await replyByIri(server.world.db, 'https://far.example/1'))?.state).toBe('hidden')
    expect(await waiting()).toEqual([])
    expect((await decisionsOf(server.world.db, hub, 10)).map(({ decision }) => decision)).toEqual([
      'hide-reply',
    ])
  })

  it('to the hub itself is kept for the organisers, and put away by them', async () => {
    const id = newId()
    sure(await sendFeedback(server.world, { id, hub, words: 'Thank you for the benches.' }))
    sure(await sendFeedback(server.world, { id, hub, words: 'Thank you for the benches.' }))
    expect(await sendFeedback(server.world, { id: newId(), hub, words: ' ' })).toMatchObject({
      field: 'words',
    })
    expect(await sendFeedback(server.world, { id: newId(), hub: newId(), words: 'Hm' })).toMatchObject({
      field: 'hub',
    })
    expect(await openFeedback(server.world.db, hub, 10)).toHaveLength(1)
    expect(await putAway(server.world, bako, id)).toMatchObject({
      refused: 'Bako is not an organiser of this hub.',
    })
    const other = (await server.hub('southend')).who
    expect(await putAway(server.world, { ...other, roles: ['organiser'] }, id)).toMatchObject({
      refused: expect.any(String),
    })
    sure(await putAway(server.world, amina, id))
    expect(await openFeedback(server.world.db, hub, 10)).toEqual([])
  })

  it('does not say with whom the server deals: operators do', async () => {
    expect(await setLimit(server.world, amina, true)).toMatchObject({
      refused: expect.stringMatching(/^Only an operator/),
    })
    expect(
      await setPeer(server.world, amina, { decision: 'block', typed: 'far.example', reason: '' }),
    ).toMatchObject({ refused: expect.stringMatching(/^Only an operator/) })
    const operator: Who = { ...amina, roles: ['operator'] }
    sure(await setLimit(server.world, operator, true))
    expect(await whyBlocked(server.world, far)).toBe('it is not on the allow-list')
    sure(
      await setPeer(server.world, operator, { decision: 'allow', typed: 'far.example', reason: 'A friend' }),
    )
    expect(await whyBlocked(server.world, far)).toBeNull()
  })
})
