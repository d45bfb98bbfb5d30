import { areaName } from '../lib/area-names.ts'
import { levels } from '../lib/level.ts'
import { themeOf, themes } from '../lib/themes.ts'
import { type Choice, Field, Select } from '../web/form.tsx'
import type { ListKind } from './kind.ts'
import { findOrigin, type Origin } from './model.ts'
import { addressOf, type FilterErrors, type FilterName, type Typed, without } from './model-filters.ts'
import { levelWords, placeOf } from './words.ts'

/** The form that narrows a list: a plain GET, so that every view of it has an address. Rarer filters are folded away. */
export function Filters(props: {
  kind: ListKind
  typed: Typed
  errors: FilterErrors
  origins: readonly Origin[]
  areas: readonly string[]
}) {
  const { kind, typed, errors, origins, areas } = props
  const of = (name: FilterName) => ({ name, value: typed[name], error: errors[name] })
  // What is in use stands above the list; on a phone the fields would only push the list away.
  const open = kind.names.some((name) => name !== 'text' && errors[name] !== undefined)
  const dated = kind.names.includes('from')
  const begin = dated ? 'from' : 'since'
  return (
    <search aria-label={kind.page.title}>
      <form class="filters" method="get" action={kind.path}>
        {about.map(
          (name) =>
            typed[name] !== undefined &&
            errors[name] === undefined && <input type="hidden" name={name} value={typed[name]} />,
        )}
        <div class="search-row">
          <Field {...of('text')} label="Words in the text" type="search" maxlength={200} />
          <button type="submit">Search</button>
        </div>
        <details open={open}>
          <summary>More ways to narrow the list</summary>
          {kind.names.includes('past') && (
            <Select {...of('past')} label="When" none="To come" choices={[{ value: '1', name: 'Over' }]} />
          )}
          {kind.names.includes('order') && (
            <Select {...of('order')} label="In the order of" none="the latest change" choices={orders} />
          )}
          <Select {...of('theme')} label="Theme" none="All themes" choices={themeChoices} />
          <Select {...of('hub')} label="Hub" none="All hubs" choices={hubChoices(origins, typed.hub)} />
          <Select {...of('state')} label="Where it stands" none="Any" choices={stateChoices(kind)} />
          <Select {...of('level')} label="Level" none="All levels" choices={levelChoices} />
          <Field
            {...of('area')}
            label="Area"
            hint="A key such as gss:E05000026 or iso:GB-ENG"
            suggestions={areas.map((area) => ({ value: area, name: areaName(area) }))}
          />
          <div class="pair">
            <Field
              {...of(begin)}
              label={dated ? 'From the day' : 'Updated from'}
              type={dateType(errors[begin])}
            />
            <Field {...of('until')} label="to" type={dateType(errors.until)} />
          </div>
          <button type="submit">Show {kind.nouns}</button>
        </details>
      </form>
    </search>
  )
}

/** A date field shows nothing where its value is none; a text field keeps what was typed. */
const dateType = (error: string | undefined) => (error === undefined ? 'date' : 'text')

/** Filters that a link on a record's page brings along, and that nobody types. */
const about = ['issue', 'assembly', 'outcome'] as const

const orders: readonly Choice[] = [{ value: 'due', name: 'the day it is due' }]
const themeChoices: readonly Choice[] = themes.map(({ key, name }) => ({ value: key, name }))
const levelChoices: readonly Choice[] = levels.map((value) => ({ value, name: levelWords[value] }))
const stateChoices = (kind: ListKind): readonly Choice[] =>
  kind.states.map((value) => ({ value, name: kind.stateWords(value) }))

/** The hubs to choose from; the one typed keeps the way it was typed, be it a handle, an id or an address. */
export function hubChoices(origins: readonly Origin[], typed: string | undefined): readonly Choice[] {
  const chosen = typed === undefined ? undefined : findOrigin(typed, origins)
  return origins.map((origin) => ({
    value: origin === chosen && typed !== undefined ? typed : origin.handle,
    name: `${origin.name} (${placeOf(origin)})`,
  }))
}

/** The filters in use, each with a way to take it off, and one way to take off all. */
export function Chips({
  kind,
  typed,
  origins,
}: {
  kind: ListKind
  typed: Typed
  origins: readonly Origin[]
}) {
  const used = kind.names.filter((name) => typed[name] !== undefined)
  if (used.length === 0) return null
  return (
    <ul class="chips" aria-label="Filters in use">
      {used.map((name) => (
        <li>
          <a class="chip" href={addressOf(kind, without(typed, name))}>
            <span class="unseen">Take off the filter </span>
            {chipWords(kind, name, typed[name] ?? '', origins)} <span aria-hidden="true">×</span>
          </a>
        </li>
      ))}
      {used.length > 1 && (
        <li>
          <a class="chip clear" href={kind.path}>
            Take off all filters
          </a>
        </li>
      )}
    </ul>
  )
}

function chipWords(kind: ListKind, name: FilterName, value: string, origins: readonly Origin[]): string {
  switch (name) {
    case 'text':
      return `“${value}”`
    case 'theme':
      return `Theme: ${themeOf(value)?.name ?? value}`
    case 'area':
      return `Area: ${areaName(value)}`
    case 'hub':
      return `Hub: ${findOrigin(value, origins)?.name ?? value}`
    case 'state':
      return `State: ${kind.states.includes(value) ? kind.stateWords(value) : value}`
    case 'level':
      return `Level: ${levelWords[value as keyof typeof levelWords] ?? value}`
    case 'since':
      return `Updated from ${value}`
    case 'from':
      return `From ${value}`
    case 'until':
      return kind.names.includes('from') ? `Until ${value}` : `Updated until ${value}`
    case 'past':
      return 'Over'
    case 'issue':
    case 'assembly':
    case 'outcome':
      return `Of one ${name}`
    case 'order':
      return 'By the day it is due'
  }
}
