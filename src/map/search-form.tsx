import { englishName } from '../lib/language.ts'
import { themeOf, themes } from '../lib/themes.ts'
import { type Choice, Field, Select } from '../web/form.tsx'
import { hubChoices } from './filters.tsx'
import { capital } from './kind.ts'
import { findOrigin, type Origin } from './model.ts'
import {
  type SearchErrors,
  type SearchTyped,
  searchAddress,
  searchNames,
  soughtKinds,
} from './model-search.ts'

/** What was asked for, and what is wrong with it. */
type Sought = {
  readonly typed: SearchTyped
  readonly errors: SearchErrors
  readonly origins: readonly Origin[]
  /** The language a reader asked for in the address, handed on. */
  readonly lang: string | undefined
}

/** The form of a search: a plain GET, so that every search has an address. What narrows it is folded away. */
export function SearchForm({
  typed,
  errors,
  origins,
  languages,
  lang,
}: Sought & { languages: readonly string[] }) {
  const of = (name: keyof SearchTyped) => ({ name, value: typed[name], error: errors[name] })
  // What is in use stands above the results; on a phone the fields would only push them away.
  const open = narrowing.some((name) => errors[name] !== undefined)
  return (
    <search>
      <form class="filters" method="get" action="/search">
        {lang !== undefined && <input type="hidden" name="lang" value={lang} />}
        <div class="search-row">
          <Field {...of('q')} label="Search for" type="search" maxlength={200} />
          <button type="submit">Search</button>
        </div>
        <details open={open}>
          <summary>More ways to narrow the search</summary>
          <Select {...of('kind')} label="Kind" none="All kinds" choices={kindChoices} />
          <Select {...of('theme')} label="Theme" none="All themes" choices={themeChoices} />
          <Select
            {...of('language')}
            label="Language"
            none="All languages"
            choices={languages.map(languageChoice)}
          />
          <Select {...of('hub')} label="Hub" none="All hubs" choices={hubChoices(origins, typed.hub)} />
          <Select
            {...of('near')}
            label="Where"
            none="All hubs, near and far"
            choices={[{ value: '1', name: 'Hubs of this server' }]}
          />
          <button type="submit">Search</button>
        </details>
      </form>
    </search>
  )
}

const narrowing = searchNames.filter((name) => name !== 'q')

/** What narrows the search, each with a way to take it off. */
export function SearchChips({ typed, errors, origins, lang }: Sought) {
  const used = narrowing.filter((name) => typed[name] !== undefined && errors[name] === undefined)
  if (used.length === 0) return null
  const words: Readonly<Record<string, (value: string) => string>> = {
    kind: (value) => `Kind: ${value}`,
    theme: (value) => `Theme: ${themeOf(value)?.name ?? value}`,
    language: (value) => `Language: ${englishName(value)}`,
    hub: (value) => `Hub: ${findOrigin(value, origins)?.name ?? value}`,
    near: () => 'Hubs of this server',
  }
  return (
    <ul class="chips" aria-label="Filters in use">
      {used.map((name) => {
        const { [name]: value = '', ...rest } = typed
        return (
          <li>
            <a class="chip" href={searchAddress(rest, { lang })}>
              <span class="unseen">Take off the filter </span>
              {words[name]!(value)} <span aria-hidden="true">×</span>
            </a>
          </li>
        )
      })}
    </ul>
  )
}

const kindChoices: readonly Choice[] = soughtKinds.map((value) => ({
  value,
  name: value === 'assembly' ? 'Assemblies' : `${capital(value)}s`,
}))
const themeChoices: readonly Choice[] = themes.map(({ key, name }) => ({ value: key, name }))
const languageChoice = (tag: string): Choice => ({ value: tag, name: englishName(tag) })
