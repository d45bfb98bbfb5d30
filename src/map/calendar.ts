import { withdrawnAssemblies } from '../assemblies/store.ts'
import { calendarOf, lingers } from '../assemblies/views-calendar.ts'
import { after, instant } from '../lib/time.ts'
import type { Words } from '../lib/words.ts'
import type { World } from '../world.ts'
import { type AssemblyEntry, assemblyList } from './list-assemblies.tsx'
import type { Cursor, Origin } from './model.ts'
import { addressOf, type ListFilter, type Typed } from './model-filters.ts'

/** How many assemblies one calendar holds: those whose day comes first. */
export const mostInCalendar = 500

/**
 * A list of assemblies as a calendar to subscribe to. What is over stays in it for some weeks, and so does what was called off
 * or withdrawn: a calendar that asked last week must learn of it.
 */
export async function listCalendar(
  world: World,
  about: {
    filter: ListFilter
    origins: readonly Origin[]
    typed: Typed
    title: string
    address: string
    words: Words
    lang: string | null
  },
): Promise<string> {
  const { filter, origins, typed, title, address, words, lang } = about
  const since = after(instant(world.clock()), -lingers)
  const dated = filter.past || filter.from !== undefined
  const entries: AssemblyEntry[] = []
  let cursor: Cursor | undefined
  do {
    const batch = await assemblyList.read(world, {
      ...{ filter: dated ? filter : { ...filter, from: since }, origins },
      part: { limit: 100, after: cursor },
    })
    entries.push(...batch.entries)
    cursor = batch.next ?? undefined
  } while (cursor !== undefined && entries.length < mostInCalendar)
  const withdrawn =
    filter.state !== undefined || filter.past
      ? []
      : await withdrawnAssemblies(
          world.db,
          { owners: origins.map(({ actor }) => actor), owner: filter.hub?.actor, since },
          mostInCalendar,
        )
  return calendarOf({
    name: title,
    address: `${world.config.origin}${address}`,
    page: `${world.config.origin}${addressOf(assemblyList, typed, { lang })}`,
    hubs: new Map(origins.map(({ actor, name }) => [actor, name])),
    words,
    year: new Date(world.clock()).getUTCFullYear(),
    assemblies: entries.map(({ assembly }) => assembly),
    withdrawn,
  })
}
