// A server of its own process, as it was built, that can be told to end at a statement. Node runs this file as it is.
// One process leads one life after the other, until it is killed in one.
import { writeSync } from 'node:fs'
import { enableCompileCache } from 'node:module'
import { serve } from '@hono/node-server'
import { publishAll } from './publishing-work.ts'
import { countStatements, type Kill } from './statements.ts'

enableCompileCache(new URL('../../node_modules/.cache/faults', import.meta.url).pathname)

/** What a process is told: what to do, on which database, at which port, how far its clock is ahead (ms). */
export type Told = {
  readonly does: 'publish' | 'serve'
  readonly address: string
  readonly port: number
  readonly ahead: number
  readonly kill: Kill | null
}

const built = new URL('../../dist/src/', import.meta.url)
const of = (path: string): Promise<unknown> => import(new URL(path, built).href)
const { openServer } = (await of('app.js')) as typeof import('../../src/app.ts')
const { readConfig } = (await of('config.js')) as typeof import('../../src/config.ts')
const { openDb } = (await of('db/index.js')) as typeof import('../../src/db/index.ts')
const { openPulse } = (await of('db/pulse.js')) as typeof import('../../src/db/pulse.ts')
const { openVault } = (await of('db/secret.js')) as typeof import('../../src/db/secret.ts')
const { openClient } = (await of('federation/client.js')) as typeof import('../../src/federation/client.ts')
const actions = (await of('issues/actions.js')) as typeof import('../../src/issues/actions.ts')
const store = (await of('issues/store.js')) as typeof import('../../src/issues/store.ts')
const members = (await of('members/actions.js')) as typeof import('../../src/members/actions.ts')
const { slices } = (await of('slices.js')) as typeof import('../../src/slices.ts')

/** Says a line that is out before anything else happens, whatever ends the process then. */
const say = (line: string) => void writeSync(1, `${line}\n`)

let stop = () => {}
process.on('message', (told: Told | 'stop') => {
  if (told === 'stop') return stop()
  live(told).catch((error: Error) => {
    process.stderr.write(`${error.stack}\n`)
    process.exit(1)
  })
})
process.on('disconnect', () => process.exit(0))

/** One life, from the opening of the database to the end of the work or the word to stop. */
async function live({ does, address, port, ahead, kill }: Told): Promise<void> {
  const config = readConfig({ FOLKMOOT_ORIGIN: `http://localhost:${port}`, PORT: String(port) })
  const open = openDb(address)
  const { counted, begin } = countStatements(open, kill)
  const world = {
    config,
    db: open.db,
    vault: openVault('a secret for tests that nobody else knows'),
    clock: () => Date.now() + ahead,
    log: (level: string, what: string, about: Record<string, unknown> = {}) => {
      if (level !== 'debug') process.stderr.write(`${level} ${what} ${JSON.stringify(about)}\n`)
    },
    pulse: openPulse(open),
    client: openClient(config),
  }
  if (does === 'publish') {
    begin()
    await publishAll(world, { ...actions, ...store, ...members }, say)
  } else {
    const server = await openServer(world, slices)
    const stopping = new AbortController()
    const http = serve({ fetch: server.app.fetch, port, hostname: 'localhost' })
    await new Promise<void>((resolve) => (http.listening ? resolve() : http.once('listening', resolve)))
    begin()
    const working = server.work(stopping.signal)
    const stopped = new Promise<void>((resolve) => {
      stop = resolve
    })
    say('open')
    await stopped
    stopping.abort()
    if ('closeAllConnections' in http) http.closeAllConnections()
    await new Promise((resolve) => http.close(resolve))
    await working
  }
  await world.client.close()
  await open.close()
  say(`counted ${JSON.stringify(counted)}`)
}
