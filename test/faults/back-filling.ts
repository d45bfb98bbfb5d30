import type { DialectName } from '../../src/db/dialect.ts'
import { logHead } from '../../src/federation/store/changes.ts'
import { followHub } from '../../src/hubs/actions-follow.ts'
import { instant, MINUTE } from '../../src/lib/time.ts'
import { beBusy } from '../support/busy.ts'
import { differences, holdingsOf, shelves } from '../support/likeness.ts'
import { sure } from '../support/people.ts'
import { startServer } from '../support/server.ts'
import { copyToLiveOn, givenUp } from './lives.ts'
import type { Prepared, Stage } from './points.ts'
import { end as endProcess } from './process.ts'
import type { Kill } from './statements.ts'

/** A hub reads another's log for the first time: it ends with the same, has nothing twice, and knows how far it has read. */
export const backFilling: Stage = { name: 'back-filling', prepare }

async function prepare(dialect: DialectName): Promise<Prepared> {
  const origin = await startServer('sqlite', { working: false })
  const follower = await startServer(dialect, { working: false })
  const north = await origin.hub('northend')
  const city = await follower.hub('city')
  await beBusy(origin.world, north.who, { publish: 72, amend: 24, withdraw: 12 }, 'Damp flats')
  sure(await followHub(follower.world, city.who, north.hub.actor))
  const now = instant(Date.now())
  await follower.world.db.updateTable('followings').set({ state: 'accepted', answered: now }).execute()
  await follower.world.db.updateTable('peers').set({ crawl_due: now }).execute()
  await follower.world.db.deleteFrom('outbox').execute()
  const there = await holdingsOf(origin.world, north.hub.actor)
  const head = (await logHead(origin.world.db, north.who.hub))!
  const template = await follower.leave()

  const run = async (kill: Kill | null, ahead: readonly number[]) => {
    const own = await copyToLiveOn(dialect, template.address, follower.port)
    const peer = () => own.db.selectFrom('peers').selectAll().executeTakeFirstOrThrow()
    let killed = false
    let counted = 0
    for (const [number, ms] of ahead.entries()) {
      const life = await own.serve(ms, number === 0 ? kill : null)
      const over = await life.meanwhile('the log is read', async () => (await peer()).crawled !== null)
      const end = over ? null : await life.stop()
      if (number === 0) killed = end === null
      counted = end?.lastWrite ?? 0
    }
    const { cursor, chain, failing } = await peer()
    const pages = await own.db.selectFrom('peer_pages').select('page').execute()
    const records = await own.db.selectFrom('records').select(['id', 'state', 'origin_seq']).execute()
    const rows: { id: string }[] = []
    for (const table of shelves) rows.push(...(await own.db.selectFrom(table).select('id').execute()))
    const wrong = [
      ...differences(there, await holdingsOf(own, north.hub.actor)),
      ...(await givenUp(own.db)),
      ...(cursor === head.seq && chain === head.chain && failing === null
        ? []
        : [`it has read to ${cursor}`]),
      ...(pages.map(({ page }) => page).join() === '1' ? [] : ['it does not know the end of the first page']),
      ...(records.length === rows.length
        ? []
        : [`${records.length} records, but ${rows.length} rows of their kinds`]),
      ...records.filter((one) => one.origin_seq === null).map(({ id }) => `${id} has no place in the log`),
    ]
    await own.drop()
    return { killed, wrong, counted }
  }
  return {
    async measure() {
      const { wrong, counted } = await run(null, [0])
      if (wrong.length > 0) throw new Error(wrong.join('\n'))
      return counted
    },
    // After ten minutes a reading that was begun and never ended is taken up by whoever is there.
    attempt: (kill) => run(kill, [0, 11 * MINUTE]),
    async end() {
      endProcess()
      await origin.end()
      await template.drop()
    },
  }
}
