import { DeskPage } from '../web/desk.tsx'
import { Complaints, Field } from '../web/form.tsx'
import { useWords } from '../web/visit.tsx'
import type { World } from '../world.ts'
import type { PasskeyRow } from './store-passkeys.ts'
import { Press } from './views-press.tsx'
import type { Errors } from './views-sign-in.tsx'

/** The scripts of a page on which a passkey is made or used; without them it says what else there is. */
export const passkeyScripts = ['webauthn.js', 'passkeys.js'] as const

/** The passkeys on somebody’s account page, and how to add one. */
export function PasskeyPart(props: {
  passkeys: readonly PasskeyRow[]
  can: boolean
  called: string
  errors: Errors
}) {
  const { passkeys, can, called, errors } = props
  const { t, day } = useWords()
  return (
    <>
      <h2 id="passkeys">{t('passkey.title')}</h2>
      <p>{t('passkey.explained')}</p>
      <ul class="people">
        {passkeys.map(({ id, name, made, used }) => (
          <li>
            <span>{name}</span>
            <span class="soft">
              {used === null
                ? t('passkey.made', { day: day(made) })
                : t('passkey.used', { day: day(made), used: day(used) })}
            </span>
            <a href={`/account/passkeys/${id}`}>{t('passkey.change')}</a>
          </li>
        ))}
      </ul>
      {!can ? (
        <p class="soft">{t('passkey.no-name')}</p>
      ) : (
        <>
          <p class="soft" data-no-passkeys>
            {t('passkey.no-script')}
          </p>
          <form
            method="post"
            action="/account/passkeys"
            data-passkeys="add"
            data-ask="/account/passkeys/ask"
            hidden
          >
            <input type="hidden" name="id" />
            <input type="hidden" name="response" />
            <p class="soft">{t('passkey.shared')}</p>
            <Field
              name="called"
              label={t('passkey.name')}
              hint={t('passkey.name-hint')}
              value={called}
              error={errors.called}
              required
              maxlength={60}
            />
            <Problems />
            <button type="submit" class="button second">
              {t('passkey.add')}
            </button>
          </form>
        </>
      )}
    </>
  )
}

/** One passkey: what it is called, and its end. */
export function PasskeyPage(props: {
  world: World
  passkey: PasskeyRow
  called: string
  last: boolean
  errors: Errors
}) {
  const { world, passkey, called, last, errors } = props
  const { t, day } = useWords()
  return (
    <DeskPage world={world} title={passkey.name} here="/account">
      <p class="lede">{t('passkey.made', { day: day(passkey.made) })}</p>
      <Complaints errors={errors} />
      <form method="post" action={`/account/passkeys/${passkey.id}`}>
        <Field
          name="called"
          label={t('passkey.name')}
          value={called}
          error={errors.called}
          required
          maxlength={60}
        />
        <button type="submit">{t('passkey.rename')}</button>
      </form>
      <h2>{t('passkey.removing')}</h2>
      <p>{t('passkey.removing-explained')}</p>
      {last && (
        <p class="warning" role="note">
          {t('passkey.last')}
        </p>
      )}
      <div class="ways">
        <Press to={`/account/passkeys/${passkey.id}/end`} says={t('passkey.remove')} kind="grave" />
        <a class="button second" href="/account#passkeys">
          {t('passkey.keep')}
        </a>
      </div>
    </DeskPage>
  )
}

/** The button that signs in by a passkey, where the browser can. */
export function PasskeySignIn({ to, error }: { to: string; error?: string | undefined }) {
  const { t } = useWords()
  return (
    <form
      method="post"
      action="/sign-in/passkey"
      data-passkeys="use"
      data-ask="/sign-in/passkey/ask"
      hidden={error === undefined}
    >
      <input type="hidden" name="to" value={to} />
      <input type="hidden" name="id" />
      <input type="hidden" name="response" />
      {error && (
        <p class="complaint" id="passkey">
          {error}
        </p>
      )}
      <Problems />
      <button type="submit">{t('passkey.use')}</button>
    </form>
  )
}

function Problems() {
  const { t } = useWords()
  return (
    <div role="alert">
      <p class="problem" data-problem="failed" hidden>
        {t('passkey.failed')}
      </p>
      <p class="problem" data-problem="known" hidden>
        {t('passkey.known')}
      </p>
    </div>
  )
}
