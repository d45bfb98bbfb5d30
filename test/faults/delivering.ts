import { createServer } from 'node:http'
import type { DialectName } from '../../src/db/dialect.ts'
import { inTransaction } from '../../src/db/index.ts'
import { keepFollower } from '../../src/federation/store/follows.ts'
import { changeHub } from '../../src/hubs/actions.ts'
import { followHub } from '../../src/hubs/actions-follow.ts'
import { instant, MINUTE, SECOND } from '../../src/lib/time.ts'
import { copyOf } from '../support/backup.ts'
import { amendMany, publishMany, withdrawMany } from '../support/busy.ts'
import { differences, holdingsOf } from '../support/likeness.ts'
import { sure } from '../support/people.ts'
import { freePort, startServer, until } from '../support/server.ts'
import { copyToLiveOn, givenUp, waiting } from './lives.ts'
import type { Prepared, Stage } from './points.ts'
import { end as endProcess } from './process.ts'
import type { Kill } from './statements.ts'

/** A hub tells its followers: each of their inboxes gets every letter, in order for each object, and a receiver keeps it once. */
export const delivering: Stage = { name: 'delivering', prepare }

async function prepare(dialect: DialectName): Promise<Prepared> {
  const origin = await startServer(dialect)
  const receiver = await startServer('sqlite')
  const inboxes = await openInboxes()
  const north = await origin.hub('northend')
  const city = await receiver.hub('city')
  sure(await followHub(receiver.world, city.who, `@northend@localhost:${origin.port}`))
  await until('the follow is accepted', async () =>
    receiver.world.db
      .selectFrom('followings')
      .select('hub_id')
      .where('state', '=', 'accepted')
      .executeTakeFirst(),
  )
  await until(
    'all is told',
    async () => (await untold(origin.world.db)) + (await waiting(origin.world.db, 'deliveries')) === 0,
  )
  for (const inbox of inboxes.addresses)
    await inTransaction(origin.world.db, (tx) =>
      keepFollower(tx, {
        ...followed,
        hub_id: north.who.hub,
        actor: inbox,
        activity: `${inbox}#follow`,
        inbox,
      }),
    )
  await origin.close()
  const ids = await publishMany(origin.world, north.who, 5, 'Damp flats', [
    'issue',
    'assembly',
    'outcome',
    'action',
  ])
  await amendMany(origin.world, north.who, ids.slice(0, 3), 'Anew')
  await amendMany(origin.world, north.who, ids.slice(0, 1), 'Once more')
  sure(await changeHub(origin.world, north.who, north.who.hub, { name: 'Northend and Marsh' }))
  await withdrawMany(origin.world, north.who, ids.slice(4))
  const expected = await lettersOf(origin.world.db, north.hub.actor)
  const there = await holdingsOf(origin.world, north.hub.actor)
  const templates = [await origin.leave(), await receiver.leave()] as const

  const run = async (kill: Kill | null, ahead: readonly number[]) => {
    inboxes.clear()
    const own = await copyToLiveOn(dialect, templates[0].address, origin.port)
    const other = await startServer('sqlite', {
      port: receiver.port,
      at: await copyOf('sqlite', templates[1].address),
    })
    const done = async () =>
      (await untold(own.db)) +
        (await waiting(own.db, 'deliveries')) +
        (await waiting(other.world.db, 'inbox')) ===
      0
    // What could not be looked up while the origin was down is tried again by the receiver's clock.
    const look = () => {
      if (other.clock.ahead > 0) {
        other.clock.ahead += SECOND
        other.world.pulse.beat()
      }
      return done()
    }
    let killed = false
    let counted = 0
    for (const [number, ms] of ahead.entries()) {
      const life = await own.serve(ms, number === 0 ? kill : null)
      if (number > 0) other.clock.ahead = 30 * SECOND
      const over = await life.meanwhile('all is delivered', look)
      const end = over ? null : await life.stop()
      if (number === 0) killed = end === null
      counted = end?.lastWrite ?? 0
    }
    const received = await other.world.db.selectFrom('received').select('activity').execute()
    const wrong = [
      ...(await givenUp(own.db)),
      ...(await givenUp(other.world.db)),
      ...differences(there, await holdingsOf(other.world, north.hub.actor)),
      ...missing(
        'the receiver',
        received.map(({ activity }) => activity),
        expected,
      ),
      ...inboxes.addresses.flatMap((inbox) => missing(inbox, inboxes.gotBy(inbox), expected)),
      ...inboxes.addresses.flatMap((inbox) => disorder(inbox, inboxes.gotBy(inbox), expected)),
    ]
    await other.end()
    await own.drop()
    return { killed, wrong, counted }
  }
  return {
    async measure() {
      const { wrong, counted } = await run(null, [0])
      if (wrong.length > 0) throw new Error(wrong.join('\n'))
      return counted
    },
    // A minute later what the process had in hand is free for the next.
    attempt: (kill) => run(kill, [0, 2 * MINUTE]),
    async end() {
      endProcess()
      await inboxes.close()
      for (const template of templates) await template.drop()
    },
  }
}

const followed = {
  shared_inbox: null,
  state: 'following' as const,
  since: instant(0),
  ended: null,
  why: null,
}

/** Two inboxes on one server that take everything and note it. */
async function openInboxes() {
  const got: { path: string; id: string }[] = []
  const server = createServer(async (request, response) => {
    let body = ''
    for await (const some of request) body += some
    if (request.method === 'POST')
      got.push({ path: request.url!, id: (JSON.parse(body) as { id: string }).id })
    response.writeHead(request.method === 'POST' ? 202 : 404).end()
  })
  const port = await freePort()
  await new Promise<void>((resolve) => server.listen(port, 'localhost', resolve))
  return {
    addresses: ['one', 'two'].map((name) => `http://localhost:${port}/${name}/inbox`),
    gotBy: (inbox: string) => got.filter(({ path }) => inbox.endsWith(path)).map(({ id }) => id),
    clear: () => void got.splice(0),
    close: () => {
      server.closeAllConnections()
      return new Promise((resolve) => server.close(resolve))
    },
  }
}

type Db = Parameters<typeof waiting>[0]

const untold = async (db: Db): Promise<number> =>
  (await db.selectFrom('outbox').select('id').where('told', 'is', null).execute()).length

/** The ids of the letters that must go out, in order: of what was withdrawn only the end. */
async function lettersOf(db: Db, actor: string): Promise<string[]> {
  const news = await db
    .selectFrom('outbox')
    .leftJoin('records', 'records.id', 'outbox.subject')
    .select(['news', 'detail', 'happened', 'iri', 'state'])
    .where('told', 'is', null)
    .orderBy('outbox.id')
    .execute()
  return news.flatMap(({ news, detail, happened, iri, state }) => {
    // The server announces to its own followers, of whom it has none here.
    if (news === 'record.announced' || news === 'record.unannounced') return []
    if (news === 'actor.changed') return [`${actor}#update-${Date.parse(happened)}`]
    if (news === 'record.withdrawn') return [`${iri}#delete`]
    if (state !== 'live') return []
    return [news === 'record.published' ? `${iri}#create` : `${iri}#update-${detail}`]
  })
}

function missing(where: string, got: readonly string[], expected: readonly string[]): string[] {
  const strange = got.filter(
    (id) => /\/(issues|assemblies|outcomes|actions)\//.test(id) && !expected.includes(id),
  )
  return [
    ...expected.filter((id) => !got.includes(id)).map((id) => `${where} never got ${id}`),
    ...strange.map((id) => `${where} got ${id}, which says nothing`),
  ]
}

/** Letters about one object that came after a later one. */
function disorder(where: string, got: readonly string[], expected: readonly string[]): string[] {
  const latest = new Map<string, number>()
  return got.flatMap((id) => {
    const about = id.split('#')[0]!
    const at = expected.indexOf(id)
    const before = latest.get(about) ?? -1
    latest.set(about, Math.max(at, before))
    return at < before ? [`${where} got ${id} after a later one`] : []
  })
}
