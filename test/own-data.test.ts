import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { inTransaction } from '../src/db/index.ts'
import { keepReply } from '../src/federation/store/responses.ts'
import { draftIssue, publishIssue } from '../src/issues/actions.ts'
import { newId } from '../src/lib/id.ts'
import { instant } from '../src/lib/time.ts'
import type { Role } from '../src/lib/who.ts'
import { receiveComplaint } from '../src/moderation/actions-report.ts'
import { barriersOn } from './support/axe.ts'
import { openBrowser } from './support/browser.ts'
import { dialects } from './support/db.ts'
import { sure } from './support/people.ts'
import { startServer, type TestServer } from './support/server.ts'
import { signIn } from './support/sign-in.ts'

const patience = 120_000
let browser: Browser
beforeAll(async () => {
  browser = await openBrowser()
}, patience)
afterAll(() => browser.close())

const ends: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
})

/** A phone without scripts, on which somebody with these roles is signed in, or nobody. */
async function phone(
  server: TestServer,
  cookie: string | null,
  scheme: 'light' | 'dark' = 'light',
): Promise<Page> {
  const context = await browser.newContext({
    // Only to look for barriers, not for our pages: those have none.
    javaScriptEnabled: scheme === 'dark',
    viewport: { width: 360, height: 740 },
    colorScheme: scheme,
  })
  ends.push(() => context.close())
  context.setDefaultTimeout(10_000)
  const [name = '', value = ''] = (cookie ?? '').split('=')
  if (cookie) await context.addCookies([{ name, value, url: server.origin }])
  return context.newPage()
}

async function start(dialect: 'sqlite' | 'postgres') {
  const server = await startServer(dialect, { working: false })
  ends.push(server.end)
  const { hub, who } = await server.hub('northend')
  const as = (name: string, ...roles: Role[]) => signIn(server, hub.id, roles, name)
  const idOf = async (name: string) =>
    (
      await server.world.db
        .selectFrom('people')
        .select('id')
        .where('name', '=', name)
        .executeTakeFirstOrThrow()
    ).id
  const { id } = sure(
    await draftIssue(server.world, who, {
      titles: { en: 'Damp flats, says Ozioma Quill' },
      basis: 'listening',
    }),
  )
  sure(await publishIssue(server.world, who, id))
  return { server, hub, who, as, idOf, issue: id }
}

describe.each(dialects)('on %s, without a script,', (dialect) => {
  it('an organiser notes a yes; the person sees it, takes it back, reads all of it, and is erased', async () => {
    const { server, as, idOf } = await start(dialect)
    const organiser = await phone(server, await as('Chidi', 'organiser'))
    const theirs = await as('Ozioma Quill', 'note-taker')
    const ozioma = await phone(server, theirs)
    const id = await idOf('Ozioma Quill')

    await organiser.goto(`${server.origin}/desk/people/${id}/consent`)
    await organiser.check('input[value^="mail "]')
    await organiser.fill('[name=given]', '2999-01-01')
    await organiser.click('button:text("Note it")')
    // What was chosen is kept, and what is wrong stands beside the field.
    expect(await organiser.textContent('.field .complaint')).toBe('That day is still to come.')
    expect(await organiser.isChecked('input[value^="mail "]')).toBe(true)
    await organiser.fill('[name=given]', '2026-10-01')
    await organiser.click('button:text("Note it")')
    expect(await organiser.textContent('.cards')).toContain(
      'Said yes on 1 October 2026, in person. Noted by Chidi.',
    )

    await ozioma.goto(`${server.origin}/desk`)
    await ozioma.click('a:text("See my data")')
    expect(await ozioma.textContent('.cards')).toContain('Tell me by mail')
    await ozioma.click('button:text("Withdraw this")')
    expect(await ozioma.textContent('.cards')).toContain('Withdrawn on')

    const file = await fetch(`${server.origin}/account/data/file`, { headers: { cookie: theirs } })
    expect(file.headers.get('content-disposition')).toContain('attachment')
    expect(file.headers.get('cache-control')).toContain('no-store')
    expect(await file.json()).toMatchObject({
      privacy: { person: { name: 'Ozioma Quill' }, consents: [{ purpose: 'mail' }] },
    })

    await ozioma.click('a:text("I want to be erased")')
    expect(await ozioma.textContent('.waits')).toContain('The name stands in one record')
    // A browser holds the form back itself; whoever sends it all the same is asked once more.
    const unsure = await fetch(`${server.origin}/account/data/erase`, {
      ...{ method: 'POST', body: new URLSearchParams({}) },
      headers: { cookie: theirs, origin: server.origin },
    })
    expect([unsure.status, await unsure.text()]).toEqual([422, expect.stringContaining('Tick the box first')])
    await ozioma.check('[name=sure]')
    await ozioma.click('button:text("Erase for good")')
    expect(await ozioma.textContent('h1')).toBe('You are erased')
    await ozioma.goto(`${server.origin}/desk`)
    expect(new URL(ozioma.url()).pathname).toBe('/sign-in')
    expect((await organiser.goto(`${server.origin}/desk/people/${id}/consent`))?.status()).toBe(404)
  })

  it('an organiser erases a name from what was published, and sets the clocks', async () => {
    const { server, as, issue } = await start(dialect)
    const organiser = await phone(server, await as('Chidi', 'organiser'))
    await organiser.goto(`${server.origin}/desk/erase-words`)
    await organiser.fill('[name=words]', 'Ozioma Quill')
    await organiser.click('button:text("Look where they stand")')
    await organiser.click('button:text("Erase them here")')
    expect(await organiser.textContent('[role=status]')).toBe('Done. One wording was erased.')
    await organiser.goto(`${server.origin}/issues/${issue}`)
    expect(await organiser.textContent('h1')).toBe('Damp flats, says somebody')

    await organiser.goto(`${server.origin}/desk/retention`)
    await organiser.fill('[name=acts]', '7')
    await organiser.fill('[name=feedback]', '60')
    await organiser.click('button:text("Keep these times")')
    expect(await organiser.textContent('.field .complaint')).toBe(
      'Give a whole number of days from 30 to 3,650.',
    )
    expect(await organiser.inputValue('[name=feedback]')).toBe('60')
    await organiser.fill('[name=acts]', '90')
    await organiser.click('button:text("Keep these times")')
    expect(await organiser.inputValue('[name=acts]')).toBe('90')
    await organiser.goto(`${server.origin}/desk/processing`)
    expect(await organiser.textContent('main')).toMatch(/Who did what in the hub[\s\S]*Erased 90 days after/)
  })

  it('anybody reports a record and says something to the hub, and an organiser decides', async () => {
    const { server, as, issue } = await start(dialect)
    const visitor = await phone(server, null)
    const organiser = await phone(server, await as('Chidi', 'organiser'))
    await visitor.goto(`${server.origin}/issues/${issue}`)
    await visitor.click('a:text("Something is wrong with this")')
    await visitor.selectOption('[name=reason]', 'private')
    await visitor.fill('[name=words]', 'It names somebody.')
    await visitor.click('button:text("Send it to the organisers")')
    expect(await visitor.textContent('h1')).toBe('Thank you')
    await visitor.click('a:text("Tell the hub what you think")')
    await visitor.fill('[name=words]', 'The benches are good.')
    await visitor.click('button:text("Send it")')
    expect(await visitor.textContent('h1')).toBe('Thank you')
    expect(await visitor.context().cookies()).toEqual([])

    await organiser.goto(`${server.origin}/desk`)
    expect(await organiser.textContent('.waits')).toContain(
      'One report waits. Somebody said something to the hub.',
    )
    await organiser.click('.waits a')
    await organiser.click('button:text("I have read this")')
    await organiser.click('a.button:text("Decide")')
    // What is not true can be put right instead of taken away.
    expect(await organiser.getAttribute('a:text("Put right what it says")', 'href')).toBe(
      `/desk/issues/${issue}/edit`,
    )
    // Who runs no server blocks nobody.
    expect(await organiser.locator('input[value^=block]').count()).toBe(0)
    await organiser.check('input[value=withdraw]')
    await organiser.selectOption('[name=why]', 'private')
    await organiser.click('button:text("Decide")')
    expect(await organiser.textContent('.field .complaint')).toMatch(/^Say why it is withdrawn/)
    expect(await organiser.isChecked('input[value=withdraw]')).toBe(true)
    await organiser.fill('[name=reason]', 'It named somebody.')
    await organiser.click('button:text("Decide")')
    expect(await organiser.textContent('main')).toContain('Nothing waits.')
    expect((await visitor.goto(`${server.origin}/issues/${issue}`))?.status()).toBe(410)
    await organiser.goto(`${server.origin}/desk/moderation/log`)
    expect(await organiser.textContent('main')).toMatch(/Chidi: withdrawn: Damp flats/)
    expect(await organiser.textContent('.chip[aria-current]')).toBe('What was decided')
    await organiser.click('.chip:text("Waiting")')
    expect(await organiser.textContent('h1')).toBe('What strangers write')
  })

  it('nobody sends more than five things a minute from one place, and what they typed is kept', async () => {
    const server = await startServer(dialect, { working: false, env: { FOLKMOOT_PROXIES: '127.0.0.1,::1' } })
    ends.push(server.end)
    const { hub } = await server.hub('northend')
    const send = (from: string) =>
      fetch(`${server.origin}/feedback`, {
        method: 'POST',
        redirect: 'manual',
        headers: { origin: server.origin, 'x-forwarded-for': from },
        body: new URLSearchParams({ id: newId(), hub: hub.id, words: 'Hello there' }),
      })
    for (let at = 0; at < 5; at++) expect((await send('192.0.2.1')).status).toBe(303)
    const often = await send('192.0.2.1')
    expect([often.status, await often.text()]).toEqual([429, expect.stringMatching(/Hello there/)])
    expect((await send('192.0.2.2')).status).toBe(303)
    server.clock.ahead += 60_000
    expect((await send('192.0.2.1')).status).toBe(303)
  })

  it('an operator blocks and ends it, and a refused name keeps what was typed', async () => {
    const { server, as } = await start(dialect)
    const operator = await phone(server, await as('Chidi', 'operator'))
    await operator.goto(`${server.origin}/desk/peers`)
    await operator.fill('#whom-block', 'not a domain')
    await operator.fill('form[action$=blocks] [name=reason]', 'They send advertising.')
    await operator.click('button:text("Block")')
    expect(await operator.textContent('.field .complaint')).toContain('is neither a domain')
    expect(await operator.inputValue('form[action$=blocks] [name=reason]')).toBe('They send advertising.')
    await operator.fill('#whom-block', 'spam.example')
    await operator.click('button:text("Block")')
    expect(await operator.textContent('.card')).toContain('spam.example')
    await operator.click('button:text("End this block")')
    expect(await operator.textContent('main')).toContain('Nobody is blocked.')
    await operator.click('button:text("Deal only with those on the list")')
    expect(await operator.textContent('main')).toContain('this server deals with nobody')
  })
})

it(
  'none of these pages puts a serious barrier before anybody, nor runs off the side of a phone',
  async () => {
    const { server, hub, as, idOf, issue } = await start('sqlite')
    const page = await phone(server, await as('Chidi', 'organiser', 'operator'), 'dark')
    const id = await idOf('Chidi')
    const now = instant(server.world.clock())
    const actor = 'https://a-rather-long-name-of-a-server.example/users/somebody-with-a-long-name'
    await inTransaction(server.world.db, (tx) =>
      keepReply(tx, {
        ...{ iri: `${actor}/1`, record_id: issue, hub_id: hub.id, actor, html: '<p>Yes</p>', language: null },
        ...{ published: now, updated: now, state: 'held', judged: null, received: now },
      }),
    )
    const about = [`${server.origin}/issues/${issue}`]
    await receiveComplaint(server.world, { actor, activity: `${actor}/2`, about, words: 'Spam' })
    const report = (await server.world.db.selectFrom('reports').select('id').executeTakeFirstOrThrow()).id
    const found: string[] = []
    for (const path of [
      ...[
        '/desk',
        '/desk/consent',
        `/desk/people/${id}/consent`,
        `/desk/people/${id}/erase`,
        '/account/data',
      ],
      ...['/account/data/erase', '/erased', '/desk/retention', '/desk/processing'],
      ...['/desk/erase-words?words=Ozioma%20Quill', '/desk/moderation', `/desk/moderation/reports/${report}`],
      ...['/desk/moderation/log', '/desk/peers', '/feedback', '/report/thanks', `/issues/${issue}`],
      `/report?about=${encodeURIComponent(about[0]!)}`,
    ]) {
      expect((await page.goto(server.origin + path))?.status()).toBe(200)
      found.push(...(await barriersOn(page)))
    }
    expect(found).toEqual([])
  },
  patience,
)
