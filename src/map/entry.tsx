import type { Child } from 'hono/jsx'
import { areaName } from '../lib/area-names.ts'
import { nearestOf, sameLanguage } from '../lib/language.ts'
import { capital } from '../lib/plain.ts'
import { themeName } from '../lib/themes.ts'
import type { Words } from '../lib/words.ts'
import { asTime, Say, useWords } from '../web/visit.tsx'
import type { ListKind } from './kind.ts'
import type { Entry, Origin } from './model.ts'
import { addressOf } from './model-filters.ts'
import { ago } from './words.ts'

/** What the lines of a list need beside their entries. `now` is in ms since 1970; `apart` leaves the hub out where the page is its own. */
type Around<E extends Entry> = {
  readonly kind: ListKind<E>
  readonly now: number
  readonly apart?: boolean
  /** What stands below the title, and more facts behind the place; empty ones are left out. */
  readonly first?: (entry: E) => Child
  readonly facts?: (entry: E, words: Words) => readonly Child[]
  /** What of it is shown where that is chosen, as in a search: title and summary in one of its languages. Its kind is named then. */
  readonly said?: Said | undefined
}

/** A title and a summary made ready to be shown, and the tag of their language. */
type Said = { readonly language: string; readonly title: Child; readonly summary: Child | null }

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
  const { entry, kind, now, apart, first, facts, said } = about
  const words = useWords()
  const more = facts?.(entry, words).filter(Boolean) ?? []
  const { key, words: standing } = kind.standing(entry, now, words)
  const { language, title, summary } = said ?? inReach(entry, words.lang)
  return (
    <article class="entry">
      <p class={`state state-${key}`}>
        {said
          ? words.t('frame.fact', { of: capital(words.t(`${kind.noun}.noun`)), says: standing })
          : standing}
      </p>
      <h3>
        <a href={said ? pageIn(entry, language, words.lang) : entry.page} lang={language} dir="auto">
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
            <a href={addressOf(kind, { theme })}>{themeName(theme, words)}</a>
          </li>
        ))}
        <li>{whereOf(entry, words)}</li>
        {more.map((fact) => (
          <li>{fact}</li>
        ))}
        {!sameLanguage(language, words.lang) && (
          <li>{words.t('record.in', { language: words.languageName(language) })}</li>
        )}
      </ul>
      <p class="from">
        {apart ? null : (
          <>
            <HubLink kind={kind} origin={entry.origin} /> <span class="soft"> · </span>
          </>
        )}
        <span class="soft">
          <Say
            of="map.updated"
            values={{ day: words.day(entry.updated) }}
            tags={{ day: asTime(entry.updated) }}
          />
        </span>
        <Age entry={entry} now={now} listed={!said} />
      </p>
    </article>
  )
}

/** What a line says, in the reader’s language where the record has all of it in that, else in its primary one. */
function inReach({ titles, summaries, language, title, summary }: Entry, wanted: string): Said {
  const near = nearestOf(titles, wanted)
  if (near === undefined || (summary !== '' && summaries[near] === undefined))
    return { language, title, summary: summary || null }
  return { language: near, title: titles[near]!, summary: summaries[near] || null }
}

/** The address of a record’s page in a language: the plain one where whoever reads it there has that language before them anyhow. */
const pageIn = ({ page, titles, language: own }: Entry, language: string, read: string): string =>
  language === (nearestOf(titles, read) ?? own) ? page : `${page}?lang=${encodeURIComponent(language)}`

/** A hub of ours leads to its page; of another's we have only its records, and its own server has the rest. */
function HubLink({ kind, origin }: { kind: Pick<ListKind, 'path' | 'names'>; origin: Origin }) {
  const { name, host, hub, handle, actor } = origin
  const isolated = (href: string) => (words: string) => (
    <a href={href}>
      <bdi>{words}</bdi>
    </a>
  )
  return hub === null ? (
    <Say
      of="map.hub-there"
      values={{ hub: name, host }}
      tags={{ hub: isolated(addressOf(kind, { hub: handle })), host: isolated(actor) }}
    />
  ) : (
    <Say of="map.hub-here" values={{ hub: name }} tags={{ hub: isolated(`/hubs/${hub}`) }} />
  )
}

/** How old a copy is, and a plain warning where its hub has long been silent; a list leaves it out of its figures then. */
function Age({ entry: { origin, seen }, now, listed }: { entry: Entry; now: number; listed: boolean }) {
  const words = useWords()
  if (origin.silent !== null)
    return (
      <strong class="silent">
        <Say
          of={listed ? 'record.hub-silent' : 'search.hub-silent'}
          values={{ day: words.day(origin.silent) }}
          tags={{ day: asTime(origin.silent) }}
        />
      </strong>
    )
  if (seen === null) return null
  return (
    <span class="soft">
      {' · '}
      <Say of="map.seen" values={{ ago: ago(seen, now, words) }} tags={{ ago: asTime(seen) }} />
    </span>
  )
}

function whereOf({ place, areas, level }: Entry, words: Words): Child {
  const where = place ?? words.items(areas.map((area) => areaName(area, words)))
  const reach = words.t(`level.${level}`)
  return where === '' ? (
    capital(reach)
  ) : (
    <Say of="map.where" values={{ where, level: reach }} tags={{ where: (name) => <bdi>{name}</bdi> }} />
  )
}
