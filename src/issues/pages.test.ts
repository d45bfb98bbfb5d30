import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openPages } from '../../test/support/pages.ts'
import { foundHub } from '../../test/support/people.ts'
import { inTransaction } from '../db/index.ts'
import { block, unblock } from '../federation/lists.ts'
import { forgetCopy, keepCopy as keepRecord } from '../federation/store/records.ts'
import { granted } from '../lib/granted.ts'
import { newId } from '../lib/id.ts'
import type { Instant } from '../lib/time.ts'
import type { Who } from '../lib/who.ts'
import { amendIssue, draftIssue, mergeIssues, moveIssue, publishIssue, withdrawIssue } from './actions.ts'
import { issues } from './index.ts'
import type { Issue } from './model.ts'
import { facts, type IssueInput } from './model-shape.ts'
import { dropCopy, keepCopy } from './store.ts'

let here: Awaited<ReturnType<typeof openPages>>
let amina: Who
beforeAll(async () => {
  here = await openPages('sqlite', [issues])
  amina = (await foundHub(here.world, 'northend', { name: 'North End Together' })).who
})
afterAll(() => here.close())

const get = async (path: string) => {
  const answer = await here.app.request(path)
  return { status: answer.status, headers: answer.headers, page: await answer.text() }
}
const published = async (input: Partial<IssueInput> = {}): Promise<Issue> => {
  const draft = granted(
    await draftIssue(here.world, amina, { basis: 'listening', titles: { en: 'Fix the lifts' }, ...input }),
  )
  return granted(await publishIssue(here.world, amina, draft.id))
}
const pathOf = ({ iri }: Issue) => new URL(iri).pathname

describe('the page of an issue', () => {
  it('shows what is asked, where, who can decide, and what it rests on', async () => {
    const issue = await published({
      summaries: { en: 'Both lifts, before winter.' },
      contents: { en: 'They fail **weekly** & nobody comes.' },
      place: 'Marsh Farm',
      themes: ['housing'],
      deciders: ['landlord', 'Luton Homes'],
      evidence: [{ measure: 'voices', count: 1041 }],
    })
    const { status, page } = await get(pathOf(issue))
    expect(status).toBe(200)
    for (const said of [
      'This issue is open',
      'Fix the lifts',
      'Both lifts, before winter.',
      '<strong>weekly</strong> &amp; nobody comes.',
      'Marsh Farm',
      'local issue',
      '<a href="/map?theme=housing">Housing and rents</a>',
      'the landlord, Luton Homes',
      '1,041 voices',
      'people the hub listened to who raised it',
      'North End Together',
      'CC BY 4.0',
    ])
      expect(page).toContain(said)
  })

  it('points machines to its ActivityPub face and tells caches that there are two', async () => {
    const issue = await published()
    const { headers, page } = await get(pathOf(issue))
    expect(page).toContain(`<link rel="alternate" type="application/activity+json" href="${issue.iri}"/>`)
    expect(headers.get('vary')).toContain('Accept')
  })

  it('shows each language in its own, and leads to the others', async () => {
    const issue = await published({ titles: { en: 'Hall', cy: 'Neuadd' }, contents: { en: 'Open it.' } })
    const english = (await get(pathOf(issue))).page
    expect(english).toContain('<h1 lang="en" dir="auto">Hall</h1>')
    expect(english).toContain('<a href="?lang=cy" hreflang="cy" lang="cy">Cymraeg</a>')
    const welsh = (await get(`${pathOf(issue)}?lang=cy`)).page
    expect(welsh).toContain('<h1 lang="cy" dir="auto">Neuadd</h1>')
    expect(welsh).toMatch(/<div class="prose" lang="en" dir="auto"><p>Open it\.<\/p><\/div>/)
    expect((await get(`${pathOf(issue)}?lang=__proto__`)).page).toContain('<h1 lang="en"')
    // Tags may say more than a language, and there is no name for that.
    const odd = await published({ titles: { en: 'Hall', 'cy-u-nu-latn': 'Neuadd', 'fr-x-nous': 'Salle' } })
    expect((await get(pathOf(odd))).page).toMatch(/>Cymraeg<.*>français</s)
  })

  it('lets no markup of its writers through, in any field', async () => {
    const nasty = '<img src=x onerror=alert(1)>"\'&'
    const issue = await published({
      titles: { en: nasty },
      summaries: { en: nasty },
      contents: { en: `${nasty}\n\n[x](javascript:alert(1))` },
      place: nasty,
      deciders: [nasty],
      source: { title: nasty, credit: nasty, item: nasty },
    })
    const { page } = await get(pathOf(issue))
    expect(page).not.toContain('<img')
    expect(page).not.toMatch(/href="javascript/)
  })

  it('names the source of an imported text, and does not say the same twice', async () => {
    const issue = await published({
      titles: { en: 'More buses at night' },
      contents: { en: 'More buses at night' },
      basis: 'import',
      source: {
        title: 'Better buses',
        url: 'https://pol.is/4example',
        credit: 'The Computational Democracy Project',
        item: '12',
        licence: 'https://creativecommons.org/licenses/by-sa/4.0/',
      },
    })
    const { page } = await get(pathOf(issue))
    expect(page).toContain(
      '<a href="https://pol.is/4example">Better buses</a></span>, item 12, <bdi>The Computational Democracy Project',
    )
    expect(page).toContain('CC BY-SA 4.0')
    expect(page).not.toContain('<div class="prose"')
  })

  it('says where a merged issue goes on', async () => {
    const [one, other] = [await published(), await published()]
    granted(await mergeIssues(here.world, amina, one.id, other.id))
    const { page } = await get(pathOf(one))
    expect(page).toContain('This issue is merged into another issue')
    expect(page).toContain(`It goes on <a href="${other.iri}">in another issue</a>`)
  })

  it('answers for a draft as for what is not there, and for neither says why', async () => {
    const draft = granted(
      await draftIssue(here.world, amina, { basis: 'listening', titles: { en: 'Secret' } }),
    )
    const answers = await Promise.all(
      [
        pathOf(draft),
        `${pathOf(draft)}/revisions`,
        `/issues/${newId()}`,
        '/issues/x',
        `/seen${pathOf(draft)}`,
      ].map(get),
    )
    for (const { status, page } of answers) {
      expect(status).toBe(404)
      // The menu of languages has each page's own address.
      expect(withoutMenu(page)).toBe(withoutMenu(answers[2]!.page))
    }
  })

  it('gives way to the reason where the issue was withdrawn, and so do its revisions', async () => {
    const issue = await published()
    granted(await withdrawIssue(here.world, amina, issue.id, 'It named a <person>.'))
    for (const path of ['', '/revisions', '/revisions/1']) {
      const { status, page } = await get(pathOf(issue) + path)
      expect(status).toBe(410)
      expect(page).toContain('It named a &lt;person&gt;.')
      expect(page).not.toContain('lifts')
    }
  })
})

describe('the revisions of an issue', () => {
  it('are listed, and each stays readable at an address of its own', async () => {
    const issue = await published({ summaries: { en: 'Before winter.' } })
    here.clock.now += 24 * 3600 * 1000
    granted(await amendIssue(here.world, amina, issue.id, { titles: { en: 'Mend both lifts' } }))
    const list = (await get(`${pathOf(issue)}/revisions`)).page
    for (const number of [1, 2]) expect(list).toContain(`href="${issue.iri}/revisions/${number}"`)
    const first = await get(`${pathOf(issue)}/revisions/1`)
    expect(first.page).toContain('This is an earlier revision, number 1 of 2')
    expect(first.page).toContain('Fix the lifts</h1>')
    expect(first.page).toContain('Before winter.')
    expect((await get(`${pathOf(issue)}/revisions/2`)).page).toContain('Mend both lifts</h1>')
    expect((await get(pathOf(issue))).page).toContain('This is revision 2')
    for (const none of ['3', '0', 'x', '1.5'])
      expect((await get(`${pathOf(issue)}/revisions/${none}`)).status).toBe(404)
  })

  it('are no wordings: one may differ only in where the issue stands', async () => {
    const issue = await published()
    granted(await moveIssue(here.world, amina, issue.id, 'on-agenda'))
    const pages = [
      await get(pathOf(issue)),
      await get(`${pathOf(issue)}/revisions`),
      await get(`${pathOf(issue)}/revisions/2`),
    ]
    for (const { page } of pages) expect(page).not.toMatch(/wording/i)
    expect(pages[0]!.page).toContain('This is revision 2')
    expect(pages[1]!.page).toContain('There is a new one whenever what it says changes, or where it stands.')
    expect(pages[2]!.page).toContain('This is the latest revision, number 2 of 2')
  })
})

describe('the copy of another hub’s issue', () => {
  const copy = (more: Partial<Issue> = {}): Issue => {
    const id = newId()
    return {
      ...facts.parse({ level: 'regional', basis: 'assembly' }),
      ...{
        id,
        hub: null,
        iri: `https://region.example/issues/${id}`,
        owner: 'https://region.example/actors/1',
      },
      ...{ state: 'published', language: 'en', titles: { en: 'Rail fares' }, summaries: {}, contents: {} },
      html: { en: '<p>Half of it.</p>' },
      ...{ revision: 2, withdrawn: null, reason: null },
      ...{ created: day, published: day, updated: day },
      ...more,
    }
  }
  const day = '2026-10-03T10:00:00.000Z' as Instant
  const kept = async (more: Partial<Issue> = {}) => {
    const issue = copy(more)
    const { id, iri, owner, licence } = issue
    await inTransaction(here.world.db, async (tx) => {
      await keepRecord(tx, {
        ...{ id, iri, owner, licence, kind: 'issue', origin: 'https://region.example', hub_id: null },
        ...{ revision: 2, published: day, updated: day, state: 'live', digest: 'none', document: '{}' },
        ...{ reason: null, seen: day, origin_seq: 1 },
      })
      await keepCopy(tx, issue, true)
    })
    return issue
  }

  it('says that it is one, whose it is, and where to read it', async () => {
    const issue = await kept()
    const { status, page } = await get(`/seen/issues/${issue.id}`)
    expect(status).toBe(200)
    expect(page).toContain('This is a copy.')
    expect(page).toContain('region.example')
    expect(page).toContain(`<link rel="canonical" href="${issue.iri}"/>`)
    expect(page).toContain('<meta name="robots" content="noindex"/>')
    expect(page).toContain('<p>Half of it.</p>')
    expect(page).not.toContain('application/activity+json')
  })

  it('claims nothing of where it came from that its hub has not said', async () => {
    const silent = (await get(`/seen/issues/${(await kept({ basis: '' })).id}`)).page
    expect(silent).toContain('<dd>Its hub says nothing of it that is known here.</dd>')
    expect(silent).not.toContain('listening')
    expect((await get(`/seen/issues/${(await kept()).id}`)).page).toContain('<dd>an assembly</dd>')
  })

  it('does not stand among ours, and ours not among copies', async () => {
    const issue = await kept()
    expect((await get(`/issues/${issue.id}`)).status).toBe(404)
    expect((await get(`/seen${pathOf(await published())}`)).status).toBe(404)
  })

  it('is gone with the reason once it is withdrawn there', async () => {
    const issue = await kept()
    await inTransaction(here.world.db, (tx) => dropCopy(tx, issue.id, day, 'A mistake.'))
    const { status, page } = await get(`/seen/issues/${issue.id}`)
    expect([status, page.includes('A mistake.'), page.includes('Rail')]).toEqual([410, true, false])
  })

  it('is not said to be withdrawn where we have only thrown it away', async () => {
    const issue = await kept()
    await inTransaction(here.world.db, async (tx) => {
      await dropCopy(tx, issue.id, day, null)
      await forgetCopy(tx, issue.id)
    })
    expect((await get(`/seen/issues/${issue.id}`)).status).toBe(404)
  })

  it('is hidden while its server is blocked', async () => {
    const issue = await kept()
    granted(await block(here.world, 'region.example', 'spam', null))
    expect((await get(`/seen/issues/${issue.id}`)).status).toBe(404)
    granted(await unblock(here.world, 'region.example', null))
    expect((await get(`/seen/issues/${issue.id}`)).status).toBe(200)
  })
})

const withoutMenu = (page: string) => page.replace(/<details class="languages">.*?<\/details>/s, '')
