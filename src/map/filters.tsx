import type { IssueState } from '../issues/model.ts'
import { areaName } from '../lib/area-names.ts'
import { levels } from '../lib/level.ts'
import { themeOf, themes } from '../lib/themes.ts'
import { type Choice, Field, Select } from '../web/form.tsx'
import {
  type FilterName,
  filterNames,
  findOrigin,
  mapAddress,
  type Origin,
  publicStates,
  type Typed,
  without,
} from './model.ts'
import { levelWords, placeOf, stateWords } from './words.ts'

type FilterErrors = { readonly [name in FilterName]?: string }

/** The form that narrows the list: a plain GET, so that every view of it has an address. Rarer filters are folded away. */
export function Filters(props: {
  typed: Typed
  errors: FilterErrors
  origins: readonly Origin[]
  areas: readonly string[]
}) {
  const { typed, errors, origins, areas } = props
  const of = (name: FilterName) => ({ name, value: typed[name], error: errors[name] })
  const folded: readonly FilterName[] = ['theme', 'hub', 'state', 'level', 'area', 'since', 'until']
  // What is in use stands above the list; on a phone the fields would only push the list away.
  const open = folded.some((name) => errors[name] !== undefined)
  return (
    <search aria-label="Issues">
      <form class="filters" method="get" action="/map">
        <div class="search-row">
          <Field {...of('text')} label="Words in the text" type="search" maxlength={200} />
          <button type="submit">Search</button>
        </div>
        <details open={open}>
          <summary>More ways to narrow the list</summary>
          <Select {...of('theme')} label="Theme" none="All themes" choices={themeChoices} />
          <Select {...of('hub')} label="Hub" none="All hubs" choices={hubChoices(origins, typed.hub)} />
          <Select {...of('state')} label="Where it stands" none="Any" choices={stateChoices} />
          <Select {...of('level')} label="Level" none="All levels" choices={levelChoices} />
          <Field
            {...of('area')}
            label="Area"
            hint="A key such as gss:E05000026 or iso:GB-ENG"
            suggestions={areas.map((area) => ({ value: area, name: areaName(area) }))}
          />
          <div class="pair">
            <Field {...of('since')} label="Updated from" type={dateType(errors.since)} />
            <Field {...of('until')} label="to" type={dateType(errors.until)} />
          </div>
          <button type="submit">Show issues</button>
        </details>
      </form>
    </search>
  )
}

/** A date field shows nothing where its value is none; a text field keeps what was typed. */
const dateType = (error: string | undefined) => (error === undefined ? 'date' : 'text')

const themeChoices: readonly Choice[] = themes.map(({ key, name }) => ({ value: key, name }))
const stateChoices: readonly Choice[] = publicStates.map((value) => ({ value, name: stateWords(value) }))
const levelChoices: readonly Choice[] = levels.map((value) => ({ value, name: levelWords[value] }))

/** The hubs to choose from; the one typed keeps the way it was typed, be it a handle, an id or an address. */
function hubChoices(origins: readonly Origin[], typed: string | undefined): readonly Choice[] {
  const chosen = typed === undefined ? undefined : findOrigin(typed, origins)
  return origins.map((origin) => ({
    value: origin === chosen && typed !== undefined ? typed : origin.handle,
    name: `${origin.name} (${placeOf(origin)})`,
  }))
}

/** The filters in use, each with a way to take it off, and one way to take off all. */
export function Chips({ typed, origins }: { typed: Typed; origins: readonly Origin[] }) {
  const used = filterNames.filter((name) => typed[name] !== undefined)
  if (used.length === 0) return null
  return (
    <ul class="chips" aria-label="Filters in use">
      {used.map((name) => (
        <li>
          <a class="chip" href={mapAddress(without(typed, name))}>
            <span class="unseen">Take off the filter </span>
            {chipWords(name, typed[name] ?? '', origins)} <span aria-hidden="true">×</span>
          </a>
        </li>
      ))}
      {used.length > 1 && (
        <li>
          <a class="chip clear" href="/map">
            Take off all filters
          </a>
        </li>
      )}
    </ul>
  )
}

function chipWords(name: FilterName, value: string, origins: readonly Origin[]): string {
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
      return `State: ${publicStates.some((state) => state === value) ? stateWords(value as IssueState) : value}`
    case 'level':
      return `Level: ${levelWords[value as keyof typeof levelWords] ?? value}`
    case 'since':
      return `Updated from ${value}`
    case 'until':
      return `Updated until ${value}`
  }
}
