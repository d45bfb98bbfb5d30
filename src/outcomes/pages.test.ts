import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openPages } from '../../test/support/pages.ts'
import { foundHub } from '../../test/support/people.ts'
import { inTransaction } from '../db/index.ts'
import { block } from '../federation/lists.ts'
import { keepCopy as keepRecord } from '../federation/store/records.ts'
import { draftIssue, publishIssue } from '../issues/actions.ts'
import { granted } from '../lib/granted.ts'
import { newId } from '../lib/id.ts'
import type { Instant } from '../lib/time.ts'
import type { Who } from '../lib/who.ts'
import { amendOutcome, draftOutcome, publishOutcome, withdrawOutcome } from './actions.ts'
import { draftAction, moveAction, publishAction } from './actions-action.ts'
import { outcomes } from './index.ts'
import type { Outcome } from './model.ts'
import type { Action } from './model-action.ts'
import { type ActionInput, actionFacts } from './model-action-shape.ts'
import type { OutcomeInput } from './model-shape.ts'
import { keepActionCopy } from './store-action.ts'

let here: Awaited<ReturnType<typeof openPages>>
let amina: Who
beforeAll(async () => {
  here = await openPages('sqlite', [outcomes])
  amina = (await foundHub(here.world, 'northend', { name: 'North End Together' })).who
})
afterAll(() => here.close())

const get = async (path: string) => {
  const answer = await here.app.request(path)
  return { status: answer.status, headers: answer.headers, page: await answer.text() }
}
const pathOf = ({ iri }: { iri: string }) => new URL(iri).pathname

const outcome = async (input: Partial<OutcomeInput> = {}): Promise<Outcome> => {
  const about = { titles: { en: 'A fund' }, contents: { en: 'We **talked**.' }, ...input }
  const draft = granted(await draftOutcome(here.world, amina, about))
  return granted(await publishOutcome(here.world, amina, draft.id))
}
const action = async (input: Partial<ActionInput> = {}): Promise<Action> => {
  const draft = granted(await draftAction(here.world, amina, { titles: { en: 'Leaflets' }, ...input }))
  return granted(await publishAction(here.world, amina, draft.id))
}

describe('the page of an outcome', () => {
  it('shows the key message, what was decided and by how many, what stayed open, and where it comes from', async () => {
    const draft = await draftIssue(here.world, amina, {
      basis: 'listening',
      titles: { cy: 'Lifft' },
      language: 'cy',
    })
    const issue = granted(await publishIssue(here.world, amina, granted(draft).id))
    const { page, status, headers } = await get(
      pathOf(
        await outcome({
          summaries: { en: 'We pay first.' },
          decisions: [
            {
              ...{ text: 'We open a <fund>.', method: 'consensus', result: 'adopted' },
              tally: { favour: 1035, against: 0 },
            },
          ],
          ...{ present: 1038, checked: '2026-12-14', preparedBy: 'the facilitators' },
          disagreements: ['How large?'],
          assembly: 'https://hall.example/assemblies/12',
          issues: [issue.iri, 'https://far.example/issues/7'],
        }),
      ),
    )
    expect(status).toBe(200)
    expect(headers.get('vary')).toContain('Accept')
    for (const said of [
      'This outcome is published',
      'We pay first.',
      'We open a &lt;fund&gt;.',
      'Adopted by consensus: 1,035 for, 0 against',
      '<strong>talked</strong>',
      'How large?',
      '1,038 people were there',
      '14 December 2026',
      'the facilitators',
      '<a href="https://hall.example/assemblies/12">an assembly on hall.example</a>',
      `<a href="${pathOf(issue)}" lang="cy" dir="auto">Lifft</a>`,
      '<a href="https://far.example/issues/7">an issue on far.example</a>',
      'type="application/activity+json"',
    ])
      expect(page).toContain(said)
  })

  it('says what stands in its place, and which it stands in the place of', async () => {
    const first = await outcome()
    const second = await outcome({ titles: { en: 'A larger fund' }, supersedes: first.iri })
    const before = (await get(pathOf(first))).page
    expect(before).toContain('This outcome is superseded by a later one')
    expect(before).toContain(`<a href="${pathOf(second)}" lang="en" dir="auto">A larger fund</a>`)
    expect((await get(pathOf(second))).page).toContain(
      `<a href="${pathOf(first)}" lang="en" dir="auto">A fund</a>`,
    )
  })

  it('shows what another hub does about it as a copy, and nothing of those who are blocked', async () => {
    const about = await outcome()
    const day = '2026-10-03T10:00:00.000Z' as Instant
    const keep = async (host: string) => {
      const id = newId()
      const iri = `https://${host}/actions/${id}`
      const owner = `https://${host}/actors/1`
      await inTransaction(here.world.db, async (tx) => {
        await keepRecord(tx, {
          ...{ id, iri, owner, licence: null, kind: 'action', origin: `https://${host}`, hub_id: null },
          ...{ revision: 1, published: day, updated: day, state: 'live', digest: 'none', document: '{}' },
          ...{ reason: null, seen: day, origin_seq: 1 },
        })
        const copy: Action = {
          ...actionFacts.parse({ level: 'local', outcome: about.iri }),
          ...{
            id,
            iri,
            owner,
            hub: null,
            state: 'accepted',
            language: 'en',
            titles: { en: `Help of ${host}` },
          },
          ...{ summaries: {}, contents: {}, html: {}, revision: 1, withdrawn: null, reason: null },
          ...{ created: day, published: day, updated: day },
        }
        await keepActionCopy(tx, copy, true)
      })
      return id
    }
    const [kind, rude] = [await keep('kind.example'), await keep('rude.example')]
    granted(await block(here.world, 'rude.example', 'spam', null))
    expect((await get(`/seen/actions/${rude}`)).status).toBe(404)
    const seen = await get(`/seen/actions/${kind}`)
    expect(seen.page).toContain('This is a copy. The original is kept by')
    expect(seen.page).toContain(`<a href="${pathOf(about)}" lang="en" dir="auto">A fund</a>`)
  })

  it('keeps each revision readable, and gives way to the reason once it is withdrawn', async () => {
    const it = await outcome({ present: 38 })
    granted(await amendOutcome(here.world, amina, it.id, { present: 40 }))
    expect((await get(`${pathOf(it)}/revisions/1`)).page).toMatch(/earlier revision.*38 people were there/s)
    expect((await get(pathOf(it))).page).toContain('40 people were there')
    granted(await withdrawOutcome(here.world, amina, it.id, 'Nobody had checked it.'))
    for (const path of ['', '/revisions', '/revisions/1']) {
      const { status, page } = await get(pathOf(it) + path)
      expect([status, page.includes('Nobody had checked it.'), page.includes('fund')]).toEqual([
        410,
        true,
        false,
      ])
    }
  })

  it('answers for a draft as for what is not there', async () => {
    const draft = granted(await draftOutcome(here.world, amina, { titles: { en: 'Secret' } }))
    const none = await get(`/outcomes/${newId()}`)
    const { status, page } = await get(pathOf(draft))
    expect([status, withoutMenu(page)]).toEqual([404, withoutMenu(none.page)])
  })

  it('lets no markup of its writers through, in any field', async () => {
    const nasty = '<img src=x onerror=alert(1)>"\'&'
    const it = await outcome({
      ...{ titles: { en: nasty }, summaries: { en: nasty }, contents: { en: nasty }, place: nasty },
      ...{ preparedBy: nasty, disagreements: [nasty] },
      decisions: [{ text: nasty, result: 'adopted' }],
    })
    const todo = await action({ titles: { en: nasty }, doer: nasty, outcome: it.iri })
    granted(await moveAction(here.world, amina, todo.id, { to: 'blocked', blockedBy: nasty }))
    for (const each of [it, todo]) expect((await get(pathOf(each))).page).not.toContain('<img')
  })
})

describe('the page of an action', () => {
  it('shows who does it, by when, how far it is, what stands in its way, and what it comes of', async () => {
    const about = await outcome()
    const todo = await action({
      ...{ doer: 'the stairwell group', due: '2026-12-20', outcome: about.iri },
      evidence: 'https://northend.example/leaflet',
    })
    granted(await moveAction(here.world, amina, todo.id, { to: 'in-progress', progress: 40 }))
    const { page } = await get(pathOf(todo))
    for (const said of [
      'This action is under way',
      'the stairwell group',
      '<time datetime="2026-12-20">20 December 2026</time>',
      '40 per cent',
      'href="https://northend.example/leaflet"',
      `<a href="${pathOf(about)}" lang="en" dir="auto">A fund</a>`,
    ])
      expect(page).toContain(said)
    expect(page).not.toContain('overdue')
  })

  it('says that it is overdue from the day after its last one, and no more once it is done', async () => {
    const todo = await action({ due: '2026-12-20' })
    const before = here.clock.now
    here.clock.now = Date.parse('2026-12-20T23:59:00Z')
    expect((await get(pathOf(todo))).page).not.toContain('overdue')
    here.clock.now = Date.parse('2026-12-21T00:01:00Z')
    expect((await get(pathOf(todo))).page).toContain('This action is agreed, and not begun, and overdue')
    granted(await moveAction(here.world, amina, todo.id, { to: 'done' }))
    expect((await get(pathOf(todo))).page).not.toContain('overdue')
    here.clock.now = before
  })
})

const withoutMenu = (page: string) => page.replace(/<details class="languages">.*?<\/details>/s, '')
