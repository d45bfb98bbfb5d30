import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { ownIssues } from '../src/issues/store.ts'
import { openBrowser } from './support/browser.ts'
import { dialects } from './support/db.ts'
import { barriersOf, phoneOf, press } from './support/desk.ts'
import { startServer, type TestServer } from './support/server.ts'
import { signIn } from './support/sign-in.ts'

let browser: Browser
beforeAll(async () => {
  browser = await openBrowser()
}, 120_000)
afterAll(() => browser.close())

const running: TestServer[] = []
afterEach(async () => {
  for (const server of running.splice(0)) await server.end()
})

const idOf = (page: Page): string => /[0-9a-f-]{36}/.exec(page.url())![0]
const h1 = (page: Page) => page.textContent('h1')

describe.each(dialects)('an issue is written on %s, on a phone without scripts', (dialect) => {
  it('in two languages, from nothing to published, amended, merged and withdrawn', async () => {
    const server = await startServer(dialect, { working: false })
    running.push(server)
    const { hub } = await server.hub('northend', { languages: ['en', 'cy'] })
    const notes = await phoneOf(browser, server, await signIn(server, hub.id, ['note-taker'], 'Nia'))
    const cookie = await signIn(server, hub.id, ['organiser'], 'Chidi')
    const page = await phoneOf(browser, server, cookie)

    // A note-taker begins, and is told who publishes.
    await notes.goto(`${server.origin}/desk`)
    await notes.getByRole('link', { name: 'Write an issue' }).click()
    await notes.fill('[name="titles.en"]', 'The last bus leaves too early')
    await notes.getByText('Add a language').click()
    await notes.fill('[name=more]', 'Elvish')
    await press(notes, 'Add it')
    expect(await notes.textContent('#more-error')).toContain('“Elvish” is no language we know')
    await notes.fill('[name=more]', 'Welsh')
    await press(notes, 'Add it')
    expect(await notes.inputValue('[name="titles.en"]')).toBe('The last bus leaves too early')
    await notes.fill('[name="summaries.cy"]', 'Un bws arall am 23:20.')
    await press(notes, 'Save the draft')
    // What is wrong stands at its field; all that was typed stands there again.
    expect(await notes.textContent('#basis-error')).toContain('Where it came from: choose from the list')
    expect(await notes.inputValue('[name="summaries.cy"]')).toBe('Un bws arall am 23:20.')
    await notes.selectOption('[name=basis]', 'listening')
    await press(notes, 'Save the draft')
    expect(await notes.textContent('[id="titles.cy-error"]')).toContain('Title (Welsh): this is needed')
    await notes.fill('[name="titles.cy"]', 'Mae’r bws olaf yn gadael yn rhy gynnar')
    await notes.getByText('What it is about').click()
    await notes.getByLabel('Buses, roads and walking').check()
    await notes.getByText('Counts it rests on').click()
    await notes.fill('[name="evidence.voices"]', '41')
    await press(notes, 'Save the draft')
    expect(await notes.textContent('.done')).toContain('Saved.')
    expect(await notes.textContent('main')).toContain('An organiser of the hub publishes it.')
    expect(await notes.getByRole('button', { name: 'Publish to the world' }).count()).toBe(0)
    const id = idOf(notes)

    // An organiser sees at the desk that it waits, sees exactly what leaves, and publishes it.
    await page.goto(`${server.origin}/desk`)
    expect(await page.textContent('.card.waits h2')).toBe('1 issue is a draft')
    await page.getByRole('link', { name: 'The last bus leaves too early' }).click()
    const sent = JSON.parse((await page.textContent('.exactly'))!)
    await press(page, 'Publish to the world')
    expect(await page.textContent('.done')).toContain('Published.')
    const json = await fetch(`${server.origin}/issues/${id}`, {
      headers: { accept: 'application/activity+json' },
    })
    const { proof: _, ...left } = (await json.json()) as Record<string, unknown>
    const { published, updated } = left
    expect({ ...sent, published, updated }).toEqual(left)
    expect(left).toMatchObject({ nameMap: { cy: 'Mae’r bws olaf yn gadael yn rhy gynnar' } })

    // What changes is seen before it is published.
    await page.getByRole('link', { name: 'Change what it says' }).click()
    await press(page, 'See what changes')
    expect(await page.textContent('.complaints')).toContain('Nothing would change')
    await page.fill('[name="summaries.en"]', 'One more bus at 23:20.')
    await press(page, 'See what changes')
    expect(await h1(page)).toBe('What changes')
    expect(await page.textContent('.changes ins')).toContain('One more bus at 23:20.')
    expect(await page.locator('.changes > li').count()).toBe(1)
    await press(page, 'Go on writing')
    expect(await page.inputValue('[name="summaries.en"]')).toBe('One more bus at 23:20.')
    await press(page, 'See what changes')
    await page.fill('[name=note]', 'People asked for an hour')
    await press(page, 'Publish the change')
    expect(await page.textContent('.history')).toContain('People asked for an hour')
    expect(await page.textContent('main')).toContain('This is revision 2')

    await page.selectOption('[name=to]', 'on-agenda')
    await press(page, 'Say so in public')
    expect(await page.textContent('.state')).toBe('On an agenda')

    // Another one, into which it goes on.
    await page.goto(`${server.origin}/desk/issues/new`)
    await page.fill('[name="titles.en"]', 'Buses at night')
    await page.selectOption('[name=basis]', 'petition')
    await press(page, 'Save the draft')
    const other = idOf(page)
    await press(page, 'Publish to the world')
    await page.goto(`${server.origin}/desk/issues/${id}`)
    await page.getByRole('link', { name: 'Merge it into another' }).click()
    await press(page, 'Merge them')
    expect(await page.textContent('.complaints')).toContain('Choose the issue')
    await page.fill('[name=text]', 'at night')
    await press(page, 'Search')
    await page.getByLabel('Buses at night').check()
    await press(page, 'Merge them')
    expect(await page.textContent('.state')).toBe('Merged into another issue')

    await page.goto(`${server.origin}/desk/issues/${other}`)
    await page.getByRole('link', { name: 'Withdraw it' }).click()
    await press(page, 'Withdraw it for good')
    expect(await page.textContent('#reason-error')).toContain('Say why it is withdrawn')
    await page.fill('[name=reason]', 'Written twice.')
    await press(page, 'Withdraw it for good')
    expect(await page.textContent('main')).toContain('“Written twice.”')
    expect((await fetch(`${server.origin}/issues/${other}`)).status).toBe(410)

    // One that is split: the parts are drafts, and one of them is thrown away.
    await page.goto(`${server.origin}/desk/issues/new`)
    await page.fill('[name="titles.en"]', 'Lifts and stairs')
    await page.selectOption('[name=basis]', 'assembly')
    await press(page, 'Save the draft')
    await press(page, 'Publish to the world')
    await page.getByRole('link', { name: 'Split it' }).click()
    await page.fill('[name=titles]', 'The lifts')
    await press(page, 'Split it into these')
    expect(await page.textContent('#titles-error')).toContain('two others at least')
    await page.fill('[name=titles]', 'The lifts\nThe stairs')
    await press(page, 'Split it into these')
    expect(await page.textContent('.state')).toBe('Split into several issues')
    await page.getByRole('link', { name: 'The stairs' }).click()
    await page.getByRole('link', { name: 'Throw it away' }).click()
    await press(page, 'Throw the draft away')
    expect(await page.textContent('.done')).toBe('The draft is thrown away.')

    await page.goto(`${server.origin}/desk/issues`)
    const states = await page.locator('.own .state').allTextContents()
    expect(states).toEqual([
      'Draft: proposed',
      'Split into several issues',
      'Withdrawn',
      'Merged into another issue',
    ])
    expect(await page.textContent('.own .from')).toMatch(/Changed on .* by Chidi · English/)
    expect(await ownIssues(server.world.db, hub.id, { limit: 9 })).toHaveLength(4)
    expect(server.logged.filter(([level]) => level === 'error')).toEqual([])
  }, 120_000)
})

it('puts no serious barrier before anybody who writes', async () => {
  const server = await startServer('sqlite', { working: false })
  running.push(server)
  const { hub, who } = await server.hub('northend')
  const cookie = await signIn(server, hub.id, ['organiser'])
  const { draftIssue, publishIssue } = await import('../src/issues/actions.ts')
  const { sure } = await import('./support/people.ts')
  const draft = sure(
    await draftIssue(server.world, who, {
      ...{ basis: 'listening', titles: { en: 'Damp', 'en-simple': 'Wet walls' } },
      contents: { en: '- **black** mould' },
    }),
  )
  const open = sure(await draftIssue(server.world, who, { basis: 'petition', titles: { en: 'Benches' } }))
  sure(await publishIssue(server.world, who, open.id))
  const at = (id: string, more: readonly string[]) => more.map((each) => `/desk/issues/${id}${each}`)
  const paths = [
    ...['/desk', '/desk/issues', '/desk/issues/new', ...at(draft.id, ['', '/edit', '/discard'])],
    ...at(open.id, ['', '/edit', '/merge', '/split', '/withdraw']),
  ]
  expect(await barriersOf(browser, server, cookie, paths)).toEqual([])
}, 120_000)
