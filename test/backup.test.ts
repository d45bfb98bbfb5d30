import { copyFileSync, existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { generateIdentity, identityToRecipient } from 'age-encryption'
import { sql } from 'kysely'
import { afterEach, describe, expect, it } from 'vitest'
import { migrations } from '../migrations/index.ts'
import { inTransaction, openDb } from '../src/db/index.ts'
import { migrate } from '../src/db/migrate.ts'
import { logHead } from '../src/federation/store/changes.ts'
import { setting } from '../src/federation/store/settings.ts'
import { addressOf } from '../src/open.ts'
import { type Head, readArchive, writeArchive } from '../src/operate/archive.ts'
import { type BackupOrder, makeBackup } from '../src/operate/backup.ts'
import { verifyBackup } from '../src/operate/contents.ts'
import { readWhole, writeWhole } from '../src/operate/envelope.ts'
import type { Key } from '../src/operate/lock.ts'
import { restore } from '../src/operate/restore.ts'
import type { World } from '../src/world.ts'
import { beBusy } from './support/busy.ts'
import { chancesOf } from './support/chances.ts'
import { dialects } from './support/db.ts'
import { foundHub, sure } from './support/people.ts'
import { freshPlace, type Place } from './support/places.ts'
import { flawsOf } from './support/whole.ts'

const now = Date.parse('2026-11-26T03:15:00Z')
const places: Place[] = []
afterEach(async () => {
  for (const place of places.splice(0)) await place.drop()
})
async function place(dialect: (typeof dialects)[number], origin = 'https://hub.example'): Promise<Place> {
  const fresh = await freshPlace(dialect, origin)
  places.push(fresh)
  return fresh
}

const order = (there: Place, name: string, lock: BackupOrder['lock'] = null): BackupOrder => ({
  to: { file: join(there.folder, name) },
  lock,
})
const back = (there: Place, file: string, more: { key?: Key; replace?: boolean } = {}) =>
  restore(there.config(), file, { key: null, replace: false, now, ...more })

/** A key pair of age: opens at once, where a passphrase takes a second. */
async function keyPair() {
  const identity = await generateIdentity()
  return { key: { identities: [identity] }, lock: { recipients: [await identityToRecipient(identity)] } }
}

const putInQueue = ({ db }: Pick<World, 'db'>) =>
  sql`insert into queue (queue, sealed, due, attempts, made) values ('q', 's', 'd', 0, 'm')`.execute(db)

/** A server with a hub and a bit of everything, and its backup that nothing is missing from. */
async function backedUp(dialect: (typeof dialects)[number]) {
  const here = await place(dialect)
  await here.within(async (world) => {
    const { who } = await foundHub(world, 'northend', {
      name: 'Nórth End ✊ “Together”',
      pin: { lat: 51.5, lon: -0.25 },
      // Of an area the table comes before that of hubs, to which it points.
      areas: ['gss:E05000026'],
    })
    await beBusy(world, who, { publish: 12, amend: 4, withdraw: 2 }, 'Damp flats')
    // The newest key of a table that rises by itself is not always in it.
    for (let number = 1; number <= 41; number++) await putInQueue(world)
    await sql`delete from queue`.execute(world.db)
  })
  const { key, lock } = await keyPair()
  const { file } = sure(await makeBackup(here.config(), order(here, 'all.backup.age', lock), now))
  return { here, file, key }
}

const tablesOf = async (at: Place, file: string, key: Key | null) => {
  const { tables } = sure(await verifyBackup(at.config(), file, key))
  // Two tables say that it was restored: the settings, and the epochs of the logs.
  const { settings: _, change_logs: __, ...rest } = tables
  return rest
}

describe('a backup goes from database to database', () => {
  it.each([
    ['sqlite', 'postgres', 'sqlite'],
    ['postgres', 'sqlite', 'postgres'],
    ['sqlite', 'sqlite', 'sqlite'],
    ['postgres', 'postgres', 'postgres'],
  ] as const)('from %s into %s and on into %s, row by row the same', async (...way) => {
    const { here, file, key } = await backedUp(way[0])
    const first = await tablesOf(here, file, key)
    expect(Object.values(first).reduce((sum, { rows }) => sum + rows, 0)).toBeGreaterThan(80)
    let from = { at: here, file }
    for (const [stop, dialect] of way.slice(1).entries()) {
      const there = await place(dialect)
      const done = sure(await back(there, from.file, { key }))
      expect(done).toMatchObject({
        origin: 'https://hub.example',
        hubs: ['northend'],
        people: 1,
        records: 12,
      })
      await there.within(async (world) => {
        expect(await flawsOf(world.db)).toEqual([])
        // Its numbers go on after those that were given out.
        await putInQueue(world)
        const { rows } = await sql<{ seq: number }>`select seq from queue`.execute(world.db)
        expect(rows).toEqual([{ seq: 42 + stop }])
        await sql`delete from queue`.execute(world.db)
        // A row that points nowhere is refused as before, and at once.
        const nobody = sql`insert into hub_areas (hub_id, area) values ('nobody', 'gss:E05000026')`
        let wentOn = false
        const wrong = inTransaction(world.db, async (tx) => {
          await nobody.execute(tx)
          wentOn = true
        })
        await expect(wrong).rejects.toThrow()
        expect(wentOn).toBe(false)
      })
      const again = sure(await makeBackup(there.config(), order(there, `${stop}.backup`), now))
      const { queue, ...rest } = await tablesOf(there, again.file, null)
      const { queue: asItWas, ...before } = first
      expect(rest).toEqual(before)
      expect(queue?.rows).toBe(asItWas?.rows)
      from = {
        at: there,
        file: sure(await makeBackup(there.config(), order(there, `${stop}.age`, await sealFor(key)), now))
          .file,
      }
    }
  })
})

/** The lock that a key opens. */
const sealFor = async (key: Key) => ({
  recipients: await Promise.all((key as { identities: string[] }).identities.map(identityToRecipient)),
})

describe.each(dialects)('what is restored on %s', (dialect) => {
  it('keeps still, has new epochs, and knows nothing of a backup of its own', async () => {
    const { here, file, key } = await backedUp(dialect)
    const there = await place(dialect)
    const before = await here.within(async (world) => {
      const { id } = await world.db.selectFrom('hubs').select('id').executeTakeFirstOrThrow()
      expect(world.config.federation).toBe(true)
      return { id, head: await logHead(world.db, id) }
    })
    sure(await back(there, file, { key }))
    await there.within(async (world) => {
      expect(world.config.federation).toBe(false)
      const head = await logHead(world.db, before.id)
      expect(head).toEqual({ ...before.head, epoch: head!.epoch })
      expect(head!.epoch).not.toBe(before.head!.epoch)
      expect(await setting(world.db, 'backup-made')).toBeUndefined()
      expect(JSON.parse((await setting(world.db, 'restored'))!)).toEqual({
        at: '2026-11-26T03:15:00.000Z',
        of: '2026-11-26T03:15:00.000Z',
      })
    })
  })

  it('comes of an older version as well, with the steps since', async () => {
    const here = await place(dialect)
    const old = openDb(addressOf(here.config()))
    const steps = Object.keys(migrations).filter((name) => name < '0004')
    await migrate(old, Object.fromEntries(steps.map((name) => [name, migrations[name]!])))
    await sql`insert into blocks (domain, hub_id, reason, by_person, since)
      values ('spam.example', null, 'spam', 'ann', '2026-11-01T10:00:00.000Z')`.execute(old.db)
    await sql`insert into settings (key, value) values ('origin', 'https://hub.example')`.execute(old.db)
    await old.close()
    const made = sure(await makeBackup(here.config(), order(here, 'old.backup'), now))
    const there = await place(dialect)
    sure(await back(there, made.file))
    await there.within(async ({ db }) => {
      expect(await db.selectFrom('policy').select(['list', 'subject']).execute()).toEqual([
        { list: 'block', subject: 'spam.example' },
      ])
    })
  })

  it('is nothing where a newer version made the backup, or a table is not as it should be', async () => {
    const { here, file, key } = await backedUp(dialect)
    const there = await place(dialect)
    const newer = await rewritten(here, file, key, {
      head: (head) => ({ ...head, steps: [...head.steps, '0099-tomorrow'], software: '9.9' }),
    })
    expect(await back(there, newer)).toEqual({
      refused: `${newer} was made by a newer Folkmoot (9.9: it knows the step “0099-tomorrow”, which this version does not). Restore it with that version.`,
    })
    const strange = await rewritten(here, file, key, {
      table: (name) => (name === 'hubs' ? 'bogus; drop' : name),
    })
    expect(await back(there, strange)).toEqual({
      refused: 'The table “bogus; drop” in this backup is not as its version of Folkmoot makes it.',
    })
    // Whatever was filled until then is gone again: the same place takes a good one.
    sure(await back(there, file, { key }))
  })

  it('needs the address that it had, where the settings name one', async () => {
    const { file, key } = await backedUp(dialect)
    const there = await place(dialect, 'https://other.example')
    expect(await back(there, file, { key })).toEqual({
      refused: `${file} is of https://hub.example, and a server’s address never changes, but FOLKMOOT_ORIGIN says https://other.example. Set FOLKMOOT_ORIGIN=https://hub.example.`,
    })
  })

  it('is what holds every text and number that a database takes', async () => {
    const here = await place(dialect)
    const texts = [
      '',
      '\n',
      '"\\',
      '\u2028',
      '{"a":[1]}',
      '✊🏽',
      'ä\u0308',
      '\u{10FFFF}',
      '\u0001',
      "'; drop table settings",
    ]
    const numbers = [0, -0, 1e-7, -123.456, 5e-324, 1.7976931348623157e308, 0.1 + 0.2]
    await here.within(async ({ db }) => {
      for (const [at, value] of texts.entries())
        await db
          .insertInto('settings')
          .values({ key: `text ${at}`, value })
          .execute()
      for (const [at, lat] of numbers.entries())
        await sql`insert into outcomes (id, iri, owner, state, language, titles, summaries, contents, html, level, lat, lon,
          licence, revision, created, updated, folded, facts) values (${`o${at}`}, ${`o${at}`}, '', '', '', '', '', '', '', '',
          ${lat}, null, '', ${Number.MAX_SAFE_INTEGER - at}, '', '', '', '')`.execute(db)
    })
    const { key, lock } = await keyPair()
    const { file } = sure(await makeBackup(here.config(), order(here, 'odd.age', lock), now))
    const there = await place(dialect === 'sqlite' ? 'postgres' : 'sqlite')
    sure(await back(there, file, { key }))
    await there.within(async ({ db }) => {
      for (const [at, value] of texts.entries()) expect(await setting(db, `text ${at}`)).toBe(value)
      const rows = await db
        .selectFrom('outcomes')
        .select(['id', 'lat', 'lon', 'revision'])
        .orderBy('id')
        .execute()
      expect(rows).toEqual(
        numbers.map((lat, at) => ({
          id: `o${at}`,
          lat: lat + 0,
          lon: null,
          revision: Number.MAX_SAFE_INTEGER - at,
        })),
      )
    })
  })
})

/** The same backup with something else in it, whose digests are right all the same: as another program could write it. */
async function rewritten(
  at: Place,
  file: string,
  key: Key | null,
  change: { head?: (head: Head) => Head; table?: (name: string) => string },
): Promise<string> {
  let head: Head | null = null
  const parts: { name: string; columns: readonly string[]; last: number | null; rows: never[][] }[] = []
  for await (const piece of readArchive(readWhole(file, key), file)) {
    if ('head' in piece) head = change.head?.(piece.head) ?? piece.head
    if ('part' in piece)
      parts.push({ ...piece.part, name: change.table?.(piece.part.name) ?? piece.part.name, rows: [] })
    if ('rows' in piece) parts.at(-1)!.rows.push(...(piece.rows as never[][]))
  }
  const to = join(at.folder, `rewritten-${readdirSync(at.folder).length}.backup`)
  const snapshot = {
    steps: head!.steps,
    tables: parts.map(({ rows: _, ...table }) => ({ ...table, key: [] })),
    rows: async function* ({ name }: { name: string }) {
      yield parts.find((part) => part.name === name)!.rows
    },
  }
  await writeWhole(to, writeArchive(head!, snapshot), null)
  return to
}

describe('a file of a backup', () => {
  it('is noticed to be damaged, whichever byte is another or missing, and nothing of it is restored', {
    timeout: 120_000,
  }, async () => {
    const { here, file: sealed, key } = await backedUp('sqlite')
    const { file: plain } = sure(await makeBackup(here.config(), order(here, 'all.backup'), now))
    const chance = chancesOf(20261126)
    for (const [file, own] of [
      [plain, null],
      [sealed, key],
    ] as const) {
      const bytes = readFileSync(file)
      const { length } = bytes
      const some = Array.from({ length: 60 }, () => Math.floor(chance() * length))
      // The first line or stanza, the beginning of what is compressed, its end: where damage is easiest to miss.
      const places = [
        0,
        10,
        47,
        48,
        111,
        112,
        113,
        117,
        118,
        122,
        123,
        length - 9,
        length - 8,
        length - 1,
        ...some,
      ]
      const damaged = join(here.folder, 'damaged')
      for (const at of places)
        for (const flip of [1, 128, 255]) {
          const changed = Buffer.from(bytes)
          changed[at] = changed[at]! ^ flip
          writeFileSync(damaged, changed)
          expect(await verifyBackup(here.config(), damaged, own), `byte ${at} by ${flip}`).toHaveProperty(
            'refused',
          )
        }
      for (const end of [0, 1, 50, 112, 113, 114, 123, Math.floor(length / 2), length - 8, length - 1]) {
        writeFileSync(damaged, bytes.subarray(0, end))
        expect(await verifyBackup(here.config(), damaged, own), `cut at ${end}`).toHaveProperty('refused')
      }
      writeFileSync(damaged, Buffer.concat([bytes, Buffer.from('x')]))
      expect(await verifyBackup(here.config(), damaged, own)).toHaveProperty('refused')

      // What is wrong only at the very end: by then every row was put in, and goes again.
      const last = Buffer.from(bytes)
      last[length - 1] = last[length - 1]! ^ 1
      writeFileSync(damaged, last)
      const there = await place('sqlite')
      copyFileSync(join(here.folder, 'data', 'secret'), join(there.folder, 'secret'))
      const config = there.config({ FOLKMOOT_SECRET_FILE: join(there.folder, 'secret') })
      expect(await restore(config, damaged, { key: own, replace: false, now })).toEqual({
        refused: `${damaged} is damaged: it is not what was written.`,
      })
      const data = join(there.folder, 'data')
      expect(existsSync(data) ? readdirSync(data) : []).toEqual([])
    }
  })

  it('is not opened by another passphrase or key, nor without any', { timeout: 60_000 }, async () => {
    const { here, file, key } = await backedUp('sqlite')
    const config = here.config()
    const passphrase = 'where the river bends'
    const locked = sure(await makeBackup(config, order(here, 'locked.age', { passphrase }), now))
    expect(sure(await verifyBackup(config, locked.file, { passphrase }))).toMatchObject({ hasSecret: true })
    expect(await verifyBackup(config, locked.file, { passphrase: 'where the river ends' })).toEqual({
      refused: `This passphrase does not open ${locked.file}; or else its beginning is damaged.`,
    })
    const other = await keyPair()
    expect(await verifyBackup(config, file, other.key)).toEqual({
      refused: `This identity does not open ${file}; or else its beginning is damaged.`,
    })
    expect(await verifyBackup(config, file, null)).toEqual({
      refused: `${file} is encrypted, and nothing was given to open it with.`,
    })
    expect(await verifyBackup(config, file, { identities: ['nonsense'] })).toEqual({
      refused: 'The identity is no secret key of age. One begins with AGE-SECRET-KEY-1.',
    })
    expect(await makeBackup(config, order(here, 'short.age', { passphrase: 'too short' }), now)).toEqual({
      refused: 'The passphrase is too short: it must have at least 12 characters.',
    })
    expect(await makeBackup(config, order(here, 'k.age', { recipients: ['age1nobody'] }), now)).toEqual({
      refused: '“age1nobody” is no public key of age. One looks like age1ql3z7hjy54pw….',
    })
    expect(sure(await verifyBackup(config, file, key)).hubs).toEqual(['northend'])
  })

  it('that is none is said to be none', async () => {
    const here = await place('sqlite')
    const file = join(here.folder, 'letter.txt')
    writeFileSync(file, 'Dear neighbours')
    expect(await verifyBackup(here.config(), file, null)).toEqual({
      refused: `${file} is no backup of Folkmoot, or its beginning is damaged.`,
    })
    expect(await verifyBackup(here.config(), `${file}x`, null)).toEqual({
      refused: `There is no file ${file}x.`,
    })
    expect(await verifyBackup(here.config(), here.folder, null)).toEqual({
      refused: `${here.folder} is no file.`,
    })
  })

  it('is for its owner’s eyes, has its name only when it is whole, and overwrites nothing', async () => {
    const { here, file } = await backedUp('sqlite')
    expect(statSync(file).mode & 0o777).toBe(0o600)
    const before = readdirSync(here.folder)
    const broken = (async function* () {
      yield 'a line\n'
      throw new Error('the plug was pulled')
    })()
    await expect(writeWhole(join(here.folder, 'half.backup'), broken, null)).rejects.toThrow(
      'the plug was pulled',
    )
    expect(readdirSync(here.folder)).toEqual(before)
    expect(await makeBackup(here.config(), order(here, 'all.backup.age'), now)).toEqual({
      refused: `There is a file ${file} already; it is left as it is.`,
    })
    expect(await makeBackup(here.config(), { to: { file: '/dev/null/x' }, lock: null }, now)).toEqual({
      refused: 'The backup cannot be written to /dev/null/x: that is no folder.',
    })
    expect(
      await makeBackup(here.config(), { to: { folder: '/dev/null/x', keep: 1 }, lock: null }, now),
    ).toEqual({
      refused: 'The folder /dev/null/x cannot be made (ENOTDIR).',
    })
    expect(readdirSync(here.folder)).toEqual(before)
  })

  it('stays in a folder until there are enough newer ones; nothing else there is touched', async () => {
    const { here } = await backedUp('sqlite')
    const folder = join(here.folder, 'kept')
    const make = (days: number) =>
      makeBackup(here.config(), { to: { folder, keep: 2 }, lock: null }, now + days * 86_400_000)
    const first = sure(await make(0))
    expect(first).toMatchObject({
      file: join(folder, 'folkmoot-hub.example-2026-11-26T031500Z.backup'),
      thrown: [],
    })
    const others = [
      'notes.txt',
      'folkmoot-other.example-2020-01-01T000000Z.backup',
      'folkmoot-hub.example-mine.backup',
    ]
    for (const name of others) writeFileSync(join(folder, name), '')
    sure(await make(1))
    expect(sure(await make(2)).thrown).toEqual(['folkmoot-hub.example-2026-11-26T031500Z.backup'])
    expect(readdirSync(folder).sort()).toEqual(
      [
        ...others,
        'folkmoot-hub.example-2026-11-27T031500Z.backup',
        'folkmoot-hub.example-2026-11-28T031500Z.backup',
      ].sort(),
    )
    expect(await here.within(({ db }) => setting(db, 'backup-made'))).toBe('2026-11-28T03:15:00.000Z')
  })

  it('needs something to be made of', async () => {
    const nowhere = await place('sqlite')
    expect(await makeBackup(nowhere.config(), order(nowhere, 'x'), now)).toEqual({
      refused: `There is no database ${join(nowhere.folder, 'data', 'folkmoot.sqlite')}. Say with FOLKMOOT_DATA or DATABASE_URL where this server keeps its data.`,
    })
    const empty = await place('postgres')
    expect(await makeBackup(empty.config(), order(empty, 'x'), now)).toEqual({
      refused: 'There is nothing in this database yet that could be backed up.',
    })
  })
})

describe('the secret', () => {
  it('is in no backup that is not encrypted; then it must be there already, and be the right one', async () => {
    const { here } = await backedUp('sqlite')
    const made = sure(await makeBackup(here.config(), order(here, 'plain.backup'), now))
    const secretFile = join(here.folder, 'data', 'secret')
    expect(made.secretAt).toBe(`the file ${secretFile}`)
    const secret = readFileSync(secretFile, 'utf8').trim()
    const inside: string[] = []
    for await (const bytes of readWhole(made.file, null)) inside.push(bytes.toString())
    expect(inside.join('')).not.toContain(secret)

    const there = await place('sqlite')
    const at = join(there.folder, 'data', 'secret')
    expect(await back(there, made.file)).toEqual({
      refused: `The secret is not in ${made.file}, and without it what is sealed there cannot be opened. Put the secret of that server into the file ${at}, and try again.`,
    })
    expect(existsSync(join(there.folder, 'data'))).toBe(false)
    const wrong = there.config({ FOLKMOOT_SECRET: 'x'.repeat(32) })
    expect(await restore(wrong, made.file, { key: null, replace: false, now })).toEqual({
      refused: `The secret in the setting FOLKMOOT_SECRET is not the one that ${made.file} needs. Put the secret of that server there, and try again.`,
    })
    const right = there.config({ FOLKMOOT_SECRET: secret })
    expect(sure(await restore(right, made.file, { key: null, replace: false, now })).secretTo).toBeNull()
  })

  it('comes out of one that is, and never over another', async () => {
    const { here, file, key } = await backedUp('sqlite')
    const there = await place('sqlite')
    const at = join(there.folder, 'data', 'secret')
    expect(sure(await back(there, file, { key })).secretTo).toBe(at)
    expect(readFileSync(at, 'utf8')).toBe(readFileSync(join(here.folder, 'data', 'secret'), 'utf8'))
    expect(statSync(at).mode & 0o777).toBe(0o600)
    // The world opens only where the secret fits.
    await there.within(async () => expect(true).toBe(true))

    const other = await place('postgres')
    await other.within(async () => {})
    const third = await place('postgres')
    copyFileSync(join(other.folder, 'data', 'secret'), join(third.folder, 'secret'))
    const config = third.config({ FOLKMOOT_SECRET_FILE: join(third.folder, 'secret') })
    expect(await restore(config, file, { key, replace: false, now })).toEqual({
      refused: `The secret in the file ${join(third.folder, 'secret')} is another than the one in ${file}. Take it away.`,
    })
  })
})

describe('a place that is not empty', () => {
  it('is left alone, or moved aside whole where that is said', async () => {
    const { file, key } = await backedUp('sqlite')
    const there = await place('sqlite')
    await there.within((world) => foundHub(world, 'southend'))
    const data = join(there.folder, 'data')
    const before = readFileSync(join(data, 'secret'), 'utf8')
    expect(await back(there, file, { key })).toEqual({
      refused: `The secret in the file ${join(data, 'secret')} is another than the one in ${file}. Move it away, or say --replace, and it is moved aside.`,
    })
    const done = sure(await back(there, file, { key, replace: true }))
    expect(done.aside).toBe(join(data, 'before-restore-2026-11-26T031500Z'))
    expect(readFileSync(join(done.aside!, 'secret'), 'utf8')).toBe(before)
    const handles = async ({ db }: Pick<World, 'db'>) =>
      (await db.selectFrom('hubs').select('handle').execute()).map(({ handle }) => handle)
    expect(await there.within(handles)).toEqual(['northend'])
    expect(await there.within(handles, { FOLKMOOT_DATA: done.aside! })).toEqual(['southend'])

    // With the right secret it is the database alone that is in the way.
    expect(await back(there, file, { key })).toEqual({
      refused: `There is a database already: ${join(data, 'folkmoot.sqlite')}. Restore into an empty data folder, or say --replace, and what is there is moved aside.`,
    })
  })

  it('is not moved away under a server that runs', async () => {
    const { here, file, key } = await backedUp('sqlite')
    const data = join(here.folder, 'data')
    await here.within(async ({ db }) => {
      expect(await back(here, file, { key, replace: true })).toEqual({
        refused: `Something still uses ${join(data, 'folkmoot.sqlite')}. Stop the server first; nothing was changed.`,
      })
      expect(await flawsOf(db)).toEqual([])
    })
    expect(readdirSync(data).sort()).toEqual(['folkmoot.sqlite', 'secret'])
    sure(await back(here, file, { key, replace: true }))
  })

  it('is a database on a server too, and that is never touched', async () => {
    const { file, key } = await backedUp('postgres')
    const there = await place('postgres')
    await there.within(async () => {})
    const answer = await back(there, file, { key, replace: true })
    expect(answer).toHaveProperty(
      'refused',
      expect.stringMatching(/ is not empty\. Make a new one, as with: createdb /),
    )
    expect(JSON.stringify(answer)).not.toContain('postgres:postgres')
  })
})
