import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { announceAssembly, draftAssembly } from '../src/assemblies/actions.ts'
import { followHub } from '../src/hubs/actions-follow.ts'
import { draftIssue, publishIssue } from '../src/issues/actions.ts'
import { publicIssue } from '../src/issues/store.ts'
import { englishName, nearestOf } from '../src/lib/language.ts'
import { draftOutcome, publishOutcome } from '../src/outcomes/actions.ts'
import { draftAction, publishAction } from '../src/outcomes/actions-action.ts'
import { openBrowser } from './support/browser.ts'
import { dialects } from './support/db.ts'
import { barriersOf, phoneOf, press } from './support/desk.ts'
import { sure } from './support/people.ts'
import { startServer, type TestServer, until } from './support/server.ts'
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
const start = async (...about: Parameters<typeof startServer>) => {
  const server = await startServer(...about)
  running.push(server)
  return server
}

const wording = (noun: string) => ({
  language: 'en',
  titles: { en: `The ${noun} at length`, 'en-simple': `The ${noun} in short`, cy: `Y ${noun}` },
  summaries: { en: 'What of it?', 'en-simple': 'What now?', cy: 'Beth nesaf?' },
  contents: { en: 'At some length, with clauses.', 'en-simple': 'Short. Clear.', cy: 'Rhywbeth.' },
})

describe.each(dialects)('a version in plain words on %s', (dialect) => {
  it('goes over the wire with each kind of record under its own tag, and comes back', {
    timeout: 120_000,
  }, async () => {
    const [here, there] = [await start(dialect), await start('sqlite')]
    const north = await here.hub('northend', { languages: ['en', 'cy'] })
    const city = await there.hub('city')
    sure(await followHub(there.world, city.who, `@northend@localhost:${here.port}`))
    const { world } = here
    const { who } = north
    const issue = sure(await draftIssue(world, who, { ...wording('issue'), basis: 'listening' }))
    const assembly = sure(
      await draftAssembly(world, who, {
        ...{ ...wording('assembly'), kind: 'community', starts: '2030-01-12T18:00', zone: 'Europe/London' },
        ...{ destination: 'The council.', venue: { name: 'Hall' } },
      }),
    )
    sure(await publishIssue(world, who, issue.id))
    sure(await announceAssembly(world, who, assembly.id))
    const outcome = sure(await draftOutcome(world, who, { ...wording('outcome'), issues: [issue.iri] }))
    sure(await publishOutcome(world, who, outcome.id))
    const action = sure(await draftAction(world, who, { ...wording('action'), outcome: outcome.iri }))
    sure(await publishAction(world, who, action.id))

    for (const { iri } of [issue, assembly, outcome, action]) {
      const noun =
        iri === issue.iri
          ? 'issue'
          : /assemblies/.test(iri)
            ? 'assembly'
            : /outcomes/.test(iri)
              ? 'outcome'
              : 'action'
      const answer = await fetch(iri, { headers: { accept: 'application/activity+json' } })
      const { contentMap } = (await answer.json()) as { contentMap: Record<string, string> }
      expect([noun, Object.keys(contentMap)]).toEqual([noun, ['en', 'en-simple', 'cy']])
      expect(contentMap['en-simple']).toContain('Short. Clear.')
      expect(contentMap.en).not.toContain('Short. Clear.')

      const page = async (address: string) => (await fetch(address)).text()
      expect(await page(iri)).toContain('<a href="?lang=en-simple" hreflang="en-simple">In plain words</a>')
      const plainly = await page(`${iri}?lang=en-simple`)
      expect(plainly).toMatch(new RegExp(`<h1 lang="en-simple"[^>]*>The ${noun} in short`))
      expect(plainly).toContain('Short. Clear.')
      expect(plainly).toContain('The full text')
      // Welsh has none, and offers both English ones by what they call themselves.
      const welsh = await page(`${iri}?lang=cy`)
      expect(welsh).not.toContain('Mewn geiriau syml')
      expect(welsh).toContain('English, in plain words')

      const copy = await until('its copy is there', () =>
        there.world.db.selectFrom('records').select('id').where('iri', '=', iri).executeTakeFirst(),
      )
      const seen = await page(
        `${there.origin}/seen${new URL(iri).pathname.replace(/[^/]+$/, '')}${copy.id}?lang=en-simple`,
      )
      expect(seen).toMatch(new RegExp(`<h1 lang="en-simple"[^>]*>The ${noun} in short`))
      expect(seen).toContain('Short. Clear.')
    }
  })

  it('is added beside its language with one press, on a phone without scripts', {
    timeout: 120_000,
  }, async () => {
    const server = await start(dialect, { working: false })
    const { hub } = await server.hub('northend', { languages: ['en', 'cy'] })
    const cookie = await signIn(server, hub.id, ['organiser'], 'Chidi')
    const page = await phoneOf(browser, server, cookie)
    await page.goto(`${server.origin}/desk/issues/new`)
    await page.fill('[name="titles.en"]', 'The last bus leaves too early')
    await page.getByText('Add a language').click()
    await page.fill('[name=more]', 'cy')
    await press(page, 'Add it')
    await page.getByRole('button', { name: 'Add a version in plain words' }).first().click()
    const legends = await page.locator('fieldset.tongue legend').allTextContents()
    expect(legends).toEqual(['English', 'English, in plain words', 'Welsh'])
    expect(await page.inputValue('[name="titles.en"]')).toBe('The last bus leaves too early')
    // There is one for Welsh still, and none of the plain one.
    expect(await page.getByRole('button', { name: 'Add a version in plain words' }).count()).toBe(1)
    await page.fill('[name="titles.cy"]', 'Y bws olaf')
    await page.selectOption('[name=basis]', 'listening')
    await page.fill('[name="contents.en-simple"]', 'We want a bus at 11.')
    await press(page, 'Save the draft')
    expect(await page.textContent('[id="titles.en-simple-error"]')).toContain(
      'Title (English, in plain words): this is needed.',
    )
    await page.fill('[name="titles.en-simple"]', 'A later bus')
    await press(page, 'Save the draft')
    await press(page, 'Publish to the world')
    const id = /[0-9a-f-]{36}/.exec(page.url())![0]
    expect((await publicIssue(server.world.db, id))!.titles).toEqual({
      ...{ en: 'The last bus leaves too early', 'en-simple': 'A later bus', cy: 'Y bws olaf' },
    })
    await page.goto(`${server.origin}/issues/${id}`)
    await page.getByRole('link', { name: 'In plain words' }).click()
    expect(await page.textContent('h1')).toBe('A later bus')
    expect(await page.textContent('.prose')).toContain('We want a bus at 11.')
    await page.getByRole('link', { name: 'The full text' }).click()
    expect(await page.textContent('h1')).toBe('The last bus leaves too early')
    expect(
      await barriersOf(browser, server, cookie, [
        ...[`/issues/${id}`, `/issues/${id}?lang=en-simple`, `/desk/issues/${id}/edit`],
      ]),
    ).toEqual([])
  })
})

describe('a version in plain words', () => {
  it('is shown to whoever asks for it, and to others where there is no other in their language', () => {
    expect(nearestOf({ 'en-simple': 'a', 'en-GB': 'b' }, 'en')).toBe('en-GB')
    expect(nearestOf({ cy: 'a', 'en-simple': 'b' }, 'en')).toBe('en-simple')
    expect(nearestOf({ en: 'a', 'en-simple': 'b' }, 'en-simple')).toBe('en-simple')
    expect(nearestOf({ cy: 'a' }, 'en')).toBeUndefined()
    expect([englishName('cy-simple'), englishName('cy')]).toEqual(['plain Welsh (cy-simple)', 'Welsh (cy)'])
  })
})
