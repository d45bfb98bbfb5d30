import { areaName } from '../lib/area-names.ts'
import { levels } from '../lib/level.ts'
import { themeOf, themes } from '../lib/themes.ts'
import { type Choice, Complaints, Field, Select } from '../web/form.tsx'
import { Page } from '../web/page.tsx'
import type { World } from '../world.ts'
import { Age, HubLink, whereOf } from './entry.tsx'
import { Kinds } from './kinds.tsx'
import type { ListEntry, RecordList } from './lists.ts'
import { findOrigin, type Origin } from './model.ts'
import {
  actionChoices,
  type ListName,
  type ListTyped,
  listAddress,
  listFilterNames,
  outcomeChoices,
} from './model-lists.ts'
import { Figure } from './views.tsx'
import { counted, day, levelWords, placeOf } from './words.ts'

/** What the page of a list shows. */
export type ListView = {
  readonly world: World
  readonly name: ListName
  readonly origins: readonly Origin[]
  readonly typed: ListTyped
  readonly errors: Readonly<Record<string, string>>
  readonly list: RecordList
  /** Cursor this page begins after, or undefined on the first. */
  readonly after: string | undefined
}

const words = {
  outcomes: {
    ...{ one: 'outcome', title: 'Outcomes', heading: 'What assemblies decided' },
    about: 'What assemblies of the hubs of this server decided, and of those they follow.',
    figure: 'Public outcomes of the hubs on this server and of the hubs they follow, each counted once.',
  },
  actions: {
    ...{ one: 'action', title: 'Actions', heading: 'What hubs do about it' },
    about: 'What the hubs of this server and those they follow have taken on, by whom and by when.',
    figure: 'Public actions of the hubs on this server and of the hubs they follow, each counted once.',
  },
} as const

/** The list of outcomes or of actions: figures, filters, lines, and the way to more. */
export function ListPage(view: ListView) {
  const { world, name, typed, errors, list, after } = view
  const { title, heading, about } = words[name]
  const narrowed = Object.keys(typed).length > 0
  return (
    <Page
      world={world}
      title={after === undefined ? title : `${title}, further on`}
      description={about}
      canonical={`${world.config.origin}/${name}`}
      hidden={narrowed || after !== undefined}
    >
      <Kinds here={`/${name}`} />
      <h1>{heading}</h1>
      <Figures view={view} narrowed={narrowed} />
      <Complaints errors={errors} />
      <div class="aside-and-list">
        <aside aria-label="Narrow the list">
          <ListFilters {...view} />
        </aside>
        <section aria-label={title}>
          <ListChips {...view} />
          {list.entries.length > 0 && (
            <p class="small soft order">
              {typed.order === 'due' ? 'What is due first stands first.' : 'The latest change first.'}
            </p>
          )}
          {list.entries.length === 0 ? (
            <Nothing view={view} narrowed={narrowed} />
          ) : (
            <ol class="entries">
              {list.entries.map((entry) => (
                <li>
                  <Line entry={entry} name={name} now={world.clock()} />
                </li>
              ))}
            </ol>
          )}
          <Ways {...view} />
        </section>
      </div>
    </Page>
  )
}

function Figures({ view: { name, list, origins }, narrowed }: { view: ListView; narrowed: boolean }) {
  const { records, hubs, silent } = list.figures
  const { one, figure } = words[name]
  if (origins.length === 0) return null
  return (
    <>
      <dl class="figures">
        <Figure count={records} of={records === 1 ? one : `${one}s`}>
          {figure}
          {narrowed && ' Only those that match the filters below.'}
        </Figure>
        <Figure count={hubs} of={hubs === 1 ? 'hub' : 'hubs'}>
          Hubs that published them.
        </Figure>
      </dl>
      {silent > 0 && (
        <p class="small soft">
          Not counted: {counted(silent, one)} of hubs that have not answered for 90 days. They are marked in
          the list.
        </p>
      )}
    </>
  )
}

function Line({ entry, name, now }: { entry: ListEntry; name: ListName; now: number }) {
  const { state, page, language, title, summary, themes: about, facts, updated } = entry
  return (
    <article class="entry">
      <p class={`state state-${state.key}`}>{state.words}</p>
      <h3>
        <a href={page} lang={language} dir="auto">
          {title}
        </a>
      </h3>
      {summary !== '' && (
        <p class="summary" lang={language} dir="auto">
          {summary}
        </p>
      )}
      <ul class="facts">
        {facts.map((fact) => (
          <li>{fact}</li>
        ))}
        {about.map((theme) => (
          <li>
            <a href={listAddress(name, { theme })}>{themeOf(theme)?.name ?? theme}</a>
          </li>
        ))}
        <li>{whereOf(entry)}</li>
      </ul>
      <p class="from">
        <HubLink origin={entry.origin} />{' '}
        <span class="soft">
          · updated <time datetime={updated}>{day(updated)}</time>
        </span>
        <Age entry={entry} now={now} />
      </p>
    </article>
  )
}

function Nothing({ view: { name, typed, after }, narrowed }: { view: ListView; narrowed: boolean }) {
  const { one } = words[name]
  if (!narrowed && after === undefined)
    return (
      <div class="card">
        <h2>Nothing is published yet</h2>
        <p>When a hub of this server or one that it follows publishes an {one}, it will stand here.</p>
      </div>
    )
  return (
    <div class="card">
      <h2>{narrowed ? `No ${one} matches` : 'This is the end of the list'}</h2>
      {narrowed && <p>Take off a filter: each narrows the list further.</p>}
      <p>
        <a class="button" href={after === undefined ? `/${name}` : listAddress(name, typed)}>
          {after === undefined ? 'Take off all filters' : 'Back to the first page'}
        </a>
      </p>
    </div>
  )
}

function Ways({ name, typed, after, list: { next } }: ListView) {
  if (after === undefined && next === null) return null
  return (
    <nav class="ways" aria-label="Pages of the list">
      {after !== undefined && (
        <a class="button second" href={listAddress(name, typed)}>
          Back to the first page
        </a>
      )}
      {next !== null && (
        <a class="button" rel="next" href={listAddress(name, typed, next)}>
          Show more {name}
        </a>
      )}
    </nav>
  )
}

/** The form that narrows a list: a plain GET, so that every view of it has an address. Rarer filters are folded away. */
function ListFilters({ name, typed, errors, origins }: ListView) {
  const of = (field: string) => ({ name: field, value: typed[field], error: errors[field] })
  const states = name === 'outcomes' ? outcomeChoices : actionChoices
  const date = (field: string) =>
    ({ ...of(field), type: errors[field] === undefined ? 'date' : 'text' }) as const
  return (
    <search aria-label={words[name].title}>
      <form class="filters" method="get" action={`/${name}`}>
        {(['issue', 'assembly', 'outcome'] as const).map(
          (field) =>
            typed[field] !== undefined &&
            errors[field] === undefined && <input type="hidden" name={field} value={typed[field]} />,
        )}
        <div class="search-row">
          <Field {...of('text')} label="Words in the text" type="search" maxlength={200} />
          <button type="submit">Search</button>
        </div>
        <details open={Object.keys(errors).some((field) => field !== 'text' && field !== 'after')}>
          <summary>More ways to narrow the list</summary>
          <Select {...of('state')} label="Where it stands" none="Any" choices={states} />
          {name === 'actions' && (
            <Select {...of('order')} label="In the order of" none="the latest change" choices={orders} />
          )}
          <Select {...of('theme')} label="Theme" none="All themes" choices={themeChoices} />
          <Select {...of('hub')} label="Hub" none="All hubs" choices={hubChoices(origins, typed.hub)} />
          <Select {...of('level')} label="Level" none="All levels" choices={levelChoices} />
          <Field {...of('area')} label="Area" hint="A key such as gss:E05000026 or iso:GB-ENG" />
          <div class="pair">
            <Field {...date('since')} label="Updated from" />
            <Field {...date('until')} label="to" />
          </div>
          <button type="submit">Show {name}</button>
        </details>
      </form>
    </search>
  )
}

const orders: readonly Choice[] = [{ value: 'due', name: 'the day it is due' }]
const themeChoices: readonly Choice[] = themes.map(({ key, name }) => ({ value: key, name }))
const levelChoices: readonly Choice[] = levels.map((value) => ({ value, name: levelWords[value] }))

function hubChoices(origins: readonly Origin[], typed: string | undefined): readonly Choice[] {
  const chosen = typed === undefined ? undefined : findOrigin(typed, origins)
  return origins.map((origin) => ({
    value: origin === chosen && typed !== undefined ? typed : origin.handle,
    name: `${origin.name} (${placeOf(origin)})`,
  }))
}

/** The filters in use, each with a way to take it off. One that cannot be used is not in use. */
function ListChips({ name, typed, errors, origins }: ListView) {
  const used = listFilterNames[name].filter((each) => typed[each] !== undefined && errors[each] === undefined)
  if (used.length === 0) return null
  return (
    <ul class="chips" aria-label="Filters in use">
      {used.map((each) => {
        const { [each]: value = '', ...rest } = typed
        return (
          <li>
            <a class="chip" href={listAddress(name, rest)}>
              <span class="unseen">Take off the filter </span>
              {chipWords(name, each, value, origins)} <span aria-hidden="true">×</span>
            </a>
          </li>
        )
      })}
    </ul>
  )
}

function chipWords(list: ListName, name: string, value: string, origins: readonly Origin[]): string {
  const states = list === 'outcomes' ? outcomeChoices : actionChoices
  const said: Readonly<Record<string, () => string>> = {
    text: () => `“${value}”`,
    theme: () => `Theme: ${themeOf(value)?.name ?? value}`,
    area: () => `Area: ${areaName(value)}`,
    hub: () => `Hub: ${findOrigin(value, origins)?.name ?? value}`,
    state: () => `State: ${states.find((each) => each.value === value)?.name ?? value}`,
    level: () => `Level: ${levelWords[value as keyof typeof levelWords] ?? value}`,
    since: () => `Updated from ${value}`,
    until: () => `Updated until ${value}`,
    issue: () => 'Of one issue',
    assembly: () => 'Of one assembly',
    outcome: () => 'Of one outcome',
    order: () => 'By the day it is due',
  }
  return said[name]?.() ?? value
}
