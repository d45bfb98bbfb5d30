import { spoken } from '../lib/words.ts'
import type { Offered } from '../slice.ts'
import { DeskPage } from '../web/desk.tsx'
import { Complaints, Field, Select } from '../web/form.tsx'
import { useWords } from '../web/visit.tsx'
import type { World } from '../world.ts'
import type { AccountForm } from './model-account.ts'
import type { PasskeyRow } from './store-passkeys.ts'
import type { SessionRow } from './store-sessions.ts'
import { type Addresses, AddressPart } from './views-address.tsx'
import { PasskeyPart, passkeyScripts } from './views-passkeys.tsx'
import { Done, Press } from './views-press.tsx'
import type { Errors } from './views-sign-in.tsx'

/** What the page of somebody’s account shows. */
export type Account = {
  readonly form: AccountForm
  readonly addresses: Addresses
  readonly sessions: readonly SessionRow[]
  /** Id of the session that asks. */
  readonly session: string
  readonly passkeys: readonly PasskeyRow[]
  /** Whether this server’s address can have passkeys. */
  readonly canHavePasskeys: boolean
  /** What a new passkey was to be called, where that was refused. */
  readonly called: string
  /** How many printed codes still open. */
  readonly codes: number
  /** Ids of the forms that give something. */
  readonly ids: { readonly device: string; readonly recovery: string }
}

/** The account of whoever is signed in: who they are, and what lets them in. */
export function AccountPage(props: {
  world: World
  account: Account
  errors: Errors
  more: Offered['onAccount']
  done: string | undefined
}) {
  const { world, account, errors, more, done } = props
  const { t, languageName } = useWords()
  const { form, ids, codes } = account
  return (
    <DeskPage world={world} title={t('account.title')} here="/account" scripts={passkeyScripts}>
      <Done says={done} />
      <Complaints errors={errors} />
      <form method="post" action="/account">
        <Field
          name="name"
          autocomplete="name"
          label={t('enter.name')}
          hint={t('enter.name-hint')}
          value={form.name}
          error={errors.name}
          required
          maxlength={100}
        />
        <Select
          name="language"
          label={t('account.language')}
          value={form.language}
          error={errors.language}
          none={t('account.language-none')}
          choices={spoken.map(({ lang, name }) => ({ value: lang, name: name || languageName(lang) }))}
        />
        <button type="submit">{t('account.keep')}</button>
      </form>
      <AddressPart addresses={account.addresses} errors={errors} />
      <Devices account={account} />
      <h2>{t('account.second-device')}</h2>
      <p>{t('account.second-device-explained')}</p>
      <Press
        to="/account/device"
        says={t('account.second-device-button')}
        kind="second"
        fields={{ id: ids.device }}
      />
      <PasskeyPart
        passkeys={account.passkeys}
        can={account.canHavePasskeys}
        called={account.called}
        errors={errors}
      />
      <h2 id="codes">{t('account.codes')}</h2>
      <p>{t('account.codes-explained')}</p>
      <p>{codes === 0 ? t('account.no-codes') : t('account.codes-left', { count: codes })}</p>
      {codes > 0 && <p class="soft">{t('account.codes-anew')}</p>}
      <Press
        to="/account/recovery"
        says={t('account.codes-button')}
        kind="second"
        fields={{ id: ids.recovery }}
      />
      {more.length > 0 && (
        <ul>
          {more.map(({ name, href }) => (
            <li>
              <a href={href}>{t(name)}</a>
            </li>
          ))}
        </ul>
      )}
    </DeskPage>
  )
}

function Devices({ account: { sessions, session } }: { account: Account }) {
  const { t, day } = useWords()
  return (
    <>
      <h2 id="devices">{t('account.devices')}</h2>
      <ul class="people">
        {sessions.map((each) => (
          <li class={isNews(each, session) ? 'waits' : undefined}>
            <span>{each.device || t('account.some-device')}</span>
            <span class="soft">
              {each.id === session
                ? t('account.this-device', { day: day(each.began) })
                : t('account.device', { day: day(each.began), seen: day(each.seen) })}
            </span>
            {isNews(each, session) && (
              <>
                <strong>{t('account.was-it-you')}</strong>
                <Press
                  to={`/account/sessions/${each.id}/known`}
                  says={t('account.it-was-me')}
                  kind="second"
                />
              </>
            )}
            {each.id !== session && (
              <Press
                to={`/account/sessions/${each.id}/end`}
                says={t(isNews(each, session) ? 'account.it-was-not-me' : 'account.end-device')}
                kind={isNews(each, session) ? 'grave' : 'second'}
              />
            )}
          </li>
        ))}
      </ul>
      {sessions.length > 1 && (
        <Press to="/account/sessions/end" says={t('account.end-others')} kind="second" />
      )}
    </>
  )
}

/** Whether somebody has still to say of a session if it was them: it began after this device’s own, whose word counts. */
export const isNews = ({ id, told }: Pick<SessionRow, 'id' | 'told'>, session: string): boolean =>
  told === null && id > session
