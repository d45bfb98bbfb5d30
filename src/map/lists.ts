import { seenAmong } from '../federation/store/records.ts'
import { inLanguage, type LanguageMap } from '../lib/language.ts'
import type { Instant } from '../lib/time.ts'
import { dayOf } from '../outcomes/model-action.ts'
import { attendanceOf, dayName, resultOf } from '../outcomes/model-words.ts'
import { countOutcomes, type ListedOutcome, listOutcomes, type OutcomeFilter } from '../outcomes/store.ts'
import { type ActionFilter, countActions, type ListedAction, listActions } from '../outcomes/store-action.ts'
import { standingOf } from '../outcomes/views-action.ts'
import { titleOf } from '../records/model.ts'
import type { World } from '../world.ts'
import { latest, pageSize } from './list.ts'
import type { Entry, Origin } from './model.ts'
import { capital, type ListCursor, type ListFilter, type ListName, writeListCursor } from './model-lists.ts'

/** One line of a list of outcomes or actions. */
export type ListEntry = Pick<Entry, 'page' | 'language' | 'title' | 'summary' | 'themes' | 'areas'> &
  Pick<Entry, 'place' | 'level' | 'origin' | 'updated' | 'seen'> & {
    readonly state: { readonly key: string; readonly words: string }
    /** What else is to be known at once, in words. */
    readonly facts: readonly string[]
  }

/** One page of a list, with the figures of the whole of it. */
export type RecordList = {
  readonly entries: readonly ListEntry[]
  /** Cursor of the next page, or null on the last. */
  readonly next: string | null
  /** Records that match, hubs they come from, and what stands outside both because its hub has long been silent. */
  readonly figures: { readonly records: number; readonly hubs: number; readonly silent: number }
}

/** Reads one page of a list, and the figures of the whole of it. */
export async function readRecords(
  world: World,
  list: ListName,
  filter: ListFilter,
  origins: readonly Origin[],
  after: ListCursor | undefined,
): Promise<RecordList> {
  const [rows, counts] = await (list === 'outcomes' ? outcomesOf : actionsOf)(world, filter, origins, after)
  const last = rows.length > pageSize ? rows[pageSize - 1] : undefined
  const shown = rows.slice(0, pageSize)
  const byActor = new Map(origins.map((origin) => [origin.actor, origin]))
  const copies = shown.filter((row) => row.hub === null).map((row) => row.id)
  const seen = await seenAmong(world.db, copies)
  const silent = new Set(origins.filter((origin) => origin.silent !== null).map((origin) => origin.actor))
  const counted = counts.filter(({ owner }) => !silent.has(owner))
  const sum = (some: typeof counts) => some.reduce((total, { records }) => total + records, 0)
  return {
    entries: shown.map((row) => entryOf(world, list, row, byActor.get(row.owner)!, seen.get(row.id) ?? null)),
    next: last ? writeListCursor({ ...last, updated: last.updated, due: dueOf(last) }, filter.order) : null,
    figures: { records: sum(counted), hubs: counted.length, silent: sum(counts) - sum(counted) },
  }
}

type Row = ListedOutcome | ListedAction
type Counts = { readonly owner: string; readonly records: number }[]

async function outcomesOf(
  { db }: World,
  { hub, state, issue, assembly, outcome: _, order: __, ...filter }: ListFilter,
  origins: readonly Origin[],
  after: ListCursor | undefined,
): Promise<[readonly Row[], Counts]> {
  const wanted = {
    ...filter,
    ...whose(hub, origins),
    ...(state !== undefined && { state }),
    ...(issue !== undefined && { issue }),
    ...(assembly !== undefined && { assembly }),
  } as OutcomeFilter
  return Promise.all([listOutcomes(db, wanted, { limit: pageSize + 1, after }), countOutcomes(db, wanted)])
}

async function actionsOf(
  { db, clock }: World,
  { hub, state, issue, outcome, order, assembly: _, ...filter }: ListFilter,
  origins: readonly Origin[],
  after: ListCursor | undefined,
): Promise<[readonly Row[], Counts]> {
  const wanted = {
    ...filter,
    ...whose(hub, origins),
    ...(state === 'open'
      ? { open: true }
      : state === 'overdue'
        ? { overdue: dayOf(clock()) }
        : state !== undefined && { state }),
    ...(issue !== undefined && { issue }),
    ...(outcome !== undefined && { outcome }),
  } as ActionFilter
  const page = { limit: pageSize + 1, after, order: order ?? 'latest' } as const
  return Promise.all([listActions(db, wanted, page), countActions(db, wanted)])
}

const whose = (hub: Origin | undefined, origins: readonly Origin[]) => ({
  owners: origins.map((origin) => origin.actor),
  ...(hub !== undefined && { owner: hub.actor }),
})

const dueOf = (row: Row): string | null => ('due' in row ? row.due : null)

function entryOf(world: World, list: ListName, row: Row, origin: Origin, seen: Instant | null): ListEntry {
  const { id, language, summaries, themes, areas, place, level, updated, hub } = row
  return {
    ...{ language, themes, areas, place, level, updated, origin },
    page: `${hub === null ? '/seen' : ''}/${list}/${id}`,
    title: titleOf(row),
    summary: summaries[language] ?? inLanguage(summaries as LanguageMap, language),
    seen: hub === null ? latest(seen, origin.heard) : null,
    ...('decisions' in row ? factsOfOutcome(row) : factsOfAction(world, row)),
  }
}

const factsOfOutcome = ({ state, decisions, present }: ListedOutcome) => ({
  state: { key: state, words: state === 'superseded' ? 'Superseded by a later one' : 'Published' },
  facts: [
    ...(decisions.length === 1 ? [resultOf(decisions[0]!)] : []),
    ...(decisions.length > 1 ? [`${decisions.length} decisions`] : []),
    ...(present === null ? [] : [attendanceOf(present)]),
  ],
})

function factsOfAction(world: World, action: ListedAction) {
  const { key, words } = standingOf(action, world, '')
  const { doer, due } = action
  return {
    state: { key, words: capital(words) },
    facts: [...(doer === null ? [] : [doer]), ...(due === null ? [] : [`by ${dayName(due)}`])],
  }
}
