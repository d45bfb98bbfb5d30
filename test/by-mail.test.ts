import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { offeredBy } from '../src/app.ts'
import { announceAssembly, draftAssembly } from '../src/assemblies/actions.ts'
import { inTransaction } from '../src/db/index.ts'
import { answerAsks, askToFollow, followedBy } from '../src/digests/actions.ts'
import { newId } from '../src/lib/id.ts'
import { enqueueMailIn } from '../src/mail/outbox.ts'
import { mailSettings } from '../src/mail/settings.ts'
import { noteTrouble } from '../src/mail/state.ts'
import { slices } from '../src/slices.ts'
import { openBrowser } from './support/browser.ts'
import { asRead, openByMail, secretIn } from './support/by-mail.ts'
import { dialects, journeys } from './support/db.ts'
import { headerOf } from './support/mail-server.ts'
import { sure } from './support/people.ts'
import { signIn } from './support/sign-in.ts'

// A real browser on a slow machine takes its time; nothing here depends on how long.
const patience = 240_000
let browser: Browser
beforeAll(async () => {
  browser = await openBrowser()
}, patience)
afterAll(() => browser.close())

const ends: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
})

const open = async (...about: Parameters<typeof openByMail>) => {
  const here = await openByMail(...about)
  ends.push(here.end)
  return here
}
type Here = Awaited<ReturnType<typeof open>>

async function phone(script: boolean): Promise<Page> {
  const context = await browser.newContext({
    ...{ viewport: { width: 360, height: 740 }, javaScriptEnabled: script },
  })
  ends.push(() => context.close())
  return context.newPage()
}

const press = (page: Page, text: string) => page.click(`button:text-is("${text}")`)

describe.each(journeys)('a resident on $dialect, with script: $script', ({ dialect, script }) => {
  it(
    'follows a hub by mail, reads what is new, ends one kind, and ends all with one click',
    async () => {
      const here = await open(dialect)
      const { origin } = here.server
      const page = await phone(script)
      await page.goto(origin)
      await page.click('a:text-is("Follow by mail")')
      await page.fill('[name=address]', 'ben@south.example')
      await page.check('[value=daily]')
      await page.uncheck('[value=actions]')
      expect(await page.textContent('article form')).toContain('until I end it')
      await page.click('article button')
      expect(await page.textContent('h1')).toBe('Look into your mail')
      expect(await page.context().cookies()).toEqual([])

      await answerAsks(here.world)
      const [asking] = await here.arrived(1)
      await page.goto(`${origin}/by-mail/confirm/${secretIn(asking!, 'confirm')}`)
      expect(await page.textContent('main')).toContain('Hub of northend may keep my address')
      await press(page, 'Yes, begin')
      expect(await page.textContent('[role=status]')).toContain('You follow now')
      expect(await page.textContent('main')).toContain('b…@south.example')
      expect(await page.textContent('main')).not.toContain('ben@south.example')
      expect(await page.isChecked('[value=actions]')).toBe(false)

      await here.issue('Damp flats')
      await here.days(1)
      await here.send()
      const { text, kindsOfEnd } = await asRead((await here.arrived(2))[1]!)
      expect(text).toContain('Damp flats')
      expect(kindsOfEnd).toEqual(['assemblies', 'issues', 'outcomes'])
      const of = (kind: string) => new RegExp(`http\\S+/by-mail/end/\\S+&kind=${kind}`).exec(text)![0]
      await page.goto(of('issues'))
      await press(page, 'No more mail about issues')
      expect(await page.textContent('[role=status]')).toContain('Your change holds')
      expect(await page.isChecked('[value=issues]')).toBe(false)
      expect(await page.isChecked('[value=outcomes]')).toBe(true)
      await here.issue('Late buses')
      await here.days(1)
      await here.send()
      await here.quiet()
      expect(here.post.received).toHaveLength(2)

      await page.selectOption('[name=language]', 'fr')
      await page.check('[value=issues]')
      await press(page, 'Keep this')
      await here.issue('No crossing')
      await here.days(1)
      await here.send()
      const french = (await here.arrived(3))[2]!
      expect((await asRead(french)).subject).toBe('Du nouveau : Hub of northend')

      // What a mail program presses: no page before it, no cookie, no origin.
      const [href] = /https?:[^>]+/.exec(headerOf(french, 'List-Unsubscribe')[0]!)!
      const click = () =>
        fetch(href!, { method: 'POST', body: new URLSearchParams({ 'List-Unsubscribe': 'One-Click' }) })
      expect((await click()).status).toBe(200)
      expect((await click()).status).toBe(200)
      expect(await here.world.db.selectFrom('digest_follows').select('id').execute()).toEqual([])
      await page.reload()
      expect(await page.textContent('main')).toContain('opens nothing any more')
      await here.issue('Broken lamps')
      await here.days(1)
      await here.send()
      await here.quiet()
      expect(here.post.received).toHaveLength(3)
    },
    patience,
  )
})

describe.each(dialects)('the pages of following by mail on %s', (dialect) => {
  /** Every row of the slice as it is now. */
  const rows = async ({ world }: Here) => ({
    follows: await world.db.selectFrom('digest_follows').selectAll().execute(),
    consents: await world.db.selectFrom('digest_consents').selectAll().execute(),
    mails: await world.db.selectFrom('mails').select('id').execute(),
  })
  const asked = (here: Here, address: string, more: Record<string, string> = {}) =>
    fetch(`${here.server.origin}/by-mail`, {
      method: 'POST',
      redirect: 'manual',
      headers: { origin: here.server.origin },
      body: new URLSearchParams({
        ...{ id: newId(), hub: here.hub.id, issue: '', language: 'en', address },
        ...{ cadence: 'weekly', kinds: 'issues', ...more },
      }),
    })

  it('are offered where people follow, as long as mail works, and feeds are offered where it does not', async () => {
    const here = await open(dialect)
    const { origin } = here.server
    const issue = await here.issue('Old lifts')
    const assembly = sure(
      await draftAssembly(here.world, here.who, {
        ...{ kind: 'community', language: 'en', titles: { en: 'What of the lifts?' } },
        summaries: { en: 'Who mends the lifts, and by when?' },
        ...{ starts: '2027-04-01T18:30', ends: '2027-04-01T20:30', zone: 'Europe/London', place: 'Hall' },
        ...{
          venue: { name: 'The hall' },
          destination: 'The housing office, which has promised an answer.',
          agenda: [{ title: 'Tables', minutes: 60 }],
        },
      }),
    )
    sure(await announceAssembly(here.world, here.who, assembly.id))
    const paths = [
      ...['/', `/hubs/${here.hub.id}`, '/map', '/assemblies', '/outcomes', '/actions'],
      ...[`/issues/${issue.id}`, `/assemblies/${assembly.id}`],
    ]
    const offers = async () =>
      Promise.all(
        paths.map(async (path) => (await (await fetch(origin + path)).text()).includes('href="/by-mail?')),
      )
    expect(await offers()).toEqual(paths.map(() => true))
    expect(await (await fetch(`${origin}/by-mail?issue=${issue.id}`)).text()).toContain('Old lifts')

    const { settings } = (await mailSettings(here.world))!
    const trouble = { of: 'server', what: 'nobody', lasting: false, words: 'Nobody listens.' } as const
    await noteTrouble(here.world, settings, trouble)
    expect(await offers()).toEqual(paths.map(() => false))
    const without = await (await fetch(`${origin}/by-mail`)).text()
    expect(without).toContain('sends no mail at the moment')
    expect(without).toContain('.atom')
    expect(without).toContain('@northend@localhost')
    expect(without).not.toContain('name="address"')
    await asked(here, 'ben@south.example')
    expect((await rows(here)).follows).toEqual([])
  })

  it('answer the same whether an address follows or not, and look it up later', async () => {
    const here = await open(dialect)
    await here.follow({ address: 'ben@south.example' })
    const before = await rows(here)
    const answers = []
    for (const address of ['ben@south.example', 'cleo@south.example']) {
      const answer = await asked(here, address)
      answers.push([answer.status, answer.headers.get('location'), await answer.text()])
    }
    expect(answers[0]).toEqual(answers[1])
    expect(answers[0]![1]).toBe('/by-mail/sent')
    const after = await rows(here)
    expect(after.follows).toHaveLength(before.follows.length + 2)
    expect(after.mails).toHaveLength(before.mails.length)
    const [one, other] = after.follows.filter(({ confirmed }) => confirmed === null)
    const shape = (row: object) => Object.entries(row).map(([key, value]) => [key, value === null])
    expect(shape(one!)).toEqual(shape(other!))
  })

  it('take no more than some a minute of one visitor, nothing from another site, and nothing that is none', async () => {
    const here = await open(dialect)
    const { origin } = here.server
    const elsewhere = await fetch(`${origin}/by-mail`, {
      method: 'POST',
      headers: { origin: 'https://elsewhere.example' },
      body: new URLSearchParams({ id: newId(), hub: here.hub.id, address: 'ben@south.example' }),
    })
    expect(elsewhere.status).toBe(403)
    const wrong = await asked(here, 'ben@south', { kinds: 'x', cadence: 'hourly' })
    expect(wrong.status).toBe(422)
    const page = await wrong.text()
    expect(page).toContain('value="ben@south"')
    expect(page).toContain('Choose at least one kind.')
    expect(page).toContain('Choose how often.')
    const statuses = []
    for (let i = 0; i < 6; i++) statuses.push((await asked(here, `p${i}@south.example`)).status)
    expect(statuses.slice(0, 4)).toEqual([303, 303, 303, 303])
    expect(statuses.at(-1)).toBe(429)
    expect((await asked(here, 'x@south.example', { hub: newId() })).status).toBe(404)
  })

  it('change nothing when they are read, are kept by no cache, and show no address but to its owner', async () => {
    const here = await open(dialect)
    await here.ask({ address: 'cleo@south.example' })
    await answerAsks(here.world)
    const waiting = secretIn((await here.arrived(1))[0]!, 'confirm')
    const secret = await here.follow()
    await here.quiet()
    const before = await rows(here)
    const { origin } = here.server
    for (const path of [
      ...[
        `confirm/${waiting}`,
        `confirm/${secret}`,
        `manage/${secret}`,
        `manage/${waiting}`,
        `end/${waiting}`,
      ],
      ...[
        `end/${secret}`,
        `end/${secret}?kind=issues`,
        `end/${secret}?kind=all`,
        `manage/${secret}/held.json`,
      ],
    ])
      for (const method of ['GET', 'HEAD']) {
        const answer = await fetch(`${origin}/by-mail/${path}`, { method })
        expect([path, answer.status]).toEqual([path, 200])
        expect(answer.headers.get('cache-control')).toBe('no-store')
        const text = await answer.text()
        if (!path.endsWith('.json')) expect(text).not.toMatch(/(ben|cleo)@south/)
        if (method === 'GET' && !path.endsWith('.json')) expect(text).toContain('noindex')
      }
    expect(await rows(here)).toEqual(before)
    const held = await (await fetch(`${origin}/by-mail/manage/${secret}/held.json`)).json()
    expect(held).toMatchObject({
      ...{ hub: 'Hub of northend', address: 'ben@south.example', cadence: 'daily', language: 'en' },
      consents: [{ language: 'en', wording: expect.stringContaining('until I end it'), withdrawn: null }],
    })
    for (const path of ['confirm/x', 'manage/x']) {
      const answer = await fetch(`${origin}/by-mail/${path}`)
      expect(answer.status).toBe(410)
    }
    expect((await fetch(`${origin}/by-mail/manage/x/held.json`)).status).toBe(404)
  })

  it('tell a mail program how to end it with one click, which leaves no word of whom it was', async () => {
    const here = await open(dialect, { env: { FOLKMOOT_ORIGIN: 'https://hub.example' } })
    await here.follow()
    await here.issue('Damp flats')
    await here.days(1)
    await here.send()
    const mail = (await here.arrived(2))[1]!
    await here.quiet()
    // They have asked once more, and not answered: that goes too.
    await here.ask({ cadence: 'weekly' })
    const secret = secretIn(mail, 'end')
    expect(headerOf(mail, 'List-Unsubscribe')).toEqual([
      `<https://hub.example/by-mail/end/${secret}?lang=en>`,
    ])
    expect(headerOf(mail, 'List-Unsubscribe-Post')).toEqual(['List-Unsubscribe=One-Click'])
    const answer = await fetch(`http://localhost:${here.server.port}/by-mail/end/${secret}?lang=en`, {
      method: 'POST',
      body: new URLSearchParams({ 'List-Unsubscribe': 'One-Click' }),
      redirect: 'manual',
    })
    expect(answer.status).toBe(200)
    const { follows, consents, mails } = await rows(here)
    expect([follows, mails]).toEqual([[], []])
    expect(consents).toEqual([
      expect.objectContaining({ follow_id: null, withdrawn: expect.any(String), language: 'en' }),
    ])
  })

  it('touch nobody else’s mail by an id that was made up, as that of somebody of the hub', async () => {
    const here = await open(dialect)
    const { world, hub, who } = here
    const envelope = { hub: hub.id, person: who.person, from: 'Northend', kind: 'sign-in', language: 'en' }
    const mail = { ...envelope, to: 'amina@north.example', subject: 'Hello', body: [{ paragraph: 'Hello.' }] }
    await here.halt()
    await inTransaction(world.db, (tx) => enqueueMailIn(tx, world, mail))
    const followed = (await followedBy(world, { hub: hub.id, issue: '' }))!
    const wish = { kinds: ['issues'], cadence: 'daily', language: 'en' }
    const ask = { id: who.person, address: 'mallory@south.example', ...wish }
    expect(await askToFollow(world, followed, ask)).toBe(true)
    await answerAsks(world)
    const row = await here.row()
    expect(row.id).toBe(who.person)
    const { secret } = JSON.parse(world.vault.unseal(row.sealed)) as { secret: string }
    const offered = offeredBy(slices)
    const held = JSON.stringify(await offered.about(world, { id: who.person, hub: hub.id }))
    expect(held).toContain('sign-in')
    expect(held).not.toContain('follow-ask')
    const ended = await fetch(`${here.server.origin}/by-mail/end/${secret}`, { method: 'POST' })
    expect(ended.status).toBe(200)
    const mails = await world.db.selectFrom('mails').select(['person_id', 'kind']).execute()
    expect(mails).toEqual([{ person_id: who.person, kind: 'sign-in' }])
  })

  it('show organisers how many follow, never who, and no number by which one could be known', async () => {
    const here = await open(dialect)
    const cookie = await signIn(here.server, here.hub.id, ['organiser'], 'Bako')
    const read = async () =>
      (await (await fetch(`${here.server.origin}/desk/by-mail`, { headers: { cookie } })).text()).replace(
        /<[^>]+>/g,
        ' ',
      )
    expect(await read()).toMatch(/Altogether\s+too few to say/)
    expect(await read()).toContain('Mail works.')
    for (let i = 0; i < 12; i++)
      await here.follow({
        address: `p${i}@south.example`,
        kinds: i === 0 ? ['issues'] : ['issues', 'outcomes'],
      })
    const page = await read()
    expect(page).toMatch(/Altogether\s+12\s+Once a week\s+too few to say\s+Once a day\s+12\s/)
    expect(page).toMatch(/Issues\s+12\s+Outcomes\s+too few to say\s/)
    expect(page).not.toMatch(/south|p1@/)
    expect(await read()).toMatch(/at 07:00/)
  })
})
