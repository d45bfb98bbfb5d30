import { existsSync } from 'node:fs'
import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import { migrations } from '../../migrations/index.ts'
import { dialects, freshAddress, freshDb } from '../../test/support/db.ts'
import { openDb } from './index.ts'
import { migrate, NewerSchema } from './migrate.ts'

describe.each(dialects)('the schema on %s', (dialect) => {
  it('is made once, and a second start changes nothing', async () => {
    const { address, drop } = await freshAddress(dialect)
    const open = openDb(address)
    expect(await migrate(open)).toEqual(Object.keys(migrations))
    expect(await migrate(open)).toEqual([])
    await open.close()
    await drop()
  })

  it('is left as it was when a step fails half-way', async () => {
    const open = await freshDb(dialect)
    const broken = {
      ...migrations,
      '0098-broken': {
        up: async (db: typeof open.db) => {
          await sql`create table half_way (id text primary key)`.execute(db)
          throw new Error('the plug was pulled')
        },
      },
    }
    await expect(migrate(open, broken)).rejects.toThrow('the plug was pulled')
    const tables = (await open.db.introspection.getTables()).map((table) => table.name)
    expect(tables).toContain('issues')
    expect(tables).not.toContain('half_way')
    expect(await migrate(open)).toEqual([])
    await open.drop()
  })

  it('is not touched when a newer version has written it', async () => {
    const open = await freshDb(dialect)
    const newer = { ...migrations, '0099-tomorrow': { up: async () => {} } }
    await migrate(open, newer)
    await expect(migrate(open)).rejects.toThrow(NewerSchema)
    await expect(migrate(open)).rejects.toThrow('newer Folkmoot (it knows the step “0099-tomorrow”')
    await open.drop()
  })

  it('keeps the blocks of an older version, with who set them', async () => {
    const { address, drop } = await freshAddress(dialect)
    const open = openDb(address)
    const before = Object.fromEntries(Object.entries(migrations).filter(([name]) => name < '0004'))
    await migrate(open, before)
    await sql`insert into blocks (domain, hub_id, reason, by_person, since)
      values ('spam.example', null, 'spam', 'ann', '2026-11-01T10:00:00.000Z')`.execute(open.db)
    await migrate(open)
    expect(await open.db.selectFrom('policy').selectAll().execute()).toMatchObject([
      {
        ...{ list: 'block', subject: 'spam.example', reason: 'spam', by_person: 'ann' },
        ...{ since: '2026-11-01T10:00:00.000Z', ended: null, ended_by: null },
      },
    ])
    await open.close()
    await drop()
  })

  it('refuses a text where a number belongs', async () => {
    const open = await freshDb(dialect)
    const row = {
      hub_id: 'h',
      record_id: 'r',
      iri: 'i',
      kind: 'k',
      verb: 'publish',
      revision: 1,
      updated: 'u',
      digest: 'd',
      chain: 'c',
    }
    await expect(
      open.db
        .insertInto('changes')
        .values({ ...row, actor_id: 'a', seq: 'many' as never } as never)
        .execute(),
    ).rejects.toThrow()
    await open.drop()
  })
})

it('copies the SQLite file before a later step changes it', async () => {
  const open = await freshDb('sqlite')
  await migrate(open, { ...migrations, '0098-more': { up: async () => {} } })
  expect(existsSync(`${open.sqlite!.file}.before-0098-more`)).toBe(true)
  await open.drop()
})
