import type { Child } from 'hono/jsx'
import { countriesIn } from '../lib/area-names.ts'
import { levels } from '../lib/level.ts'
import { capital } from '../lib/plain.ts'
import { themes } from '../lib/themes.ts'
import { likelyZone, zonesOf } from '../lib/zone-names.ts'
import { Field, Select, TextArea } from '../web/form.tsx'
import { Radios } from '../web/form-choices.tsx'
import { Say, useWords } from '../web/visit.tsx'
import type { FormErrors, HubField, HubForm } from './model-hub-form.ts'

/** What was typed of a hub, and what is wrong with it. */
export type Typed = {
  readonly typed: HubForm
  readonly errors: FormErrors
  /** Who sees each field and from when on, below its hint. */
  readonly sees?: (field: HubField) => Child
}

/** What the hub is called. */
export function NameField({ typed, errors, sees }: Typed) {
  const { t } = useWords()
  return (
    <Field
      name="name"
      label={t('hub-form.name')}
      hint={hinted(t('hub-form.name-hint'), sees?.('name'))}
      value={typed.name}
      error={errors.name}
      required
      maxlength={100}
    />
  )
}

/** What the hub is and does. */
export function SummaryField({ typed, errors, sees }: Typed) {
  const { t } = useWords()
  return (
    <TextArea
      name="summary"
      label={t('hub-form.summary')}
      hint={hinted(t('hub-form.summary-hint'), sees?.('summary'))}
      value={typed.summary}
      error={errors.summary}
      required={false}
      rows={5}
      maxlength={5000}
    />
  )
}

/** Where the hub is: its place by name, its country and areas by their keys, and a pin. */
export function PlaceFields({ typed, errors, sees }: Typed) {
  const { t, lang } = useWords()
  const countries = countriesIn(lang).map(({ area, name }) => ({ value: area, name }))
  return (
    <>
      <Field
        name="place"
        label={t('hub-form.place')}
        hint={hinted(t('hub-form.place-hint'), sees?.('place'))}
        value={typed.place}
        error={errors.place}
        required={false}
        maxlength={100}
      />
      <Select
        name="country"
        label={t('hub-form.country')}
        hint={sees && hinted(null, sees('country'))}
        none={t('hub-form.country-none')}
        value={typed.country}
        error={errors.country}
        required={false}
        choices={countries}
      />
      <Field
        name="areas"
        label={t('hub-form.areas')}
        hint={hinted(t('hub-form.areas-hint'), sees?.('areas'))}
        value={typed.areas}
        error={errors.areas}
        required={false}
        maxlength={2000}
      />
      <details class="explained">
        <summary>{t('hub-form.areas-what')}</summary>
        <p>{t('hub-form.areas-why')}</p>
        <ul>
          {(['region', 'ward', 'town'] as const).map((kind) => (
            <li>
              <Say of={`hub-form.areas-${kind}`} tags={{ code: (text) => <code>{text}</code> }} />
            </li>
          ))}
        </ul>
      </details>
      <Field
        name="pin"
        label={t('hub-form.pin')}
        hint={hinted(
          <Say of="hub-form.pin-hint" tags={{ code: (text) => <code class="nowrap">{text}</code> }} />,
          sees?.('pin'),
        )}
        value={typed.pin}
        error={errors.pin}
        required={false}
        maxlength={2000}
      />
      <p class="small soft">{t('hub-form.pin-rounded')}</p>
    </>
  )
}

/** How wide the hub speaks. */
export function LevelField({ typed, errors, sees }: Typed) {
  const { t } = useWords()
  return (
    <Radios
      name="level"
      label={t('hub-form.level')}
      hint={hinted(t('hub-form.level-hint'), sees?.('level'))}
      value={typed.level ?? 'local'}
      error={errors.level}
      choices={levels.map((level) => ({
        ...{ value: level, name: capital(t(`level.${level}`)), means: t(`level-means.${level}`) },
      }))}
    />
  )
}

/** What the hub is about, where it is of a theme. */
export function ThemeField({ typed, errors, sees }: Typed) {
  const { t } = useWords()
  return (
    <Select
      name="theme"
      label={t('hub-form.theme')}
      hint={hinted(t('hub-form.theme-hint'), sees?.('theme'))}
      none={t('hub-form.theme-none')}
      value={typed.theme}
      error={errors.theme}
      choices={themes.map(({ key }) => ({ value: key, name: t(themeKey(key)) }))}
    />
  )
}

/** The languages that the hub speaks. */
export function LanguagesField({ typed, errors, sees }: Typed) {
  const { t } = useWords()
  return (
    <Field
      name="languages"
      label={t('hub-form.languages')}
      hint={hinted(t('hub-form.languages-hint'), sees?.('languages'))}
      value={typed.languages}
      error={errors.languages}
      required
      maxlength={500}
    />
  )
}

/** The clocks that the hub goes by: its country's only zone, where nothing is said. */
export function ZoneField({ typed, errors, sees }: Typed) {
  const { t } = useWords()
  const zones = zonesOf(typed.country)
  return (
    <Field
      name="zone"
      label={t('hub-form.zone')}
      hint={hinted(t('hub-form.zone-hint'), sees?.('zone'))}
      value={typed.zone ?? likelyZone(typed.country)}
      error={errors.zone}
      required={false}
      maxlength={60}
      suggestions={zones.map((value) => ({ value, name: value.replaceAll('_', ' ') }))}
    />
  )
}

/** By what name others know the hub, for good. */
export function HandleField({ typed, errors, host }: Typed & { host: string }) {
  return (
    <Field
      name="handle"
      label={useWords().t('hub-form.handle')}
      hint={
        <Say of="hub-form.handle-hint" values={{ host }} tags={{ code: (text) => <code>{text}</code> }} />
      }
      value={typed.handle}
      error={errors.handle}
      required
      maxlength={31}
    />
  )
}

/** The key of the words for a theme. */
export const themeKey = (theme: string) => `theme.${theme}` as 'theme.housing'

function hinted(hint: Child, sees: Child): Child {
  return sees === undefined ? (
    hint
  ) : (
    <>
      {hint}
      {sees}
    </>
  )
}
