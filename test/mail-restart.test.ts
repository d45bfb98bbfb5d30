import { type ChildProcess, fork } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { MINUTE } from '../src/lib/time.ts'
import { dialects } from './support/db.ts'
import { mailWorld, post } from './support/mail.ts'
import { headerOf, openMailServer, trustedIssuer } from './support/mail-server.ts'
import { until } from './support/server.ts'

let folder: string
let children: ChildProcess[] = []
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'folkmoot-mail-'))
  writeFileSync(join(folder, 'issuer.pem'), trustedIssuer)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))
afterEach(() => {
  for (const child of children) child.kill('SIGKILL')
  children = []
})

/** A process of its own that sends what waits; it trusts the servers of these tests as a machine trusts those of the world. */
function sender(address: string, now: number, url: string): ChildProcess {
  const script = new URL('support/mail-process.ts', import.meta.url)
  const child = fork(script, [address, String(now), url], {
    env: { PATH: process.env.PATH ?? '', NODE_EXTRA_CA_CERTS: join(folder, 'issuer.pem') },
    execArgv: [],
  })
  children.push(child)
  return child
}

const gone = (child: ChildProcess): Promise<void> => new Promise((done) => child.once('exit', () => done()))

describe.each(dialects)('a process that is killed while it sends mail on %s', (dialect) => {
  it('loses nothing: the next one sends all that it had in hand, and what waited', async () => {
    const tested = await mailWorld(dialect)
    const server = await openMailServer({ users: { ann: 'right' } })
    const world = {
      ...tested.world,
      config: {
        ...tested.world.config,
        mail: { host: 'x', port: 1, tls: null, user: null, password: null, from: 'x@y.z' },
      },
    }
    const people = Array.from({ length: 8 }, (_, i) => `p${i}@south.example`)
    const ids = []
    for (const to of people) ids.push(await post(world, { to }))
    let hangs = true
    // The first is taken, but our process never hears of it; those after it hang before that.
    let taken = 0
    server.manners.data = (mail) => {
      if (!hangs) return
      if (taken++ === 0) server.received.push(mail)
      return 'hang'
    }
    const first = sender(tested.open.at.address, tested.clock.now, server.url)
    await until('some hang', () => server.hanging() > 0)
    first.kill('SIGKILL')
    await gone(first)
    hangs = false
    expect(server.received).toHaveLength(1)

    // Later than its leases last.
    const second = sender(tested.open.at.address, tested.clock.now + 2 * MINUTE, server.url)
    await until('all are sent', async () => {
      const rows = await tested.world.db
        .selectFrom('mails')
        .select('id')
        .where('sent', 'is not', null)
        .execute()
      return rows.length === people.length
    })
    second.send('stop')
    await gone(second)
    expect(second.exitCode).toBe(0)
    expect(new Set(server.received.map(({ to }) => to[0]))).toEqual(new Set(people))
    // Only what the server had taken without our knowing came twice, and under the same id.
    expect(server.received).toHaveLength(people.length + 1)
    const twice = server.received.filter(({ to }) => to[0] === server.received[0]!.to[0])
    expect(new Set(twice.map((mail) => headerOf(mail, 'Message-ID')[0])).size).toBe(1)
    expect(twice).toHaveLength(2)
    await server.end()
    await tested.close()
  })
})
