import { inTransaction, type Tx } from '../db/index.ts'
import { allow, block, disallow, limit, unblock } from '../federation/lists.ts'
import { judgeReply, type Reply } from '../federation/store/responses.ts'
import { newId } from '../lib/id.ts'
import { isRefusal, type Refusal, refuseWith } from '../lib/refusal.ts'
import { instant } from '../lib/time.ts'
import type { Who } from '../lib/who.ts'
import type { World } from '../world.ts'
import { subjectAt, withdrawRecord } from './actions-records.ts'
import { type Decision, mayBlock, mayModerate, type WhyDecided } from './model.ts'
import { decideReportIn, insertDecision, putAwayIn, type ReportRow, reportById } from './store.ts'

/** Notes what was decided, in the transaction in which it is done. */
const noteDecision = (
  tx: Tx,
  world: World,
  who: Who,
  about: { decision: Decision; about: string; why: WhyDecided; report?: string },
) =>
  insertDecision(tx, {
    ...{ id: newId(), hub_id: who.hub, person_id: who.person, decision: about.decision, about: about.about },
    ...{ reason: about.why, report_id: about.report ?? null, at: instant(world.clock()) },
  })

/** Shows a reply from elsewhere on the page of the record it is to, or hides it. Only organisers of the hub may. */
export async function judge(
  world: World,
  who: Who,
  iri: string,
  state: 'shown' | 'hidden',
  why: WhyDecided = state === 'shown' ? 'fine' : 'other',
): Promise<Reply | Refusal> {
  const may = mayModerate(who)
  if (isRefusal(may)) return may
  const judged = instant(world.clock())
  const reply = await inTransaction(world.db, async (tx) => {
    const done = await judgeReply(tx, who.hub, iri, { state, judged })
    const decision = state === 'shown' ? 'show-reply' : 'hide-reply'
    if (done) await noteDecision(tx, world, who, { decision, about: iri, why })
    return done
  })
  if (!reply) return refuseWith('moderation.no.reply')
  world.pulse.beat('public')
  return reply
}

/** What is to become of a report: `subject` is the reply, the account or the domain that the decision is about. */
export type Verdict = {
  readonly decision: 'leave' | 'hide-reply' | 'withdraw' | 'block-account' | 'block-domain'
  readonly subject: string
  readonly why: WhyDecided
  /** Why a record is withdrawn, for everybody to read. */
  readonly reason: string
}

/** Decides a report. Of two organisers who decide at once one is told that it was done. */
export async function decideReport(
  world: World,
  who: Who,
  id: string,
  verdict: Verdict,
): Promise<true | Refusal> {
  const may = mayModerate(who)
  if (isRefusal(may)) return may
  const report = await reportById(world.db, who.hub, id)
  if (!report) return refuseWith('moderation.no.report')
  if (report.decided !== null) return decidedAlready
  const done = await carryOut(world, who, report, verdict)
  if (isRefusal(done)) return done
  const decided = instant(world.clock())
  const first = await inTransaction(world.db, async (tx) => {
    if (!(await decideReportIn(tx, who.hub, id, decided))) return false
    // Hiding a reply notes itself.
    if (verdict.decision === 'hide-reply') return true
    const about =
      verdict.decision === 'leave' || verdict.decision === 'withdraw' ? report.about : verdict.subject
    await noteDecision(tx, world, who, { decision: verdict.decision, about, why: verdict.why, report: id })
    return true
  })
  return first || decidedAlready
}

const decidedAlready = refuseWith('moderation.was-decided')

async function carryOut(
  world: World,
  who: Who,
  report: ReportRow,
  { decision, subject, why, reason }: Verdict,
): Promise<unknown | Refusal> {
  if (decision === 'leave') return true
  if (decision === 'hide-reply') return judge(world, who, subject, 'hidden', why)
  if (decision === 'withdraw') {
    const record = await subjectAt(world, report.about)
    return record?.hub === who.hub && record.id !== null
      ? withdrawRecord(world, who, record, reason)
      : refuseWith('moderation.no.not-ours')
  }
  const may = mayBlock(who)
  if (isRefusal(may)) return may
  // Only whom the report is about or by: a form that was tampered with blocks nobody else.
  const known = await accountsOf(world, report)
  const meant = decision === 'block-account' ? known : known.map((actor) => new URL(actor).host)
  return meant.includes(subject) ? block(world, subject, '', who.person) : refuseWith('moderation.no.whom')
}

/** Accounts elsewhere that have to do with a report: whose record it is about, and who reported it. */
export async function accountsOf(world: World, { about, actor }: ReportRow): Promise<string[]> {
  const subject = await subjectAt(world, about)
  return [...new Set([subject?.owner ?? [], actor ?? []].flat())]
}

/** Puts away what somebody said to the hub. */
export async function putAway(world: World, who: Who, id: string): Promise<true | Refusal> {
  const may = mayModerate(who)
  if (isRefusal(may)) return may
  const done = await inTransaction(world.db, (tx) => putAwayIn(tx, who.hub, id, instant(world.clock())))
  return done || refuseWith('moderation.no.put-away')
}

/** Says with whom this whole server deals: blocks, allows, or takes either back. Only operators may. */
export async function setPeer(
  world: World,
  who: Who,
  about: { decision: 'block' | 'unblock' | 'allow' | 'disallow'; typed: string; reason: string },
): Promise<string | Refusal> {
  const may = mayBlock(who)
  if (isRefusal(may)) return may
  const { decision, typed, reason } = about
  const verbs = {
    block: () => block(world, typed, reason, who.person),
    unblock: () => unblock(world, typed, who.person),
    allow: () => allow(world, typed, reason, who.person),
    disallow: () => disallow(world, typed, who.person),
  }
  const done = await verbs[decision]()
  if (isRefusal(done)) return done
  const note = { decision, about: done.subject, why: 'other' as const }
  await inTransaction(world.db, (tx) => noteDecision(tx, world, who, note))
  return done.subject
}

/** Deals only with whom the allow-list names (`on`), or with everybody who is not blocked. Only operators may. */
export async function setLimit(world: World, who: Who, on: boolean): Promise<true | Refusal> {
  const may = mayBlock(who)
  if (isRefusal(may)) return may
  const done = await limit(world, on, who.person)
  if (isRefusal(done)) return done
  const note = { decision: on ? 'limit' : 'unlimit', about: '', why: 'other' } as const
  await inTransaction(world.db, (tx) => noteDecision(tx, world, who, note))
  return true
}
