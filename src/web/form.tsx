import type { Child, PropsWithChildren } from 'hono/jsx'
import { useWords } from './visit.tsx'

/** What every field has: a label, perhaps a hint, and after a refusal what was typed and one plain sentence beside it. */
export type FieldProps = {
  readonly name: string
  readonly label: Child
  readonly hint?: Child | undefined
  readonly error?: string | undefined
  readonly value?: string | undefined
  readonly required?: boolean | undefined
  /** The language that is written in it, where that need not be the page’s. */
  readonly lang?: string | undefined
}

/** One choice of a list. */
export type Choice = { readonly value: string; readonly name: string }

/** A line of text, a date, a search, an address: whatever an input of that type takes. `suggestions` are offered while typing. */
export function Field(
  props: FieldProps & {
    type?: 'text' | 'search' | 'date' | 'datetime-local' | 'email' | 'url' | 'number' | 'password'
    maxlength?: number
    autocomplete?: string
    inputmode?: 'text' | 'numeric' | 'decimal' | 'email' | 'url' | 'search'
    suggestions?: readonly Choice[]
  },
) {
  const { type = 'text', suggestions = [], maxlength, autocomplete, inputmode } = props
  const list = suggestions.length > 0 ? `${props.name}-list` : undefined
  return (
    <Around {...props}>
      <input
        {...common(props)}
        type={type}
        value={props.value}
        maxlength={maxlength}
        autocomplete={autocomplete ?? 'off'}
        inputmode={inputmode}
        // What people type may be in any language, and stands as that is written.
        dir={['text', 'search'].includes(type) ? 'auto' : undefined}
        list={list}
      />
      {list && (
        <datalist id={list}>
          {suggestions.map(({ value, name }) => (
            <option value={value}>{name}</option>
          ))}
        </datalist>
      )}
    </Around>
  )
}

/** Several lines of text. */
export function TextArea(props: FieldProps & { rows?: number; maxlength?: number }) {
  return (
    <Around {...props}>
      <textarea {...common(props)} dir="auto" rows={props.rows ?? 6} maxlength={props.maxlength}>
        {props.value}
      </textarea>
    </Around>
  )
}

/** One choice out of a list. What was typed is kept even where it is none of the choices, so that nothing is lost. */
export function Select(props: FieldProps & { choices: readonly Choice[]; none?: string }) {
  const { value = '', choices, none } = props
  const known = value === '' || choices.some((choice) => choice.value === value)
  return (
    <Around {...props}>
      <select {...common(props)}>
        {none !== undefined && (
          <option value="" selected={value === ''}>
            {none}
          </option>
        )}
        {!known && (
          <option value={value} selected>
            {value}
          </option>
        )}
        {choices.map((choice) => (
          <option value={choice.value} selected={choice.value === value}>
            {choice.name}
          </option>
        ))}
      </select>
    </Around>
  )
}

/** Any number of choices out of a list, each with a box to tick. */
export function Boxes(
  props: Omit<FieldProps, 'value' | 'required'> & { values: readonly string[]; choices: readonly Choice[] },
) {
  return (
    <fieldset class="field boxes" id={props.name} aria-describedby={describedBy(props)}>
      <legend>{props.label}</legend>
      <Hint {...props} />
      {props.choices.map(({ value, name }) => (
        <label class="box">
          <input type="checkbox" name={props.name} value={value} checked={props.values.includes(value)} />
          <span>{name}</span>
        </label>
      ))}
      <Wrong {...props} />
    </fieldset>
  )
}

/** What a form says above itself after a refusal: each complaint with a link to its field. Says nothing where there is none. */
export function Complaints({ errors }: { errors: Readonly<Record<string, string | undefined>> }) {
  const { t } = useWords()
  const all = Object.entries(errors).filter(([, error]) => error !== undefined)
  if (all.length === 0) return null
  return (
    <div class="complaints" role="alert">
      <p>
        <strong>{t('form.complaints', { count: all.length })}</strong>
      </p>
      <ul>
        {all.map(([name, error]) => (
          <li>
            <a href={`#${name}`}>{error}</a>
          </li>
        ))}
      </ul>
    </div>
  )
}

function Around(props: PropsWithChildren<FieldProps>) {
  const { t } = useWords()
  return (
    <div class={props.error === undefined ? 'field' : 'field wrong'}>
      <label for={props.name}>
        {props.label}
        {props.required === false && <span class="optional"> {t('form.optional')}</span>}
      </label>
      <Hint {...props} />
      {props.children}
      <Wrong {...props} />
    </div>
  )
}

/** What helps to fill a field in, below its label. */
export function Hint({ name, hint }: Pick<FieldProps, 'name' | 'hint'>) {
  return hint === undefined ? null : (
    <p class="hint" id={`${name}-hint`}>
      {hint}
    </p>
  )
}

/** What is wrong with a field, beside it. */
export function Wrong({ name, error }: Pick<FieldProps, 'name' | 'error'>) {
  return error === undefined ? null : (
    <p class="complaint" id={`${name}-error`}>
      {error}
    </p>
  )
}

function common(props: FieldProps) {
  return {
    id: props.name,
    name: props.name,
    required: props.required === true ? true : undefined,
    ...(props.lang !== undefined && { lang: props.lang }),
    'aria-describedby': describedBy(props),
    'aria-invalid': props.error === undefined ? undefined : ('true' as const),
  }
}

/** The ids of what describes a field, for those who hear it. */
export function describedBy({
  name,
  hint,
  error,
}: Pick<FieldProps, 'name' | 'hint' | 'error'>): string | undefined {
  const ids = [hint !== undefined && `${name}-hint`, error !== undefined && `${name}-error`].filter(Boolean)
  return ids.length === 0 ? undefined : ids.join(' ')
}
