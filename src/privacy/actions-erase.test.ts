import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { dialects, testWorld } from '../../test/support/db.ts'
import { foundHub, sure } from '../../test/support/people.ts'
import { everyText } from '../../test/support/texts.ts'
import { offeredBy } from '../app.ts'
import { inTransaction } from '../db/index.ts'
import { draftIssue } from '../issues/actions.ts'
import { newId } from '../lib/id.ts'
import { instant } from '../lib/time.ts'
import type { Who } from '../lib/who.ts'
import { addDevice, enter, invite, passBehind, printRecovery } from '../members/actions-passes.ts'
import { grantRole } from '../members/actions-people.ts'
import { beginSessionIn } from '../members/actions-sessions.ts'
import { digestOf } from '../members/model-passes.ts'
import { namesOf } from '../members/store.ts'
import { sessionOf } from '../members/store-sessions.ts'
import { slices } from '../slices.ts'
import { noteConsent } from './actions-consent.ts'
import { erasePerson } from './actions-erase.ts'
import { consentsOf } from './store-consent.ts'

const offered = offeredBy(slices)

describe.each(dialects)('somebody who wants to be erased, on %s', (dialect) => {
  let here: Awaited<ReturnType<typeof testWorld>>
  let amina: Who
  let ozioma: Who
  beforeEach(async () => {
    here = await testWorld(dialect)
    amina = (await foundHub(here.world, 'northend')).who
    // By an invitation, which keeps the name too.
    const { link } = sure(await invite(here.world, amina, { name: 'Ozioma Q', role: 'organiser' }))
    const pass = sure(await passBehind(here.world, link))
    sure(await enter(here.world, pass, { name: 'Ozioma Q', agent: 'Firefox' }))
    const { id } = await here.world.db
      .selectFrom('people')
      .select('id')
      .where('name', '=', 'Ozioma Q')
      .executeTakeFirstOrThrow()
    ozioma = { person: id, name: 'Ozioma Q', hub: amina.hub, roles: ['organiser'] }
    await here.world.db
      .updateTable('people')
      .set({ address: 'oz@post.example', address_folded: 'oz@post.example' })
      .where('id', '=', id)
      .execute()
    const about = { id: newId(), person: id, purpose: 'mail', version: 0, language: 'en' }
    sure(await noteConsent(here.world, amina, { ...about, channel: 'online', given: '2026-10-30' }))
    await addDevice(here.world, ozioma)
    await printRecovery(here.world, ozioma)
    sure(
      await draftIssue(here.world, ozioma, {
        titles: { en: 'Damp flats' },
        level: 'local',
        basis: 'listening',
      }),
    )
  })
  afterEach(() => here.close())

  it('is nowhere in the database any more, and what they did stays as of somebody who left', async () => {
    expect((await everyText(here.world.db)).join('\n')).toMatch(
      /Ozioma[\s\S]*oz@post\.example|oz@post\.example[\s\S]*Ozioma/,
    )
    const at = instant(here.clock.now)
    const { token } = await inTransaction(here.world.db, (tx) =>
      beginSessionIn(tx, { id: ozioma.person, hub: ozioma.hub }, 'Firefox', at),
    )
    sure(await erasePerson(here.world, ozioma, ozioma.person, offered))

    const left = (await everyText(here.world.db)).join('\n')
    expect(left).not.toMatch(/Ozioma|ozioma|oz@post/)
    expect(await sessionOf(here.world.db, digestOf(token), instant(0))).toBeUndefined()
    const history = await here.world.db.selectFrom('record_history').select('person_id').execute()
    expect((await namesOf(here.world.db, [history[0]!.person_id])).get(ozioma.person)).toBe(
      'Somebody who left',
    )
    // Whose consents and acts they were is known no more; that somebody agreed is.
    expect(await consentsOf(here.world.db, amina.hub, ozioma.person)).toEqual([])
    expect(await here.world.db.selectFrom('consents').select('person_id').execute()).toEqual([
      { person_id: null },
    ])
    const acts = await here.world.db.selectFrom('acts').select('person_id').execute()
    expect(acts.map(({ person_id }) => person_id)).not.toContain(ozioma.person)
    for (const table of ['sessions', 'passkeys', 'passes'] as const)
      expect(
        await here.world.db.selectFrom(table).select('id').where('person_id', '=', ozioma.person).execute(),
      ).toEqual([])
  })

  it('is erased by an organiser too, but by nobody else, once, and never the last operator', async () => {
    const helper: Who = { ...ozioma, person: newId(), name: 'Bako', roles: ['note-taker'] }
    expect(await erasePerson(here.world, helper, ozioma.person, offered)).toMatchObject({
      refused: expect.stringMatching(/^Bako is neither/),
    })
    const other = (await foundHub(here.world, 'southend')).who
    expect(await erasePerson(here.world, other, ozioma.person, offered)).toMatchObject({
      refused: expect.stringMatching(/^That person is not in this hub/),
    })
    expect(await erasePerson(here.world, ozioma, amina.person, offered)).toMatchObject({
      refused: expect.stringMatching(/^Only an operator/),
    })
    sure(await erasePerson(here.world, amina, ozioma.person, offered))
    expect(await erasePerson(here.world, amina, ozioma.person, offered)).toMatchObject({
      refused: expect.stringMatching(/^That person is not in this hub/),
    })
    // A hub founded later has an operator of its own in these tests.
    await here.world.db
      .updateTable('roles')
      .set({ ended: instant(here.clock.now) })
      .where('person_id', '=', other.person)
      .execute()
    expect(await erasePerson(here.world, amina, amina.person, offered)).toMatchObject({
      refused: expect.stringMatching(/only operator/),
    })
  })

  it('reads before what the hub holds on them, and nothing of who else did what', async () => {
    sure(await grantRole(here.world, amina, { name: 'Ozioma Q', role: 'note-taker' }))
    const about = JSON.stringify(await offered.about(here.world, { id: ozioma.person, hub: ozioma.hub }))
    for (const part of [
      'Ozioma Q',
      'oz@post.example',
      'You may send me mail',
      'recovery',
      'draft',
      'Firefox',
    ])
      expect(about).toContain(part)
    expect(about).not.toContain('Amina')
    expect(about).not.toContain(amina.person)
    expect(about).not.toMatch(/digest|"link"|"code"/)
  })
})
