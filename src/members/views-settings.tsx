import { type Hub, handleOf } from '../hubs/model.ts'
import { licenceName } from '../lib/licences.ts'
import type { MailState } from '../mail/state.ts'
import { DeskPage } from '../web/desk.tsx'
import { Complaints, Field, Select, TextArea } from '../web/form.tsx'
import { Radios } from '../web/form-choices.tsx'
import { Notice } from '../web/notice.tsx'
import { Say, useWords } from '../web/visit.tsx'
import type { World } from '../world.ts'
import type { FormErrors, HubField, HubForm } from './model-hub-form.ts'
import { licences, reachOf, type SettingsField } from './model-settings.ts'
import {
  LanguagesField,
  LevelField,
  NameField,
  PlaceFields,
  SummaryField,
  ThemeField,
  type Typed,
  ZoneField,
} from './views-hub-fields.tsx'
import { MailWords } from './views-mail.tsx'

/** What organisers can change of their hub, in one page that explains itself. */
export function SettingsPage(props: {
  world: World
  hub: Hub
  typed: HubForm
  errors: FormErrors
  saved: boolean
  mail: MailState
  /** Whether whoever looks may set mail up. */
  operates: boolean
}) {
  const { world, hub, typed, errors, saved, mail, operates } = props
  const { t } = useWords()
  const about: Typed = { typed, errors, sees: (field) => <Sees field={field} /> }
  return (
    <DeskPage world={world} title={t('settings.title')} here="/desk/settings">
      {saved && <Notice>{t('settings.saved')}</Notice>}
      <p class="lede">{t('settings.lede')}</p>
      <Complaints errors={errors} />
      <form method="post" action="/desk/settings" class="settings">
        <input type="hidden" name="seen" value={hub.changed} />
        <h2>{t('settings.itself')}</h2>
        <NameField {...about} />
        <SummaryField {...about} />
        <Field
          name="contact"
          label={t('settings.contact')}
          hint={
            <>
              {t('settings.contact-hint')}
              <Sees field="contact" />
            </>
          }
          value={typed.contact}
          error={errors.contact}
          required={false}
          maxlength={200}
        />
        <h2>{t('settings.where')}</h2>
        <PlaceFields {...about} />
        <h2>{t('settings.speaks')}</h2>
        <LevelField {...about} />
        <ThemeField {...about} />
        <LanguagesField {...about} />
        <ZoneField {...about} />
        <h2>{t('settings.publishes')}</h2>
        <LicenceField {...about} />
        <FollowersField {...about} />
        <PressesField {...about} />
        <h2>{t('settings.people')}</h2>
        <Texts {...about} hub={hub.id} />
        <p>
          <button type="submit">{t('settings.save')}</button>
        </p>
      </form>
      <section aria-labelledby="mail">
        <h2 id="mail">{t('mail.title')}</h2>
        <MailWords state={mail} />
        <p>{operates ? <a href="/desk/settings/mail">{t('mail.link')}</a> : t('mail.by-operators')}</p>
      </section>
      <Fixed world={world} hub={hub} />
    </DeskPage>
  )
}

/** Who sees a setting, and from when on. */
function Sees({ field }: { field: HubField }) {
  const { t } = useWords()
  const reach = reachOf[field as SettingsField]
  return <span class="sees">{t(`settings.sees-${reach}`)}</span>
}

function LicenceField({ typed, errors }: Typed) {
  const { t } = useWords()
  return (
    <Select
      name="licence"
      label={t('settings.licence')}
      hint={
        <>
          {t('settings.licence-hint')}
          <Sees field="licence" />
        </>
      }
      value={typed.licence}
      error={errors.licence}
      choices={licences.map((licence) => ({ value: licence, name: licenceName(licence) }))}
    />
  )
}

function FollowersField({ typed, errors }: Typed) {
  const { t } = useWords()
  return (
    <Radios
      name="followers"
      label={t('settings.followers')}
      hint={
        <>
          {t('settings.followers-hint')}
          <Sees field="followers" />
        </>
      }
      value={typed.followers}
      error={errors.followers}
      choices={[
        { value: 'shown', name: t('settings.followers-shown') },
        { value: 'hidden', name: t('settings.followers-hidden') },
      ]}
    />
  )
}

function PressesField({ typed, errors }: Typed) {
  const { t } = useWords()
  return (
    <Radios
      name="presses"
      label={t('settings.presses')}
      hint={
        <>
          {t('settings.presses-hint')}
          <Sees field="presses" />
        </>
      }
      value={typed.presses}
      error={errors.presses}
      choices={[
        { value: 'on', name: t('settings.presses-on') },
        { value: 'off', name: t('settings.presses-off') },
      ]}
    />
  )
}

function Texts({ typed, errors, hub }: Typed & { hub: string }) {
  const { t } = useWords()
  const link = (href: string) => (text: string) => <a href={href}>{text}</a>
  return (
    <>
      <TextArea
        name="rules"
        label={t('settings.rules')}
        hint={
          <>
            <Say of="settings.rules-hint" tags={{ page: link(`/hubs/${hub}/rules`) }} />
            <Sees field="rules" />
          </>
        }
        value={typed.rules}
        error={errors.rules}
        required={false}
        rows={8}
        maxlength={20_000}
      />
      <Field
        name="controller"
        label={t('settings.controller')}
        hint={
          <>
            {t('settings.controller-hint')}
            <Sees field="controller" />
          </>
        }
        value={typed.controller}
        error={errors.controller}
        required={false}
        maxlength={300}
      />
      <TextArea
        name="privacy"
        label={t('settings.privacy')}
        hint={
          <>
            <Say of="settings.privacy-hint" tags={{ page: link(`/hubs/${hub}/privacy`) }} />
            <Sees field="privacy" />
          </>
        }
        value={typed.privacy}
        error={errors.privacy}
        required={false}
        rows={8}
        maxlength={20_000}
      />
    </>
  )
}

/** What can never change, shown as such. */
function Fixed({ world, hub }: { world: World; hub: Hub }) {
  const { t, day } = useWords()
  return (
    <section class="card for-good" aria-labelledby="fixed">
      <h2 id="fixed">{t('settings.fixed')}</h2>
      <p>{t(world.config.trial ? 'settings.fixed-trial' : 'settings.fixed-why')}</p>
      <dl class="about">
        <dt>{t('hub-form.handle')}</dt>
        <dd class="handle">{handleOf(world, hub)}</dd>
        <dt>{t('settings.address')}</dt>
        <dd>
          <code>{`${world.config.origin}/hubs/${hub.id}`}</code>
        </dd>
        <dt>{t('settings.founded')}</dt>
        <dd>{day(hub.created)}</dd>
      </dl>
    </section>
  )
}
