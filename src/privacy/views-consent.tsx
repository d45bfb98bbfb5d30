import type { Words } from '../lib/words.ts'
import type { Errors } from '../members/views-sign-in.tsx'
import { DeskPage } from '../web/desk.tsx'
import { Complaints, Field, Select, TextArea } from '../web/form.tsx'
import { Say, useWords } from '../web/visit.tsx'
import type { World } from '../world.ts'
import { type Consent, channels, type Purpose, usualPurposes } from './model-consent.ts'

/** What people are asked for, as a page calls it. */
export function purposeName(words: Words, { key, name }: Pick<Purpose, 'key' | 'name'>): string {
  if (name !== null) return name
  const usual = usualPurposes.find((one) => one === key)
  return usual ? words.t(`consent.purpose.${usual}`) : key
}

/** A wording as it is asked in now. */
export type Asked = { readonly version: number; readonly language: string; readonly text: string }

/** A purpose with its wording of now, and how many wordings there were. */
export type AskedFor = Purpose & { readonly wording: Asked }

/** What the hub asks people for, in which words, and whose consent is noted where. */
export function PurposesPage(props: {
  world: World
  purposes: readonly AskedFor[]
  people: readonly { id: string; name: string }[]
  form: { id: string; name: string; text: string }
  errors: Errors
  /** Which purpose’s wording was refused, and what was typed. */
  rewrite?: { key: string; text: string; error: string }
}) {
  const { world, purposes, people, form, errors, rewrite } = props
  const words = useWords()
  const { t } = words
  return (
    <DeskPage world={world} title={t('consent.title')} here="/desk/consent">
      <p class="lede">{t('consent.lede')}</p>
      <Complaints errors={{ ...errors, ...(rewrite && { [`text-${rewrite.key}`]: rewrite.error }) }} />
      {purposes.map((purpose) => (
        <section class="card">
          <h2>{purposeName(words, purpose)}</h2>
          {!purpose.asked && <p class="soft">{t('consent.not-asked')}</p>}
          <Wording {...purpose.wording} />
          <details open={rewrite?.key === purpose.key}>
            <summary>{t('consent.other-words')}</summary>
            <form method="post" action={`/desk/consent/${purpose.key}/wording`}>
              <input type="hidden" name="version" value={String(purpose.wording.version)} />
              <TextArea
                name={`text-${purpose.key}`}
                label={t('consent.new-wording')}
                hint={t('consent.new-wording-hint')}
                value={rewrite?.key === purpose.key ? rewrite.text : purpose.wording.text}
                error={rewrite?.key === purpose.key ? rewrite.error : undefined}
                rows={4}
                maxlength={2000}
              />
              <button type="submit">{t('consent.keep-wording')}</button>
            </form>
            <form method="post" action={`/desk/consent/${purpose.key}/asked`}>
              <input type="hidden" name="asked" value={purpose.asked ? 'no' : 'yes'} />
              <button class="plain" type="submit">
                {t(purpose.asked ? 'consent.ask-no-more' : 'consent.ask-again')}
              </button>
            </form>
          </details>
        </section>
      ))}
      <details open={Object.values(errors).some((error) => error !== undefined)}>
        <summary>{t('consent.add')}</summary>
        <form method="post" action="/desk/consent">
          <input type="hidden" name="id" value={form.id} />
          <Field
            name="name"
            label={t('consent.name')}
            hint={t('consent.name-hint')}
            value={form.name}
            error={errors.name}
            maxlength={100}
            required
          />
          <TextArea
            name="text"
            label={t('consent.wording')}
            hint={t('consent.wording-hint')}
            value={form.text}
            error={errors.text}
            rows={4}
            maxlength={2000}
          />
          <button type="submit">{t('consent.add')}</button>
        </form>
      </details>
      <h2>{t('consent.people')}</h2>
      <ul>
        {people.map(({ id, name }) => (
          <li>
            <a href={`/desk/people/${id}/consent`}>{name}</a>
          </li>
        ))}
      </ul>
    </DeskPage>
  )
}

/** A wording as people read it, with its version. */
export function Wording({ text, version, language }: Asked) {
  const { t } = useWords()
  return (
    <>
      <blockquote class="wording" lang={language} dir="auto">
        {text}
      </blockquote>
      <p class="small soft">{version === 0 ? t('consent.unkept') : t('consent.version', { version })}</p>
    </>
  )
}

/** The ledger of somebody: what they agreed to, how it came about, and what was taken back. */
export function ConsentList(props: {
  consents: readonly Consent[]
  purposes: readonly Purpose[]
  names: ReadonlyMap<string, string>
  /** Where a consent is withdrawn, by its id. */
  withdrawal: (id: string) => string
}) {
  const { consents, purposes, names, withdrawal } = props
  const words = useWords()
  const { t } = words
  if (consents.length === 0) return <p>{t('consent.none')}</p>
  return (
    <ul class="cards">
      {consents.map((consent) => (
        <li class="card">
          <h3>
            {purposeName(
              words,
              purposes.find(({ key }) => key === consent.purpose) ?? { key: consent.purpose, name: null },
            )}
          </h3>
          <p>
            {t('consent.given', {
              day: words.day(consent.given),
              channel: t(`consent.channel.${consent.channel}`),
            })}{' '}
            {consent.noted_by !== null && t('consent.noted', { name: names.get(consent.noted_by) ?? '' })}
          </p>
          <Wording {...consent} />
          {consent.withdrawn === null ? (
            <form method="post" action={withdrawal(consent.id)}>
              <button type="submit">{t('consent.withdraw')}</button>
            </form>
          ) : (
            <p class="state">{t('consent.withdrawn', { day: words.day(consent.withdrawn) })}</p>
          )}
        </li>
      ))}
    </ul>
  )
}

/** What the form takes by which a consent is noted. */
export type ConsentForm = { id: string; purpose: string; channel: string; given: string }

/** What somebody of the hub agreed to, and the form by which an organiser notes more. */
export function PersonConsentPage(props: {
  world: World
  person: { id: string; name: string }
  consents: readonly Consent[]
  purposes: readonly AskedFor[]
  names: ReadonlyMap<string, string>
  form: ConsentForm
  errors: Errors
}) {
  const { world, person, purposes, form, errors } = props
  const words = useWords()
  const { t } = words
  const asked = purposes.filter((purpose) => purpose.asked)
  return (
    <DeskPage world={world} title={t('consent.of', { name: person.name })} here="/desk/consent">
      <p class="lede">{t('consent.of-lede')}</p>
      <ConsentList {...props} withdrawal={(id) => `/desk/people/${person.id}/consent/${id}/withdrawal`} />
      <h2>{t('consent.note')}</h2>
      <Complaints errors={errors} />
      <form method="post" action={`/desk/people/${person.id}/consent`}>
        <input type="hidden" name="id" value={form.id} />
        <fieldset class={errors.purpose === undefined ? 'field' : 'field wrong'} id="purpose">
          <legend>{t('consent.what')}</legend>
          {asked.map((purpose) => (
            <label class="choice">
              <input
                type="radio"
                name="purpose"
                value={`${purpose.key} ${purpose.wording.version} ${purpose.wording.language}`}
                checked={form.purpose.split(' ')[0] === purpose.key}
                required
              />
              <span>
                <strong>{purposeName(words, purpose)}</strong>
                <br />
                <span lang={purpose.wording.language} dir="auto">
                  {purpose.wording.text}
                </span>
              </span>
            </label>
          ))}
          {errors.purpose !== undefined && <p class="complaint">{errors.purpose}</p>}
        </fieldset>
        <Select
          name="channel"
          label={t('consent.how')}
          choices={channels.map((value) => ({ value, name: t(`consent.channel.${value}`) }))}
          value={form.channel}
          error={errors.channel}
        />
        <Field
          name="given"
          type="date"
          label={t('consent.when')}
          value={form.given}
          error={errors.given}
          required
        />
        <button type="submit">{t('consent.keep')}</button>
      </form>
      <p>
        <Say of="consent.wordings-at" tags={{ link: (text) => <a href="/desk/consent">{text}</a> }} />
      </p>
    </DeskPage>
  )
}
