import type { FC } from 'hono/jsx'
import { Field } from '../web/form.tsx'
import { useWords } from '../web/visit.tsx'
import type { SetUpStep } from './model-setup.ts'
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

type Asked = Typed & { readonly organiser: string | undefined }

/** What each step asks for. */
export const stepForms: Readonly<Record<Exclude<SetUpStep, 'mail' | 'ready'>, FC<Asked>>> = {
  name: (asked) => (
    <>
      <NameField {...asked} />
      <SummaryField {...asked} />
    </>
  ),
  place: (asked) => (
    <>
      <p class="lede">{useWords().t('setup.place-lede')}</p>
      <PlaceFields {...asked} />
    </>
  ),
  reach: (asked) => (
    <>
      <LevelField {...asked} />
      <ThemeField {...asked} />
    </>
  ),
  languages: (asked) => (
    <>
      <LanguagesField {...asked} />
      <ZoneField {...asked} />
    </>
  ),
  organiser: ({ organiser, errors }) => <OrganiserField value={organiser} error={errors.organiser} />,
}

function OrganiserField({ value, error }: { value: string | undefined; error: string | undefined }) {
  const { t } = useWords()
  return (
    <>
      <p class="lede">{t('setup.organiser-lede')}</p>
      <Field
        name="organiser"
        autocomplete="name"
        label={t('setup.organiser')}
        hint={t('setup.organiser-hint')}
        value={value}
        error={error}
        required
        maxlength={100}
      />
      <p class="small soft">{t('setup.no-mail-needed')}</p>
    </>
  )
}
