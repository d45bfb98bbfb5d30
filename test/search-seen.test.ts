import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { migrations } from '../migrations/index.ts'
import { draftAssembly } from '../src/assemblies/actions.ts'
import { keepCopy as keepAssemblyCopy } from '../src/assemblies/store.ts'
import { inTransaction, openDb } from '../src/db/index.ts'
import { migrate } from '../src/db/migrate.ts'
import { block, limit, unblock } from '../src/federation/lists.ts'
import { endFollowing } from '../src/federation/store/follows.ts'
import { changePeer } from '../src/federation/store/peers.ts'
import { setSetting, setting } from '../src/federation/store/settings.ts'
import { amendIssue, draftIssue, moveIssue, reviseDraft, withdrawIssue } from '../src/issues/actions.ts'
import { discardDraft } from '../src/issues/actions-change.ts'
import { dropCopy, forgetCopies, keepCopy, publicIssue } from '../src/issues/store.ts'
import { newId } from '../src/lib/id.ts'
import { foldedBy } from '../src/lib/search-words.ts'
import { DAY, instant } from '../src/lib/time.ts'
import { keepSearchWhole, rebuildSearch } from '../src/map/actions-search.ts'
import { draftOutcome } from '../src/outcomes/actions.ts'
import { draftAction } from '../src/outcomes/actions-action.ts'
import { dialects, freshAddress } from './support/db.ts'
import { illustrateAssembliesOf, illustrateFollowed } from './support/illustration.ts'
import { sure } from './support/people.ts'
import { openSearch } from './support/search.ts'

describe.each(dialects)('who looks for it on %s', (dialect) => {
  let here: Awaited<ReturnType<typeof openSearch>>
  beforeEach(async () => {
    here = await openSearch(dialect)
  })
  afterEach(() => here.close())

  /** Everything that the index holds of records, by id. */
  const indexed = async (): Promise<string[]> =>
    (await here.world.db.selectFrom('search_records').select('record_id').execute()).map(
      ({ record_id }) => record_id,
    )
  const followed = (host: string, more: { issues?: number; ago?: number } = {}) =>
    illustrateFollowed(here, here.north.hub.id, { host, name: 'Hafod', issues: 2, ...more })

  it('never finds a draft of any kind, nor one that was thrown away', async () => {
    const { world, north } = here
    const issue = sure(
      await draftIssue(world, north.who, { level: 'local', basis: 'listening', titles: { en: 'Quay wall' } }),
    )
    sure(
      await draftAssembly(world, north.who, { kind: 'community', titles: { en: 'Quay day' }, zone: 'UTC' }),
    )
    sure(await draftOutcome(world, north.who, { titles: { en: 'Quay said' }, contents: { en: 'x' } }))
    sure(await draftAction(world, north.who, { titles: { en: 'Quay done' } }))
    expect(await here.find('quay')).toMatchObject({ found: { count: 0 }, meant: null })
    expect(await here.find('quai')).toMatchObject({ meant: null })
    here.clock.now += 1000
    sure(await reviseDraft(world, north.who, issue.id, { titles: { en: 'Quay wall, revised' } }))
    expect(await indexed()).toEqual([])
    here.clock.now += 1000
    sure(await discardDraft(world, north.who, issue.id))
    expect(await indexed()).toEqual([])
  })

  it('finds what a record says now, and not what it said before', async () => {
    const { world, north, clock } = here
    const { id } = await here.publish({ titles: { en: 'Quay wall' }, contents: { en: 'It leans.' } })
    expect(await here.titles('leans')).toEqual(['Quay wall'])
    clock.now += 1000
    sure(
      await amendIssue(world, north.who, id, {
        titles: { en: 'Harbour wall' },
        contents: { en: 'It fell.' },
      }),
    )
    expect(await here.titles('harbour fell')).toEqual(['Harbour wall'])
    for (const before of ['quay', 'leans']) expect(await here.titles(before)).toEqual([])
    expect((await here.find('quuay')).meant).toBeNull()
  })

  it('leaves the words as they are where a record only moves on, and sorts it by its new date', async () => {
    const { world, north, clock } = here
    const { id } = await here.publish({ titles: { en: 'Quay one' } })
    await here.publish({ titles: { en: 'Quay two' } })
    expect(await here.titles('quay')).toEqual(['Quay two', 'Quay one'])
    const row = world.db.updateTable('search_records').where('record_id', '=', id)
    // Words that were written anew would not hold this.
    await row.set({ summary: ' as it was ' }).execute()
    clock.now += 1000
    const { updated } = sure(await moveIssue(world, north.who, id, 'acting', null))
    expect(
      await world.db.selectFrom('search_records').selectAll().where('record_id', '=', id).execute(),
    ).toMatchObject([{ summary: ' as it was ', updated }])
    expect(await here.titles('quay')).toEqual(['Quay one', 'Quay two'])
  })

  it('finds nothing more of what was withdrawn, and no word of it stays', async () => {
    const { world, north, clock } = here
    const { id } = await here.publish({ titles: { en: 'Quay wall' } })
    clock.now += 1000
    sure(await withdrawIssue(world, north.who, id, 'The quay was mended.'))
    expect(await here.find('quay')).toMatchObject({ found: { count: 0 } })
    expect(await indexed()).toEqual([])
    expect((await here.find('quuay')).meant).toBeNull()
  })

  it('is put into the index in the transaction that makes it public, or not at all', async () => {
    const { world } = here
    const actor = await followed('hafod.example', { issues: 0 })
    const copy = {
      ...(await here.publish({ titles: { en: 'Quay' } })),
      ...{ id: newId(), hub: null, iri: 'https://hafod.example/issues/1', owner: actor },
    }
    const pulled = inTransaction(world.db, async (tx) => {
      await keepCopy(tx, copy, true)
      throw new Error('the plug was pulled')
    })
    await expect(pulled).rejects.toThrow('the plug was pulled')
    expect(await here.titles('quay')).toEqual(['Quay'])
    await inTransaction(world.db, (tx) => keepCopy(tx, copy, true))
    expect(await here.titles('quay')).toEqual(['Quay', 'Quay'])
  })

  it('finds copies of those that are followed, and nothing of the blocked, the unfollowed, the gone and of strangers', async () => {
    const { world, north, clock } = here
    const actor = await followed('hafod.example')
    const count = async () => (await here.find('sewage')).found.count
    expect(await count()).toBe(1)

    sure(await block(world, 'hafod.example', 'spam', null))
    expect(await here.find('sewage')).toMatchObject({ found: { count: 0 }, hubs: [], meant: null })
    expect((await here.find('sewaeg')).meant).toBeNull()
    expect((await here.find('hafod')).hubs).toEqual([])
    sure(await unblock(world, 'hafod.example', null))
    expect((await here.find('sewaeg')).meant).toMatchObject({ q: 'sewage' })

    sure(await limit(world, true, null))
    expect(await count()).toBe(0)
    sure(await limit(world, false, null))
    await changePeer(world.db, actor, { gone: instant(clock.now) })
    expect(await count()).toBe(0)
    await changePeer(world.db, actor, { gone: null })
    expect(await count()).toBe(1)
    await inTransaction(world.db, (tx) => endFollowing(tx, north.hub.id, actor, instant(clock.now)))
    expect(await count()).toBe(0)
  })

  it('finds copies of a hub that has long been silent, with a word about it', async () => {
    await followed('quiet.example', { ago: 100 * DAY })
    expect(await here.page('/search?q=sewage')).toContain('Its hub has not answered since')
  })

  it('finds a copy by its newest words, not once it is dropped, and again where it comes back', async () => {
    const { world, clock } = here
    const actor = await followed('hafod.example', { issues: 0 })
    const own = await here.publish({ titles: { en: 'Model' } })
    const at = () => instant(clock.now)
    const keep = (title: string, id: string, fresh: boolean) =>
      inTransaction(world.db, (tx) =>
        keepCopy(
          tx,
          {
            ...{ ...own, id, hub: null, iri: 'https://hafod.example/issues/1', owner: actor },
            ...{ titles: { en: title }, updated: at(), published: at() },
          },
          fresh,
        ),
      )
    const [first, second] = [newId(), newId()]
    await keep('Quay wall', first, true)
    await keep('Harbour wall', first, false)
    expect(await here.titles('quay')).toEqual([])
    expect(await here.titles('harbour')).toEqual(['Harbour wall'])
    await inTransaction(world.db, (tx) => dropCopy(tx, first, at(), null))
    expect(await here.find('harbour')).toMatchObject({ found: { count: 0 } })
    expect(await indexed()).toEqual([own.id])
    await keep('Harbour wall', first, false)
    expect(await here.titles('harbour')).toEqual(['Harbour wall'])
    // Its origin lost it in a restore, and publishes it once more.
    await keep('Harbour wall, once more', second, true)
    expect(await here.titles('harbour')).toEqual(['Harbour wall, once more'])
    await inTransaction(world.db, (tx) => forgetCopies(tx))
    expect(await indexed()).toEqual([own.id])
  })

  it('does not find a copy that no list shows, as an assembly without a day', async () => {
    const actor = await followed('hafod.example', { issues: 0 })
    const day = { title: 'Quay day', starts: '2026-12-01T10:00', zone: 'UTC' }
    const [copy] = await illustrateAssembliesOf(here, actor, [day])
    expect((await here.find('quay')).found.count).toBe(1)
    await inTransaction(here.world.db, (tx) =>
      keepAssemblyCopy(tx, { ...copy!, starts: null, ends: null }, false),
    )
    expect((await here.find('quay')).found.count).toBe(0)
  })

  it('finds nothing that the lists would not show, whatever the index says', async () => {
    const { id } = await here.publish({ titles: { en: 'Quay wall' } })
    await here.world.db.updateTable('issues').set({ published: null }).where('id', '=', id).execute()
    expect((await here.find('quay')).results).toEqual([])
    expect(await here.page('/search?q=quay')).not.toContain('<mark>')
  })
})

describe.each(dialects)('the index of words on %s', (dialect) => {
  let here: Awaited<ReturnType<typeof openSearch>>
  beforeEach(async () => {
    here = await openSearch(dialect)
    for (let at = 0; at < 20; at++) await here.publish({ titles: { en: `Bench number ${at}` } })
  })
  afterEach(() => here.close())

  const work = async (signal = new AbortController().signal) => keepSearchWhole.run(here.world, signal)
  const forget = async () => {
    const rows = await here.world.db.selectFrom('search_records').select('record_id').execute()
    const { dropWords } = await import('../src/records/store-search.ts')
    await inTransaction(here.world.db, (tx) =>
      dropWords(
        tx,
        rows.map(({ record_id }) => record_id),
      ),
    )
  }

  it('is made anew where other rules made it, once, and says meanwhile that it is not whole', async () => {
    await forget()
    await setSetting(here.world.db, 'search', 'other rules')
    expect(await here.find('bench')).toMatchObject({ complete: false, found: { count: 0 } })
    expect(await here.page('/search?q=bench')).toContain('being made anew')
    await work()
    expect(await here.find('bench')).toMatchObject({ complete: true, found: { count: 20 } })
    expect(await setting(here.world.db, 'search')).toBe(foldedBy)
    expect(here.logged.map(([, what]) => what)).toContain('the search was made anew')
    await forget()
    await work()
    expect((await here.find('bench')).found.count).toBe(0)
  })

  it('is written anew by newer rules also where a record says the same', async () => {
    const { db } = here.world
    await db.updateTable('search_records').set({ digest: 'of older rules', title: ' old ' }).execute()
    await work()
    const titles = await db.selectFrom('search_records').select('title').execute()
    expect(titles.every(({ title }) => title.startsWith(' bench number '))).toBe(true)
  })

  it('goes on where it stopped', async () => {
    await forget()
    const stop = new AbortController()
    stop.abort()
    await work(stop.signal)
    expect((await here.find('bench')).found.count).toBe(0)
    const ids = (await here.world.db.selectFrom('issues').select('id').orderBy('id').execute()).map(
      ({ id }) => id,
    )
    const progress = { foldedBy, kind: 'issues', after: ids[11] }
    await setSetting(here.world.db, 'search-rebuild', JSON.stringify(progress))
    expect(await rebuildSearch(here.world, {})).toBe(8)
    expect((await here.find('bench')).found.count).toBe(8)
    // What other rules have begun is begun anew.
    await setSetting(here.world.db, 'search-rebuild', JSON.stringify({ ...progress, foldedBy: 'other' }))
    expect(await rebuildSearch(here.world, {})).toBe(20)
    expect(await setting(here.world.db, 'search-rebuild')).toBeUndefined()
  })

  it('is put right from the beginning where an operator asks for it, and lets go of what does not belong there', async () => {
    const { db } = here.world
    const [one, two, three] = await db.selectFrom('issues').select('id').orderBy('id').limit(3).execute()
    await db.updateTable('search_records').set({ title: ' lost ' }).where('record_id', '=', one!.id).execute()
    await db.updateTable('issues').set({ published: null }).where('id', '=', two!.id).execute()
    await db.deleteFrom('issues').where('id', '=', three!.id).execute()
    expect(await rebuildSearch(here.world, { anew: true })).toBe(18)
    const rows = await db.selectFrom('search_records').select(['record_id', 'title']).execute()
    expect(rows).toHaveLength(18)
    expect(rows.find(({ record_id }) => record_id === one!.id)?.title).toBe(' bench number 0 ')
    expect((await here.find('bench')).found.count).toBe(18)
    const [four] = await db.selectFrom('issues').select('id').orderBy('id', 'desc').limit(1).execute()
    await db.deleteFrom('issues').where('id', '=', four!.id).execute()
    expect(await rebuildSearch(here.world, {})).toBe(17)
    expect((await here.find('bench')).found.count).toBe(17)
  })

  it('is not spoilt by what is published, changed and withdrawn while it is made anew', async () => {
    const { world, north } = here
    await forget()
    const ids = (await world.db.selectFrom('issues').select('id').orderBy('id').execute()).map(({ id }) => id)
    await Promise.all([
      rebuildSearch(world, { anew: true }),
      ...ids.slice(0, 5).map((id) => withdrawIssue(world, north.who, id, 'Mended.').then(sure)),
      ...ids
        .slice(5, 10)
        .map((id) => amendIssue(world, north.who, id, { titles: { en: 'A new bench' } }).then(sure)),
    ])
    expect((await here.find('bench')).found.count).toBe(15)
    expect((await here.find('new bench')).found.count).toBe(5)
    expect(await publicIssue(world.db, ids[0]!)).toMatchObject({ state: 'withdrawn' })
  })
})

describe.each(dialects)('a database of an older version on %s', (dialect) => {
  it('has its records in the index after the first work', async () => {
    const { address, drop } = await freshAddress(dialect)
    const open = openDb(address)
    try {
      await migrate(open, Object.fromEntries(Object.entries(migrations).filter(([name]) => name < '0011')))
      const { db } = open
      for (const [id, published] of [
        ['public', '2026-11-01T10:00:00.000Z'],
        ['draft', null],
      ])
        await sql`insert into issues values (${id}, 'h', ${`https://hub.example/issues/${id}`}, 'o', 'published', 'en',
          '{"en":"Quay wall"}', '{}', '{}', '{"en":"<p>It <b>leans</b>.</p>"}', 'local', 'Mill Lane', null, null, '[]',
          'listening', '[]', null, '{}', '', 1, '', ${published}, '2026-11-01T10:00:00.000Z', null, null, '')`.execute(
          db,
        )
      await migrate(open)
      expect(await rebuildSearch(open, {})).toBe(1)
      expect(await db.selectFrom('search_records').selectAll().execute()).toMatchObject([
        {
          record_id: 'public',
          kind: 'issues',
          title: ' quay wall ',
          summary: ' mill lane ',
          languages: ' en ',
        },
      ])
    } finally {
      await open.close()
      await drop()
    }
  })
})
