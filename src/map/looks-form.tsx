import { Boxes, Complaints, Field, Select, TextArea } from '../web/form.tsx'
import { Radios } from '../web/form-choices.tsx'
import { useWords } from '../web/visit.tsx'

/** A form with every field there is, one of them refused. It leads nowhere. */
export function SampleForm() {
  const { t } = useWords()
  const errors = { line: t('looks.form-wrong') }
  const choices = [
    { value: 'one', name: t('looks.form-one'), means: t('looks.form-one-means') },
    { value: 'two', name: t('looks.form-two') },
  ]
  return (
    <div class="plain">
      <Complaints errors={errors} />
      <Field
        name="line"
        label={t('looks.form-line')}
        hint={t('looks.form-hint')}
        error={errors.line}
        required
      />
      <TextArea name="lines" label={t('looks.form-text')} required={false} rows={3} />
      <Select name="select" label={t('looks.form-choice')} choices={choices} />
      <Radios name="radios" label={t('looks.form-choice')} value="one" choices={choices} />
      <Boxes name="boxes" label={t('looks.form-boxes')} values={['two']} choices={choices} />
    </div>
  )
}
