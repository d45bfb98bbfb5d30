import { type ChildProcess, fork } from 'node:child_process'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { makeBackup } from '../src/operate/backup.ts'
import { verifyBackup } from '../src/operate/contents.ts'
import { restore } from '../src/operate/restore.ts'
import { dialects } from './support/db.ts'
import { sure } from './support/people.ts'
import { freshPlace, type Place } from './support/places.ts'
import { freePort } from './support/server.ts'
import { flawsOf } from './support/whole.ts'

const places: Place[] = []
const children: ChildProcess[] = []
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
  for (const place of places.splice(0)) await place.drop()
})

/** A server that publishes without a pause in a process of its own. */
async function busyServer(place: Place, port: number) {
  const child = fork(new URL('./support/busy-server.ts', import.meta.url), {
    execArgv: ['--import', 'tsx'],
    env: { PATH: process.env.PATH ?? '', ...place.env({ PORT: String(port) }) },
  })
  children.push(child)
  let rounds = 0
  const ended = new Promise<number | null>((done) => child.once('exit', done))
  const round = () =>
    new Promise<number>((done, failed) => {
      child.once('message', () => done(++rounds))
      void ended.then((code) => failed(new Error(`the busy server ended with ${code}`)))
    })
  return {
    round,
    async stop() {
      child.send('stop')
      return ended
    },
  }
}

describe.each(dialects)('a backup of a server that writes all the time, on %s', (dialect) => {
  it('is of one moment: restored, every record has its wording and no log a gap', {
    timeout: 120_000,
  }, async () => {
    const port = await freePort()
    const here = await freshPlace(dialect, `http://localhost:${port}`)
    places.push(here)
    const server = await busyServer(here, port)
    await server.round()
    const counts: number[] = []
    for (let number = 1; number <= 4; number++) {
      const [made] = await Promise.all([
        makeBackup(
          here.config(),
          { to: { file: join(here.folder, `${number}.backup`) }, lock: null },
          Date.now(),
        ).then(sure),
        server.round(),
      ])
      const there = await freshPlace(dialect, `http://localhost:${port}`)
      places.push(there)
      const secret = { FOLKMOOT_SECRET_FILE: join(here.folder, 'data', 'secret') }
      const { records } = sure(
        await restore(there.config(secret), made.file, { key: null, replace: false, now: Date.now() }),
      )
      counts.push(records)
      expect(await there.within(({ db }) => flawsOf(db), secret)).toEqual([])
      expect(sure(await verifyBackup(here.config(), made.file, null))).toMatchObject({
        rows: made.rows,
        records,
        secretFits: true,
      })
    }
    // Nobody waited for it: there was more in each than in the one before.
    expect(counts[0]).toBeGreaterThan(7)
    expect(new Set(counts).size).toBe(4)
    expect(await server.stop()).toBe(0)
  })
})
