import { type Context, Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { blockedAmong } from '../federation/policy.ts'
import { recordById } from '../federation/store/records.ts'
import { type Reply, repliesOfHub, shownReplies } from '../federation/store/responses.ts'
import { isId } from '../lib/id.ts'
import { isRefusal, refusalIn, refuseWith } from '../lib/refusal.ts'
import { holds } from '../lib/who.ts'
import { namesOf } from '../members/store.ts'
import type { Env } from '../slice.ts'
import { answerNotFound, answerRefused } from '../web/errors.tsx'
import { only } from '../web/only.ts'
import { postedIn } from '../web/posted.ts'
import type { World } from '../world.ts'
import { accountsOf, decideReport, judge, putAway, type Verdict } from './actions.ts'
import { calledElsewhere, subjectAt } from './actions-records.ts'
import { whysDecided } from './model.ts'
import { decisionsOf, openFeedback, openReports, type ReportRow, reportById } from './store.ts'
import {
  ModerationPage,
  ReportDecisionPage,
  replyStates,
  type ShownReply,
  type ShownReport,
  type VerdictForm,
} from './views.tsx'
import { DecisionsPage } from './views-log.tsx'
import type { Errors } from './views-report.tsx'

/** What organisers do about what strangers write. */
export const moderationPages = new Hono<Env>()

const organisers = only('organiser')
const small = bodyLimit({ maxSize: 32 * 1024 })
/** How many of each kind one page shows; those that follow come as these are decided. */
const most = 100

moderationPages.get('/desk/moderation', organisers, async (c) => {
  const { world, visitor } = c.var
  const { hub } = visitor!.who
  const state = replyStates.find((one) => one === c.req.query('replies')) ?? 'held'
  const replies = await unblocked(world, await repliesOfHub(world.db, hub, { state, limit: most }))
  const waits = state === 'held'
  const reports = waits ? await openReports(world.db, hub, most) : []
  const feedback = waits ? await openFeedback(world.db, hub, most) : []
  const shown = await Promise.all(reports.map((report) => asShown(world, report)))
  return c.html(<ModerationPage {...{ world, state, replies, feedback }} reports={shown} />)
})

moderationPages.post('/desk/moderation/replies', organisers, small, async (c) => {
  const { iri = '', state, why } = await postedIn(c)
  if (state !== 'shown' && state !== 'hidden') return answerNotFound(c)
  const because = state === 'shown' ? 'fine' : (whysDecided.find((one) => one === why) ?? 'other')
  const done = await judge(c.var.world, c.var.visitor!.who, iri, state, because)
  return isRefusal(done) ? answerRefused(c, done, 409) : c.redirect('/desk/moderation', 303)
})

moderationPages.get('/desk/moderation/log', organisers, async (c) => {
  const { world, visitor } = c.var
  const before = c.req.query('before')
  const after = before !== undefined && isId(before) ? before : undefined
  const decisions = await decisionsOf(world.db, visitor!.who.hub, most, after)
  const names = await namesOf(
    world.db,
    decisions.flatMap(({ person_id }) => person_id ?? []),
  )
  const known = [...new Set(decisions.map(({ about }) => about))].map(
    async (about) => [about, await subjectAt(world, about)] as const,
  )
  const subjects = new Map(
    (await Promise.all(known)).flatMap(([about, one]) => (one ? [[about, one] as const] : [])),
  )
  const last = decisions.length === most ? decisions.at(-1) : undefined
  const more = last ? `/desk/moderation/log?before=${last.id}` : null
  return c.html(<DecisionsPage {...{ world, decisions, names, subjects, more }} />)
})

moderationPages.get('/desk/moderation/reports/:id', organisers, (c) => showReport(c))

moderationPages.post('/desk/moderation/reports/:id', organisers, small, async (c) => {
  const { world, visitor, words } = c.var
  const { decision: typed = '', why: because = '', reason = '' } = await postedIn(c)
  const form = { decision: typed, why: because, reason }
  const [decision = '', subject = ''] = typed.split(' ')
  const why = whysDecided.find((one) => one === because)
  const known = verdicts.find((one) => one === decision)
  if (!known || !why)
    return showReport(c, form, {
      ...(!known && { decision: words.t('moderation.what-missing') }),
      ...(!why && { why: words.t('moderation.why-missing') }),
    })
  const verdict: Verdict = { decision: known, subject, why, reason }
  const done = await decideReport(world, visitor!.who, c.req.param('id'), verdict)
  if (!isRefusal(done)) return c.redirect('/desk/moderation', 303)
  const beside = known === 'withdraw' && reason.trim() === '' ? 'reason' : 'decision'
  return showReport(c, form, { [beside]: refusalIn(words, done) })
})

moderationPages.post('/desk/moderation/feedback/:id/done', organisers, small, async (c) => {
  const done = await putAway(c.var.world, c.var.visitor!.who, c.req.param('id'))
  return isRefusal(done) ? answerRefused(c, done, 409) : c.redirect('/desk/moderation', 303)
})

const verdicts = ['leave', 'hide-reply', 'withdraw', 'block-account', 'block-domain'] as const

async function showReport(
  c: Context<Env>,
  form: VerdictForm = { decision: '', why: '', reason: '' },
  errors: Errors = {},
) {
  const { world, visitor } = c.var
  const { who } = visitor!
  const id = c.req.param('id') ?? ''
  const report = isId(id) ? await reportById(world.db, who.hub, id) : undefined
  if (!report) return answerNotFound(c)
  if (report.decided !== null) return answerRefused(c, refuseWith('moderation.was-decided'), 409)
  const shown = await asShown(world, report)
  const { subject } = shown
  const record = subject?.hub === who.hub && subject.id !== null ? subject.id : null
  const replies = record === null ? [] : await unblocked(world, await shownReplies(world.db, record, most))
  const accounts = holds(who, 'operator') ? await accountsOf(world, report) : []
  const mayWithdraw = record !== null && subject?.page !== null
  const about = { report: shown, replies, accounts, mayWithdraw, form, errors }
  return c.html(<ReportDecisionPage world={world} {...about} />, Object.keys(errors).length > 0 ? 422 : 200)
}

/** Replies of those with whom this server deals, each with what it is to. */
async function unblocked(world: World, replies: readonly Reply[]): Promise<ShownReply[]> {
  const blocked = await blockedAmong(
    world,
    replies.map(({ actor }) => actor),
  )
  const open = replies.filter(({ actor }) => !blocked.has(actor))
  return Promise.all(
    open.map(async (reply) => {
      const record = await recordById(world.db, reply.record_id)
      const to = record && (await subjectAt(world, record.iri))
      return { ...reply, to, by: await calledElsewhere(world, reply.actor) }
    }),
  )
}

async function asShown(world: World, report: ReportRow): Promise<ShownReport> {
  const by = report.actor === null ? null : await calledElsewhere(world, report.actor)
  return { ...report, subject: await subjectAt(world, report.about), by }
}
