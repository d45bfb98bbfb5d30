import { type Assembly, timesOf } from '../assemblies/model.ts'
import { hoursInWords, kindName, whenInWords, whereInWords } from '../assemblies/model-words.ts'
import {
  type AssemblyFilter,
  changedAssemblies,
  countAssemblies,
  listAssemblies,
} from '../assemblies/store.ts'
import { calendarAddress } from '../assemblies/views-calendar.ts'
import { instant } from '../lib/time.ts'
import { wallOf } from '../lib/zone.ts'
import { useWords } from '../web/visit.tsx'
import type { World } from '../world.ts'
import { assemblyFields, assemblyStates, stateWords } from './assembly-fields.ts'
import { Entries } from './entry.tsx'
import type { ListKind } from './kind.ts'
import { openList, type Wanted } from './list.ts'
import type { Entry } from './model.ts'

/** An assembly as a line of the list. Of a venue that is hidden it says nothing. */
export type AssemblyEntry = Entry & { readonly assembly: Assembly }

/** The list of assemblies near and far: those to come, the next first; or those that are over, the latest first. */
export const assemblyList: ListKind<AssemblyEntry> = {
  ...openList<Assembly, AssemblyEntry>({
    records: '/assemblies',
    rows: (world, wanted, { limit, after, changed }) =>
      changed
        ? changedAssemblies(world.db, filterOf(world, wanted), {
            limit,
            after: after && { updated: after.at, id: after.id },
          })
        : listAssemblies(world.db, filterOf(world, wanted), {
            ...{ limit, past: wanted.past },
            after: after && { begins: after.at, id: after.id },
          }),
    count: (world, wanted) => countAssemblies(world.db, filterOf(world, wanted)),
    sortedBy: (row, { changed }) => (changed ? row.updated : timesOf(row)!.start),
    own: (row) => {
      // A list has no use for the text, and what is hidden is told to no list.
      const told = { ...row, html: {}, contents: {}, ...(row.venueHidden && { venue: null, pin: null }) }
      return { assembly: told, pin: told.pin }
    },
  }),
  path: '/assemblies',
  names: ['text', 'theme', 'area', 'hub', 'state', 'level', 'from', 'until', 'past', 'issue'],
  states: assemblyStates,
  noun: 'assembly',
  nouns: 'assemblies',
  called: 'assemblies.called',
  means: {
    records: 'assemblies.means.records',
    hubs: 'assemblies.means.hubs',
    silent: 'assemblies.means.silent',
  },
  stateWords,
  standing: ({ state, assembly }, now, words) => ({
    key: state,
    words: isOver(assembly, now) ? words.t('assemblies.is-over') : stateWords(state, words),
  }),
  fields: assemblyFields,
  data: ({ assembly }, here) => ({
    kind: assembly.kind,
    selection: assembly.selection,
    meeting: assembly.meeting,
    starts: assembly.starts,
    ends: assembly.ends,
    zone: assembly.zone,
    begins: timesOf(assembly)!.start,
    over: timesOf(assembly)!.end,
    venueHidden: assembly.venueHidden,
    venue: assembly.venue,
    online: assembly.online,
    register: assembly.register,
    spoken: assembly.spoken,
    provides: assembly.access,
    accessNote: assembly.accessNote,
    capacity: assembly.capacity,
    destination: assembly.destination,
    issues: assembly.issues,
    series: assembly.series,
    calendar: here(calendarAddress(assembly)),
  }),
  told: ({ assembly, summary }, words) =>
    [whenInWords(assembly, words), whereInWords(assembly, words), summary].filter(Boolean).join('\n'),
  page: {
    name: 'assemblies.name',
    title: 'assemblies.name',
    heading: 'assemblies.heading',
    description: 'assemblies.description',
    order: ({ past }) => (past === undefined ? 'assemblies.next-first' : 'assemblies.latest-first'),
    nothing: 'assemblies.nothing',
    empty: 'assemblies.empty',
    none: 'assemblies.none',
    show: 'assemblies.show',
    more: 'assemblies.more',
    over: 'assemblies.over',
    lines: ({ entries, now, past }) => <Days entries={entries} now={now} past={past} />,
    line: {
      first: ({ assembly }) => <WhenAndWhere assembly={assembly} dated />,
      facts: ({ assembly: { kind, meeting } }, words) => [
        kind === '' ? '' : kindName(kind, words),
        meeting === 'in-person' ? '' : words.t(`meeting.${meeting}`),
      ],
    },
  },
}

function filterOf({ clock }: World, { past, since: _, ...wanted }: Wanted): AssemblyFilter {
  const now = instant(clock())
  if (wanted.ids) return wanted as AssemblyFilter
  if (past) return { ...wanted, over: now } as AssemblyFilter
  return { ...wanted, ...(wanted.from === undefined && { coming: now }) } as AssemblyFilter
}

/** The assemblies of a list by their days, each day by the clocks of the place. */
function Days({ entries, now, past }: { entries: readonly AssemblyEntry[]; now: number; past: boolean }) {
  const words = useWords()
  const days = [...Map.groupBy(entries, (entry) => wallOf(startOf(entry), entry.assembly.zone).slice(0, 10))]
  days.sort(([one], [other]) => (one < other === past ? 1 : -1))
  return (
    <div class="days">
      {days.map(([key, some]) => (
        <section aria-labelledby={`day-${key}`}>
          <h2 id={`day-${key}`}>
            <time datetime={key}>{words.weekday(startOf(some[0]!), some[0]!.assembly.zone)}</time>
          </h2>
          <AssemblyLines entries={some} now={now} />
        </section>
      ))}
    </div>
  )
}

/** The lines of a list of assemblies, with their hours and place; with their day too where no heading says it. */
export function AssemblyLines(about: {
  entries: readonly AssemblyEntry[]
  now: number
  apart?: boolean
  dated?: boolean
}) {
  const { dated = false, ...more } = about
  return (
    <Entries
      {...more}
      kind={assemblyList}
      {...assemblyList.page.line}
      first={({ assembly }) => <WhenAndWhere assembly={assembly} dated={dated} />}
    />
  )
}

function WhenAndWhere({ assembly, dated }: { assembly: Assembly; dated: boolean }) {
  const words = useWords()
  const where = whereInWords(assembly, words)
  return (
    <p class="when">
      <time datetime={timesOf(assembly)!.start}>
        {dated ? whenInWords(assembly, words) : hoursInWords(assembly, words)}
      </time>
      {where !== '' && (
        <>
          <br />
          <bdi>{where}</bdi>
        </>
      )}
    </p>
  )
}

/** Whether an assembly is over that nobody has moved on from where it stood before. */
const isOver = (assembly: Assembly, now: number): boolean =>
  ['announced', 'open', 'in-session'].includes(assembly.state) && Date.parse(timesOf(assembly)!.end) <= now

const startOf = ({ assembly }: AssemblyEntry) => timesOf(assembly)!.start
