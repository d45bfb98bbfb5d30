import { Complaints, Field, Select, TextArea } from '../web/form.tsx'
import { Page } from '../web/page.tsx'
import { useWords } from '../web/visit.tsx'
import type { World } from '../world.ts'
import type { Subject } from './actions-records.ts'
import { longestWords, visitorReasons } from './model.ts'

/** What went wrong, by field. */
export type Errors = Readonly<Record<string, string | undefined>>

/** The link at the foot of a record’s page by which anybody says that something is wrong with it. */
export function ReportLink({ iri }: { iri: string }) {
  const { t } = useWords()
  return (
    <p class="small wrong-here">
      <a href={`/report?about=${encodeURIComponent(iri)}`} rel="nofollow">
        {t('report.link')}
      </a>
    </p>
  )
}

/** The form by which anybody says that something is wrong with a record. */
export function ReportPage(props: {
  world: World
  subject: Subject
  form: { id: string; reason: string; words: string }
  errors: Errors
}) {
  const { world, subject, form, errors } = props
  const { t } = useWords()
  return (
    <Page world={world} title={t('report.title')} hidden>
      <article class="plain">
        <h1>{t('report.title')}</h1>
        <p class="lede">
          {t('report.about')} <a href={subject.page ?? '/'}>{subject.title}</a>
        </p>
        <p>{t('report.who-reads')}</p>
        <Complaints errors={errors} />
        <form method="post" action="/report">
          <input type="hidden" name="id" value={form.id} />
          <input type="hidden" name="about" value={subject.iri} />
          <Select
            name="reason"
            label={t('report.reason')}
            none={t('report.choose')}
            choices={visitorReasons.map((value) => ({ value, name: t(`report.reason.${value}`) }))}
            value={form.reason}
            error={errors.reason}
            required
          />
          <TextArea
            name="words"
            label={t('report.words')}
            hint={t('report.words-hint')}
            value={form.words}
            error={errors.words}
            required={false}
            rows={5}
            maxlength={longestWords}
          />
          <button type="submit">{t('report.send')}</button>
        </form>
      </article>
    </Page>
  )
}

/** The form by which anybody says something to a hub. */
export function FeedbackPage(props: {
  world: World
  hubs: readonly { id: string; name: string }[]
  form: { id: string; hub: string; words: string }
  errors: Errors
}) {
  const { world, hubs, form, errors } = props
  const { t } = useWords()
  return (
    <Page world={world} title={t('feedback.title')} hidden>
      <article class="plain">
        <h1>{t('feedback.title')}</h1>
        <p class="lede">{t('feedback.lede')}</p>
        <Complaints errors={errors} />
        <form method="post" action="/feedback">
          <input type="hidden" name="id" value={form.id} />
          {hubs.length > 1 ? (
            <Select
              name="hub"
              label={t('feedback.hub')}
              none={t('report.choose')}
              choices={hubs.map(({ id, name }) => ({ value: id, name }))}
              value={form.hub}
              error={errors.hub}
              required
            />
          ) : (
            <input type="hidden" name="hub" value={hubs[0]?.id ?? ''} />
          )}
          <TextArea
            name="words"
            label={t('feedback.words')}
            hint={t('feedback.words-hint')}
            value={form.words}
            error={errors.words}
            required
            rows={8}
            maxlength={longestWords}
          />
          <button type="submit">{t('feedback.send')}</button>
        </form>
      </article>
    </Page>
  )
}

/** Thanks whoever reported something or said something. */
export function ThanksPage({ world }: { world: World }) {
  const { t } = useWords()
  return (
    <Page world={world} title={t('report.thanks-title')} hidden>
      <article class="plain">
        <h1>{t('report.thanks-title')}</h1>
        <p class="lede">{t('report.thanks')}</p>
        <p>
          <a href="/map">{t('report.to-map')}</a>
        </p>
      </article>
    </Page>
  )
}

/** A field of a form on the page of peers: whom, and why. */
export function WhomField(props: { id: string; value: string; error: string | undefined }) {
  const { t } = useWords()
  return (
    <Field
      name={props.id}
      label={t('peers.whom')}
      hint={t('peers.whom-hint')}
      value={props.value}
      error={props.error}
      maxlength={2048}
      required
    />
  )
}
