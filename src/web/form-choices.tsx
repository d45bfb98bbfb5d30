import { describedBy, type FieldProps, Hint, Wrong } from './form.tsx'

/** One choice with what it means. */
export type Explained = { readonly value: string; readonly name: string; readonly means?: string }

/** One choice of a few, all of them to be seen, each with what it means. */
export function Radios(props: Omit<FieldProps, 'required'> & { choices: readonly Explained[] }) {
  const { name, label, value, choices } = props
  return (
    <fieldset
      class={props.error === undefined ? 'field radios' : 'field radios wrong'}
      id={name}
      aria-describedby={describedBy(props)}
    >
      <legend>{label}</legend>
      <Hint {...props} />
      {choices.map((choice) => (
        <label class="box">
          <input type="radio" name={name} value={choice.value} checked={choice.value === value} />
          <span>
            {choice.name}
            {choice.means && <span class="means">{choice.means}</span>}
          </span>
        </label>
      ))}
      <Wrong {...props} />
    </fieldset>
  )
}
