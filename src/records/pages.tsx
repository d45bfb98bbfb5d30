import { type Context, Hono } from 'hono'
import type { Child } from 'hono/jsx'
import type { Db } from '../db/index.ts'
import { fateOf } from '../federation/fates.ts'
import { blockedAmong } from '../federation/policy.ts'
import { peerByActor } from '../federation/store/peers.ts'
import { recordById, revisionOf, revisionsOf } from '../federation/store/records.ts'
import { countResponses, shownReplies } from '../federation/store/responses.ts'
import { hubById } from '../hubs/store.ts'
import { isId } from '../lib/id.ts'
import type { JsonObject } from '../lib/json.ts'
import { isRefusal, type Refusal } from '../lib/refusal.ts'
import { readInstant } from '../lib/time.ts'
import type { Env } from '../slice.ts'
import { anybody } from '../web/access.ts'
import { answerGone, answerNotFound, type Gone } from '../web/errors.tsx'
import type { Alternate } from '../web/page.tsx'
import type { World } from '../world.ts'
import { type AnyRecord, type Kept, titleOf } from './model.ts'
import { Responses } from './responses.tsx'
import type { Reader, RecordView } from './view.ts'
import { CopyPage, RecordPage, type Standing } from './views.tsx'
import { RevisionPage, RevisionsPage } from './views-revisions.tsx'

/** What a kind says of itself so that its records have pages: ours, their revisions, and copies of others'. */
export type Paged<R extends AnyRecord, View extends RecordView> = {
  /** What people call it: `issue`. */
  readonly noun: Gone
  /** Where ours live, as `/issues`. */
  readonly path: string
  find(db: Db, id: string): Promise<R | undefined>
  /** Reads a revision of ours back, as anybody would. */
  read(document: JsonObject): Omit<R, keyof Kept> | Refusal
  /** Makes it ready to be shown to a reader; the world where its neighbours are to be looked up. */
  view(record: Omit<R, keyof Kept>, reader: Reader, world: World): View | Promise<View>
  /** The whole of it: head, text and facts. */
  show(about: { view: View; at: Standing }): Child
  /** Other faces that its page tells of, as a file for a calendar. */
  faces?(record: R): readonly Alternate[]
  /** What stands below that on the page of one of ours or of a copy, from the neighbours of its slice. */
  more?(world: World, record: R): Promise<Child>
}

/** The pages of one kind of record. Their ActivityPub face is served by the post office. */
export function recordPages<R extends AnyRecord, View extends RecordView>(kind: Paged<R, View>): Hono<Env> {
  const { noun, path } = kind
  const pages = new Hono<Env>()

  pages.get(`${path}/:id`, anybody, async (c) => {
    const found = await ours(c)
    if (found instanceof Response) return found
    const { record, frame, at } = found
    const view = await kind.view(record, readerOf(c), c.var.world)
    return c.html(
      <RecordPage {...{ frame, view, at }} faces={kind.faces?.(record)} more={await below(c, record)}>
        {kind.show({ view, at })}
      </RecordPage>,
    )
  })

  pages.get(`${path}/:id/revisions`, anybody, async (c) => {
    const found = await ours(c)
    if (found instanceof Response) return found
    const { record, frame } = found
    const kept = await revisionsOf(c.var.world.db, record.id)
    const revisions = kept.map(({ revision, published, erased }) => ({
      revision,
      published,
      erased: erased !== null,
    }))
    const { language, iri } = record
    return c.html(<RevisionsPage {...{ frame, language, iri, revisions }} title={titleOf(record)} />)
  })

  pages.get(`${path}/:id/revisions/:revision{[1-9][0-9]{0,8}}`, anybody, async (c) => {
    const found = await ours(c)
    if (found instanceof Response) return found
    const { record, frame, at } = found
    const kept = await revisionOf(c.var.world.db, record.id, Number(c.req.param('revision')))
    if (!kept) return answerNotFound(c)
    if (kept.erased !== null)
      return answerGone(c, {
        what: 'wording',
        withdrawn: kept.erased,
        reason: c.var.words.t('record.words-erased'),
      })
    const document = JSON.parse(kept.document) as JsonObject
    const model = kind.read(document)
    if (isRefusal(model)) throw new Error(`revision ${kept.revision} of ${record.iri}: ${model.refused}`)
    const updated = readInstant(document.updated) ?? kept.published
    const then = { ...at, revision: kept.revision, updated }
    const view = await kind.view(model, readerOf(c), c.var.world)
    return c.html(
      <RevisionPage {...{ frame, view }} at={then} latest={record.revision}>
        {kind.show({ view, at: then })}
      </RevisionPage>,
    )
  })

  pages.get(`/seen${path}/:id`, anybody, async (c) => {
    const { world } = c.var
    const record = await readPublic(c)
    if (record?.hub !== null) return answerNotFound(c)
    const [fate, peer, entry] = await Promise.all([
      fateOf(world, record.owner),
      peerByActor(world.db, record.owner),
      recordById(world.db, record.id),
    ])
    // What we have thrown away was not withdrawn by anybody.
    if (fate === null || entry === undefined) return answerNotFound(c)
    if (record.withdrawn !== null) return gone(c, record)
    const name = peer?.name ?? peer?.handle ?? new URL(record.owner).host
    const at = standing(record, { name, href: record.owner })
    const view = await kind.view(record, readerOf(c), world)
    const about = { frame: { world }, faces: kind.faces?.(record), view, at, seen: entry.seen, fate }
    return c.html(
      <CopyPage {...about}>
        {kind.show({ view, at })}
        {await kind.more?.(world, record)}
        {await c.var.beside(world, { noun, iri: record.iri })}
        {await c.var.offered.foot(world, { noun, iri: record.iri })}
      </CopyPage>,
    )
  })
  return pages

  /** What stands below one of ours: what other slices know of it, and what people elsewhere say to it. */
  async function below(c: Context<Env>, record: R): Promise<Child> {
    const { world, beside, offered } = c.var
    const replies = await shownReplies(world.db, record.id, 100)
    const blocked = await blockedAmong(
      world,
      replies.map(({ actor }) => actor),
    )
    return (
      <>
        {await kind.more?.(world, record)}
        {await beside(world, { noun, iri: record.iri })}
        <Responses
          counts={await countResponses(world.db, record.id)}
          replies={replies.filter(({ actor }) => !blocked.has(actor))}
        />
        {await offered.foot(world, { noun, iri: record.iri })}
      </>
    )
  }

  /**
   * The record of ours that an address names, with its hub, or the answer where it cannot be shown. A draft is as good as
   * absent: the answer must not tell that there is one.
   */
  async function ours(c: Context<Env>) {
    const { world } = c.var
    c.header('Vary', 'Accept', { append: true })
    const record = await readPublic(c)
    if (!record || record.hub === null) return answerNotFound(c)
    if (record.withdrawn !== null) return gone(c, record)
    const hub = await hubById(world, record.hub)
    if (!hub) return answerNotFound(c)
    const link = { name: hub.name, href: `/hubs/${hub.id}` }
    return { record, frame: { world, brand: hub.name }, at: standing(record, link) }
  }

  async function readPublic(c: Context<Env>): Promise<R | undefined> {
    const id = c.req.param('id') ?? ''
    return isId(id) ? kind.find(c.var.world.db, id) : undefined
  }

  function gone(c: Context<Env>, { withdrawn, reason }: R) {
    return answerGone(c, { what: noun, withdrawn, reason })
  }
}

const readerOf = (c: Context<Env>): Reader => ({ words: c.var.words, asked: c.req.query('lang') })

const standing = ({ iri, revision, published, updated }: AnyRecord, hub: Standing['hub']): Standing => ({
  ...{ hub, iri, revision, updated },
  // What is not published is not read here.
  published: published!,
})
