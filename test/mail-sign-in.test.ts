import { createHash } from 'node:crypto'
import type { KyselyPlugin } from 'kysely'
import { afterEach, describe, expect, it } from 'vitest'
import { HOUR, MINUTE } from '../src/lib/time.ts'
import { askForSignIn } from '../src/members/actions-mail-sign-in.ts'
import { dialects } from './support/db.ts'
import { headerOf } from './support/mail-server.ts'
import { type MailedServer, mailTo, startMailed } from './support/mailed.ts'
import { sure } from './support/people.ts'
import { startServer, type TestServer, until } from './support/server.ts'
import { hasAddress, signIn } from './support/sign-in.ts'

const ends: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
})

/** A server with a hub in it, and Chidi, whose address is known there. */
async function begin(dialect: (typeof dialects)[number]) {
  const server = await startMailed(dialect)
  ends.push(server.end)
  const { hub } = await server.hub('northend')
  await signIn(server, hub.id, ['organiser'], 'Chidi')
  await hasAddress(server, 'Chidi', 'Chidi@mail.example')
  return { server, hub }
}

const agent = 'Mozilla/5.0 (Android 16) Firefox/150.0'
const post = (server: TestServer, path: string, fields: Record<string, string>) =>
  fetch(server.origin + path, {
    ...{ method: 'POST', redirect: 'manual', body: new URLSearchParams(fields) },
    headers: { origin: server.origin, 'user-agent': agent },
  })
const get = (server: TestServer, path: string) => fetch(server.origin + path, { redirect: 'manual' })

/** Asks for a mail; gives what the form for the digits carries. */
async function ask(server: TestServer, address: string, to = '/'): Promise<string> {
  const answer = await post(server, '/sign-in', { address, to })
  expect(answer.status).toBe(303)
  return new URL(answer.headers.get('location')!, server.origin).searchParams.get('asked')!
}
const typeIn = (server: TestServer, asked: string, code: string) =>
  post(server, '/sign-in/code', { asked, code, to: '/' })
const isIn = (answer: Response) =>
  answer.status === 303 && answer.headers.get('set-cookie')?.startsWith('folkmoot=') === true

/** The same world, with every statement to its database written down. */
function watched(server: TestServer) {
  const kinds: string[] = []
  const plugin: KyselyPlugin = {
    transformQuery: ({ node }) => {
      const { into, from, table } = node as { into?: unknown; from?: unknown; table?: unknown }
      kinds.push(`${node.kind} ${JSON.stringify(into ?? from ?? table)}`)
      return node
    },
    transformResult: async ({ result }) => result,
  }
  return { kinds, world: { ...server.world, db: server.world.db.withPlugin(plugin) } }
}

describe.each(dialects)('signing in by mail on %s', (dialect) => {
  it('brings a link and six digits, in one mail to one person, as text and as HTML', async () => {
    const { server } = await begin(dialect)
    await server.world.db.updateTable('people').set({ language: 'cy' }).where('name', '=', 'Chidi').execute()
    // Typed in other letters, it goes as it was given to the hub.
    await ask(server, ' chidi@MAIL.example ', '/desk?there=1')
    const mail = await mailTo(server, 'Chidi@mail.example')
    expect(mail.to).toEqual(['Chidi@mail.example'])
    expect(mail.subject).toBe('Mewngofnodi: Hub of northend')
    expect(mail.text).toContain('Firefox on Android')
    expect(mail.link).toMatch(/\/enter\/[\w-]{32}\?to=%2Fdesk%3Fthere%3D1$/)
    expect(mail.code).toMatch(/^\d{6}$/)
    expect(mail.html).toContain(mail.link.replaceAll('&', '&amp;'))
    expect(mail.html).toContain(`${mail.code.slice(0, 3)} ${mail.code.slice(3)}`)
    const [raw] = server.mail.received
    for (const header of ['List-Unsubscribe', 'List-Unsubscribe-Post', 'Cc', 'Bcc'])
      expect([header, headerOf(raw!, header)]).toEqual([header, []])
    expect(headerOf(raw!, 'To')).toEqual(['Chidi@mail.example'])
  })

  it('does and says the same whether an address is known or not', async () => {
    const { server } = await begin(dialect)
    const seen: string[][] = []
    const answers: string[] = []
    for (const address of ['chidi@mail.example', 'nobod@mail.example']) {
      const { world, kinds } = watched(server)
      const about = { to: '/', language: 'en', agent: undefined }
      const { asked } = sure(await askForSignIn(world, { address, ...about }))
      seen.push([...kinds])
      const answer = await post(server, '/sign-in', { address, to: '/' })
      const to = new URL(answer.headers.get('location')!, server.origin)
      const page = await (await get(server, to.pathname + to.search)).text()
      expect(to.searchParams.get('asked')).toHaveLength(asked.length)
      const headers = [...answer.headers].filter(([name]) => !/^(date|location)$/.test(name))
      answers.push(JSON.stringify([answer.status, headers]) + page.replace(/[\w+/=%]{150,}/g, 'sealed'))
    }
    expect(seen[0]!.length).toBeGreaterThan(4)
    expect(seen[1]).toEqual(seen[0])
    expect(answers[1]).toBe(answers[0])
    // Nothing that was done so far asked who that is.
    expect(seen.flat().filter((kind) => kind.includes('people'))).toEqual([])
    await mailTo(server, 'Chidi@mail.example', 1)
    expect(server.mail.received.map(({ to }) => to[0])).toEqual(Array(2).fill('Chidi@mail.example'))
    expect(await server.world.db.selectFrom('mails').select('id').execute()).toHaveLength(2)
  })

  it('uses nothing up by looking; one press signs in, once, and the digits open nothing then', async () => {
    const { server } = await begin(dialect)
    const asked = await ask(server, 'chidi@mail.example', '/desk/people')
    const { link, code } = await mailTo(server, 'Chidi@mail.example')
    const path = link.replace(server.origin, '')
    for (const method of ['GET', 'HEAD', 'GET'])
      expect((await fetch(link, { method })).status, method).toBe(200)
    const page = await (await get(server, path)).text()
    expect(page.match(/<form/g)?.length).toBe(1)
    const secret = /\/enter\/([\w-]+)/.exec(path)![1]!
    const entered = await post(server, '/enter', { link: secret, to: '/desk/people' })
    expect([isIn(entered), entered.headers.get('location')]).toEqual([true, '/desk/people'])
    expect((await post(server, '/enter', { link: secret })).status).toBe(410)
    expect((await get(server, path)).status).toBe(410)
    expect(isIn(await typeIn(server, asked, code))).toBe(false)
    // And is told of, where a stranger might have read a code out of somebody.
    const told = await mailTo(server, 'Chidi@mail.example', 1)
    expect(told.subject).toBe('A new device signed in as you')
    expect(told.text).toContain('Firefox on Android')
    expect(told.link).toBe('')
  })

  it('takes the digits only where they were asked for, and five times', async () => {
    const { server } = await begin(dialect)
    const asked = await ask(server, 'chidi@mail.example')
    const { code } = await mailTo(server, 'Chidi@mail.example')
    // On another device, where somebody asked for a mail of their own, or in the form for other codes.
    const elsewhere = await ask(server, 'eve@mail.example')
    expect(await (await typeIn(server, elsewhere, code)).text()).toContain('That is not the code of the mail')
    expect(await (await post(server, '/sign-in/code', { code })).text()).toContain(
      'work only on the page on which the mail was asked for',
    )
    expect(await (await post(server, '/enter', { code })).text()).toContain('work only on the page')
    for (const forged of ['x', asked.slice(0, -8), server.world.vault.seal('{"stands":"asked"}')])
      expect(isIn(await typeIn(server, forged, code)), forged).toBe(false)
    const wrong = code === '000000' ? '000001' : '000000'
    for (let tries = 0; tries < 4; tries++)
      expect(await (await typeIn(server, asked, wrong)).text()).toContain('That is not the code of the mail')
    expect(isIn(await typeIn(server, asked, `${code.slice(0, 3)} ${code.slice(3)}`))).toBe(true)

    const again = await ask(server, 'chidi@mail.example')
    const second = await mailTo(server, 'Chidi@mail.example', 2)
    for (let tries = 0; tries < 5; tries++) await typeIn(server, again, wrong)
    expect(await (await typeIn(server, again, second.code)).text()).toContain('tried too often')
  })

  it('is over after a quarter of an hour', async () => {
    const { server } = await begin(dialect)
    const asked = await ask(server, 'chidi@mail.example')
    const { link, code } = await mailTo(server, 'Chidi@mail.example')
    server.clock.ahead += 15 * MINUTE + 1
    expect((await fetch(link)).status).toBe(410)
    expect(isIn(await typeIn(server, asked, code))).toBe(false)
    expect((await get(server, `/sign-in/mail?asked=${encodeURIComponent(asked)}`)).status).toBe(303)
  })

  it('is asked for five times an hour with one address, known or not, also after a new start', async () => {
    const { server } = await begin(dialect)
    for (const address of ['chidi@mail.example', 'nobody@mail.example']) {
      for (let times = 0; times < 5; times++) await ask(server, address.toUpperCase().replace('C', 'c'))
      await server.close()
      await server.open()
      const answer = await post(server, '/sign-in', { address })
      expect([answer.status, await answer.text()]).toEqual([
        422,
        expect.stringContaining('too often just now'),
      ])
      server.clock.ahead += 2 * MINUTE
    }
    server.clock.ahead += HOUR
    await ask(server, 'chidi@mail.example')
    // And by the minute with one network, whatever the address is.
    const statuses: number[] = []
    for (let times = 0; times < 25; times++)
      statuses.push((await post(server, '/sign-in', { address: `n${times}@mail.example` })).status)
    expect(new Set(statuses)).toEqual(new Set([303, 429]))
  })

  it('asks which hub where an address is known in several, by the link as by the code', async () => {
    const { server } = await begin(dialect)
    const { hub: other } = await server.hub('southend')
    await signIn(server, other.id, [], 'Chidi S')
    await hasAddress(server, 'Chidi S', 'Chidi@mail.example')
    const { hub: third } = await server.hub('eastend')
    const eve = await signIn(server, third.id, [], 'Eve')
    expect(eve).toBeTruthy()
    await hasAddress(server, 'Eve', 'chidi@mail.example')
    const idOf = async (name: string) =>
      (
        await server.world.db
          .selectFrom('people')
          .select('id')
          .where('name', '=', name)
          .executeTakeFirstOrThrow()
      ).id
    const choices = async (answer: Response) => {
      const page = await answer.text()
      expect(page).toContain('Which hub?')
      const accepted = /name="accepted" value="([^"]+)"/.exec(page)![1]!
      const people = [...page.matchAll(/name="person" value="([^"]+)"/g)].map((match) => match[1]!)
      return { accepted, people }
    }
    const asked = await ask(server, 'Chidi@mail.example')
    const first = await mailTo(server, 'Chidi@mail.example')
    expect(first.subject).toBe(`Sign in to ${new URL(server.origin).host}`)
    const byCode = await choices(await typeIn(server, asked, first.code))
    // Whose address is written otherwise may have another mailbox: the mail was not for them.
    expect(byCode.people.toSorted()).toEqual([await idOf('Chidi'), await idOf('Chidi S')].toSorted())
    const enter = (person: string, accepted: string) => post(server, '/enter', { accepted, person, to: '/' })
    expect(isIn(await enter(await idOf('Eve'), byCode.accepted))).toBe(false)
    expect(isIn(await enter(await idOf('Chidi S'), asked))).toBe(false)
    const secret = /\/enter\/([\w-]+)/.exec(first.link)![1]!
    const byLink = await choices(await post(server, '/enter', { link: secret }))
    expect(isIn(await enter(await idOf('Chidi S'), byLink.accepted))).toBe(true)
    expect(isIn(await enter(await idOf('Chidi'), byCode.accepted))).toBe(false)
    const { person_id } = await server.world.db
      .selectFrom('sessions')
      .select('person_id')
      .orderBy('id', 'desc')
      .executeTakeFirstOrThrow()
    expect(person_id).toBe(await idOf('Chidi S'))
  })

  it('opens nothing for whoever has left, or has another address by then', async () => {
    const { server } = await begin(dialect)
    const asked = await ask(server, 'chidi@mail.example')
    const { link, code } = await mailTo(server, 'Chidi@mail.example')
    await server.world.db
      .updateTable('people')
      .set({ address: 'new@mail.example', address_folded: 'new@mail.example' })
      .where('name', '=', 'Chidi')
      .execute()
    const secret = /\/enter\/([\w-]+)/.exec(link)![1]!
    expect((await post(server, '/enter', { link: secret })).status).toBe(410)
    expect(isIn(await typeIn(server, asked, code))).toBe(false)
  })

  it('leaves neither an address that was typed nor a code in the log, or readable in the database', async () => {
    const { server } = await begin(dialect)
    const asked = await ask(server, 'chidi@mail.example')
    await ask(server, 'stranger@mail.example')
    const { link, code } = await mailTo(server, 'Chidi@mail.example')
    await typeIn(server, asked, code)
    await mailTo(server, 'Chidi@mail.example', 1)
    await until('the queue is empty', async () => {
      const rows = await server.world.db.selectFrom('queue').select('seq').execute()
      return rows.length === 0
    })
    const tables = ['passes', 'mails', 'queue', 'kv', 'settings', 'acts', 'dead_letters'] as const
    const rows = await Promise.all(
      tables.map((name) => server.world.db.selectFrom(name).selectAll().execute()),
    )
    const secret = /\/enter\/([\w-]+)/.exec(link)![1]!
    // Nor is a digest there that whoever took the database could make of an address they think of.
    const guess = createHash('sha256').update('stranger@mail.example').digest('base64url')
    for (const text of ['mail.example', code, secret, guess]) {
      expect(JSON.stringify(rows)).not.toContain(text)
      expect(JSON.stringify(server.logged)).not.toContain(text)
    }
  })
})

describe('where there is no mail', () => {
  it('the page of signing in says so, and what else there is', async () => {
    const server = await startServer('sqlite', { working: false })
    ends.push(server.end)
    await server.hub('northend')
    const page = await (await get(server, '/sign-in')).text()
    expect(page).toContain('This server sends no mail. Use a passkey or a code')
    expect(page).not.toContain('name="address"')
    const answer = await post(server, '/sign-in', { address: 'ann@mail.example' })
    expect(answer.status).toBe(422)
    expect(await server.world.db.selectFrom('passes').select('id').execute()).toEqual([])
  })

  it('what is in trouble is not told to strangers', async () => {
    const server: MailedServer = await startMailed('sqlite')
    ends.push(server.end)
    const { hub } = await server.hub('northend')
    const chidi = await signIn(server, hub.id, ['organiser'], 'Chidi')
    await hasAddress(server, 'Chidi', 'chidi@mail.example')
    server.mail.manners.connect = () => ({ code: 421, says: '4.3.2 too busy' })
    await server.world.db.deleteFrom('settings').where('key', '=', 'mail-state').execute()
    const asked = await ask(server, 'chidi@mail.example')
    const desk = (path: string) =>
      fetch(server.origin + path, { headers: { cookie: chidi } }).then((answer) => answer.text())
    await until('it is told at the desk', async () => (await desk('/desk')).includes('Mail does not go out'))
    expect(await desk('/desk')).toContain('One mail waits. Nothing is lost for three days.')
    expect(await desk('/desk/settings')).toContain('The mail server is busy, or turns us away for now.')
    const sent = await (await get(server, `/sign-in/mail?asked=${encodeURIComponent(asked)}`)).text()
    for (const page of [sent, await (await get(server, '/sign-in')).text()])
      expect(page).not.toMatch(/busy|127\.0\.0\.1|4\.3\.2|does not go out/)
  })

  it('one that hangs loses nothing: it is said at the desk, and the mail comes when it speaks again', async () => {
    const server = await startMailed('sqlite')
    ends.push(server.end)
    const { hub } = await server.hub('northend')
    const chidi = await signIn(server, hub.id, ['organiser'], 'Chidi')
    await hasAddress(server, 'Chidi', 'chidi@mail.example')
    server.mail.manners.connect = () => 'hang'
    const asked = await ask(server, 'chidi@mail.example')
    const settings = () =>
      fetch(`${server.origin}/desk/settings`, { headers: { cookie: chidi } }).then((answer) => answer.text())
    const silent = 'The mail server cannot be reached, or is silent.'
    await until('it is said', async () => (await settings()).includes(silent), 60_000)
    server.mail.manners.connect = () => undefined
    server.clock.ahead += 2 * MINUTE
    server.world.pulse.beat()
    const { code } = await mailTo(server, 'chidi@mail.example')
    expect(isIn(await typeIn(server, asked, code))).toBe(true)
    expect(await settings()).not.toContain(silent)
  }, 120_000)
})
