import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { dialects, testWorld } from '../../test/support/db.ts'
import { foundHub } from '../../test/support/people.ts'
import { changesBetween } from '../federation/store/changes.ts'
import { recordById } from '../federation/store/records.ts'
import { granted } from '../lib/granted.ts'
import type { JsonObject } from '../lib/json.ts'
import { DAY, HOUR } from '../lib/time.ts'
import type { Who } from '../lib/who.ts'
import { amendAssembly, announceAssembly, draftAssembly, moveAssembly, withdrawAssembly } from './actions.ts'
import { invite } from './actions-invite.ts'
import type { AssemblyInput } from './model-shape.ts'

describe.each(dialects)('the invitation to an assembly on %s', (dialect) => {
  let here: Awaited<ReturnType<typeof testWorld>>
  let amina: Who

  beforeAll(async () => {
    here = await testWorld(dialect, { now: Date.parse('2026-11-01T10:00:00Z') })
    amina = (await foundHub(here.world, 'northend')).who
  })
  afterAll(() => here.close())

  const announced = async (starts: string, more: Partial<AssemblyInput> = {}) => {
    const draft = granted(
      await draftAssembly(here.world, amina, {
        titles: { en: 'Rents and repairs' },
        summaries: { en: 'What must a landlord do before the rent goes up?' },
        kind: 'community',
        starts,
        zone: 'UTC',
        destination: 'The council answers in writing.',
        ...more,
      }),
    )
    return granted(await announceAssembly(here.world, amina, draft.id))
  }
  const invitations = async () =>
    here.world.db.selectFrom('assembly_invitations').selectAll().orderBy('id').execute()
  const document = async (id: string) =>
    JSON.parse((await recordById(here.world.db, id))!.document!) as JsonObject
  const verbs = async (id: string) =>
    (await changesBetween(here.world.db, amina.hub, 1, 1000))
      .filter(({ record_id }) => record_id === id)
      .map(({ kind, verb }) => `${verb} ${kind}`)

  it('goes out once, some days before, with all that the assembly says and without a warning', async () => {
    const assembly = await announced('2026-11-20T18:00', { venue: { name: 'Community Hall' } })
    here.clock.now += 12 * DAY
    expect(await invite(here.world)).toBe(0)
    here.clock.now += 3 * DAY
    const off = { ...here.world, config: { ...here.world.config, federation: false } }
    expect(await invite(off)).toBe(0)
    expect(await Promise.all([invite(here.world), invite(here.world)])).toContain(1)
    expect(await invite(here.world)).toBe(0)
    const [invitation, ...more] = await invitations()
    expect(more).toEqual([])
    const note = await document(invitation!.id)
    expect(note).toMatchObject({
      ...{ type: 'Note', 'moot:kind': 'moot:Invitation', 'moot:assembly': assembly.iri },
      id: `http://localhost:4000/invitations/${invitation!.id}`,
      tag: [{ type: 'Link', href: assembly.iri }],
    })
    for (const words of [
      'Rents and repairs',
      'Friday 20 November 2026, 18:00',
      'Community Hall',
      assembly.iri,
    ])
      expect(note.content).toContain(words)
    for (const absent of ['name', 'summary', 'startTime', 'location']) expect(note).not.toHaveProperty(absent)
    expect(await verbs(invitation!.id)).toEqual(['publish invitation'])
  })

  it('says what its assembly says by now, and ends with it', async () => {
    const assembly = await announced('2026-11-18T18:00')
    // What was announced a moment ago is not repeated at once.
    expect(await invite(here.world)).toBe(0)
    here.clock.now += 2 * HOUR
    expect(await invite(here.world)).toBe(1)
    const [invitation] = (await invitations()).slice(-1)
    granted(await amendAssembly(here.world, amina, assembly.id, { starts: '2026-11-19T18:00' }))
    expect(await invite(here.world)).toBe(1)
    expect((await document(invitation!.id)).content).toContain('19 November 2026')
    granted(await moveAssembly(here.world, amina, assembly.id, 'cancelled'))
    expect(await invite(here.world)).toBe(1)
    expect((await document(invitation!.id)).content).toContain('This assembly is cancelled.')
    granted(await withdrawAssembly(here.world, amina, assembly.id, 'It was announced twice.'))
    expect(await invite(here.world)).toBe(1)
    expect(await document(invitation!.id)).toMatchObject({ type: 'Tombstone', formerType: 'Note' })
    expect(await verbs(invitation!.id)).toEqual([
      'publish invitation',
      'amend invitation',
      'amend invitation',
      'withdraw invitation',
    ])
    expect(await invite(here.world)).toBe(0)
  })

  it('is sent to nothing that is called off, past, or not announced', async () => {
    const off = await announced('2026-11-18T19:00')
    granted(await moveAssembly(here.world, amina, off.id, 'cancelled'))
    await announced('2026-11-01T10:00')
    here.clock.now += 2 * HOUR
    expect(await invite(here.world)).toBe(0)
  })
})
