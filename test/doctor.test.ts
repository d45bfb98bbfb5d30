import { chmodSync, closeSync, openSync, rmSync, writeFileSync, writeSync } from 'node:fs'
import { createServer as createHttp, request as httpRequest, type IncomingHttpHeaders } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { join } from 'node:path'
import { createServer as createTls, getCACertificates, setDefaultCACertificates } from 'node:tls'
import { serve } from '@hono/node-server'
import { sql } from 'kysely'
import { afterEach, describe, expect, it } from 'vitest'
import { migrations } from '../migrations/index.ts'
import { openServer } from '../src/app.ts'
import { readConfig } from '../src/config.ts'
import { openDb } from '../src/db/index.ts'
import { migrate } from '../src/db/migrate.ts'
import { openClient } from '../src/federation/client.ts'
import { certificateOf } from '../src/federation/own-address.ts'
import { setSetting, setting } from '../src/federation/store/settings.ts'
import { DAY, HOUR, instant, MINUTE } from '../src/lib/time.ts'
import { addressOf, openWorld } from '../src/open.ts'
import { makeBackup } from '../src/operate/backup.ts'
import { checks, examine, examineAll } from '../src/operate/doctor.ts'
import type { Finding, Patient } from '../src/operate/finding.ts'
import { newWord, pathOf } from '../src/operate/seen.ts'
import { startServer as serveForPeople } from '../src/serve.ts'
import { slices } from '../src/slices.ts'
import { authority, certificates } from './support/certificates.ts'
import { dialects } from './support/db.ts'
import { aPublicAddress } from './support/internet.ts'
import { foundHub } from './support/people.ts'
import { freshPlace, type Place } from './support/places.ts'
import { freePort, startServer } from './support/server.ts'

const ends: (() => Promise<unknown> | unknown)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
})
async function place(dialect: (typeof dialects)[number], origin = 'https://hub.example'): Promise<Place> {
  const fresh = await freshPlace(dialect, origin)
  ends.push(fresh.drop)
  return fresh
}

/** What the doctor says about something. */
const about = (findings: readonly Finding[], of: string) =>
  findings.filter((each) => each.about === of).map(({ level, says }) => `${level}: ${says}`)

type Forward = { path: string; headers: Record<string, string | string[] | undefined> }
/** What stands in front of the server: it hands a request on, as a test says; or answers by itself. */
type Manner = (asked: Forward, from: string) => Forward | { status: number; body: string }

/** As Caddy does it, and nginx by our sample. */
const properly: Manner = ({ path, headers }, from) => ({
  path,
  headers: {
    ...headers,
    'x-forwarded-for': [headers['x-forwarded-for'], from].filter(Boolean).join(', '),
    'x-forwarded-proto': 'https',
  },
})

/** A server at work behind a proxy, known to the world as https://hub.example; and the doctor who visits it. */
async function behindProxy(settings: Record<string, string> = {}) {
  const port = await freePort()
  const at = await place('sqlite')
  const env = { PORT: String(port), FOLKMOOT_PROXIES: '127.0.0.1', ...settings }
  const opened = await openWorld(at.config(env), () => {}, 'serve')
  const { world } = opened
  await foundHub(world, 'northend')
  const { app } = await openServer(world, slices)
  const http = serve({ fetch: app.fetch, port, hostname: '127.0.0.1' })
  let manner: Manner = properly
  const proxy = createHttp((asked, answer) => {
    const made = manner(
      { path: asked.url!, headers: asked.headers as IncomingHttpHeaders },
      // A visitor from the open network.
      '93.184.215.99',
    )
    if ('status' in made) return void answer.writeHead(made.status).end(made.body)
    const on = httpRequest({ port, host: '127.0.0.1', ...made, setHost: false }, (inner) => {
      answer.writeHead(inner.statusCode!, inner.headers)
      inner.pipe(answer)
    })
    on.on('error', () => answer.writeHead(502).end('Bad gateway'))
    on.end()
  })
  await new Promise<void>((ready) => proxy.listen(0, '127.0.0.1', ready))
  const proxyPort = (proxy.address() as AddressInfo).port
  ends.push(
    () => opened.close(),
    () => new Promise((done) => http.close(done)),
    () => {
      proxy.closeAllConnections()
      proxy.close()
    },
  )
  const now = Date.now()
  const network = {
    lookup: ((_: string, __: object, done: (...found: unknown[]) => void) =>
      done(null, [{ address: aPublicAddress, family: 4 }])) as never,
    build: (() => (_: object, done: (error: Error | null, socket: unknown) => void) => {
      const socket = connect(proxyPort, '127.0.0.1', () => done(null, socket))
      socket.once('error', (error) => done(error, null))
    }) as never,
  }
  const clock = { ahead: 0 }
  const patient: Patient = {
    config: world.config,
    open: opened.open,
    world: { ...world, clock: () => Date.now() + clock.ahead, client: openClient(world.config, network) },
    still: false,
    outside: {
      addressesOf: async () => ({ all: [aPublicAddress], notPublic: [] }),
      certificateOf: async () => ({ from: now - 30 * DAY, to: now + 60 * DAY, wrong: null }),
    },
  }
  ends.push(() => patient.world.client.close())
  return {
    patient,
    clock,
    config: world.config,
    /** The visitor’s way in is another from now on. */
    inFront: (other: Manner) => {
      manner = other
    },
    visit: (other: Partial<Patient> = {}) => examineAll({ ...patient, ...other }),
    stop: () =>
      new Promise<void>((done) => {
        if ('closeAllConnections' in http) http.closeAllConnections()
        http.close(() => done())
      }),
  }
}

describe('the doctor, who looks from outside', () => {
  it('finds all well where it is, and has nothing to say twice', async () => {
    const server = await behindProxy()
    await setSetting(server.patient.world.db, 'backup-made', instant(Date.now() - HOUR))
    const findings = await server.visit()
    expect(findings.filter(({ level }) => level !== 'good')).toEqual([])
    expect(new Set(findings.map((each) => each.about))).toEqual(new Set(checks.map((each) => each.about)))
    expect(findings.every(({ todo }) => todo === null)).toBe(true)
  })

  const manners: [what: string, manner: Manner, settings: Record<string, string>, says: string][] = [
    [
      'hands X-Forwarded-For on as anybody wrote it',
      (asked) => asked,
      {},
      'broken: The proxy hands X-Forwarded-For on as anybody wrote it, so that everybody can pretend to be somebody else.',
    ],
    [
      'does not say who asks',
      ({ path, headers: { 'x-forwarded-for': _, ...headers } }) => ({ path, headers }),
      {},
      'worth a look: The proxy at 127.0.0.1 does not say who asks, so that one sender cannot be told from another.',
    ],
    [
      'is not named',
      properly,
      { FOLKMOOT_PROXIES: '' },
      'worth a look: A proxy stands in front at 127.0.0.1, and FOLKMOOT_PROXIES does not name it: one sender cannot be told from another.',
    ],
    [
      'says another host',
      (asked, from) => {
        const made = properly(asked, from) as Forward
        return { ...made, headers: { ...made.headers, host: 'localhost:3000' } }
      },
      {},
      'worth a look: The proxy says Host: localhost:3000 instead of hub.example. Signatures are checked against https://hub.example all the same.',
    ],
    [
      'says that it was asked by http',
      (asked, from) => {
        const made = properly(asked, from) as Forward
        return { ...made, headers: { ...made.headers, 'x-forwarded-proto': 'http' } }
      },
      {},
      'worth a look: The proxy says that it was asked by http, and it was asked by https.',
    ],
    [
      'tidies up addresses',
      (asked, from) => {
        const made = properly(asked, from) as Forward
        return { ...made, path: made.path.replace('//', '/') }
      },
      {},
      'broken: The proxy changes addresses on their way: ',
    ],
    [
      'drops what signatures are made over',
      (asked, from) => {
        const made = properly(asked, from) as Forward
        const { digest: _, date: __, ...headers } = made.headers
        return { ...made, headers }
      },
      {},
      'broken: The proxy changes or drops date, digest, so that letters of others are refused.',
    ],
  ]
  it.each(manners)('says it where the proxy %s', async (_, manner, settings, says) => {
    const server = await behindProxy(settings)
    server.inFront(manner)
    const findings = await server.visit()
    expect(about(findings, 'Proxy')).toEqual([expect.stringContaining(says)])
    expect(findings.find((each) => each.about === 'Proxy')!.todo).not.toBeNull()
  })

  it('tells another server from this one, though it answers as politely', async () => {
    const server = await behindProxy()
    server.inFront(({ path }) =>
      path === '/livez' ? { status: 200, body: 'alive\n' } : { status: 404, body: 'Nothing is here' },
    )
    const findings = await server.visit()
    expect(about(findings, 'Proxy')).toEqual([
      'broken: It is not this server that answers at https://hub.example (it answers 404); the one on port ' +
        `${server.config.port} here is.`,
    ])
    expect(about(findings, 'Handles')).toEqual([
      'broken: @northend@hub.example cannot be found from outside: WebFinger answers 404.',
    ])
    server.inFront(() => ({ status: 200, body: '<h1>It works!</h1>' }))
    expect(about(await server.visit(), 'Public address')).toEqual([
      'broken: At https://hub.example something answers 200, and it is not this server.',
    ])
  })

  it('says once what does not answer, and what to do first', async () => {
    const server = await behindProxy()
    server.inFront(() => ({ status: 502, body: '' }))
    const wrong = (await server.visit()).filter(({ level }) => level === 'broken')
    expect(wrong).toEqual([
      {
        ...{ about: 'Public address', level: 'broken' },
        says: 'At https://hub.example the proxy answers 502: it does not reach the server.',
        todo: expect.stringContaining('The server itself runs. Look at the proxy'),
      },
    ])
    await server.stop()
    server.inFront(properly)
    const down = (await server.visit()).filter(({ level }) => level === 'broken')
    expect(down.map((each) => each.about)).toEqual(['Server', 'Public address'])
    expect(down[1]!.todo).toBe('Start the server first.')
  })

  it('judges the name, the certificate and the clock', async () => {
    const server = await behindProxy()
    const { outside } = server.patient
    const named = async (all: string[], notPublic: string[]) =>
      about(
        await server.visit({ outside: { ...outside, addressesOf: async () => ({ all, notPublic }) } }),
        'Public address',
      )
    expect(await named([], [])).toEqual(['broken: Nobody knows the name hub.example.'])
    expect(await named(['127.0.1.1'], ['127.0.1.1'])).toEqual([
      expect.stringMatching(
        /^worth a look: On this machine the name leads to 127\.0\.1\.1, which is not public/,
      ),
    ])
    const shown = async (to: number, wrong: string | null) =>
      about(
        await server.visit({
          outside: {
            ...outside,
            certificateOf: async () => ({ from: Date.now() - 80 * DAY, to: Date.now() + to + MINUTE, wrong }),
          },
        }),
        'Certificate',
      )
    expect(await shown(30 * DAY, null)).toEqual(['good: It holds for 30 days.'])
    expect(await shown(10 * DAY, null)).toEqual([
      'worth a look: It holds for 10 days only, and should have been renewed.',
    ])
    expect(await shown(-DAY, null)).toEqual(['broken: It does not hold: its certificate is over.'])
    expect(await shown(DAY, 'ERR_TLS_CERT_ALTNAME_INVALID')).toEqual([
      'broken: It does not hold: its certificate is for another name.',
    ])
    for (const [ahead, says] of [
      [0, 'good: It agrees with its public address.'],
      [3 * MINUTE, 'worth a look: It is 3 minutes ahead of its public address.'],
      [
        -2 * HOUR - MINUTE,
        'broken: It is 2 hours behind its public address, and others may refuse what is signed here.',
      ],
    ] as const) {
      server.clock.ahead = ahead + (ahead > 0 ? 5000 : 0)
      expect(about(await server.visit(), 'Clock')).toEqual([says])
    }
  })

  it('asks servers that hubs here follow for the time, and nobody while federation is off', async () => {
    const north = await startServer('sqlite')
    const city = await startServer('sqlite')
    ends.push(north.end, city.end)
    await north.hub('northend')
    const { world } = city
    const peer = {
      actor: `${north.origin}/actors/x`,
      origin: north.origin,
      type: 'Organization',
      keys: '[]',
      document: '{}',
    }
    await world.db
      .insertInto('peers')
      .values({
        ...peer,
        ...{
          handle: null,
          name: null,
          inbox: `${north.origin}/inbox`,
          shared_inbox: null,
          changes: null,
          chain: null,
        },
        ...{
          fetched: instant(0),
          gone: null,
          epoch: null,
          cursor: 0,
          head: 0,
          crawl_due: null,
          crawled: instant(0),
        },
        ...{ failing: null, failures: 0, last_error: null },
      })
      .execute()
    const { aheadOfOthers } = await import('../src/federation/own-address.ts')
    const at = (ahead: number, federation = true) =>
      aheadOfOthers({ ...world, clock: () => Date.now() + ahead, config: { ...world.config, federation } })
    expect(Math.abs((await at(0))!)).toBeLessThan(MINUTE)
    expect((await at(HOUR))!).toBeGreaterThan(59 * MINUTE)
    expect(await at(0, false)).toBeNull()
  })
})

describe('what the doctor asks with', () => {
  it('opens once, within a minute, and to nobody who does not know it', async () => {
    const server = await startServer('sqlite', { working: false })
    ends.push(server.end)
    const ask = (word: string) =>
      fetch(server.origin + pathOf(word), { headers: { 'x-forwarded-for': '192.0.2.55' } })
    expect((await ask('x'.repeat(32))).status).toBe(404)
    const word = await newWord(server.world)
    expect(await setting(server.world.db, 'doctor')).not.toContain(word)
    expect((await ask(`${word.slice(1)}x`)).status).toBe(404)
    const answer = await ask(word)
    expect(answer.headers.get('cache-control')).toBe('no-store')
    expect(await answer.json()).toMatchObject({
      path: pathOf(word),
      headers: { host: `localhost:${server.port}`, 'x-forwarded-for': '192.0.2.55' },
    })
    expect((await ask(word)).status).toBe(404)
    const late = await newWord(server.world)
    server.clock.ahead = 61_000
    expect((await ask(late)).status).toBe(404)
  })
})

describe.each(dialects)('the doctor, who looks inside, on %s', (dialect) => {
  const look = (at: Place, more: Record<string, string> = {}) =>
    examine(
      () => readConfig(at.env(more)),
      () => {},
    )

  it('says what a new place lacks, a newer version, and an older one', async () => {
    const here = await place(dialect)
    const empty = await look(here)
    expect(empty.map(({ about, level }) => [about, level])).toEqual([
      ['Settings', 'good'],
      ['Database', 'broken'],
    ])
    const open = openDb(addressOf(here.config()))
    const some = Object.fromEntries(Object.entries(migrations).slice(0, -2))
    await migrate(open, some)
    await setSetting(open.db, 'origin', 'https://hub.example')
    const older = await look(here)
    expect(about(older, 'Database')).toEqual(['worth a look: Its schema is 2 steps older than this version.'])
    expect(about(older, 'Secret')).toEqual(['worth a look: There is none yet.'])
    await migrate(open, { ...migrations, '0099-tomorrow': { up: async () => {} } })
    await open.close()
    expect(about(await look(here), 'Database')).toEqual([
      'broken: It was last used by a newer Folkmoot (it knows the step “0099-tomorrow”).',
    ])
  })

  it('names another address, another secret, and an old backup', async () => {
    const here = await place(dialect)
    await here.within((world) => foundHub(world, 'northend'))
    expect(about(await look(here), 'Backup')).toEqual(['worth a look: None was ever made of this database.'])
    const made = makeBackup(
      here.config(),
      { to: { file: join(here.folder, 'b') }, lock: null },
      Date.now() - 5 * DAY - HOUR,
    )
    expect(await made).toHaveProperty('file')
    expect(about(await look(here), 'Backup')).toEqual(['worth a look: The last one is 5 days old.'])
    expect(about(await look(here, { FOLKMOOT_ORIGIN: 'https://other.example' }), 'Settings')).toEqual([
      'broken: FOLKMOOT_ORIGIN says https://other.example, and others know this server as https://hub.example, which never changes.',
    ])
    expect(about(await look(here, { FOLKMOOT_SECRET: 'x'.repeat(40) }), 'Secret')).toEqual([
      'broken: The one in FOLKMOOT_SECRET is not the one that the keys were sealed with.',
    ])
    const file = join(here.folder, 'data', 'secret')
    chmodSync(file, 0o644)
    expect(about(await look(here), 'Secret')).toEqual([
      `worth a look: Others on this machine may read ${file}.`,
    ])
    rmSync(file)
    expect(about(await look(here), 'Secret')).toEqual([
      `broken: There is none in ${file}, and what is sealed cannot be opened.`,
    ])
  })

  it('sees what waits for nobody, who does not answer, and that the server keeps still', async () => {
    const here = await place(dialect)
    const long = instant(Date.now() - HOUR - MINUTE)
    await here.within(async (world) => {
      const { hub } = await foundHub(world, 'northend')
      const row = { sealed: 's', ordering_key: null, due: long, attempts: 0, made: long }
      await world.db
        .insertInto('queue')
        .values([
          { ...row, queue: 'inbox' },
          { ...row, queue: 'deliveries', due: instant(Date.now() + HOUR) },
        ])
        .execute()
      await world.db
        .insertInto('outbox')
        .values({
          id: 'a',
          hub_id: hub.id,
          actor_id: hub.id,
          news: 'x',
          subject: 'y',
          detail: null,
          happened: long,
          told: null,
        })
        .execute()
      await world.db
        .insertInto('hosts')
        .values({
          address: 'https://gone.example',
          failing: long,
          failures: 3,
          last_error: 'it took too long to answer',
          last_ok: null,
        })
        .execute()
    })
    const found = await look(here)
    expect(about(found, 'Letters')).toEqual([
      'broken: 1 letter waits to be read, one of them for 1 hour.',
      'good: 1 letter is still to be sent; the next are taken up in time.',
      'broken: What happened here 1 hour ago was not told to anybody yet.',
    ])
    expect(about(found, 'Other servers')).toEqual([
      'worth a look: At 1 address letters are not taken, as at https://gone.example (for 1 hour: it took too long to answer).',
    ])
    expect(about(await look(here, { FOLKMOOT_FEDERATION: 'off' }), 'Hubs')).toContain(
      'worth a look: Federation is off by the setting FOLKMOOT_FEDERATION.',
    )
    await here.within(({ db }) => setSetting(db, 'federation', 'off'))
    const still = await look(here)
    expect(about(still, 'Hubs')).toContain(
      'worth a look: Federation is off, since this server was told to keep still.',
    )
    await here.within(({ db }) =>
      setSetting(db, 'restored', JSON.stringify({ at: instant(Date.now()), of: '2026-11-26T03:15:00.000Z' })),
    )
    expect(about(await look(here), 'Hubs')).toContain(
      'worth a look: Federation is off, since this server was restored from a backup of 2026-11-26 at 03:15 UTC.',
    )
    expect(about(still, 'Letters')).toEqual(['good: They wait while federation is off.'])
  })
})

describe('the doctor', () => {
  it('says every complaint about the settings, and looks no further', async () => {
    const findings = await examine(
      () => readConfig({ PORT: 'x', FOLKMOOT_ORIGN: 'y' }),
      () => {},
    )
    expect(findings.map((each) => [each.about, each.level])).toEqual([
      ['Settings', 'broken'],
      ['Settings', 'broken'],
    ])
  })

  it('sees a database that is damaged, and one that nobody can reach', async () => {
    const here = await place('sqlite')
    await here.within((world) => foundHub(world, 'northend'))
    const file = addressOf(here.config())
    // Of an index, so that it opens and looks well.
    const root = await here.within(({ db }) =>
      sql<{ page: number }>`select rootpage as page from sqlite_master where name = 'replies_actor'`.execute(
        db,
      ),
    )
    const handle = openSync(file, 'r+')
    writeSync(handle, Buffer.alloc(4096, 0xff), 0, 4096, (root.rows[0]!.page - 1) * 4096)
    closeSync(handle)
    const found = await examine(
      () => here.config(),
      () => {},
    )
    expect(about(found, 'Database')).toEqual([expect.stringMatching(/^broken: The database is damaged: /)])
    writeFileSync(file, 'no database at all, but long enough to look like one '.repeat(100))
    expect(
      about(
        await examine(
          () => here.config(),
          () => {},
        ),
        'Database',
      ),
    ).toEqual([`broken: ${file} cannot be read: the file folkmoot.sqlite is no database (SQLITE_NOTADB).`])
    const nobody = { DATABASE_URL: `postgres://a:secret-word@localhost:${await freePort()}/x` }
    const unreachable = await examine(
      () => here.config(nobody),
      () => {},
    )
    expect(about(unreachable, 'Database')).toEqual([
      expect.stringContaining('nobody answers there (ECONNREFUSED)'),
    ])
    expect(JSON.stringify(unreachable)).not.toContain('secret-word')
  })

  it('goes on where one thing cannot be looked at', async () => {
    const here = await place('sqlite')
    await here.within((world) => foundHub(world, 'northend'))
    await here.within(({ db }) => sql`drop table hosts`.execute(db))
    const found = await examine(
      () => here.config(),
      () => {},
    )
    expect(about(found, 'Other servers')).toEqual([
      expect.stringMatching(/^broken: It could not be looked at: no such table/),
    ])
    expect(about(found, 'Letters')).toEqual(['good: None waits.'])
  })

  it('finds a trial well without asking for what only a public server has', async () => {
    const port = await freePort()
    const here = await place('sqlite', `http://localhost:${port}`)
    const env = { PORT: String(port), HOST: 'localhost' }
    const running = await serveForPeople(here.config(env), () => {})
    ends.push(running.stop)
    await foundHub(running.world, 'northend')
    const found = await examine(
      () => here.config(env),
      () => {},
    )
    expect(found.filter(({ level }) => level === 'broken')).toEqual([])
    expect(about(found, 'Public address')).toEqual([
      `good: http://localhost:${port} answers. It is a trial: only this machine can reach it.`,
    ])
    expect(about(found, 'Proxy')).toEqual([
      'good: It is this server that answers, and requests come in as they were sent.',
    ])
    expect(about(found, 'Certificate')).toEqual([])
    // The server was told otherwise since it started.
    const off = await examine(
      () => here.config({ ...env, FOLKMOOT_FEDERATION: 'off' }),
      () => {},
    )
    expect(about(off, 'Proxy')).toEqual([
      'worth a look: The server that runs has federation on, and by its settings here it would be off.',
    ])
  })
})

describe('a certificate', () => {
  it('is seen as it is shown, also where it does not hold', async () => {
    const before = getCACertificates('default')
    setDefaultCACertificates([...before, authority])
    ends.push(() => setDefaultCACertificates(before))
    const shown = async (which: keyof typeof certificates) => {
      const server = createTls(certificates[which])
      await new Promise<void>((ready) => server.listen(0, 'localhost', ready))
      const { port } = server.address() as AddressInfo
      const found = await certificateOf(`https://localhost:${port}`)
      await new Promise((done) => server.close(done))
      return found
    }
    expect(await shown('good')).toEqual({
      from: Date.parse('2026-01-01T00:00:00Z'),
      to: Date.parse('2126-01-01T00:00:00Z'),
      wrong: null,
    })
    expect(await shown('over')).toMatchObject({
      to: Date.parse('2020-04-01T00:00:00Z'),
      wrong: 'CERT_HAS_EXPIRED',
    })
    expect(await shown('other')).toMatchObject({
      wrong: expect.stringContaining('ERR_TLS_CERT_ALTNAME_INVALID'),
    })
    setDefaultCACertificates(before)
    expect(await shown('good')).toMatchObject({ wrong: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' })
    expect(await certificateOf(`https://localhost:${await freePort()}`)).toBeNull()
  })
})
