import { type Context, Hono } from 'hono'
import { isId } from '../lib/id.ts'
import type { Json, JsonObject } from '../lib/json.ts'
import { renderCount, renderKeys, renderOutbox, renderOutboxPage } from './collections.ts'
import { nodeInfo, nodeInfoLinks, webFinger } from './discovery.ts'
import { openDoorkeeper } from './doorkeeper.ts'
import { markOf } from './erase.ts'
import { receiveLetter } from './inbox.ts'
import { renderFeatured, renderIntroduction } from './introduction.ts'
import { renderLog, renderLogPage } from './log-of-changes.ts'
import type { Office } from './office.ts'
import { senderOf } from './sender.ts'
import { type Look, openDesk } from './served.ts'
import { actorById } from './store/actors.ts'
import { recordById, revisionOf } from './store/records.ts'

/** What the post office answers over HTTP: inboxes, actors and their collections, records, discovery. Pages for people come after it. */
export function federationRoutes(office: Office, doorkeeper = openDoorkeeper(office)): Hono {
  const { world } = office
  const desk = openDesk(world)
  const app = new Hono()
  const answer = async (c: Context, look: Look, name = c.req.path) =>
    (await desk({ path: name, ifNoneMatch: c.req.header('if-none-match') }, look)) ?? c.notFound()

  const letter = (c: Context) =>
    receiveLetter(office, doorkeeper, { request: c.req.raw, from: senderOf(world, c) })
  app.post('/inbox', letter)
  app.post('/actors/:id/inbox', async (c) => {
    const { id } = c.req.param()
    return isId(id) && (await actorById(world.db, id)) ? letter(c) : c.notFound()
  })

  app.get('/.well-known/webfinger', async (c) => {
    const resource = c.req.query('resource')
    if (resource === undefined || resource.length > 2048)
      return c.json({ error: 'Ask with ?resource=acct:name@host' }, 400)
    return answer(
      c,
      jrd(() => webFinger(world, resource)),
      `webfinger ${resource}`,
    )
  })
  app.get('/.well-known/nodeinfo', (c) =>
    answer(
      c,
      jrd(() => nodeInfoLinks(world)),
    ),
  )
  app.get('/nodeinfo/2.1', (c) =>
    answer(c, async () => ({
      body: JSON.stringify(await nodeInfo(world)),
      type: 'application/json; profile="http://nodeinfo.diaspora.software/ns/schema/2.1#"',
    })),
  )

  app.get('/actors/:id', async (c) => {
    const { id } = c.req.param()
    if (asksForActivity(c))
      return answer(c, async () => bytes(isId(id) ? (await actorById(world.db, id))?.document : null))
    // A browser that was handed an actor's address wants the page about it.
    const actor = isId(id) ? await actorById(world.db, id) : undefined
    return actor ? c.redirect(actor.kind === 'hub' ? `/hubs/${actor.id}` : '/about', 303) : c.notFound()
  })
  app.get('/actors/:id/:collection', (c) => {
    const { id, collection } = c.req.param()
    const page = c.req.query('page') ?? c.req.query('before')
    return answer(
      c,
      () => lookAtCollection(office, id, collection, page),
      page === undefined ? c.req.path : `${c.req.path}?${page}`,
    )
  })
  for (const { path } of office.kinds) {
    app.get(`${path}:id`, (c, next) =>
      asksForActivity(c) ? answer(c, () => lookAtRecord(office, c.req.param('id') ?? '')) : next(),
    )
    app.get(`${path}:id/revisions/:revision`, (c, next) => {
      const { id = '', revision } = c.req.param() as { id?: string; revision?: string }
      return asksForActivity(c) ? answer(c, () => lookAtRevision(office, id, Number(revision))) : next()
    })
  }
  return app
}

/** Whether a request wants the ActivityPub face of an address: browsers never ask for it. */
const asksForActivity = (c: Context): boolean =>
  /application\/(activity|ld)\+json/i.test(c.req.header('accept') ?? '')

const jrd =
  (look: () => Promise<Json | null>): Look =>
  async () => {
    const document = await look()
    return document === null ? null : { body: JSON.stringify(document), type: 'application/jrd+json' }
  }

const bytes = (body: string | null | undefined) => (body ? { body } : null)

const whole = (document: JsonObject | null) => (document === null ? null : { body: JSON.stringify(document) })

async function lookAtCollection(
  { world }: Office,
  id: string,
  collection: string,
  page: string | undefined,
): ReturnType<Look> {
  const actor = isId(id) ? await actorById(world.db, id) : undefined
  if (!actor) return null
  switch (collection) {
    case 'followers':
    case 'following':
      return whole(await renderCount(world, id, collection))
    case 'featured':
      return whole(await renderFeatured(world, id))
    case 'introduction':
      return whole(await renderIntroduction(world, id))
    case 'keys':
      return whole(await renderKeys(world, id))
    case 'outbox': {
      if (page === undefined) return whole(await renderOutbox(world, id))
      const before = page === 'latest' ? Number.MAX_SAFE_INTEGER : countOf(page)
      return before === null ? null : whole(await renderOutboxPage(world, id, before))
    }
    case 'changes': {
      if (page === undefined) return whole(await renderLog(world, id))
      const number = countOf(page)
      return number === null ? null : whole(await renderLogPage(world, id, number))
    }
    default:
      return null
  }
}

/** A whole number of an address, or null; written in one way only, so that nobody fills the memory with one page under many names. */
const countOf = (text: string): number | null => (/^[1-9]\d{0,14}$/.test(text) ? Number(text) : null)

/** A record of ours as it is now; 410 with its Tombstone once it is withdrawn. Copies of others' never answer here. */
async function lookAtRecord({ world }: Office, id: string): ReturnType<Look> {
  const record = isId(id) ? await recordById(world.db, id) : undefined
  if (!record || record.hub_id === null || record.document === null) return null
  return { status: record.state === 'live' ? 200 : 410, body: record.document }
}

/** One wording of a record; gone with the record, so nobody may keep it without asking again. */
async function lookAtRevision({ world }: Office, id: string, revision: number): ReturnType<Look> {
  const record = isId(id) ? await recordById(world.db, id) : undefined
  if (!record || record.hub_id === null || !Number.isSafeInteger(revision)) return null
  if (record.state === 'withdrawn') return { status: 410, body: record.document! }
  const wording = await revisionOf(world.db, id, revision)
  if (!wording) return null
  return wording.erased === null
    ? { body: wording.document }
    : { status: 410, body: JSON.stringify(markOf(record.iri, wording)) }
}
