import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { inTransaction } from '../src/db/index.ts'
import { block, unblock } from '../src/federation/lists.ts'
import { newId } from '../src/lib/id.ts'
import { instant } from '../src/lib/time.ts'
import { map } from '../src/map/index.ts'
import { draftOutcome, publishOutcome } from '../src/outcomes/actions.ts'
import { draftAction, moveAction, publishAction } from '../src/outcomes/actions-action.ts'
import type { Outcome } from '../src/outcomes/model.ts'
import type { ActionInput } from '../src/outcomes/model-action-shape.ts'
import { facts, type OutcomeInput } from '../src/outcomes/model-shape.ts'
import { keepOutcomeCopy } from '../src/outcomes/store.ts'
import { dialects } from './support/db.ts'
import { illustrateFollowed } from './support/illustration.ts'
import { openPages } from './support/pages.ts'
import { foundHub, sure } from './support/people.ts'

const open = (dialect: (typeof dialects)[number]) => openPages(dialect, [map], 'https://northend.example')

describe.each(dialects)('the lists of outcomes and actions on %s', (dialect) => {
  let here: Awaited<ReturnType<typeof open>>
  let north: Awaited<ReturnType<typeof foundHub>>
  beforeAll(async () => {
    here = await open(dialect)
    north = await foundHub(here.world, 'northend', { name: 'North End Together' })
    for (const input of outcomes) {
      here.clock.now += 60_000
      const draft = sure(await draftOutcome(here.world, north.who, { ...base, ...input }))
      sure(await publishOutcome(here.world, north.who, draft.id))
    }
    for (const [input, move] of actions) {
      here.clock.now += 60_000
      const draft = sure(await draftAction(here.world, north.who, input))
      const { id } = sure(await publishAction(here.world, north.who, draft.id))
      if (move) sure(await moveAction(here.world, north.who, id, move))
    }
    const hafod = { host: 'hafod.example', name: 'Hafod Commons', issues: 0 }
    await keepOne('hafod.example', await illustrateFollowed(here, north.hub.id, hafod))
    await keepOne('stranger.example', 'https://stranger.example/actors/1')
  })
  afterAll(() => here.close())

  const base = { contents: { en: 'We talked.' } }
  const [lifts, hall] = ['https://northend.example/issues/7', 'https://hall.example/assemblies/1']
  const outcomes: OutcomeInput[] = [
    {
      ...{ titles: { en: 'A fund' }, issues: [lifts], themes: ['housing'], present: 1038 },
      decisions: [{ text: 'Open it.', method: 'consensus', result: 'adopted' }],
    },
    { titles: { cy: 'Neuadd' }, language: 'cy', contents: { cy: 'x' }, assembly: hall },
    ...Array.from({ length: 52 }, (_, at) => ({ titles: { en: `Round ${at}` }, issues: [lifts] })),
  ]
  const actions: [ActionInput, Parameters<typeof moveAction>[3]?][] = [
    [{ titles: { en: 'Late' }, due: '2026-10-01', doer: 'the stairwell group' }],
    [{ titles: { en: 'Soon' }, due: '2026-12-24', outcome: 'https://northend.example/outcomes/31' }],
    [{ titles: { en: 'Done' }, due: '2026-10-02' }, { to: 'done' }],
    [{ titles: { en: 'Some day' } }],
  ]

  /** A copy of an outcome of a hub, which we follow or do not. */
  async function keepOne(host: string, owner: string) {
    const [id, at] = [newId(), instant(here.clock.now)]
    const copy: Outcome = {
      ...facts.parse({ level: 'regional' }),
      ...{ id, owner, iri: `https://${host}/outcomes/${id}`, hub: null, state: 'published', language: 'en' },
      ...{ titles: { en: `Said by ${host}` }, summaries: {}, contents: {}, html: {}, revision: 1 },
      ...{ created: at, published: at, updated: at, withdrawn: null, reason: null },
    }
    await inTransaction(here.world.db, (tx) => keepOutcomeCopy(tx, copy, true))
  }

  const get = async (path: string) => {
    const answer = await here.app.request(path)
    return { status: answer.status, page: await answer.text() }
  }
  const titles = async (path: string) =>
    [...(await get(path)).page.matchAll(/<h3><a [^>]*>([^<]*)<\/a><\/h3>/g)].map(([, title]) => title)

  it('hold what the hubs here and those they follow have published, and nothing of strangers', async () => {
    const { page, status } = await get('/outcomes')
    expect(status).toBe(200)
    expect(page).toContain('Said by hafod.example')
    expect(page).not.toContain('stranger.example')
    expect(page).toMatch(/<dt>outcomes<\/dt><dd class="count">55<\/dd>/)
    expect(page).toMatch(/<dt>hubs<\/dt><dd class="count">2<\/dd>/)
  })

  it('leave out at once who is blocked', async () => {
    sure(await block(here.world, 'hafod.example', 'spam', null))
    expect((await get('/outcomes')).page).not.toContain('hafod.example')
    sure(await unblock(here.world, 'hafod.example', null))
  })

  it('are read to their end page by page, each record once', async () => {
    const seen: (string | undefined)[] = []
    let pages = 0
    for (let path: string | undefined = '/outcomes'; path !== undefined; pages++) {
      const { page } = await get(path)
      seen.push(...(await titles(path)))
      path = /rel="next" href="([^"]+)"/.exec(page)?.[1]?.replaceAll('&amp;', '&')
    }
    expect(pages).toBe(2)
    expect(seen).toHaveLength(55)
    expect(new Set(seen).size).toBe(55)
  })

  it.each<[string, string[]]>([
    ['/outcomes?theme=housing', ['A fund']],
    ['/outcomes?text=neuadd', ['Neuadd']],
    [`/outcomes?assembly=${encodeURIComponent('https://hall.example/assemblies/1')}`, ['Neuadd']],
    ['/outcomes?level=regional', ['Said by hafod.example']],
    ['/outcomes?state=superseded', []],
    ['/actions', ['Some day', 'Done', 'Soon', 'Late']],
    ['/actions?state=open', ['Some day', 'Soon', 'Late']],
    ['/actions?state=overdue', ['Late']],
    ['/actions?state=done', ['Done']],
    ['/actions?order=due', ['Late', 'Done', 'Soon', 'Some day']],
    [`/actions?outcome=${encodeURIComponent('https://northend.example/outcomes/31')}`, ['Soon']],
    ['/actions?hub=northend&order=due&state=open', ['Late', 'Soon', 'Some day']],
  ])('%s is narrowed as it says', async (path, wanted) => {
    expect(await titles(path)).toEqual(wanted)
  })

  it('say of each at once what matters', async () => {
    const fund = (await get('/outcomes?text=fund')).page
    for (const said of ['Adopted by consensus', '1,038 people were there', 'North End Together'])
      expect(fund).toContain(said)
    const late = (await get('/actions?text=late')).page
    for (const said of ['Agreed, and not begun, and overdue', 'the stairwell group', 'by 1 October 2026'])
      expect(late).toContain(said)
  })

  it('keep what was typed and say beside it what is wrong', async () => {
    for (const [path, why] of [
      ['/actions?state=asleep', 'There is no state “asleep”'],
      ['/outcomes?state=open', 'There is no state “open”'],
      ['/outcomes?issue=seven', '“seven” is no address of an issue'],
      ['/actions?order=size', 'by the day (due)'],
      ['/outcomes?since=Tuesday', '“Tuesday” is no date'],
      ['/outcomes?after=x', 'does not lead to a page'],
      ['/actions?order=due&after=eA', 'does not lead to a page'],
    ] as const) {
      const { status, page } = await get(path)
      expect([path, status, page.includes(why)]).toEqual([path, 400, true])
    }
    expect((await get('/outcomes?text=%3Cimg%20src=x%3E')).page).not.toContain('<img')
  })

  it('lead to each other', async () => {
    for (const path of ['/map', '/outcomes', '/actions'])
      for (const other of ['/map', '/outcomes', '/actions'])
        expect((await get(path)).page).toContain(`<a class="kind" href="${other}"`)
  })
})
