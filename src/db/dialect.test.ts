import { sql } from 'kysely'
import { expect, it } from 'vitest'
import { freshDb } from '../../test/support/db.ts'
import { inTransaction } from './index.ts'

it('what ends a transaction by itself is what is said, and the next one begins anew', async () => {
  const open = await freshDb('sqlite')
  open.sqlite!.handle.pragma('cache_size = 5')
  const pages = Number(open.sqlite!.handle.pragma('page_count', { simple: true }))
  open.sqlite!.handle.pragma(`max_page_count = ${pages + 20}`)
  const much = inTransaction(open.db, async (tx) => {
    for (let key = 0; ; key++)
      await sql`insert into settings (key, value) values (${`k${key}`}, ${'x'.repeat(4000)})`.execute(tx)
  })
  await expect(much).rejects.toMatchObject({ code: 'SQLITE_FULL' })
  await inTransaction(open.db, (tx) => sql`insert into settings (key, value) values ('a', 'b')`.execute(tx))
  expect(await open.db.selectFrom('settings').selectAll().execute()).toEqual([{ key: 'a', value: 'b' }])
  await open.drop()
})
