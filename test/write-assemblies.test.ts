import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { announceAssembly, draftAssembly } from '../src/assemblies/actions.ts'
import { DAY } from '../src/lib/time.ts'
import { draftOutcome, publishOutcome } from '../src/outcomes/actions.ts'
import { draftAction, publishAction } from '../src/outcomes/actions-action.ts'
import { openBrowser } from './support/browser.ts'
import { dialects } from './support/db.ts'
import { barriersOf, phoneOf, press } from './support/desk.ts'
import { sure } from './support/people.ts'
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
const machine = async (server: TestServer, path: string) =>
  (await (
    await fetch(server.origin + path, { headers: { accept: 'application/activity+json' } })
  ).json()) as Record<string, unknown>

describe.each(dialects)(
  'an assembly is held on %s, and what came of it is written down, on a phone',
  (dialect) => {
    it('planned, announced, put off, held again; its outcome, and what is done about it', async () => {
      const server = await startServer(dialect, { working: false })
      running.push(server)
      const { hub } = await server.hub('northend')
      const page = await phoneOf(browser, server, await signIn(server, hub.id, ['organiser'], 'Chidi'))
      const day = (days: number) => new Date(server.world.clock() + days * DAY).toISOString().slice(0, 10)

      await page.goto(`${server.origin}/desk/assemblies`)
      expect(await page.textContent('main')).toContain('There is no assembly of your hub yet.')
      await page.getByRole('link', { name: 'Plan an assembly' }).click()
      await page.fill('[name="titles.en"]', 'Which bus do we need?')
      await page.selectOption('[name=kind]', 'community')
      await page.fill('[name="venue.name"]', 'Community Hall')
      await page.fill('[name="venue.street"]', '5 Mill Lane')
      await page.getByLabel('Tell the venue only to those who come.').check()
      await page.fill('[name=zone]', 'London')
      await page.getByText('Agenda', { exact: true }).click()
      await page.fill('[name="agenda.0.title"]', 'Welcome')
      await press(page, 'Add another item')
      await page.fill('[name="agenda.1.title"]', 'Tables')
      await page.fill('[name="agenda.1.minutes"]', '40')
      await press(page, 'Save the draft')
      expect(await page.textContent('#zone-error')).toContain('such as Europe/London')
      await page.fill('[name=zone]', 'Europe/London')
      await press(page, 'Save the draft')

      // What is missing before people can be invited is said where the button would be.
      expect(await page.textContent('main')).toContain('Say when it begins before it is announced.')
      expect(await page.getByRole('button', { name: 'Announce to the world' }).count()).toBe(0)
      await page.locator('.card').getByRole('link', { name: 'Change it' }).click()
      await page.getByText('So that everybody can take part').click()
      await page.fill('[name="spoken"]', 'English, polski')
      await page.fill('[name=starts]', `${day(3)}T18:30`)
      await page.fill('[name="summaries.en"]', 'When should the last bus go?')
      await page.fill('[name=destination]', 'The council answers in public by March.')
      await press(page, 'Save the draft')
      const sent = (await page.textContent('.exactly'))!
      expect(sent).toContain(`${day(3)}T18:30`)
      expect(sent).not.toContain('Mill Lane')
      await press(page, 'Announce to the world')
      expect(await page.textContent('.state')).toBe('Announced')
      const assembly = `/assemblies/${idOf(page)}`
      expect(await machine(server, assembly)).toMatchObject({
        ...{ type: 'Event', 'moot:venueHidden': true, 'moot:spoken': ['en', 'pl'] },
      })

      await page.selectOption('[name=to]', 'postponed')
      await press(page, 'Say so in public')
      expect(await page.textContent('.state')).toBe('Put off; the new day is not set yet')
      await page.selectOption('[name=to]', 'announced')
      await press(page, 'Say so in public')
      await page.getByRole('link', { name: 'Hold it again' }).click()
      await page.fill('[name=day]', day(30))
      await press(page, 'Plan that day')
      expect(await page.textContent('.exactly')).toContain(`${day(30)}T18:30`)

      // A week after, the desk asks what came of it.
      await page.goto(`${server.origin}/desk`)
      expect(await page.textContent('main')).not.toContain('What came of')
      server.clock.ahead += 8 * DAY
      await page.goto(`${server.origin}/desk`)
      expect(await page.textContent('main')).not.toContain('What came of')
      server.clock.ahead += 3 * DAY
      await page.goto(`${server.origin}/desk`)
      expect(await page.textContent('main')).toContain('What came of “Which bus do we need?”?')
      await page.getByRole('link', { name: 'Write down what came of it' }).click()
      await page.fill('[name="titles.en"]', 'A later bus')
      await page.fill('[name="decisions.0.text"]', 'We ask for a bus at 23:20')
      await page.selectOption('[name="decisions.0.result"]', 'adopted')
      await page.selectOption('[name="decisions.0.method"]', 'consensus')
      await page.fill('[name="decisions.0.tally.favour"]', '35')
      await page.fill('[name="decisions.0.tally.against"]', '4')
      await page.fill('[name=present]', '38')
      await page.fill('[name=disagreements]', 'What it may cost')
      await press(page, 'Save the draft')
      expect(await page.textContent('#present-error')).toContain(
        'No more people can be counted than were there',
      )
      await page.fill('[name="decisions.0.tally.against"]', '')
      await press(page, 'Save the draft')
      expect(await page.textContent('[id="decisions.0.tally.against-error"]')).toContain(
        'this is not a whole number',
      )
      await page.fill('[name="decisions.0.tally.against"]', '0')
      await press(page, 'Save the draft')
      await press(page, 'Publish to the world')
      const outcome = `/outcomes/${idOf(page)}`
      expect(await machine(server, outcome)).toMatchObject({
        ...{ 'moot:assembly': server.origin + assembly, 'moot:present': 38 },
        'moot:disagreement': ['What it may cost'],
      })
      await page.getByRole('link', { name: 'Change what it says' }).click()
      await page.fill('[name="decisions.0.tally.abstained"]', '3')
      await press(page, 'See what changes')
      expect(await page.textContent('.changes')).toContain('Abstained from decision 1')
      await press(page, 'Publish the change')
      await page.goto(`${server.origin}/desk`)
      expect(await page.textContent('main')).not.toContain('What came of')

      // What follows from it: an action with a day, which comes round.
      await page.goto(`${server.origin}/desk${outcome}`)
      await page.getByRole('link', { name: 'Write down what the hub will do' }).click()
      await page.fill('[name="titles.en"]', 'Count the passengers')
      await page.fill('[name=doer]', 'The bus group')
      await page.fill('[name=due]', day(5))
      await press(page, 'Save the draft')
      await press(page, 'Publish to the world')
      const action = `/actions/${idOf(page)}`
      expect(await machine(server, action)).toMatchObject({
        ...{ 'moot:outcome': server.origin + outcome, inReplyTo: server.origin + outcome },
        'moot:owner': 'The bus group',
      })
      server.clock.ahead += 6 * DAY
      await page.goto(`${server.origin}/desk`)
      await page.getByRole('link', { name: 'Count the passengers' }).click()
      await page.selectOption('[name=to]', 'blocked')
      await press(page, 'Say so in public')
      expect(await page.textContent('#to-error')).toBe('Say in a line what blocks it.')
      expect(await page.inputValue('[name=to]')).toBe('blocked')
      await page.selectOption('[name=to]', 'in-progress')
      await page.fill('[name=progress]', '60')
      await press(page, 'Say so in public')
      expect(await machine(server, action)).toMatchObject({ 'moot:progress': 60 })
      await page.selectOption('[name=to]', 'done')
      await press(page, 'Say so in public')
      expect(await page.textContent('.state')).toBe('Done')
      await page.goto(`${server.origin}/desk`)
      expect(await page.textContent('main')).not.toContain('overdue')

      // What did not take place is called off; an outcome that was wrong is withdrawn.
      await page.goto(`${server.origin}/desk${assembly}`)
      await page.selectOption('[name=to]', 'cancelled')
      await press(page, 'Say so in public')
      expect(await page.textContent('.state')).toBe('Called off')
      await page.goto(`${server.origin}/desk${outcome}/withdraw`)
      await page.fill('[name=reason]', 'It was another room.')
      await press(page, 'Withdraw it for good')
      expect((await fetch(server.origin + outcome)).status).toBe(410)
      expect(server.logged.filter(([level]) => level === 'error')).toEqual([])
    }, 120_000)
  },
)

it('puts no serious barrier before anybody who plans and writes down', async () => {
  const server = await startServer('sqlite', { working: false })
  running.push(server)
  const { hub, who } = await server.hub('northend')
  const { world } = server
  const about = { titles: { en: 'Benches' }, summaries: { en: 'Where?' }, destination: 'The council' }
  const assembly = sure(
    await draftAssembly(world, who, {
      ...about,
      kind: 'community',
      starts: '2026-12-12T18:00',
      agenda: [{ title: 'x' }],
    }),
  )
  sure(await announceAssembly(world, who, assembly.id))
  const decisions = [{ text: 'Four benches', result: 'adopted' as const }]
  const outcome = sure(await draftOutcome(world, who, { titles: { en: 'Four' }, decisions }))
  const later = sure(await draftOutcome(world, who, { titles: { en: 'Five' }, decisions }))
  sure(await publishOutcome(world, who, outcome.id))
  const action = sure(await draftAction(world, who, { titles: { en: 'Saw' }, due: '2026-11-01' }))
  sure(await publishAction(world, who, action.id))
  const paths = [
    ...[
      '/desk',
      '/desk/assemblies',
      '/desk/assemblies/new',
      '/desk/outcomes',
      '/desk/actions/new',
      '/desk/moderation',
    ],
    ...['', '/edit', '/repeat'].map((each) => `/desk/assemblies/${assembly.id}${each}`),
    ...[`/desk/outcomes/${later.id}`, `/desk/outcomes/${later.id}/edit`, `/desk/outcomes/${outcome.id}`],
    `/desk/actions/${action.id}`,
  ]
  expect(await barriersOf(browser, server, await signIn(server, hub.id, ['organiser']), paths)).toEqual([])
}, 120_000)
