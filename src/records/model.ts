import type { LanguageMap } from '../lib/language.ts'
import type { Level } from '../lib/level.ts'
import { type Refusal, refuse } from '../lib/refusal.ts'
import { type Instant, laterThan } from '../lib/time.ts'
import { holds, type Who } from '../lib/who.ts'

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
  holds(who, 'note-taker', 'organiser') ||
  refuse(`${who.name} is neither a note-taker nor an organiser of this hub.`)

/** Who may do what with records of one kind, as far as that is alike for all; refusals name it by its noun. */
export function permissionsOf(noun: string) {
  const notTheirs = (who: Who): Refusal => refuse(`${who.name} has no ${noun} of that id in this hub.`)

  function maySpeak(who: Who, record: AnyRecord): true | Refusal {
    if (record.hub !== who.hub) return notTheirs(who)
    return holds(who, 'organiser') || refuse(`${who.name} is not an organiser of this hub.`)
  }

  return {
    notTheirs,

    /** May this person speak for the hub with it at all? Only its organisers may. */
    maySpeak,

    /** May this person change a draft? */
    mayRevise(who: Who, record: AnyRecord): true | Refusal {
      if (record.hub !== who.hub) return notTheirs(who)
      if (!isDraft(record))
        return refuse(`This ${noun} is published already. Amend it instead, so that others learn of it.`)
      return mayDraft(who)
    },

    /** May this person throw a draft away? Whoever may change it may. */
    mayDiscard(who: Who, record: AnyRecord): true | Refusal {
      if (record.hub !== who.hub) return notTheirs(who)
      if (!isDraft(record))
        return refuse(
          record.withdrawn === null
            ? `This ${noun} is published already, and others may have read it. Withdraw it instead.`
            : `This ${noun} has been withdrawn.`,
        )
      return mayDraft(who)
    },

    /** May this person publish a draft? Only organisers may. */
    mayPublish(who: Who, record: AnyRecord): true | Refusal {
      if (!isDraft(record) && record.hub === who.hub) return refuse(`This ${noun} is published already.`)
      return maySpeak(who, record)
    },

    /** May this person change what is published? */
    mayAmend(who: Who, record: AnyRecord): true | Refusal {
      const organiser = maySpeak(who, record)
      if (organiser !== true) return organiser
      if (isDraft(record)) return refuse(`This ${noun} is still a draft: revise it, or publish it first.`)
      return record.withdrawn === null || refuse(`This ${noun} has been withdrawn.`)
    },
  }
}

/** Fewer people than this behind a count from listening, or in a room, could point to one of them. */
export const fewestVoices = 10
