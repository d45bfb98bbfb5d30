import type { Child } from 'hono/jsx'
import { areaName } from '../lib/area-names.ts'
import { themeOf } from '../lib/themes.ts'
import type { ListKind } from './kind.ts'
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
}

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

function Line<E extends Entry>({ entry, kind, now, apart, first, facts }: Around<E> & { entry: E }) {
  const more = facts?.(entry).filter(Boolean) ?? []
  const { key, words } = kind.standing(entry, now)
  return (
    <article class="entry">
      <p class={`state state-${key}`}>{words}</p>
      <h3>
        <a href={entry.page} lang={entry.language} dir="auto">
          {entry.title}
        </a>
      </h3>
      {first?.(entry)}
      {entry.summary !== '' && (
        <p class="summary" lang={entry.language} dir="auto">
          {entry.summary}
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
        <Age entry={entry} now={now} />
      </p>
    </article>
  )
}

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

/** How old a copy is, and a plain warning where its hub has long been silent. */
function Age({ entry: { origin, seen }, now }: { entry: Entry; now: number }) {
  if (origin.silent !== null)
    return (
      <strong class="silent">
        Its hub has not answered since <time datetime={origin.silent}>{day(origin.silent)}</time>: this may be
        out of date, and is not counted.
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
