import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { dialects, testWorld } from '../../test/support/db.ts'
import { foundHub } from '../../test/support/people.ts'
import { polisFiles, polisFolder, row } from '../../test/support/polis.ts'
import { inTransaction } from '../db/index.ts'
import { logHead } from '../federation/store/changes.ts'
import { untold } from '../federation/store/outbox.ts'
import type { Hub } from '../hubs/model.ts'
import { granted } from '../lib/granted.ts'
import { isRefusal } from '../lib/refusal.ts'
import type { Who } from '../lib/who.ts'
import { addPerson, whoIs } from '../members/actions.ts'
import { historyOf } from '../records/store-history.ts'
import { draftIssue, publishIssue, reviseDraft, withdrawIssue } from './actions.ts'
import { discardDraft } from './actions-change.ts'
import { importPolis } from './actions-import.ts'
import { usualBar, usualCredit, usualLicence } from './import-polis.ts'
import { issueOfHub, ownIssues } from './store.ts'
import { deleteDraft } from './store-history.ts'

describe.each(dialects)('discarding a draft on %s', (dialect) => {
  let here: Awaited<ReturnType<typeof testWorld>>
  let hub: Hub
  /** Amina is an organiser, Bako a note-taker. */
  let amina: Who
  let bako: Who

  beforeAll(async () => {
    here = await testWorld(dialect)
    const founded = await foundHub(here.world, 'northend')
    hub = founded.hub
    amina = founded.who
    granted(await addPerson(here.world, amina, { hub: hub.id, name: 'Bako', roles: ['note-taker'] }))
    bako = granted(await whoIs(here.world, 'northend', 'Bako'))
  })
  afterAll(() => here.close())

  const drafted = async (title = 'Fix the lifts') =>
    granted(
      await draftIssue(here.world, bako, {
        ...{ titles: { en: title }, basis: 'listening' },
        ...{ themes: ['housing'], areas: ['gss:E05000026'] },
      }),
    )
  const discard = (who: Who, id: string) => discardDraft(here.world, who, id)
  const why = (answer: unknown) => (isRefusal(answer) ? answer.refused : 'it was allowed')
  /** How many rows of each table are about an issue. */
  const rowsAbout = (id: string) =>
    Promise.all([
      ...(['record_themes', 'record_areas', 'record_history'] as const).map(
        async (table) =>
          (await here.world.db.selectFrom(table).selectAll().where('record_id', '=', id).execute()).length,
      ),
      here.world.db
        .selectFrom('issue_sources')
        .selectAll()
        .where('issue_id', '=', id)
        .execute()
        .then((rows) => rows.length),
    ])

  it('leaves nothing of it, and tells nobody', async () => {
    const draft = await drafted()
    expect(await rowsAbout(draft.id)).toEqual([1, 1, 1, 0])
    const before = [await logHead(here.world.db, hub.id), await untold(here.world.db, 1000)]
    expect(await discard(bako, draft.id)).toEqual(draft)
    expect(await issueOfHub(here.world.db, hub.id, draft.id)).toBeUndefined()
    expect(await rowsAbout(draft.id)).toEqual([0, 0, 0, 0])
    expect([await logHead(here.world.db, hub.id), await untold(here.world.db, 1000)]).toEqual(before)
    expect(why(await discard(bako, draft.id))).toBe('There is no record of that id in this hub.')
  })

  it('touches no other draft', async () => {
    const [one, other] = [await drafted('One'), await drafted('Other')]
    granted(await discard(amina, one.id))
    expect(await issueOfHub(here.world.db, hub.id, other.id)).toEqual(other)
    expect(await rowsAbout(other.id)).toEqual([1, 1, 1, 0])
  })

  it('is for drafts: what is published is withdrawn, and what was withdrawn stays', async () => {
    const { id } = await drafted()
    granted(await publishIssue(here.world, amina, id))
    expect(why(await discard(amina, id))).toBe(
      'This is published already, and others may have read it. Withdraw it instead.',
    )
    granted(await withdrawIssue(here.world, amina, id, 'It was settled.'))
    expect(why(await discard(amina, id))).toBe('This has been withdrawn.')
    expect(await issueOfHub(here.world.db, hub.id, id)).toMatchObject({ state: 'withdrawn' })
  })

  it('is for those who may write drafts of this hub', async () => {
    const south = await foundHub(here.world, 'southend')
    const { id } = await drafted()
    expect(why(await discard(south.who, id))).toBe('There is no record of that id in this hub.')
    granted(await addPerson(here.world, amina, { hub: hub.id, name: 'Cleo', roles: ['operator'] }))
    const cleo = granted(await whoIs(here.world, 'northend', 'Cleo'))
    expect(why(await discard(cleo, id))).toBe('Cleo is neither a note-taker nor an organiser of this hub.')
    expect(await rowsAbout(id)).toEqual([1, 1, 1, 0])
  })

  it('deletes nothing that has changed since it was read', async () => {
    const read = await drafted()
    const drop = () => inTransaction(here.world.db, (tx) => deleteDraft(tx, read))
    here.clock.now += 1000
    const revised = granted(await reviseDraft(here.world, bako, read.id, { place: 'Marsh Farm' }))
    expect(await drop()).toBe(false)
    expect(await issueOfHub(here.world.db, hub.id, read.id)).toEqual(revised)
    granted(await publishIssue(here.world, amina, read.id))
    expect(await drop()).toBe(false)
    expect(await historyOf(here.world.db, hub.id, read.id)).toHaveLength(3)
  })

  it('or publishing it: of two who are at it at once one wins, and the other is told so', async () => {
    for (let round = 0; round < 5; round++) {
      const { id } = await drafted()
      const [gone, out] = await Promise.all([discard(bako, id), publishIssue(here.world, amina, id)])
      expect([gone, out].filter(isRefusal)).toHaveLength(1)
      expect(why([gone, out].find(isRefusal))).toMatch(
        /at the same moment|published already|no record of that/,
      )
      const left = await issueOfHub(here.world.db, hub.id, id)
      expect(left?.state).toBe(isRefusal(gone) ? 'published' : undefined)
      expect(await rowsAbout(id)).toEqual(left ? [1, 1, 2, 0] : [0, 0, 0, 0])
    }
  })

  it('that was imported lets another import draft it again', async () => {
    const { folder, remove } = polisFolder(polisFiles([row(1, 'Benches'), row(2, 'Trees')]))
    const imported = async () =>
      granted(
        await importPolis(here.world, bako, {
          ...{ folder, bar: usualBar, publish: false, language: null, more: {} },
          ...{ licence: usualLicence, credit: usualCredit },
        }),
      )
    expect(await imported()).toMatchObject({ drafted: 2, already: 0 })
    const trees = (await ownIssues(here.world.db, hub.id, { limit: 100 })).find(
      ({ titles }) => titles.en === 'Trees',
    )!
    expect(await rowsAbout(trees.id)).toEqual([0, 0, 1, 1])
    granted(await discard(bako, trees.id))
    expect(await rowsAbout(trees.id)).toEqual([0, 0, 0, 0])
    expect(await imported()).toMatchObject({ drafted: 1, already: 1, waiting: 2 })
    remove()
  })
})
