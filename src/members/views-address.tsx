import { Field } from '../web/form.tsx'
import { Say, useWords } from '../web/visit.tsx'
import { Press } from './views-press.tsx'
import type { Errors } from './views-sign-in.tsx'

/** What the account shows of somebody’s mail address: the one that is kept, one that waits for its code, and whether mail goes from here at all. */
export type Addresses = {
  readonly kept: string | null
  readonly waiting: string | null
  readonly mail: boolean
  /** What was typed, where that was refused. */
  readonly typed: string
}

/** The mail address on somebody’s account page: how it is added, changed and removed. */
export function AddressPart({ addresses, errors }: { addresses: Addresses; errors: Errors }) {
  const { t } = useWords()
  const { kept, waiting, mail, typed } = addresses
  return (
    <>
      <h2 id="mail">{t('account.mail')}</h2>
      {kept === null ? (
        <p>{t(mail ? 'account.mail-none' : 'account.no-mail')}</p>
      ) : (
        <>
          <p>
            <Say of="account.mail-goes" values={{ address: kept }} tags={{ address: asAddress }} />
          </p>
          <p class="soft">{t('account.address-hint')}</p>
          <Press to="/account/address/end" says={t('account.mail-remove')} kind="second" />
        </>
      )}
      {waiting !== null && (
        <>
          <form method="post" action="/account/address/code">
            <p>
              <Say of="account.mail-waits" values={{ address: waiting }} tags={{ address: asAddress }} />
            </p>
            <Field
              name="code"
              inputmode="numeric"
              autocomplete="one-time-code"
              label={t('sign-in.digits')}
              error={errors.code}
              required
              maxlength={10}
            />
            <button type="submit">{t('account.mail-confirm')}</button>
          </form>
          <Press to="/account/address/drop" says={t('account.mail-drop')} kind="second" />
        </>
      )}
      {mail && waiting === null && (
        <form method="post" action="/account/address">
          <Field
            name="address"
            type="email"
            autocomplete="email"
            label={t(kept === null ? 'sign-in.address' : 'account.mail-other')}
            hint={t('account.mail-hint')}
            value={typed}
            error={errors.address}
            required
            maxlength={254}
          />
          <button type="submit" class="button second">
            {t('account.mail-send')}
          </button>
        </form>
      )}
    </>
  )
}

const asAddress = (text: string) => <strong class="handle">{text}</strong>
