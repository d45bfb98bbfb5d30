import { capital } from '../lib/plain.ts'
import { themeName, themes } from '../lib/themes.ts'
import type { Key, Words } from '../lib/words.ts'
import { type Choice, Field, Select } from '../web/form.tsx'
import { useWords } from '../web/visit.tsx'
import { hubChoices } from './filters.tsx'
import { findOrigin, type Origin } from './model.ts'
import {
  type SearchErrors,
  type SearchName,
  type SearchTyped,
  type SoughtKind,
  searchAddress,
  searchNames,
  soughtKinds,
} from './model-search.ts'

/** The form of a search: a plain GET, so that every search has an address. What narrows it is folded away. */
export function SearchForm(props: {
  typed: SearchTyped
  /** What is wrong with what was typed, in the words of the page. */
  errors: Readonly<Record<string, string>>
  origins: readonly Origin[]
  languages: readonly string[]
}) {
  const { typed, errors, origins, languages } = props
  const words = useWords()
  const { t } = words
  const of = (name: SearchName) => ({ name, value: typed[name], error: errors[name] })
  // What is in use stands above the results; on a phone the fields would only push them away.
  const open = narrowing.some((name) => errors[name] !== undefined)
  return (
    <search>
      <form class="filters" method="get" action="/search">
        <div class="search-row">
          <Field {...of('q')} label={t('search.for')} type="search" maxlength={200} />
          <button type="submit">{t('filter.search')}</button>
        </div>
        <details open={open}>
          <summary>{t('search.more-ways')}</summary>
          <Select
            {...of('kind')}
            label={t('search.kind')}
            none={t('search.all-kinds')}
            choices={soughtKinds.map((value) => ({ value, name: t(kindNames[value]) }))}
          />
          <Select
            {...of('theme')}
            label={t('filter.theme')}
            none={t('filter.all-themes')}
            choices={themes.map(({ key }) => ({ value: key, name: themeName(key, words) }))}
          />
          <Select
            {...of('language')}
            label={t('search.language')}
            none={t('search.all-languages')}
            choices={languageChoices(languages, words)}
          />
          <Select
            {...of('hub')}
            label={t('filter.hub')}
            none={t('filter.all-hubs')}
            choices={hubChoices(origins, typed.hub, words)}
          />
          <Select
            {...of('near')}
            label={t('search.where')}
            none={t('search.near-and-far')}
            choices={[{ value: '1', name: t('search.near') }]}
          />
          <button type="submit">{t('filter.search')}</button>
        </details>
      </form>
    </search>
  )
}

type Narrowing = Exclude<SearchName, 'q'>
const narrowing = searchNames.filter((name): name is Narrowing => name !== 'q')

/** What narrows the search, each with a way to take it off. */
export function SearchChips({
  typed,
  errors,
  origins,
}: {
  typed: SearchTyped
  errors: SearchErrors
  origins: readonly Origin[]
}) {
  const words = useWords()
  const { t } = words
  const used = narrowing.filter((name) => typed[name] !== undefined && errors[name] === undefined)
  if (used.length === 0) return null
  return (
    <ul class="chips" aria-label={t('chip.in-use')}>
      {used.map((name) => {
        const { [name]: value = '', ...rest } = typed
        return (
          <li>
            <a class="chip" href={searchAddress(rest)}>
              <span class="unseen">{t('chip.take-off')} </span>
              {chipWords({ name, value, origins }, words)} <span aria-hidden="true">×</span>
            </a>
          </li>
        )
      })}
    </ul>
  )
}

function chipWords(
  { name, value, origins }: { name: Narrowing; value: string; origins: readonly Origin[] },
  words: Words,
): string {
  const { t } = words
  const said = (of: Key, says: string) => t('frame.fact', { of: t(of), says })
  switch (name) {
    case 'kind':
      return said('search.kind', t(kindNames[value as SoughtKind]))
    case 'theme':
      return said('filter.theme', themeName(value, words))
    case 'language':
      return said('search.language', words.languageName(value))
    case 'hub':
      return said('filter.hub', findOrigin(value, origins)?.name ?? value)
    case 'near':
      return t('search.near')
  }
}

const kindNames: Readonly<Record<SoughtKind, Key>> = {
  issue: 'issues.name',
  assembly: 'assemblies.name',
  outcome: 'outcomes.name',
  action: 'actions.name',
  hub: 'search.hubs',
}

const languageChoices = (tags: readonly string[], words: Words): Choice[] =>
  tags
    .map((value) => ({ value, name: capital(words.languageName(value)) }))
    .sort((one, other) => one.name.localeCompare(other.name, words.lang))
