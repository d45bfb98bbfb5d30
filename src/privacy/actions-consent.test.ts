import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { dialects, testWorld } from '../../test/support/db.ts'
import { foundHub, sure } from '../../test/support/people.ts'
import { newId } from '../lib/id.ts'
import type { Who } from '../lib/who.ts'
import { addPerson } from '../members/actions.ts'
import {
  addPurpose,
  askFor,
  noteConsent,
  withdrawConsent,
  wordingAsked,
  writeWording,
} from './actions-consent.ts'
import { consentsOf, hasConsent, purposesOf, wordingsOf } from './store-consent.ts'

describe.each(dialects)('what people agree to, on %s', (dialect) => {
  let here: Awaited<ReturnType<typeof testWorld>>
  let amina: Who
  let bako: Who
  beforeEach(async () => {
    here = await testWorld(dialect)
    const { hub, who } = await foundHub(here.world, 'northend')
    amina = who
    const added = sure(await addPerson(here.world, who, { hub: hub.id, name: 'Bako', roles: ['note-taker'] }))
    bako = { person: added.id, name: 'Bako', hub: hub.id, roles: ['note-taker'] }
  })
  afterEach(() => here.close())

  const yes = (more: Record<string, unknown> = {}) =>
    noteConsent(here.world, amina, {
      ...{ id: newId(), person: bako.person, purpose: 'mail', version: 0, language: 'en' },
      ...{ channel: 'in-person', given: '2026-10-30', ...more },
    })

  it('is noted with the wording they said yes to, which stays when another comes', async () => {
    sure(await yes())
    const before = (await wordingAsked(here.world, amina.hub, 'mail', 'en'))!
    expect(before.version).toBe(1)
    const text = 'We may send you one mail a month.'
    sure(await writeWording(here.world, amina, { purpose: 'mail', version: 1, text, language: 'en' }))
    // Whoever has the old words before them cannot note a yes to the new ones.
    expect(await yes({ version: 1 })).toMatchObject({
      refused: expect.stringMatching(/^The wording was changed/),
    })
    sure(await yes({ version: 2, channel: 'on-paper' }))
    const noted = await consentsOf(here.world.db, amina.hub, bako.person)
    expect(noted.map((one) => [one.version, one.text, one.channel, one.given, one.noted_by])).toEqual([
      [2, text, 'on-paper', '2026-10-30', amina.person],
      [1, before.text, 'in-person', '2026-10-30', amina.person],
    ])
    expect((await wordingsOf(here.world.db, amina.hub)).map(({ version }) => version)).toEqual([2, 1])
  })

  it('is noted once where the form is sent twice', async () => {
    const id = newId()
    sure(await yes({ id }))
    sure(await yes({ id, version: 1 }))
    expect(await consentsOf(here.world.db, amina.hub, bako.person)).toHaveLength(1)
  })

  it('is withdrawn by themselves, once, and that it was given stays known', async () => {
    const id = newId()
    sure(await yes({ id }))
    expect(await hasConsent(here.world.db, bako.person, 'mail')).toBe(true)
    expect(await hasConsent(here.world.db, bako.person, 'contact')).toBe(false)
    sure(await withdrawConsent(here.world, bako, { person: bako.person, id }))
    expect(await withdrawConsent(here.world, amina, { person: bako.person, id })).toMatchObject({
      refused: 'This consent was withdrawn already.',
    })
    expect(await hasConsent(here.world.db, bako.person, 'mail')).toBe(false)
    const [kept] = await consentsOf(here.world.db, amina.hub, bako.person)
    expect(kept).toMatchObject({ withdrawn: '2026-11-01T10:00:00.000Z', withdrawn_by: bako.person })
  })

  it('is for organisers of the hub to note, and of nobody elsewhere', async () => {
    const other = (await foundHub(here.world, 'southend')).who
    const id = newId()
    sure(await yes({ id }))
    const about = { id: newId(), person: amina.person, purpose: 'mail', version: 1, language: 'en' }
    const more = { ...about, channel: 'online', given: '2026-10-30' } as const
    const notBakos = { refused: expect.stringMatching(/^Bako is neither an organiser/) }
    expect(await noteConsent(here.world, bako, more)).toMatchObject(notBakos)
    expect(await withdrawConsent(here.world, bako, { person: amina.person, id })).toMatchObject(notBakos)
    const nobody = { refused: 'That person is not in this hub any more.' }
    const organiser = { ...other, roles: ['organiser' as const] }
    expect(await noteConsent(here.world, organiser, { ...more, version: 0 })).toMatchObject(nobody)
    expect(await withdrawConsent(here.world, organiser, { person: bako.person, id })).toMatchObject(nobody)
    expect(await hasConsent(here.world.db, bako.person, 'mail')).toBe(true)
  })

  it.each([
    ['2026-11-02', 'That day is still to come.'],
    ['2026-02-30', 'There is no such day.'],
    ['yesterday', 'Give the day as year, month and day, such as 2026-11-27.'],
  ])('of the day %s it is said what is wrong', async (given, refused) => {
    expect(await yes({ given })).toMatchObject({ refused, field: 'given' })
  })

  it('is asked for what the hub chooses, and no more where it stopped asking', async () => {
    const photo = { id: newId(), name: 'Use my photo', text: 'You may use my photo.', language: 'en' }
    sure(await addPurpose(here.world, amina, photo))
    sure(await addPurpose(here.world, amina, photo))
    expect(await addPurpose(here.world, amina, { ...photo, id: newId() })).toMatchObject({ field: 'name' })
    expect(
      await addPurpose(here.world, amina, { ...photo, id: newId(), name: 'Film', text: 'Yes' }),
    ).toMatchObject({
      field: 'text',
    })
    sure(await askFor(here.world, amina, { purpose: 'mail', asked: false }))
    const asked = (await purposesOf(here.world.db, amina.hub)).filter((one) => one.asked)
    expect(asked.map(({ key }) => key)).toEqual(['public-role', 'hub-page', 'contact', photo.id])
    expect(await yes()).toMatchObject({ refused: 'Choose what they agreed to.' })
    sure(await yes({ purpose: photo.id, version: 1 }))
    sure(await askFor(here.world, amina, { purpose: 'mail', asked: true }))
    sure(await yes())
  })

  it('keeps the wording of two who write at once apart', async () => {
    const write = (text: string) =>
      writeWording(here.world, amina, { purpose: 'mail', version: 0, text, language: 'en' })
    const done = await Promise.all([write('One mail a week, no more.'), write('One mail a month, no more.')])
    expect(done.filter((one) => one === true)).toHaveLength(1)
    expect(await wordingsOf(here.world.db, amina.hub)).toHaveLength(1)
  })
})
