import { openDb } from '../../src/db/index.ts'
import { copyOf } from '../support/backup.ts'
import { begin, type Life } from './process.ts'
import type { Kill } from './statements.ts'

type Db = ReturnType<typeof openDb>['db']

/** A copy of a database that servers live on one after the other, and a look at it from outside. */
export async function copyToLiveOn(
  like: ReturnType<typeof openDb>['dialect'],
  address: string,
  port: number,
) {
  const copy = await copyOf(like, address)
  const outside = openDb(copy.address)
  return {
    db: outside.db,
    /** Begins a life of a server on it, its clock ahead by so much (ms). It is open, or was killed before. */
    async serve(ahead: number, kill: Kill | null): Promise<Life> {
      const life = begin({ does: 'serve', address: copy.address, port, ahead, kill })
      await life.meanwhile('it takes requests', () => life.lines().includes('open'))
      return life
    },
    async drop() {
      await outside.close()
      await copy.drop()
    },
  }
}

/** How many messages wait or are worked on in a queue. */
export const waiting = async (db: Db, queue: string): Promise<number> =>
  (await db.selectFrom('queue').select('seq').where('queue', '=', queue).execute()).length

/** What was given up, in words. */
export const givenUp = async (db: Db): Promise<string[]> =>
  (await db.selectFrom('dead_letters').select(['queue', 'why']).execute()).map(
    ({ queue, why }) => `a message in ${queue} was given up: ${why}`,
  )
