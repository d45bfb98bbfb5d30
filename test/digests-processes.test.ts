import { type ChildProcess, fork } from 'node:child_process'
import { afterEach, describe, expect, it } from 'vitest'
import { DAY, openByMail } from './support/by-mail.ts'
import { dialects } from './support/db.ts'
import { until } from './support/server.ts'

const patience = 120_000
const ends: (() => Promise<unknown>)[] = []
let children: ChildProcess[] = []
afterEach(async () => {
  for (const child of children) child.kill('SIGKILL')
  children = []
  for (const end of ends.splice(0).reverse()) await end()
})

/** A process of its own that makes digests over and over at a moment, with what it complains of. */
function maker(address: string, origin: string, now: number) {
  const script = new URL('support/digest-process.ts', import.meta.url)
  const child = fork(script, [address, origin, String(now)], {
    env: { PATH: process.env.PATH ?? '' },
    execArgv: ['--import', 'tsx'],
  })
  children.push(child)
  const ready = new Promise<void>((resolve) => child.once('message', () => resolve()))
  const over = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const complaints: string[] = []
  child.on('message', ({ logged }: { logged?: string }) => {
    if (logged?.startsWith('error') || logged?.startsWith('warning')) complaints.push(logged)
  })
  return { child, ready, over, complaints }
}

describe.each(dialects)('several processes that make digests on %s', (dialect) => {
  it(
    'tell each follower once, also where one of them is killed in the middle',
    async () => {
      const here = await openByMail(dialect)
      ends.push(here.end)
      const people = Array.from({ length: 12 }, (_, i) => `p${i}@south.example`)
      for (const address of people) await here.follow({ address })
      await here.issue('Damp flats')
      await here.issue('Late buses')
      await here.quiet()
      await here.halt()
      here.clock.ahead += DAY
      const { address } = here.server.database.at
      const start = () => maker(address, here.server.origin, here.world.clock())
      const made = async () =>
        (await here.world.db.selectFrom('mails').select('id').where('kind', '=', 'digest').execute()).length
      const makers = [start(), start(), start()]
      await Promise.all(makers.map(({ ready }) => ready))
      await until('the first are made', async () => (await made()) > 0, patience)
      makers[0]!.child.kill('SIGKILL')
      await until('all are made', async () => (await made()) >= people.length, patience)
      for (const { child } of makers.slice(1)) child.send('stop')
      await Promise.all(makers.map(({ over }) => over))
      expect(makers.flatMap(({ complaints }) => complaints)).toEqual([])
      expect(makers.slice(1).map(({ child }) => child.exitCode)).toEqual([0, 0])
      expect(await made()).toBe(people.length)

      here.post.received.length = 0
      here.begin()
      await here.arrived(people.length)
      await here.quiet()
      await here.send()
      await here.quiet()
      expect(here.post.received.map(({ to }) => to[0]).sort()).toEqual([...people].sort())
    },
    patience,
  )
})
