import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { migrations } from '../migrations/index.ts'
import { dialects, freshAddress } from '../test/support/db.ts'
import { readConfig } from './config.ts'
import { openDb } from './db/index.ts'
import { migrate } from './db/migrate.ts'
import { NewHub } from './hubs/model.ts'
import { allHubs } from './hubs/store.ts'
import { draftIssue, publishIssue } from './issues/actions.ts'
import { granted } from './lib/granted.ts'
import { whoIs } from './members/actions.ts'
import { openWorld } from './open.ts'
import { setUp } from './settings/actions-setup.ts'

describe.each(dialects)('opening a server on %s', (dialect) => {
  let data: string
  let database: Awaited<ReturnType<typeof freshAddress>>
  beforeEach(async () => {
    data = mkdtempSync(join(tmpdir(), 'folkmoot-data-'))
    database = await freshAddress(dialect)
  })
  afterEach(async () => {
    await database.drop()
    rmSync(data, { recursive: true, force: true })
  })

  const configOf = (env: Record<string, string> = {}) =>
    readConfig({
      FOLKMOOT_DATA: data,
      ...(dialect === 'postgres' ? { DATABASE_URL: database.address } : {}),
      ...env,
    })
  const at = (origin: string) => ({ FOLKMOOT_ORIGIN: origin })
  /** Opens and closes, and says what became of it. */
  const start = async (env: Record<string, string> = {}, as: 'serve' | 'command' = 'serve') => {
    const opened = await openWorld(configOf(env), () => {}, as)
    const { migrated, movedFrom, world } = opened
    const hubs = (await allHubs(world)).map((hub) => hub.actor)
    await opened.close()
    return { migrated, movedFrom, origin: world.config.origin, hubs, privatePeers: world.config.privatePeers }
  }
  const found = async (env: Record<string, string> = {}) => {
    const { world, close } = await openWorld(configOf(env), () => {}, 'serve')
    const hub = NewHub.parse({ handle: 'north', name: 'North', theme: 'energy' })
    granted(await setUp(world, { hub, organiser: 'Ann' }, null))
    await close()
  }

  it('makes the schema the first time, and nothing the second', async () => {
    expect((await start()).migrated).toEqual(Object.keys(migrations))
    expect((await start()).migrated).toEqual([])
  })

  it('refuses a database that a newer version has written, in one sentence', async () => {
    await start()
    const open = openDb(dialect === 'postgres' ? database.address : join(data, 'folkmoot.sqlite'))
    await migrate(open, { ...migrations, '0099-tomorrow': { up: async () => {} } })
    await open.close()
    await expect(start()).rejects.toThrow(/^This database was last used by a newer Folkmoot .*\.$/)
  })

  it('never changes a public address once a hub has it, and names both', async () => {
    await found(at('https://hub.example'))
    for (const other of ['https://other.example', 'http://localhost:3000']) {
      const refused = start(at(other))
      await expect(refused).rejects.toThrow('known to others as https://hub.example')
      await expect(refused).rejects.toThrow(`FOLKMOOT_ORIGIN says ${other}`)
    }
    expect(await start(at('https://hub.example'))).toMatchObject({ movedFrom: null })
  })

  it('takes another address while no hub stands there, since nobody can know it', async () => {
    await start(at('https://typo.example'))
    expect(await start(at('https://hub.example'))).toMatchObject({ movedFrom: 'https://typo.example' })
    await found(at('https://hub.example'))
    await expect(start(at('https://typo.example'))).rejects.toThrow('never changes')
  })

  it('moves a trial to a public address, and from port to port on this machine', async () => {
    await found()
    const [first] = (await start()).hubs
    const moved = await start({ PORT: '4000' })
    expect(moved).toMatchObject({ movedFrom: 'http://localhost:3000', origin: 'http://localhost:4000' })
    expect(moved.hubs).not.toContain(first)
    const home = await start(at('https://hub.example'))
    expect(home).toMatchObject({ movedFrom: 'http://localhost:4000', privatePeers: false })
    expect(home.hubs).toEqual([expect.stringMatching(/^https:\/\/hub\.example\/actors\//)])
  })

  it('does not move a trial that has published to another port, unless it is told to in words', async () => {
    await found()
    const { world, close } = await openWorld(configOf(), () => {}, 'serve')
    const [hub] = await allHubs(world)
    const ann = granted(await whoIs(world, null, 'Ann'))
    const draft = granted(await draftIssue(world, ann, { basis: 'listening', titles: { en: 'Damp' } }))
    await publishIssue(world, ann, draft.id)
    await close()
    await expect(start({ PORT: '4000' })).rejects.toThrow(
      /^This trial is at http:\/\/localhost:3000: start it with PORT=3000\. .*FOLKMOOT_ORIGIN=http:\/\/localhost:4000\.$/,
    )
    expect((await start()).hubs).toEqual([hub!.actor])
    expect(await start({ PORT: '4000', FOLKMOOT_ORIGIN: 'http://localhost:4000' })).toMatchObject({
      movedFrom: 'http://localhost:3000',
    })
  })

  it('is moved by one of two processes that start at the same moment', async () => {
    await found()
    const moves = await Promise.all([start({ PORT: '4000' }), start({ PORT: '4000' })])
    expect(moves.filter((move) => move.movedFrom !== null)).toHaveLength(1)
    expect((await start({ PORT: '4000' })).hubs).toHaveLength(1)
  })

  it('is not moved by a command, which takes the address the server has', async () => {
    await found(at('https://hub.example'))
    expect(await start({}, 'command')).toMatchObject({
      origin: 'https://hub.example',
      movedFrom: null,
      privatePeers: false,
    })
    await expect(start(at('https://other.example'), 'command')).rejects.toThrow('never changes')
  })

  it('tells a command that expects a public address where the server is still a trial', async () => {
    await found()
    await expect(start(at('https://hub.example'), 'command')).rejects.toThrow(
      'This server is still a trial at http://localhost:3000.',
    )
  })

  it('refuses a secret that its keys were not sealed with', async () => {
    await found()
    writeFileSync(join(data, 'secret'), 'another secret, from who knows where\n')
    await expect(start()).rejects.toThrow('not the one its keys were sealed with')
  })
})

it('says plainly where the database cannot be had, without its password', async () => {
  const config = readConfig({ DATABASE_URL: 'postgres://ann:hunter2@127.0.0.1:1/folkmoot' })
  const refused = openWorld(config, () => {}, 'serve')
  await expect(refused).rejects.toThrow(
    'The database at 127.0.0.1:1 cannot be opened: nobody answers there (ECONNREFUSED).',
  )
  await expect(refused).rejects.not.toThrow('hunter2')
})

it('says plainly where the data folder cannot be used', async () => {
  const config = readConfig({ FOLKMOOT_DATA: '/dev/null/data' })
  await expect(openWorld(config, () => {}, 'serve')).rejects.toThrow(
    /cannot be opened: that is no folder \(\w+\)\.$/,
  )
})
