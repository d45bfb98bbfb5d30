import type { LanguageMap } from '../lib/language.ts'
import type { Level } from '../lib/level.ts'
import { type Refusal, refuseWith } from '../lib/refusal.ts'
import { type Instant, laterThan } from '../lib/time.ts'
import { holds, type Who } from '../lib/who.ts'
import type { Key } from '../lib/words.ts'

/** What a record says to people, in each of its languages. */
export type Said = {
  /** BCP 47 tag of the primary language; titles has it. */
  readonly language: string
  readonly titles: LanguageMap
  readonly summaries: LanguageMap
  /** The text as sanitised HTML. */
  readonly html: LanguageMap
}

/** Where a record belongs: how wide it reaches, where it is, what it is about, and under which licence. */
export type Placed = {
  readonly level: Level
  readonly place: string | null
  readonly pin: { readonly lat: number; readonly lon: number } | null
  readonly themes: readonly string[]
  readonly areas: readonly string[]
  readonly licence: string
}

/** What a record is kept under: ours (hub set), drafts included, or a copy of another hub's (hub null). */
export type Kept = {
  readonly id: string
  readonly hub: string | null
  readonly iri: string
  /** IRI of the hub's actor. */
  readonly owner: string
  /** The text as Markdown; empty of a copy. */
  readonly contents: LanguageMap
  /** 0 of a draft, 1 when published, one more at each change. */
  readonly revision: number
  readonly created: Instant
  readonly published: Instant | null
  readonly updated: Instant
  readonly withdrawn: Instant | null
  readonly reason: string | null
}

/** A record of any kind: what all of them have. */
export type AnyRecord = Said & Placed & Kept & { readonly state: string }

/** The title in the primary language. */
export const titleOf = ({ titles, language }: Pick<Said, 'titles' | 'language'>): string =>
  titles[language] ?? Object.values(titles)[0] ?? ''

/** Whether a record has not been published yet. */
export const isDraft = ({ revision, withdrawn }: Pick<Kept, 'revision' | 'withdrawn'>): boolean =>
  revision === 0 && withdrawn === null

/** A record at its next revision and a later time (`now` in ms since 1970); a draft stays at revision 0. */
export const nextOf = <R extends AnyRecord>(record: R, changes: Partial<R>, now: number): R => ({
  ...record,
  revision: record.revision === 0 ? 0 : record.revision + 1,
  ...changes,
  updated: laterThan(record.updated, now),
})

/** May this person write a new draft for the hub? Note-takers and organisers may. */
export const mayDraft = (who: Who): true | Refusal =>
  holds(who, 'note-taker', 'organiser') || refuseWith('records.no.role', { name: who.name })

/** The answer where a hub has no such record. */
export const noSuch: Refusal = refuseWith('records.no.such')

/** May this person speak for the hub with a record at all? Only its organisers may. */
function maySpeak(who: Who, record: AnyRecord): true | Refusal {
  if (record.hub !== who.hub) return noSuch
  return holds(who, 'organiser') || refuseWith('hubs.no.organiser', { name: who.name })
}

/** Who may do what with records, as far as that is alike for all kinds. */
export const permissions = {
  maySpeak,

  /** May this person change a draft? */
  mayRevise(who: Who, record: AnyRecord): true | Refusal {
    if (record.hub !== who.hub) return noSuch
    return isDraft(record) ? mayDraft(who) : refuseWith('records.no.amend-instead')
  },

  /** May this person throw a draft away? Whoever may change it may. */
  mayDiscard(who: Who, record: AnyRecord): true | Refusal {
    if (record.hub !== who.hub) return noSuch
    if (isDraft(record)) return mayDraft(who)
    return refuseWith(record.withdrawn === null ? 'records.no.withdraw-instead' : 'records.no.withdrawn')
  },

  /** May this person publish a draft? Only organisers may. */
  mayPublish(who: Who, record: AnyRecord): true | Refusal {
    if (!isDraft(record) && record.hub === who.hub) return refuseWith('records.no.is-published')
    return maySpeak(who, record)
  },

  /** May this person change what is published? */
  mayAmend(who: Who, record: AnyRecord): true | Refusal {
    const organiser = maySpeak(who, record)
    if (organiser !== true) return organiser
    if (isDraft(record)) return refuseWith('records.no.draft')
    return record.withdrawn === null || refuseWith('records.no.withdrawn')
  },
}

/** The refusal of a move to a state: it stands there, or there is no way from where it is. Commands say the words that are typed. */
export function noWay<State extends string>(
  { state, to, ways }: { state: State; to: State; ways: readonly State[] },
  nameOf: (state: State) => Key,
): Refusal {
  const named = (each: State) => ({ key: nameOf(each) })
  if (state === to) return refuseWith('records.no.stands', { state: named(state) })
  if (ways.length === 0) return refuseWith('records.no.ended', { state: named(state) })
  return refuseWith(
    'records.no.way',
    { state: named(state), to: named(to), ways: { items: ways.map(named) } },
    `What is ${state} cannot become ${to}. It can become: ${ways.join(', ')}.`,
  )
}

/** Fewer people than this behind a count from listening, or in a room, could point to one of them. */
export const fewestVoices = 10
