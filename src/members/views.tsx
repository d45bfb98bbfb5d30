import type { Child } from 'hono/jsx'
import { areaName } from '../lib/area-names.ts'
import { pinFrom } from '../lib/pin.ts'
import { capital } from '../lib/plain.ts'
import { Complaints } from '../web/form.tsx'
import { Page } from '../web/page.tsx'
import { Say, useWords } from '../web/visit.tsx'
import type { World } from '../world.ts'
import type { MailView } from './actions-mail-setup.ts'
import type { FormErrors } from './model-hub-form.ts'
import { fieldsOf, handleIn, type SetUpForm, type SetUpStep, setUpSteps } from './model-setup.ts'
import { HandleField, themeKey } from './views-hub-fields.tsx'
import { MailForms, MailWords } from './views-mail.tsx'
import { stepForms } from './views-setup-steps.tsx'

type About = {
  readonly world: World
  readonly token: string
  readonly form: SetUpForm
  readonly step: SetUpStep
  readonly errors: FormErrors
  readonly mail: MailView
}

/** One step on the way to the first hub of a new server and the first person in it. */
export function SetUpPage(about: About) {
  const { world, token, step, errors } = about
  const { t } = useWords()
  const at = setUpSteps.findIndex(({ name }) => name === step)
  const here = Object.fromEntries(
    Object.entries(errors).filter(([field]) => (fieldsOf(step) as readonly string[]).includes(field)),
  )
  return (
    <Page world={world} title={`${t(`setup.step-${step}`)}, ${t('setup.title')}`} hidden>
      <article class="plain">
        <Steps {...about} />
        <h1>{t(`setup.step-${step}`)}</h1>
        {at === 0 && <p class="lede">{t('setup.lede')}</p>}
        <Complaints errors={here} />
        {step === 'mail' ? (
          <MailStep {...about} />
        ) : (
          <form method="post" action="/setup">
            <input type="hidden" name="token" value={token} />
            <input type="hidden" name="step" value={step} />
            {step === 'ready' ? <Ready {...about} /> : <Asked {...about} />}
            <p class="ways">
              <button type="submit">{t(step === 'ready' ? 'setup.found' : 'setup.go-on')}</button>
              {at > 0 && <Back />}
            </p>
          </form>
        )}
        {step !== 'ready' && step !== 'mail' && <p class="small soft">{t('setup.kept')}</p>}
      </article>
    </Page>
  )
}

const Back = () => (
  <button class="second" type="submit" name="to" value="back" formnovalidate>
    {useWords().t('setup.back')}
  </button>
)

/** Mail, which may be left for later by the first button of the page. */
function MailStep({ token, step, mail }: About) {
  const { t } = useWords()
  const { state } = mail
  return (
    <>
      <p class="lede">{t('setup.mail-lede')}</p>
      {state.is !== 'none' && <MailWords state={state} />}
      <form method="post" action="/setup">
        <input type="hidden" name="token" value={token} />
        <input type="hidden" name="step" value={step} />
        <p class="ways">
          <button type="submit">{t(state.is === 'none' ? 'setup.mail-skip' : 'setup.go-on')}</button>
          <Back />
        </p>
      </form>
      <h2>{t(state.is === 'none' ? 'mail.set-up' : 'mail.change')}</h2>
      <MailForms action="/setup" fields={{ token, step }} view={mail} />
    </>
  )
}

function Asked({ form: { typed }, step, errors }: About) {
  const Form = stepForms[step as Exclude<SetUpStep, 'mail' | 'ready'>]
  return <Form typed={typed} errors={errors} organiser={typed.organiser} />
}

/** The way: what is behind, where one is, what comes. Each step can be looked at again. */
function Steps({ token, form, step }: About) {
  const { t } = useWords()
  const at = setUpSteps.findIndex(({ name }) => name === step)
  return (
    <nav class="steps" aria-label={t('setup.title')}>
      <p class="small soft">{t('setup.at-step', { step: at + 1, of: setUpSteps.length })}</p>
      <ol>
        {setUpSteps.map(({ name }) => (
          <li class={form.done.includes(name) ? 'gone' : undefined}>
            {form.done.includes(name) && name !== step ? (
              <a href={`/setup?${new URLSearchParams({ token, step: name })}`}>{t(`setup.name-${name}`)}</a>
            ) : (
              <span aria-current={name === step ? 'step' : undefined}>{t(`setup.name-${name}`)}</span>
            )}
          </li>
        ))}
      </ol>
    </nav>
  )
}

/** All that was typed, to be looked through; and what can never be changed, before it is fixed. */
function Ready(about: About) {
  const { world, token, form, errors, mail } = about
  const { t } = useWords()
  const { origin, trial } = world.config
  const host = new URL(origin).host
  const change = (step: SetUpStep) => `/setup?${new URLSearchParams({ token, step })}`
  return (
    <>
      <p class="lede">{t('setup.look-through')}</p>
      {Object.keys(errors).some((field) => field !== 'handle') && (
        <p class="notice wrong" role="alert">
          {t('setup.not-yet')}
        </p>
      )}
      <dl class="answers">
        {setUpSteps
          .filter(({ name }) => name !== 'ready')
          .map(({ name, fields }) => (
            <div>
              <dt>
                {t(`setup.name-${name}`)} <a href={change(name)}>{t('setup.change')}</a>
              </dt>
              <dd>
                {name === 'mail' ? <MailAnswer mail={mail} /> : <Answers form={form} fields={fields} />}
                {fields.map((field) => errors[field] && <p class="complaint">{errors[field]}</p>)}
              </dd>
            </div>
          ))}
      </dl>
      <section class="card for-good" aria-labelledby="for-good">
        <h2 id="for-good">{t('setup.for-good')}</h2>
        <p>
          <Say
            of={trial ? 'setup.for-good-trial' : 'setup.for-good-address'}
            values={{ origin }}
            tags={{ code: (text) => <code>{text}</code> }}
          />
        </p>
        <HandleField typed={{ handle: form.typed.handle ?? handleIn(form) }} errors={errors} host={host} />
        <p class="small soft">{t('setup.rest-changes')}</p>
      </section>
    </>
  )
}

function MailAnswer({ mail: { state } }: Pick<About, 'mail'>) {
  const { t } = useWords()
  const { is, server } = state
  return is === 'none' ? (
    <p class="soft">{t('mail.without')}</p>
  ) : (
    <p>{t(is === 'works' ? 'mail.state-works' : 'mail.state-untried', { host: server?.host ?? '' })}</p>
  )
}

function Answers({ form: { typed }, fields }: { form: SetUpForm; fields: readonly string[] }) {
  const words = useWords()
  const { t } = words
  const said: Readonly<Record<string, Child>> = {
    ...typed,
    level: typed.level && capital(t(`level.${typed.level as 'local'}`)),
    theme: typed.theme && t(themeKey(typed.theme)),
    country: typed.country && areaName(typed.country, words),
    pin: typed.pin && <PinSaid typed={typed.pin} />,
  }
  const lines = fields.filter((field) => said[field])
  if (lines.length === 0) return <p class="soft">{t('setup.nothing-typed')}</p>
  return (
    <>
      {lines.map((field) => (
        <p class={field === 'name' ? 'strong' : undefined}>{said[field]}</p>
      ))}
    </>
  )
}

/** The pin as it is going to be kept, and a map on which to look whether it is right. */
function PinSaid({ typed }: { typed: string }) {
  const { t } = useWords()
  const pin = pinFrom(typed)
  if (pin === null || Number.isNaN(pin.lat)) return <>{typed}</>
  const [lat, lon] = [pin.lat.toFixed(3), pin.lon.toFixed(3)]
  const map = `https://www.openstreetmap.org/?mlat=${lat}&mlon=${lon}#map=14/${lat}/${lon}`
  return (
    <>
      {t('setup.pin-kept', { pin: `${lat}, ${lon}` })}{' '}
      <a href={map} rel="noreferrer">
        {t('setup.pin-look')}
      </a>
    </>
  )
}
