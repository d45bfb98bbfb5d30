import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { dialects, testWorld } from '../../test/support/db.ts'
import { foundHub, sure } from '../../test/support/people.ts'
import { offeredBy } from '../app.ts'
import { inTransaction } from '../db/index.ts'
import { keepReply, replyByIri } from '../federation/store/responses.ts'
import { newId } from '../lib/id.ts'
import { DAY, type Instant, instant } from '../lib/time.ts'
import type { Who } from '../lib/who.ts'
import { addPerson } from '../members/actions.ts'
import { invite } from '../members/actions-passes.ts'
import { endPerson } from '../members/actions-people.ts'
import { beginSessionIn } from '../members/actions-sessions.ts'
import { namesOf } from '../members/store.ts'
import { actsOf, noteAct } from '../members/store-acts.ts'
import { slices } from '../slices.ts'
import { eraseWhatIsDue, forecast, setRetention } from './actions-retention.ts'

const offered = offeredBy(slices)

describe.each(dialects)('the clocks of a hub on %s', (dialect) => {
  let here: Awaited<ReturnType<typeof testWorld>>
  let amina: Who
  let bako: string
  beforeEach(async () => {
    here = await testWorld(dialect)
    const { hub, who } = await foundHub(here.world, 'northend')
    amina = who
    bako = sure(await addPerson(here.world, who, { hub: hub.id, name: 'Bako', roles: [] })).id
  })
  afterEach(() => here.close())

  const ahead = (days: number) => {
    here.clock.now += days * DAY
  }
  const due = async (key: string) =>
    (await forecast(here.world, amina.hub, offered.holdings)).find(({ holding }) => holding.key === key)!
  const erase = () => eraseWhatIsDue(here.world, offered)
  const name = async () => (await namesOf(here.world.db, [bako])).get(bako)

  it('show what they will erase, when, and how much, and then erase it: who left becomes somebody who left', async () => {
    sure(await endPerson(here.world, amina, 'Bako'))
    expect(await due('people-who-left')).toMatchObject({
      days: 730,
      now: 0,
      soon: 0,
      next: '2028-10-31T10:00:00.000Z',
    })
    ahead(729)
    expect(await due('people-who-left')).toMatchObject({ now: 0, soon: 1 })
    await erase()
    expect(await name()).toBe('Bako')
    ahead(2)
    expect(await due('people-who-left')).toMatchObject({ now: 1, soon: 1 })
    await erase()
    expect(await name()).toBe('Somebody who left')
    expect(await due('people-who-left')).toMatchObject({ now: 0, soon: 0, next: null })
    const said = here.logged.filter(([, what]) => what === 'erased what was kept long enough')
    // What was done when the hub began has been kept long enough by then as well.
    expect(said.filter(([, , about]) => about?.kind !== 'acts')).toEqual([
      ['info', 'erased what was kept long enough', { hub: amina.hub, kind: 'people-who-left', erased: 1 }],
    ])
    // Somebody else may be called that from now on.
    sure(await addPerson(here.world, amina, { hub: amina.hub, name: 'Bako', roles: [] }))
  })

  it('erase in batches, of each hub what is its own, and no more than is due', async () => {
    const other = (await foundHub(here.world, 'southend')).who
    const old = instant(here.clock.now - 800 * DAY)
    await inTransaction(here.world.db, async (tx) => {
      for (let at = 0; at < 450; at++)
        await noteAct(tx, { hub: amina.hub, person: amina.person, verb: 'test', at: old })
      await noteAct(tx, { hub: other.hub, person: other.person, verb: 'test', at: old })
      await noteAct(tx, { hub: amina.hub, person: amina.person, verb: 'kept', at: instant(here.clock.now) })
    })
    sure(await setRetention(here.world, other, offered.holdings, { acts: '3000' }))
    ahead(2)
    expect((await due('acts')).now).toBe(450)
    await erase()
    const left = (await actsOf(here.world.db, amina.hub, 1000)).map(({ verb }) => verb)
    expect(left).not.toContain('test')
    expect(left).toContain('kept')
    expect((await actsOf(here.world.db, other.hub, 1000)).map(({ verb }) => verb)).toContain('test')
  })

  it('wait a day after they were set anew, so that a slip can be put right', async () => {
    sure(await endPerson(here.world, amina, 'Bako'))
    ahead(10)
    sure(await setRetention(here.world, amina, offered.holdings, { 'people-who-left': '0' }))
    await erase()
    expect(await name()).toBe('Bako')
    expect(await due('people-who-left')).toMatchObject({ now: 1, next: instant(here.clock.now + DAY) })
    sure(await setRetention(here.world, amina, offered.holdings, { 'people-who-left': '365' }))
    ahead(2)
    await erase()
    expect(await name()).toBe('Bako')
    sure(await setRetention(here.world, amina, offered.holdings, { 'people-who-left': '0' }))
    ahead(1)
    await erase()
    expect(await name()).toBe('Somebody who left')
  })

  it('are set within bounds, all that was typed or nothing, and by organisers', async () => {
    const typed = { acts: '29', replies: 'a month', 'people-who-left': '365', sessions: '1' }
    expect(await setRetention(here.world, amina, offered.holdings, typed)).toMatchObject({
      errors: {
        acts: { key: 'retention.no.days', values: { fewest: 30, most: 3650 } },
        replies: { key: 'retention.no.days', values: { fewest: 1, most: 365 } },
      },
    })
    expect((await due('people-who-left')).days).toBe(730)
    // What no hub may choose stays, whatever is sent.
    sure(await setRetention(here.world, amina, offered.holdings, { sessions: '1' }))
    expect((await due('sessions')).days).toBe(60)
    const helper: Who = { ...amina, roles: ['note-taker'] }
    expect(await setRetention(here.world, helper, offered.holdings, { acts: '30' })).toMatchObject({
      refused: expect.stringMatching(/neither an organiser/),
    })
  })

  it('erase sessions, invitations and replies that nobody showed', async () => {
    const { db } = here.world
    const now = instant(here.clock.now)
    sure(await invite(here.world, amina, { name: 'Chidi', role: 'note-taker' }))
    const reply = (iri: string, state: 'held' | 'shown') => ({
      ...{ iri, record_id: newId(), hub_id: amina.hub, actor: 'https://far.example/u/x', html: '<p>Hm</p>' },
      ...{
        language: null,
        published: now,
        updated: now,
        state,
        judged: null as Instant | null,
        received: now,
      },
    })
    await inTransaction(db, async (tx) => {
      await beginSessionIn(tx, { id: bako, hub: amina.hub }, undefined, now)
      await keepReply(tx, reply('https://far.example/1', 'held'))
      await keepReply(tx, reply('https://far.example/2', 'shown'))
    })
    ahead(59)
    await erase()
    expect(await db.selectFrom('sessions').select('id').execute()).toHaveLength(1)
    expect(await db.selectFrom('passes').select('id').execute()).toHaveLength(0)
    ahead(32)
    expect((await due('replies')).now).toBe(1)
    await erase()
    expect(await db.selectFrom('sessions').select('id').execute()).toHaveLength(0)
    expect(await replyByIri(db, 'https://far.example/1')).toBeUndefined()
    expect(await replyByIri(db, 'https://far.example/2')).toBeDefined()
  })
})
