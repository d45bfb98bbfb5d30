import { type Context, Hono } from 'hono'
import { hubById } from '../hubs/store.ts'
import { isId } from '../lib/id.ts'
import { isRefusal, refusalIn } from '../lib/refusal.ts'
import { ownRecord, small } from '../records/desk-show.tsx'
import { titleOf } from '../records/model.ts'
import { linesIn, one, typedIn } from '../records/typed.ts'
import type { Env } from '../slice.ts'
import { answerNotFound, answerRefused } from '../web/errors.tsx'
import { only } from '../web/only.ts'
import { mergeIssues } from './actions.ts'
import { splitInto } from './actions-split.ts'
import { type Issue, mayAmend, mayMerge } from './model.ts'
import { deskedIssue } from './pages-desk.ts'
import { issueOfHub, issuesOfHub, listIssues } from './store.ts'
import { MergePage, SplitPage } from './views-merge.tsx'

/** The pages on which an issue goes on in another, or in several. */
export const mergePages = new Hono<Env>()
const at = '/desk/issues/:id'

mergePages.get(`${at}/merge`, only('organiser'), async (c) => {
  const issue = await ownRecord(c, deskedIssue)
  if (!issue) return answerNotFound(c)
  return (
    away(c, issue) ??
    c.html(<MergePage {...(await merging(c, issue, c.req.query('text') ?? ''))} errors={{}} />)
  )
})

mergePages.post(`${at}/merge`, only('organiser'), small, async (c) => {
  const issue = await ownRecord(c, deskedIssue)
  if (!issue) return answerNotFound(c)
  const { world, visitor, words } = c.var
  const { who } = visitor!
  const into = one(await typedIn(c), 'into')
  const other = isId(into) ? await issueOfHub(world.db, who.hub, into) : undefined
  // Pressed twice: it goes on there already.
  if (other && issue.links.mergedInto === other.iri)
    return c.redirect(`/desk/issues/${issue.id}?done=merged`, 303)
  const gone = away(c, issue)
  if (gone) return gone
  if (!other)
    return c.html(
      <MergePage {...(await merging(c, issue, ''))} errors={{ into: words.t('issues.merge-choose') }} />,
      422,
    )
  const done = await mergeIssues(world, who, issue.id, into)
  return isRefusal(done)
    ? c.html(<MergePage {...(await merging(c, issue, ''))} errors={{ into: refusalIn(words, done) }} />, 422)
    : c.redirect(`/desk/issues/${issue.id}?done=merged`, 303)
})

mergePages.get(`${at}/split`, only('organiser'), async (c) => {
  const issue = await ownRecord(c, deskedIssue)
  if (!issue) return answerNotFound(c)
  return away(c, issue) ?? c.html(<SplitPage {...{ world: c.var.world, issue }} typed="" errors={{}} />)
})

mergePages.post(`${at}/split`, only('organiser'), small, async (c) => {
  const issue = await ownRecord(c, deskedIssue)
  if (!issue) return answerNotFound(c)
  const home = `/desk/issues/${issue.id}`
  if (issue.state === 'split') return c.redirect(`${home}?done=split`, 303)
  const gone = away(c, issue)
  if (gone) return gone
  const { world, visitor } = c.var
  const typed = await typedIn(c)
  const done = await splitInto(world, visitor!.who, issue.id, linesIn(typed, 'titles'))
  if (!isRefusal(done)) return c.redirect(`${home}?done=split`, 303)
  const [now] = await issuesOfHub(world.db, visitor!.who.hub, [issue.id])
  if (now?.state === 'split') return c.redirect(`${home}?done=split`, 303)
  const errors = { titles: refusalIn(c.var.words, done) }
  return c.html(<SplitPage {...{ world, issue, errors }} typed={one(typed, 'titles')} />, 422)
})

/** Where neither can be done: with a draft, or with what has ended. */
function away(c: Context<Env>, issue: Issue): Response | Promise<Response> | null {
  const may = mayAmend(c.var.visitor!.who, issue)
  if (isRefusal(may)) return answerRefused(c, may, 409)
  if (issue.state !== 'merged' && issue.state !== 'split') return null
  return c.redirect(`/desk/issues/${issue.id}`, 303)
}

/** Those of the hub’s own issues that it may go on in, by words that stand in them. */
async function merging(c: Context<Env>, issue: Issue, text: string) {
  const { world, visitor } = c.var
  const { who } = visitor!
  const hub = await hubById(world, who.hub)
  const filter = { owner: hub?.actor ?? '', ...(text.trim() !== '' && { text }) }
  const listed = await listIssues(world.db, filter, { limit: 50 })
  const whole = await issuesOfHub(
    world.db,
    who.hub,
    listed.map(({ id }) => id),
  )
  const others = whole
    .filter((other) => !isRefusal(mayMerge(who, issue, other)))
    .map((other) => ({ id: other.id, title: titleOf(other), language: other.language }))
  return { world, issue, text, others }
}
