import type { Role } from '../lib/who.ts'
import { Complaints, Field } from '../web/form.tsx'
import { Page } from '../web/page.tsx'
import { useWords } from '../web/visit.tsx'
import type { World } from '../world.ts'
import { PasskeySignIn, passkeyScripts } from './views-passkeys.tsx'

/** What went wrong, by field. */
export type Errors = Readonly<Record<string, string | undefined>>

/** The page on which somebody signs in. `to` is where they wanted to go. */
export function SignInPage(props: {
  world: World
  to: string
  mail: boolean
  address?: string
  errors?: Errors
}) {
  const { world, to, mail, address, errors = {} } = props
  const { t } = useWords()
  return (
    <Page world={world} title={t('sign-in.title')} hidden scripts={passkeyScripts}>
      <article class="plain">
        <h1>{t('sign-in.title')}</h1>
        <p class="lede">{t('sign-in.lede')}</p>
        <Complaints errors={errors} />
        <PasskeySignIn to={to} error={errors.passkey} />
        {mail ? (
          <form method="post" action="/sign-in">
            <input type="hidden" name="to" value={to} />
            <Field
              name="address"
              type="email"
              autocomplete="username webauthn"
              label={t('sign-in.address')}
              hint={t('sign-in.address-hint')}
              value={address}
              error={errors.address}
              required
            />
            <button type="submit">{t('sign-in.send')}</button>
          </form>
        ) : (
          <p>{t('sign-in.no-mail')}</p>
        )}
        <CodeForm to={to} error={errors.code} />
      </article>
    </Page>
  )
}

function CodeForm({ to, error }: { to: string; error: string | undefined }) {
  const { t } = useWords()
  return (
    <form method="post" action="/sign-in/code">
      <input type="hidden" name="to" value={to} />
      <Field
        name="code"
        autocomplete="one-time-code webauthn"
        label={t('sign-in.code')}
        hint={t('sign-in.code-hint')}
        error={error}
        required
        maxlength={30}
      />
      <button type="submit">{t('sign-in.use-code')}</button>
    </form>
  )
}

/** Says that a mail is on its way, whether the address is known or not, and takes its six digits. */
export function SentPage(props: { world: World; to: string; asked: string; errors?: Errors }) {
  const { world, to, asked, errors = {} } = props
  const { t } = useWords()
  return (
    <Page world={world} title={t('sign-in.sent-title')} hidden>
      <article class="plain">
        <h1>{t('sign-in.sent-title')}</h1>
        <p class="lede">{t('sign-in.sent')}</p>
        <Complaints errors={errors} />
        <form method="post" action="/sign-in/code">
          <input type="hidden" name="to" value={to} />
          <input type="hidden" name="asked" value={asked} />
          <Field
            name="code"
            inputmode="numeric"
            autocomplete="one-time-code"
            label={t('sign-in.digits')}
            hint={t('sign-in.digits-hint')}
            error={errors.code}
            required
            maxlength={10}
          />
          <button type="submit">{t('sign-in.title')}</button>
        </form>
        <p class="small soft">{t('sign-in.sent-not')}</p>
        <p>
          <a href="/sign-in">{t('sign-in.other-way')}</a>
        </p>
      </article>
    </Page>
  )
}

/** Asks whoever is of several hubs on this server into which they want. Nothing is used up until then. */
export function ChoosePage(props: {
  world: World
  to: string
  accepted: string
  choices: readonly { readonly person: string; readonly name: string; readonly hub: string }[]
}) {
  const { world, to, accepted, choices } = props
  const { t } = useWords()
  return (
    <Page world={world} title={t('choose.title')} hidden>
      <article class="plain">
        <h1>{t('choose.title')}</h1>
        <p class="lede">{t('choose.lede')}</p>
        <form method="post" action="/enter">
          <input type="hidden" name="accepted" value={accepted} />
          <input type="hidden" name="to" value={to} />
          <ul class="people">
            {choices.map(({ person, name, hub }) => (
              <li>
                <button type="submit" name="person" value={person}>
                  {hub}
                </button>
                <span class="soft">{t('choose.as', { name })}</span>
              </li>
            ))}
          </ul>
        </form>
      </article>
    </Page>
  )
}

/** What a link or a code is about to open. Nothing is used up until the button is pressed: mail scanners press none. */
export function EnterPage(props: {
  world: World
  hub: string
  /** The role of an invitation; null where somebody comes back. */
  invited: { role: Role | null; name: string } | null
  secret: { name: 'link' | 'code'; value: string }
  to: string
  errors?: Errors
}) {
  const { world, hub, invited, secret, to, errors = {} } = props
  const { t } = useWords()
  const title = t(invited ? 'enter.invited-title' : 'enter.title', { hub })
  return (
    <Page world={world} title={title} brand={hub} hidden>
      <article class="plain">
        <h1>{title}</h1>
        <p class="lede">
          {invited?.role ? t('enter.invited', { role: t(`role.${invited.role}`) }) : t('enter.explained')}
        </p>
        <Complaints errors={errors} />
        <form method="post" action="/enter">
          <input type="hidden" name={secret.name} value={secret.value} />
          <input type="hidden" name="to" value={to} />
          {invited && (
            <Field
              name="name"
              autocomplete="name"
              label={t('enter.name')}
              hint={t('enter.name-hint')}
              value={invited.name}
              error={errors.name}
              required
              maxlength={100}
            />
          )}
          <button type="submit">{t(invited ? 'enter.join' : 'enter.button')}</button>
        </form>
      </article>
    </Page>
  )
}
