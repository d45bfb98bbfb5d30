import type { Instant } from '../lib/time.ts'
import type { Claims, InLog, OriginNow, Weighed } from './weigh.ts'

/** What was found out about a document, in sentences: what is proved, how it stands, what could not be found out, what no proof can say. */
export type InWords = {
  readonly verdict: string
  readonly found: readonly string[]
  readonly unchecked: readonly string[]
  readonly unproved: readonly string[]
}

/** Says in plain sentences what was found out; `from` is the address or the file it was read from. */
export function weighedInWords(weighed: Weighed, from: string): InWords {
  const { proved, why, claims, signed, key, owner } = weighed
  if (!proved || claims === null || signed === null || key === null || owner === null)
    return { verdict: `Not proved: ${why}.`, found: [], unchecked: uncheckedIn(weighed), unproved: [] }
  const who = owner.name === null ? claims.owner : `${owner.name} (${claims.owner})`
  return {
    verdict: `Proved: this is ${whatOf(claims)}, as ${who} signed it on ${day(signed)}.`,
    found: [
      `Nothing in it has been changed since: the proof covers all of it, ${claims.digest}.`,
      keyInWords(weighed),
      ...[originInWords(weighed.origin, claims), logInWords(weighed.log, claims)].filter(
        (line) => line !== '',
      ),
      ...copyInWords(weighed),
    ],
    unchecked: uncheckedIn(weighed),
    unproved: unprovedIn(weighed, from),
  }
}

function whatOf({ id, kind, revision, withdrawn, updated }: Claims): string {
  const what = kind.replace(/^moot:/, '').replace(/^./, (letter) => letter.toLowerCase())
  if (withdrawn) return `the word that the ${what} ${id} was withdrawn`
  const which = revision === null ? '' : `, revision ${revision}`
  return `the ${what} ${id}${which}${updated === null ? '' : ` of ${day(updated)}`}`
}

const learntFrom = {
  origin: 'asked for at its origin just now',
  file: 'as the file of keys has it',
  here: 'as this server knows it from before',
} as const

function keyInWords({ key, owner }: Weighed): string {
  const { id, from, until, listed } = key!
  const since = from === null ? '' : `, in use since ${day(from)}`
  const between = `, in use ${from === null ? '' : `from ${day(from)} `}until ${until === null ? '' : day(until)} and retired since`
  const where = listed ? ', listed by its owner as its own' : ', and stands in its owner’s key history'
  return `The key is ${id}${until === null ? since : between}${where}; ${learntFrom[owner!.learnt!]}.`
}

function originInWords(origin: OriginNow | null, { revision, withdrawn }: Claims): string {
  switch (origin?.says) {
    case 'this':
      return withdrawn ? 'Its origin says so still.' : 'Its origin serves just this now.'
    case 'nothing':
      return 'Its origin knows nothing of it now: it answers 404. It may have been put back from an older backup.'
    case 'withdrawn':
      return `Its origin has withdrawn it since${origin.reason === null ? '' : `, and says why: “${origin.reason}”`}. Do not rely on it any more.`
    case 'other': {
      const now = `Its origin serves ${origin.revision === null ? 'another text' : `revision ${origin.revision}`} now${origin.updated === null ? '' : `, of ${day(origin.updated)}`}`
      if (origin.revision !== null && origin.revision === revision)
        return `${now}, the same number with another text: ask the hub how that came about.`
      return origin.revision !== null && revision !== null && origin.revision < revision
        ? `${now}, which is older: it may have been put back from a backup.`
        : `${now}: what you have is not its latest word.`
    }
    default:
      return ''
  }
}

function logInWords(log: InLog | null, { revision }: Claims): string {
  if (log === null || log.names === 'unknown') return ''
  const of = `of ${log.length} ${log.length === 1 ? 'entry' : 'entries'}`
  if (log.names === 'this') {
    const later = log.newest === log.entry ? '' : ` Entry ${log.newest} is a later one about the same record.`
    return `The log of its hub names just this: entry ${log.entry} ${of}, and every entry after it follows from it.${later}`
  }
  const seen = log.since === 1 ? `none ${of}` : `none of the last ${log.length - log.since + 1} ${of}`
  const about =
    log.newest === null
      ? 'and says nothing of this record'
      : `though entry ${log.newest} is about this record${revision === null ? '' : ', in another revision or text'}`
  return `The log of its hub does not name it: ${seen} has its digest, ${about}. ${log.since === 1 ? 'So it was never published as it is, or the hub was put back from a backup.' : 'It may stand further back.'}`
}

const copyInWords = ({ copy }: Weighed): string[] =>
  copy === null
    ? []
    : [
        copy.same
          ? `This server holds a copy, and it is the same${copy.seen === null ? '' : `; it was last seen at its origin on ${day(copy.seen)}`}.`
          : 'This server holds a copy of that record, and it is another revision or text.',
      ]

/** What could not be found out, and why. */
function uncheckedIn({ origin, log, owner, key, claims }: Weighed): string[] {
  const lines: string[] = []
  if (claims === null) return lines
  if (origin?.says === 'unknown') lines.push(`Whether its origin still says so: ${origin.why}.`)
  if (log?.names === 'unknown') lines.push(`Whether the log of its hub names it: ${log.why}.`)
  if (key !== null && key.from === null)
    lines.push('Since when its key is in use: no key history was at hand.')
  if (key !== null && owner?.learnt === 'here')
    lines.push('Whether its owner still lists that key: it was not asked, or did not answer.')
  return lines
}

/** What no proof can say. Whoever doubts a figure must know where to ask further. */
function unprovedIn({ claims, key, owner }: Weighed, from: string): string[] {
  const { host } = new URL(claims!.owner)
  const elsewhere = !from.startsWith(claims!.id)
  return [
    'That what it says is true. Its figures are the hub’s own: ask the hub what they rest on.',
    `Who is behind it. The key is the one that ${host} gives out, so whoever runs ${host} could have signed it.`,
    `When it was signed. The time is the signer’s own word${key!.until === null ? '' : ', and whoever still has the retired key can write an old date'}.`,
    ...(owner!.learnt === 'file' ? [`That the file of keys is really what ${host} gave out.`] : []),
    ...(elsewhere ? [`How it came to ${from}, and whether the hub wanted it there.`] : []),
    'That others are shown the same log. A log carries no signature: this is what was answered to this question.',
  ]
}

const day = (at: Instant): string => `${at.slice(0, 10)} ${at.slice(11, 16)} UTC`
