import { createServer, type IncomingMessage } from 'node:http'
import { afterEach, describe, expect, it } from 'vitest'
import { inTransaction } from '../src/db/index.ts'
import { deliver, patience } from '../src/federation/deliver.ts'
import { activityJson } from '../src/federation/iri.ts'
import { Postpone } from '../src/federation/queue.ts'
import { meetActor } from '../src/federation/remote.ts'
import { followersOf, keepFollower } from '../src/federation/store/follows.ts'
import { hostByAddress } from '../src/federation/store/hosts.ts'
import { insertLetter } from '../src/federation/store/letters.ts'
import { DAY, HOUR, instant, SECOND } from '../src/lib/time.ts'
import { dialects } from './support/db.ts'
import { sure } from './support/people.ts'
import { startServer } from './support/server.ts'

/** A server of somebody's that answers each letter with what the test says, or not at all; and who asks, with a document. */
async function stranger() {
  const documents = new Map<string, object>()
  const asked: IncomingMessage[] = []
  const say: { status: number; headers: Record<string, string> } = { status: 202, headers: {} }
  const http = createServer((request, response) => {
    const document = request.method === 'GET' ? documents.get(request.url ?? '') : undefined
    if (document)
      return response.writeHead(200, { 'content-type': activityJson }).end(JSON.stringify(document))
    asked.push(request)
    request.resume().on('end', () => response.writeHead(say.status, say.headers).end())
  })
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
  const { port } = http.address() as { port: number }
  const end = () =>
    new Promise<void>((resolve) => {
      http.closeAllConnections()
      http.close(() => resolve())
    })
  return {
    documents,
    asked,
    say,
    inbox: `http://127.0.0.1:${port}/inbox`,
    origin: `http://127.0.0.1:${port}`,
    end,
  }
}

const open: { end(): Promise<unknown> }[] = []
afterEach(async () => {
  for (const each of open.splice(0)) await each.end()
})

describe.each(dialects)('a letter from a server on %s', (dialect) => {
  async function setting() {
    const server = await startServer(dialect, { working: false })
    const other = await stranger()
    open.push(server, other)
    const { hub } = await server.hub('northend')
    const at = instant(server.world.clock())
    await inTransaction(server.world.db, async (tx) => {
      await insertLetter(tx, {
        id: 'letter',
        actor_id: hub.id,
        sealed: server.world.vault.seal('{"type":"Create"}'),
        made: at,
      })
      const actor = `${other.origin}/actor`
      await keepFollower(tx, {
        hub_id: hub.id,
        actor,
        activity: `${actor}#f`,
        inbox: other.inbox,
        shared_inbox: null,
        state: 'following',
        since: at,
        ended: null,
        why: null,
      })
    })
    const send = () => deliver(server.world, { letter: 'letter', actor: hub.id, inbox: other.inbox })
    const followers = async () => (await followersOf(server.world.db, hub.id)).length
    return { server, other, send, followers, hub }
  }
  const refusal = (send: () => Promise<void>) =>
    send().then(
      () => 'delivered',
      (error: Error) => error,
    )

  it('is signed, and sent once where it is taken', async () => {
    const { other, send } = await setting()
    await send()
    expect(other.asked).toHaveLength(1)
    const { signature, digest, 'content-type': type, 'user-agent': agent } = other.asked[0]!.headers
    expect(signature).toContain('headers="(request-target) host date digest"')
    expect([digest?.slice(0, 8), type, agent?.slice(0, 8)]).toEqual([
      'SHA-256=',
      'application/activity+json',
      'Folkmoot',
    ])
  })

  it('waits as long as a busy server asks for', async () => {
    const { server, other, send } = await setting()
    Object.assign(other.say, { status: 429, headers: { 'retry-after': '7200' } })
    const error = await refusal(send)
    expect(error).toBeInstanceOf(Postpone)
    expect(Math.round((Date.parse((error as Postpone).until) - server.world.clock()) / HOUR)).toBe(2)
  })

  it('waits so only three times in a row, and then longer and longer, whatever the server says', async () => {
    const { server, other, send } = await setting()
    Object.assign(other.say, { status: 429, headers: { 'retry-after': '1' } })
    const waits: number[] = []
    for (let knock = 0; knock < 9; knock++) {
      const { until } = (await refusal(send)) as Postpone
      const wait = Date.parse(until) - server.world.clock()
      waits.push(Math.round(wait / SECOND))
      server.clock.ahead += wait + 1
    }
    expect(waits).toEqual([1, 1, 1, 60, 120, 240, 480, 960, 1920])
  })

  it('is not sent again where it is refused for good', async () => {
    const { server, other, send, followers } = await setting()
    other.say.status = 400
    expect(await refusal(send)).toBe('delivered')
    expect(server.logged.find(([, what]) => what === 'letter not taken')?.[2]).toMatchObject({ status: 400 })
    expect(await followers()).toBe(1)
  })

  it.each([401, 408])(
    'is sent again where it is answered with %i, which may be over soon',
    async (status) => {
      const { other, send } = await setting()
      other.say.status = status
      expect(await refusal(send)).toEqual(new Error(`it answers ${status}`))
    },
  )

  it('is not sent again where nothing is said to be there although who follows is, and keeps its follower', async () => {
    const { server, other, send, followers } = await setting()
    other.say.status = 404
    expect(await refusal(send)).toEqual(new Error('it answers 404'))
    const actor = `${other.origin}/actor`
    other.documents.set('/actor', { id: actor, type: 'Person', inbox: other.inbox })
    for (let week = 0; week < 6; week++) {
      server.clock.ahead += 7 * DAY
      expect(await refusal(send)).toBe('delivered')
    }
    expect(server.logged.find(([, what]) => what === 'letter not taken')?.[2]).toMatchObject({ status: 404 })
    expect(await followers()).toBe(1)
    server.clock.ahead += 7 * DAY
    // Who has moved meanwhile is not there any more.
    other.documents.set('/actor', { id: actor, type: 'Person', inbox: `${other.origin}/new` })
    expect(await refusal(send)).toEqual(new Error('it answers 404'))
  })

  it('ends the following at an inbox that says it is gone', async () => {
    const { other, send, followers } = await setting()
    other.say.status = 410
    await send()
    expect(await followers()).toBe(0)
  })

  it('goes where its reader takes letters now, once the old inbox is gone', async () => {
    const { server, other, send, followers, hub } = await setting()
    const actor = `${other.origin}/actor`
    const inbox = `${other.origin}/inboxes/new`
    other.documents.set('/actor', {
      id: actor,
      type: 'Person',
      preferredUsername: 'rosa',
      inbox: other.inbox,
    })
    sure(await meetActor(server.world, actor))
    other.documents.set('/actor', { id: actor, type: 'Person', preferredUsername: 'rosa', inbox })
    other.say.status = 410
    await send()
    expect(await followers()).toBe(1)
    other.say.status = 202
    await deliver(server.world, { letter: 'letter', actor: hub.id, inbox })
    expect((await followersOf(server.world.db, hub.id))[0]).toMatchObject({ inbox, shared_inbox: null })
    expect(other.asked.at(-1)?.url).toBe('/inboxes/new')
  })

  it('does not knock again while nobody answers, and is forgiven once somebody does', async () => {
    const { server, other, send } = await setting()
    await other.end()
    const first = await refusal(send)
    expect(first).toBeInstanceOf(Postpone)
    expect((await hostByAddress(server.world.db, other.origin))?.failures).toBe(1)
    await Promise.all([refusal(send), refusal(send), refusal(send)])
    expect((await hostByAddress(server.world.db, other.origin))?.failures).toBe(1)
    server.clock.ahead += 2 * HOUR
    await refusal(send)
    expect((await hostByAddress(server.world.db, other.origin))?.failures).toBe(2)
  })

  it('lets followers go only after a month of silence, and a month does not begin before the last letter that was taken', async () => {
    const { server, other, send, followers } = await setting()
    other.say.status = 500
    await refusal(send)
    other.say.status = 202
    await send()
    expect((await hostByAddress(server.world.db, other.inbox))?.failing).toBeNull()
    server.clock.ahead += patience + DAY
    other.say.status = 500
    await refusal(send)
    expect(await followers()).toBe(1)
    server.clock.ahead += patience + DAY
    await refusal(send)
    expect(await followers()).toBe(0)
  })

  it('goes out by RFC 9421 where nothing else is read', async () => {
    const { other, send } = await setting()
    other.say.status = 401
    await refusal(send)
    expect(other.asked).toHaveLength(2)
    expect(other.asked[1]!.headers['signature-input']).toContain('"@method"')
  })
})
