import { areaName } from '../lib/area-names.ts'
import { type Level, levels } from '../lib/level.ts'
import { capital } from '../lib/plain.ts'
import { themeName, themes } from '../lib/themes.ts'
import type { Key, Words } from '../lib/words.ts'
import { type Choice, Field, Select } from '../web/form.tsx'
import { useWords } from '../web/visit.tsx'
import type { ListKind } from './kind.ts'
import { findOrigin, type Origin } from './model.ts'
import { addressOf, type FilterName, type Typed, without } from './model-filters.ts'
import { searchAddress } from './model-search.ts'
import { placeOf } from './words.ts'

/** The form that narrows a list: a plain GET, so that every view of it has an address. Rarer filters are folded away. */
export function Filters(props: {
  kind: ListKind
  typed: Typed
  /** What is wrong with what was typed, in the words of the page. */
  errors: Readonly<Record<string, string>>
  origins: readonly Origin[]
  areas: readonly string[]
}) {
  const { kind, typed, errors, origins, areas } = props
  const words = useWords()
  const { t } = words
  const of = (name: FilterName) => ({ name, value: typed[name], error: errors[name] })
  // What is in use stands above the list; on a phone the fields would only push the list away.
  const open = kind.names.some((name) => name !== 'text' && errors[name] !== undefined)
  const dated = kind.names.includes('from')
  const begin = dated ? 'from' : 'since'
  return (
    <search aria-label={t(kind.page.title)}>
      <form class="filters" method="get" action={kind.path}>
        {about.map(
          (name) =>
            typed[name] !== undefined &&
            errors[name] === undefined && <input type="hidden" name={name} value={typed[name]} />,
        )}
        <div class="search-row">
          <Field {...of('text')} label={t('filter.text')} type="search" maxlength={200} />
          <button type="submit">{t('filter.search')}</button>
        </div>
        <p class="small">
          <a href={searchAddress(typed.text === undefined ? {} : { q: typed.text })}>
            {t('search.in-all-kinds')}
          </a>
        </p>
        <details open={open}>
          <summary>{t('filter.more')}</summary>
          {kind.names.includes('past') && (
            <Select
              {...of('past')}
              label={t('filter.when')}
              none={t('filter.to-come')}
              choices={[{ value: '1', name: t('filter.over') }]}
            />
          )}
          {kind.names.includes('order') && (
            <Select
              {...of('order')}
              label={t('filter.order')}
              none={t('filter.order-latest')}
              choices={[{ value: 'due', name: t('filter.order-due') }]}
            />
          )}
          <Select
            {...of('theme')}
            label={t('filter.theme')}
            none={t('filter.all-themes')}
            choices={themes.map(({ key }) => ({ value: key, name: themeName(key, words) }))}
          />
          <Select
            {...of('hub')}
            label={t('filter.hub')}
            none={t('filter.all-hubs')}
            choices={hubChoices(origins, typed.hub, words)}
          />
          <Select
            {...of('state')}
            label={t('filter.state')}
            none={t('filter.any-state')}
            choices={kind.states.map((value) => ({ value, name: kind.stateWords(value, words) }))}
          />
          <Select
            {...of('level')}
            label={t('filter.level')}
            none={t('filter.all-levels')}
            choices={levels.map((value) => ({ value, name: levelName(value, words) }))}
          />
          <Field
            {...of('area')}
            label={t('filter.area')}
            hint={t('filter.area-hint')}
            suggestions={areas.map((area) => ({ value: area, name: areaName(area, words) }))}
          />
          <div class="pair">
            <Field
              {...of(begin)}
              label={t(dated ? 'filter.from' : 'filter.since')}
              type={dateType(errors[begin])}
            />
            <Field {...of('until')} label={t('filter.until')} type={dateType(errors.until)} />
          </div>
          <button type="submit">{t(kind.page.show)}</button>
        </details>
      </form>
    </search>
  )
}

/** A date field shows nothing where its value is none; a text field keeps what was typed. */
const dateType = (error: string | undefined) => (error === undefined ? 'date' : 'text')

/** Filters that a link on a record's page brings along, and that nobody types. */
const about = ['issue', 'assembly', 'outcome'] as const

const levelName = (level: Level, { t }: Words): string => capital(t(`level.${level}`))

/** The hubs to choose from; the one typed keeps the way it was typed, be it a handle, an id or an address. */
export function hubChoices(
  origins: readonly Origin[],
  typed: string | undefined,
  words: Words,
): readonly Choice[] {
  const chosen = typed === undefined ? undefined : findOrigin(typed, origins)
  return origins.map((origin) => ({
    value: origin === chosen && typed !== undefined ? typed : origin.handle,
    name: words.t('filter.hub-choice', { hub: origin.name, where: placeOf(origin, words) }),
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
  const words = useWords()
  const { t } = words
  const used = kind.names.filter((name) => typed[name] !== undefined)
  if (used.length === 0) return null
  return (
    <ul class="chips" aria-label={t('chip.in-use')}>
      {used.map((name) => (
        <li>
          <a class="chip" href={addressOf(kind, without(typed, name))}>
            <span class="unseen">{t('chip.take-off')} </span>
            {chipWords({ kind, name, value: typed[name] ?? '', origins }, words)}{' '}
            <span aria-hidden="true">×</span>
          </a>
        </li>
      ))}
      {used.length > 1 && (
        <li>
          <a class="chip clear" href={kind.path}>
            {t('map.take-off-all')}
          </a>
        </li>
      )}
    </ul>
  )
}

type Chip = { kind: ListKind; name: FilterName; value: string; origins: readonly Origin[] }

function chipWords({ kind, name, value, origins }: Chip, words: Words): string {
  const { t } = words
  const said = (of: Key, says: string) => t('frame.fact', { of: t(of), says })
  switch (name) {
    case 'text':
      return t('chip.text', { text: value })
    case 'theme':
      return said('filter.theme', themeName(value, words))
    case 'area':
      return said('filter.area', areaName(value, words))
    case 'hub':
      return said('filter.hub', findOrigin(value, origins)?.name ?? value)
    case 'state':
      return said('chip.state', kind.states.includes(value) ? kind.stateWords(value, words) : value)
    case 'level': {
      const level = levels.find((each) => each === value)
      return said('filter.level', level === undefined ? value : levelName(level, words))
    }
    case 'since':
      return t('chip.since', { day: value })
    case 'from':
      return t('chip.from', { day: value })
    case 'until':
      return t(kind.names.includes('from') ? 'chip.until' : 'chip.changed-until', { day: value })
    case 'past':
      return t('filter.over')
    case 'issue':
    case 'assembly':
    case 'outcome':
      return t(`chip.of.${name}`)
    case 'order':
      return t('chip.by-due')
  }
}
