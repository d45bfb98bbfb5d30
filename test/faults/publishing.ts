import type { DialectName } from '../../src/db/dialect.ts'
import { openDb } from '../../src/db/index.ts'
import { copyOf } from '../support/backup.ts'
import { startServer } from '../support/server.ts'
import type { Prepared, Stage } from './points.ts'
import { begin, end, type Life } from './process.ts'
import type { Kill } from './statements.ts'
import { brokenIn } from './whole.ts'

/** A hub publishes: each verb happened wholly or not at all, what was answered is there, and doing it again finishes. */
export const publishing: Stage = { name: 'publishing', prepare }

async function prepare(dialect: DialectName): Promise<Prepared> {
  const server = await startServer(dialect, { working: false })
  await server.hub('northend')
  const { port } = server
  const template = await server.leave()
  let whole: string[] = []

  /** One life of the process. @returns how it ended, what it said, and what is in the database afterwards */
  const live = async (address: string, kill: Kill | null) => {
    const life = begin({ does: 'publish', address, port, ahead: 0, kill })
    const killed = await life.meanwhile('all is done', () =>
      life.lines().some((line) => /^counted/.test(line)),
    )
    return { life, killed, ...(await stateOf(address)) }
  }
  return {
    async measure() {
      const copy = await copyOf(dialect, template.address)
      const { life, state, broken } = await live(copy.address, null)
      if (broken.length > 0) throw new Error(broken.join('\n'))
      whole = state.sort()
      await copy.drop()
      return (await life.stop())!.lastWrite
    },
    async attempt(kill) {
      const copy = await copyOf(dialect, template.address)
      const first = await live(copy.address, kill)
      const wrong = [...first.broken, ...lost(first)]
      const second = await live(copy.address, null)
      wrong.push(...second.broken, ...lost({ ...second, life: first.life }))
      const differ = JSON.stringify(second.state.sort()) !== JSON.stringify(whole)
      if (differ) wrong.push(`done again it ended as ${second.state} instead of ${whole}`)
      await copy.drop()
      return { killed: first.killed, wrong }
    },
    async end() {
      end()
      await template.drop()
    },
  }
}

/** What was answered and is not there. */
function lost({ life, history }: { life: Life; history: ReadonlySet<string> }): string[] {
  return life
    .lines()
    .filter((line) => line.startsWith('done '))
    .map((line) => line.slice('done '.length))
    .filter((done) => !history.has(done))
    .map((done) => `${done} was answered and is lost`)
}

async function stateOf(address: string) {
  const { db, close } = openDb(address)
  const issues = await db.selectFrom('issues').select(['titles', 'state', 'revision']).execute()
  const lines = await db.selectFrom('record_history').select(['verb', 'record_id', 'revision']).execute()
  const broken = await brokenIn(db)
  await close()
  return {
    broken,
    state: issues.map(({ titles, state, revision }) => `${titles} ${state} ${revision}`),
    history: new Set(lines.map(({ verb, record_id, revision }) => `${verb} ${record_id} ${revision}`)),
  }
}
