import type { Reply } from '../federation/store/responses.ts'
import { sanitiseHtml } from '../lib/markdown.ts'
import type { Words } from '../lib/words.ts'
import { DeskPage } from '../web/desk.tsx'
import { Complaints, Field, Select } from '../web/form.tsx'
import { useWords } from '../web/visit.tsx'
import type { World } from '../world.ts'
import type { Subject } from './actions-records.ts'
import { whysDecided } from './model.ts'
import type { FeedbackRow, ReportRow } from './store.ts'
import type { Errors } from './views-report.tsx'

/** A reply with what it is to, and what its author is called. */
export type ShownReply = Reply & { readonly to: Subject | undefined; readonly by: string }
/** A report with what it is about, and by whom, where that is known. */
export type ShownReport = ReportRow & { readonly subject: Subject | undefined; readonly by: string | null }

/** Which replies the list shows. */
export const replyStates = ['held', 'shown', 'hidden'] as const
/** See replyStates. */
export type ReplyState = (typeof replyStates)[number]

/** All that strangers wrote and that waits for an organiser, in one list. */
export function ModerationPage(props: {
  world: World
  state: ReplyState
  replies: readonly ShownReply[]
  reports: readonly ShownReport[]
  feedback: readonly FeedbackRow[]
}) {
  const { world, state, replies, reports, feedback } = props
  const words = useWords()
  const { t } = words
  const nothing = state === 'held' && replies.length + reports.length + feedback.length === 0
  return (
    <DeskPage world={world} title={t('moderation.title')} here="/desk/moderation">
      <p class="lede">{t('moderation.lede')}</p>
      <Rooms at={state} />
      {nothing && <p>{t('moderation.nothing')}</p>}
      {reports.length > 0 && <h2>{t('moderation.reports', { count: reports.length })}</h2>}
      {reports.map((report) => (
        <section class="card">
          <ReportHead report={report} as="h3" />
          <p>
            <a class="button" href={`/desk/moderation/reports/${report.id}`}>
              {t('moderation.decide')}
            </a>
          </p>
        </section>
      ))}
      {replies.length > 0 && <h2>{t(`moderation.replies.${state}`)}</h2>}
      {state !== 'held' && replies.length === 0 && <p>{t('moderation.no-replies')}</p>}
      {replies.map((reply) => (
        <ReplyCard {...reply} />
      ))}
      {feedback.length > 0 && <h2>{t('moderation.feedback')}</h2>}
      {feedback.map(({ id, words: said, received }) => (
        <section class="card">
          <p class="small soft">{words.day(received)}</p>
          <p class="wording" dir="auto">
            {said}
          </p>
          <form method="post" action={`/desk/moderation/feedback/${id}/done`}>
            <button type="submit">{t('moderation.put-away')}</button>
            <p class="small soft">{t('moderation.put-away-hint')}</p>
          </form>
        </section>
      ))}
    </DeskPage>
  )
}

/** The lists of what strangers wrote, and of what was decided on it. */
export function Rooms({ at }: { at: ReplyState | 'log' }) {
  const { t } = useWords()
  const room = (name: ReplyState | 'log', href: string, says: string) => (
    <li>
      <a class="chip" href={href} aria-current={at === name ? 'page' : undefined}>
        {says}
      </a>
    </li>
  )
  return (
    <ul class="chips">
      {replyStates.map((state) =>
        room(
          state,
          state === 'held' ? '/desk/moderation' : `/desk/moderation?replies=${state}`,
          t(`moderation.state.${state}`),
        ),
      )}
      {room('log', '/desk/moderation/log', t('moderation.log'))}
    </ul>
  )
}

function ReplyCard(reply: ShownReply) {
  const { iri, html, language, published, state, to, by } = reply
  const words = useWords()
  const { t } = words
  return (
    <section class="card">
      <p class="from">
        <a href={iri} rel="nofollow noopener noreferrer ugc">
          {by}
        </a>
        , {words.day(published)}. {to && <ToSubject subject={to} />}
      </p>
      <div
        class="prose"
        {...(language === null ? {} : { lang: language })}
        dir="auto"
        // Sanitised when it was stored, and again here: a rule may have become stricter since.
        dangerouslySetInnerHTML={{ __html: sanitiseHtml(html) }}
      />
      {state !== 'shown' && (
        <form method="post" action="/desk/moderation/replies">
          <input type="hidden" name="iri" value={iri} />
          <input type="hidden" name="state" value="shown" />
          <button type="submit">{t('moderation.show')}</button>
        </form>
      )}
      {state !== 'hidden' && (
        <form class="row" method="post" action="/desk/moderation/replies">
          <input type="hidden" name="iri" value={iri} />
          <input type="hidden" name="state" value="hidden" />
          <Why words={words} id={`why-${iri}`} />
          <button class="button second" type="submit">
            {t('moderation.hide')}
          </button>
        </form>
      )}
    </section>
  )
}

/** Why it is decided so, out of a list. */
function Why({ words, id, value }: { words: Words; id: string; value?: string }) {
  const { t } = words
  return (
    <div class="field">
      <label for={id}>{t('moderation.why')}</label>
      <select id={id} name="why">
        {whysDecided.map((why) => (
          <option value={why} selected={(value ?? 'off-topic') === why}>
            {t(`moderation.why.${why}`)}
          </option>
        ))}
      </select>
    </div>
  )
}

function ToSubject({ subject }: { subject: Subject }) {
  const { t } = useWords()
  return (
    <>
      {t('moderation.to')}{' '}
      {subject.page === null ? subject.title : <a href={subject.page}>{subject.title}</a>}
    </>
  )
}

function ReportHead({ report, as: Heading }: { report: ShownReport; as: 'h2' | 'h3' }) {
  const { subject, about, by, reason, words: said, received } = report
  const words = useWords()
  const { t } = words
  return (
    <>
      <Heading dir="auto">{subject?.title ?? about}</Heading>
      <p class="small soft">
        {by === null ? t('moderation.by-visitor') : t('moderation.by', { name: by })}, {words.day(received)}
      </p>
      <p>
        <strong>{t(`report.reason.${reason}`)}</strong>
      </p>
      {said !== '' && (
        <p class="wording" dir="auto">
          {said}
        </p>
      )}
      {subject?.page && (
        <p>
          <a href={subject.page}>{t('moderation.look')}</a>
        </p>
      )}
    </>
  )
}

/** What the form of a decision sent. */
export type VerdictForm = { decision: string; why: string; reason: string }

/** One report, and what can be done about it. */
export function ReportDecisionPage(props: {
  world: World
  report: ShownReport
  /** Replies shown on the page of the record. */
  replies: readonly ShownReply[]
  /** Accounts elsewhere that it is about or by, where whoever looks may block them. */
  accounts: readonly string[]
  mayWithdraw: boolean
  form: VerdictForm
  errors: Errors
}) {
  const { world, report, replies, accounts, mayWithdraw, form, errors } = props
  const words = useWords()
  const { t } = words
  const choice = (value: string, label: string, hint?: string) => (
    <label class="choice">
      <input type="radio" name="decision" value={value} checked={form.decision === value} required />
      <span>
        <strong dir="auto">{label}</strong>
        {hint && (
          <>
            <br />
            <span dir="auto">{hint}</span>
          </>
        )}
      </span>
    </label>
  )
  const hosts = [...new Set(accounts.map((actor) => new URL(actor).host))]
  return (
    <DeskPage world={world} title={t('moderation.report')} here="/desk/moderation">
      <section class="card">
        <ReportHead report={report} as="h2" />
        {mayWithdraw && report.subject?.page && (
          <p>
            <a href={`/desk${report.subject.page}/edit`}>{t('moderation.change')}</a>
          </p>
        )}
      </section>
      <Complaints errors={errors} />
      <form method="post" action={`/desk/moderation/reports/${report.id}`}>
        <fieldset class={errors.decision === undefined ? 'field' : 'field wrong'} id="decision">
          <legend>{t('moderation.what')}</legend>
          {choice('leave', t('moderation.leave'), t('moderation.leave-hint'))}
          {replies.map(({ iri, by, html }) =>
            choice(`hide-reply ${iri}`, t('moderation.hide-of', { name: by }), textIn(html)),
          )}
          {mayWithdraw && choice('withdraw', t('moderation.withdraw'), t('moderation.withdraw-hint'))}
          {accounts.map((actor) =>
            choice(
              `block-account ${actor}`,
              t('moderation.block', { name: actor }),
              t('moderation.block-hint'),
            ),
          )}
          {hosts.map((host) =>
            choice(
              `block-domain ${host}`,
              t('moderation.block', { name: host }),
              t('moderation.block-domain-hint'),
            ),
          )}
          {errors.decision !== undefined && <p class="complaint">{errors.decision}</p>}
        </fieldset>
        <Select
          name="why"
          label={t('moderation.why')}
          none={t('report.choose')}
          choices={whysDecided.map((value) => ({ value, name: t(`moderation.why.${value}`) }))}
          value={form.why}
          error={errors.why}
          required
        />
        {mayWithdraw && (
          <Field
            name="reason"
            label={t('moderation.reason')}
            hint={t('moderation.reason-hint')}
            value={form.reason}
            error={errors.reason}
            required={false}
            maxlength={500}
          />
        )}
        <button type="submit">{t('moderation.decide')}</button>
      </form>
    </DeskPage>
  )
}

const textIn = (html: string): string =>
  sanitiseHtml(html)
    .replace(/<[^>]*>/g, ' ')
    .slice(0, 200)
