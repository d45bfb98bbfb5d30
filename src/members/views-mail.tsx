import type { Child } from 'hono/jsx'
import { presets } from '../mail/presets.ts'
import type { MailState } from '../mail/state.ts'
import { DeskPage } from '../web/desk.tsx'
import { Complaints, Field, Select } from '../web/form.tsx'
import { momentAt, Say, useVisit, useWords } from '../web/visit.tsx'
import type { World } from '../world.ts'
import type { MailView } from './actions-mail-setup.ts'
import { troubleIn } from './model-mail-form.ts'
import { Done } from './views-press.tsx'

/** How mail goes, in words, for those who speak for a hub: whoever only visits is told nothing of it. */
export function MailWords({ state }: { state: MailState }) {
  const { words, hub } = useVisit()
  const { t } = words
  const { is, off, server, from, why, what, since, waiting, givenUp, lastGivenUp } = state
  const host = server?.host ?? ''
  return (
    <>
      {is === 'none' ? (
        <p>{t('mail.state-none')}</p>
      ) : off ? (
        <p>{t('mail.state-off')}</p>
      ) : is === 'trouble' ? (
        <>
          <p class="warning" role="note">
            {t('mail.state-trouble', { when: momentAt(words, since ?? '', hub?.zone) })}{' '}
            {troubleIn(words, what)}
          </p>
          <Exactly>{why}</Exactly>
        </>
      ) : (
        <p>{t(is === 'works' ? 'mail.state-works' : 'mail.state-untried', { host })}</p>
      )}
      {from === 'environment' && <p>{t('mail.state-environment')}</p>}
      {waiting > 0 && <p>{t('mail.waits', { count: waiting })}</p>}
      {givenUp > 0 && (
        <>
          <p>{t('mail.given-up', { count: givenUp })}</p>
          <ul>
            {[...new Set(lastGivenUp.map((mail) => mail.why))].map((each) => (
              <li lang="en" dir="ltr">
                {each}
              </li>
            ))}
          </ul>
        </>
      )}
    </>
  )
}

/** What a mail server said, which is in English, with numbers that its makers understand. */
const Exactly = ({ children }: { children?: Child }) =>
  children ? (
    <p class="small soft" lang="en" dir="ltr">
      {children}
    </p>
  ) : null

/** The forms that set mail up: the server and a test mail first, then its code. They are sent to `action`, with `fields`. */
export function MailForms(props: {
  action: string
  fields?: Readonly<Record<string, string>>
  view: MailView
}) {
  const { action, fields = {}, view } = props
  const { trial, errors, trouble } = view
  const words = useWords()
  const { t } = words
  const hidden = Object.entries(fields).map(([name, value]) => (
    <input type="hidden" name={name} value={value} />
  ))
  return (
    <>
      <Complaints errors={errors} />
      {trouble && (
        <div class="complaints" role="alert">
          <p>
            <strong>{troubleIn(words, trouble.what)}</strong> {t('mail.nothing-kept')}
          </p>
          <Exactly>{trouble.words}</Exactly>
        </div>
      )}
      {trial ? (
        <form method="post" action={action}>
          {hidden}
          <p>
            <Say
              of="mail.on-its-way"
              values={{ address: trial.to, host: trial.host }}
              tags={{ address: (text) => <strong class="handle">{text}</strong> }}
            />
          </p>
          <p class="soft">{t('mail.on-its-way-long')}</p>
          <Field
            name="code"
            inputmode="numeric"
            autocomplete="one-time-code"
            label={t('sign-in.digits')}
            error={errors.code}
            required
            maxlength={10}
          />
          <p class="ways">
            <button type="submit" name="to" value="code">
              {t('mail.confirm')}
            </button>
            <button class="second" type="submit" name="to" value="again" formnovalidate>
              {t('mail.again')}
            </button>
          </p>
        </form>
      ) : view.state.from === 'environment' ? (
        <form method="post" action={action}>
          {hidden}
          <TestField view={view} />
          <button class="second" type="submit" name="to" value="test">
            {t('mail.send-test')}
          </button>
        </form>
      ) : (
        <ServerForm action={action} view={view}>
          {hidden}
        </ServerForm>
      )}
    </>
  )
}

function ServerForm({ action, view, children }: { action: string; view: MailView; children?: Child }) {
  const { t } = useWords()
  const { typed, errors } = view
  const plain = ['host', 'port', 'tls'].some((field) => errors[field]) || (typed.preset ?? 'own') === 'own'
  return (
    <form method="post" action={action}>
      {children}
      <Select
        name="preset"
        label={t('mail.preset')}
        value={typed.preset ?? 'own'}
        error={errors.preset}
        choices={presets.map(({ key, name }) => ({ value: key, name: key === 'own' ? t('mail.own') : name }))}
      />
      <details class="field">
        <summary>{t('mail.hints')}</summary>
        <ul>
          <li>{t('mail.hint-app')}</li>
          <li>{t('mail.hint-address')}</li>
          <li>{t('mail.hint-key')}</li>
          <li>{t('mail.hint-microsoft')}</li>
        </ul>
      </details>
      <Field
        name="user"
        label={t('mail.user')}
        hint={t('mail.user-hint')}
        value={typed.user}
        error={errors.user}
      />
      <Field name="password" type="password" label={t('mail.password')} error={errors.password} />
      <Field
        name="from"
        type="email"
        label={t('mail.from')}
        hint={t('mail.from-hint')}
        value={typed.from}
        error={errors.from}
        required={false}
        maxlength={254}
      />
      <details class="field" open={plain}>
        <summary>{t('mail.server')}</summary>
        <p class="soft">{t('mail.server-hint')}</p>
        <Field
          name="host"
          label={t('mail.host')}
          value={typed.host}
          error={errors.host}
          required={false}
          maxlength={253}
        />
        <Field
          name="port"
          inputmode="numeric"
          label={t('mail.port')}
          value={typed.port}
          error={errors.port}
          required={false}
          maxlength={5}
        />
        <Select
          name="tls"
          label={t('mail.tls')}
          value={typed.tls}
          error={errors.tls}
          none={t('mail.tls-found')}
          choices={[
            { value: 'at once', name: t('mail.tls-at-once') },
            { value: 'starttls', name: t('mail.tls-starttls') },
            { value: 'off', name: t('mail.tls-off') },
          ]}
        />
      </details>
      <TestField view={view} />
      <button type="submit" name="to" value="try">
        {t('mail.try')}
      </button>
    </form>
  )
}

function TestField({ view: { typed, errors } }: { view: MailView }) {
  const { t } = useWords()
  return (
    <Field
      name="test"
      type="email"
      autocomplete="email"
      label={t('mail.test-to')}
      hint={t('mail.test-to-hint')}
      value={typed.test}
      error={errors.test}
      required
      maxlength={254}
    />
  )
}

/** The page on which operators set mail up, and see how it goes. */
export function MailPage({ world, view, done }: { world: World; view: MailView; done: string | undefined }) {
  const { t } = useWords()
  const { state } = view
  return (
    <DeskPage world={world} title={t('mail.title')} here="/desk/settings">
      <Done says={done} />
      <p class="lede">{t('mail.lede')}</p>
      <h2>{t('mail.state')}</h2>
      <MailWords state={state} />
      {state.givenUp > 0 && <Button does="retry" says={t('mail.retry')} />}
      <h2>{t(state.is === 'none' ? 'mail.set-up' : 'mail.change')}</h2>
      <MailForms action="/desk/settings/mail" view={view} />
      {state.from === 'database' && (
        <>
          <h2>{t('mail.without')}</h2>
          <p>{t('mail.without-means')}</p>
          <Button does="forget" says={t('mail.forget')} />
        </>
      )}
    </DeskPage>
  )
}

const Button = ({ does, says }: { does: string; says: string }) => (
  <form method="post" action="/desk/settings/mail">
    <button class="second" type="submit" name="to" value={does}>
      {says}
    </button>
  </form>
)
