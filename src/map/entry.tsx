import type { Child } from 'hono/jsx'
import { areaName } from '../lib/area-names.ts'
import { themeOf } from '../lib/themes.ts'
import { capital, type ListKind } from './kind.ts'
import type { Entry, Origin } from './model.ts'
import { addressOf } from './model-filters.ts'
import { ago, day, levelWords } from './words.ts'

/** What the lines of a list need beside their entries. `now` is in ms since 1970; `apart` leaves the hub out where the page is its own. */
type Around<E extends Entry> = {
  readonly kind: ListKind<E>
  readonly now: number
  readonly apart?: boolean
  /** What stands below the title, and more facts behind the place; empty ones are left out. */
  readonly first?: (entry: E) => Child
  readonly facts?: (entry: E) => readonly string[]
  /** What of it is shown where that is chosen, as in a search: title and summary in one of its languages. Its kind is named then. */
  readonly said?: Spoken | undefined
}

/** A title and a summary made ready to be shown, and the tag of their language. */
export type Spoken = { readonly language: string; readonly title: Child; readonly summary: Child | null }

/** The lines of a list of records. */
export function Entries<E extends Entry>({ entries, ...around }: Around<E> & { entries: readonly E[] }) {
  return (
    <ol class="entries">
      {entries.map((entry) => (
        <li>
          <Line entry={entry} {...around} />
        </li>
      ))}
    </ol>
  )
}

/** One line of a list: a record with where it stands, whose it is and how old. */
export function Line<E extends Entry>(about: Around<E> & { entry: E }) {
  const { entry, kind, now, apart, first, facts } = about
  const more = facts?.(entry).filter(Boolean) ?? []
  const { key, words } = kind.standing(entry, now)
  const { language, title, summary } = about.said ?? spokenOf(entry)
  return (
    <article class="entry">
      <p class={`state state-${key}`}>
        {about.said && `${capital(kind.noun)}: `}
        {words}
      </p>
      <h3>
        <a
          href={
            language === entry.language ? entry.page : `${entry.page}?lang=${encodeURIComponent(language)}`
          }
          lang={language}
          dir="auto"
        >
          {title}
        </a>
      </h3>
      {first?.(entry)}
      {summary !== null && (
        <p class="summary" lang={language} dir="auto">
          {summary}
        </p>
      )}
      <ul class="facts">
        {entry.themes.map((theme) => (
          <li>
            <a href={addressOf(kind, { theme })}>{themeOf(theme)?.name ?? theme}</a>
          </li>
        ))}
        <li>{whereOf(entry)}</li>
        {more.map((fact) => (
          <li>{fact}</li>
        ))}
      </ul>
      <p class="from">
        {apart ? null : (
          <>
            <HubLink kind={kind} origin={entry.origin} /> <span class="soft"> · </span>
          </>
        )}
        <span class="soft">
          updated <time datetime={entry.updated}>{day(entry.updated)}</time>
        </span>
        <Age entry={entry} now={now} listed={about.said === undefined} />
      </p>
    </article>
  )
}

const spokenOf = ({ language, title, summary }: Entry): Spoken => ({
  ...{ language, title },
  summary: summary === '' ? null : summary,
})

/** A hub of ours leads to its page; of another's we have only its records, and its own server has the rest. */
function HubLink({ kind, origin }: { kind: Pick<ListKind, 'path' | 'names'>; origin: Origin }) {
  return origin.hub === null ? (
    <>
      <a href={addressOf(kind, { hub: origin.handle })}>{origin.name}</a> (at{' '}
      <a href={origin.actor}>{origin.host}</a>)
    </>
  ) : (
    <>
      <a href={`/hubs/${origin.hub}`}>{origin.name}</a> (this server)
    </>
  )
}

/** How old a copy is, and a plain warning where its hub has long been silent; a list leaves it out of its figures then. */
function Age({ entry: { origin, seen }, now, listed }: { entry: Entry; now: number; listed: boolean }) {
  if (origin.silent !== null)
    return (
      <strong class="silent">
        Its hub has not answered since <time datetime={origin.silent}>{day(origin.silent)}</time>: this may be
        out of date{listed && ', and is not counted'}.
      </strong>
    )
  if (seen === null) return null
  return (
    <span class="soft">
      {' · '}seen at its origin <time datetime={seen}>{ago(seen, now)}</time>
    </span>
  )
}

function whereOf({ place, areas, level }: Entry): string {
  const where = place ?? areas.map(areaName).join(', ')
  return where === '' ? levelWords[level] : `${where}, ${levelWords[level].toLowerCase()}`
}
