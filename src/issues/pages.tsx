import { type Context, Hono } from 'hono'
import { isBlocked } from '../federation/policy.ts'
import { peerByActor } from '../federation/store/peers.ts'
import { recordById, revisionOf, revisionsOf } from '../federation/store/records.ts'
import { hubById } from '../hubs/store.ts'
import { isId } from '../lib/id.ts'
import type { JsonObject } from '../lib/json.ts'
import { isRefusal } from '../lib/refusal.ts'
import { readInstant } from '../lib/time.ts'
import { titleOf } from '../records/model.ts'
import type { Env } from '../slice.ts'
import { answerGone, answerNotFound } from '../web/errors.tsx'
import type { Issue } from './model.ts'
import { viewOf } from './model-view.ts'
import { publicIssue } from './store.ts'
import { CopyPage, IssuePage, RevisionPage, RevisionsPage, type Standing } from './views.tsx'
import { readIssue } from './wire-read.ts'

/** The pages of issues: ours, their revisions, and copies of others'. Their ActivityPub face is served by the post office. */
export const issuePages = new Hono<Env>()

issuePages.get('/issues/:id', async (c) => {
  const found = await ours(c)
  if (found instanceof Response) return found
  const { issue, frame, at } = found
  return c.html(<IssuePage frame={frame} view={viewOf(issue, c.req.query('lang'))} at={at} />)
})

issuePages.get('/issues/:id/revisions', async (c) => {
  const found = await ours(c)
  if (found instanceof Response) return found
  const { issue, frame } = found
  const revisions = (await revisionsOf(c.var.world.db, issue.id)).map(({ revision, published, erased }) => ({
    revision,
    published,
    erased: erased !== null,
  }))
  return c.html(
    <RevisionsPage
      frame={frame}
      title={titleOf(issue)}
      language={issue.language}
      iri={issue.iri}
      revisions={revisions}
    />,
  )
})

issuePages.get('/issues/:id/revisions/:revision{[1-9][0-9]{0,8}}', async (c) => {
  const found = await ours(c)
  if (found instanceof Response) return found
  const { issue, frame, at } = found
  const kept = await revisionOf(c.var.world.db, issue.id, Number(c.req.param('revision')))
  if (!kept || kept.erased !== null) return answerNotFound(c)
  const document = JSON.parse(kept.document) as JsonObject
  const model = readIssue(document)
  if (isRefusal(model)) throw new Error(`revision ${kept.revision} of ${issue.iri}: ${model.refused}`)
  const updated = readInstant(document.updated) ?? kept.published
  return c.html(
    <RevisionPage
      frame={frame}
      view={viewOf(model, c.req.query('lang'))}
      at={{ ...at, revision: kept.revision, updated }}
      latest={issue.revision}
    />,
  )
})

issuePages.get('/seen/issues/:id', async (c) => {
  const { world } = c.var
  const issue = await readPublic(c)
  if (!issue || issue.hub !== null || (await isBlocked(world, issue.iri))) return answerNotFound(c)
  if (issue.withdrawn !== null) return gone(c, issue)
  const [peer, record] = await Promise.all([
    peerByActor(world.db, issue.owner),
    recordById(world.db, issue.id),
  ])
  const name = peer?.name ?? peer?.handle ?? new URL(issue.owner).host
  return c.html(
    <CopyPage
      frame={{ world }}
      view={viewOf(issue, c.req.query('lang'))}
      at={standing(issue, { name, href: issue.owner })}
      seen={record?.seen ?? null}
      gone={peer !== undefined && peer.gone !== null}
    />,
  )
})

/**
 * The issue of ours that an address names, with its hub, or the answer where it cannot be shown. A draft is as good as
 * absent: the answer must not tell that there is one.
 */
async function ours(c: Context<Env>) {
  const { world } = c.var
  c.header('Vary', 'Accept', { append: true })
  const issue = await readPublic(c)
  if (!issue || issue.hub === null) return answerNotFound(c)
  if (issue.withdrawn !== null) return gone(c, issue)
  const hub = await hubById(world, issue.hub)
  if (!hub) return answerNotFound(c)
  const link = { name: hub.name, href: `/hubs/${hub.id}` }
  return { issue, frame: { world, brand: hub.name }, at: standing(issue, link) }
}

async function readPublic(c: Context<Env>): Promise<Issue | undefined> {
  const id = c.req.param('id') ?? ''
  return isId(id) ? publicIssue(c.var.world.db, id) : undefined
}

const gone = (c: Context<Env>, { withdrawn, reason }: Issue) =>
  answerGone(c, { what: 'issue', withdrawn, reason })

const standing = ({ iri, revision, published, updated }: Issue, hub: Standing['hub']): Standing => ({
  ...{ hub, iri, revision, updated },
  // What is not published is not read here.
  published: published!,
})
