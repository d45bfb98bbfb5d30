import { measures } from '../issues/model-shape.ts'
import { areaName } from '../lib/area-names.ts'
import { themeOf } from '../lib/themes.ts'
import { type Entry, mapAddress, type Origin } from './model.ts'
import { ago, day, levelWords, stateWords } from './words.ts'

/** The lines of a list of issues. `now` is in milliseconds since 1970; `apart` leaves the hub out where the page is its own. */
export function Entries({
  entries,
  now,
  apart = false,
}: {
  entries: readonly Entry[]
  now: number
  apart?: boolean
}) {
  return (
    <ol class="entries">
      {entries.map((entry) => (
        <li>
          <Line entry={entry} now={now} apart={apart} />
        </li>
      ))}
    </ol>
  )
}

function Line({ entry, now, apart }: { entry: Entry; now: number; apart: boolean }) {
  return (
    <article class="entry">
      <p class={`state state-${entry.state}`}>{stateWords(entry.state)}</p>
      <h3>
        <a href={entry.page} lang={entry.language} dir="auto">
          {entry.title}
        </a>
      </h3>
      {entry.summary !== '' && (
        <p class="summary" lang={entry.language} dir="auto">
          {entry.summary}
        </p>
      )}
      <ul class="facts">
        {entry.themes.map((theme) => (
          <li>
            <a href={mapAddress({ theme })}>{themeOf(theme)?.name ?? theme}</a>
          </li>
        ))}
        <li>{whereOf(entry)}</li>
        {entry.evidence.length > 0 && <li>{evidenceWords(entry)}</li>}
      </ul>
      <p class="from">
        {apart ? null : (
          <>
            <HubLink origin={entry.origin} /> <span class="soft"> · </span>
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

/** A hub of ours leads to its page; of another's we have only its issues, and its own server has the rest. */
export function HubLink({ origin }: { origin: Origin }) {
  return origin.hub === null ? (
    <>
      <a href={mapAddress({ hub: origin.handle })}>{origin.name}</a> (at{' '}
      <a href={origin.actor}>{origin.host}</a>)
    </>
  ) : (
    <>
      <a href={`/hubs/${origin.hub}`}>{origin.name}</a> (this server)
    </>
  )
}

/** How old a copy is, and a plain warning where its hub has long been silent. */
export function Age({
  entry: { origin, seen },
  now,
}: {
  entry: Pick<Entry, 'origin' | 'seen'>
  now: number
}) {
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

/** Where a record is and how wide it reaches, in words. */
export function whereOf({ place, areas, level }: Pick<Entry, 'place' | 'areas' | 'level'>): string {
  const where = place ?? areas.map(areaName).join(', ')
  return where === '' ? levelWords[level] : `${where}, ${levelWords[level].toLowerCase()}`
}

function evidenceWords({ evidence }: Entry): string {
  return evidence
    .map(({ measure, count }) => `${count.toLocaleString('en-GB')} ${measures[measure]?.name ?? measure}`)
    .join(', ')
}
