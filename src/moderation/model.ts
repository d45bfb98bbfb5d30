import { plainText } from '../lib/plain.ts'
import { type Refusal, refuseWith } from '../lib/refusal.ts'
import { holds, type Who } from '../lib/who.ts'

/** What may be wrong with a record, for whoever reports it. `elsewhere`: another server reports it and says why in words. */
export const reportReasons = [
  'private',
  'hateful',
  'false',
  'spam',
  'unlawful',
  'other',
  'elsewhere',
] as const
/** See reportReasons. */
export type ReportReason = (typeof reportReasons)[number]

/** Those that a visitor may choose. */
export const visitorReasons = reportReasons.filter((reason) => reason !== 'elsewhere')

/** Why an organiser decides as they do. */
export const whysDecided = [
  'fine',
  'private',
  'hateful',
  'false',
  'spam',
  'unlawful',
  'off-topic',
  'other',
] as const
/** See whysDecided. */
export type WhyDecided = (typeof whysDecided)[number]

/** What can be decided: about a report, a reply, or with whom the server deals. */
export const decisions = [
  ...(['leave', 'show-reply', 'hide-reply', 'withdraw', 'block-account', 'block-domain'] as const),
  ...(['block', 'unblock', 'allow', 'disallow', 'limit', 'unlimit'] as const),
] as const
/** See decisions. */
export type Decision = (typeof decisions)[number]

/** The longest that a stranger may say, in letters. */
export const longestWords = 2000

/** What a stranger typed, or why it cannot be taken. `needed`: they must say something. */
export function readWords(typed: string, needed: boolean): string | Refusal {
  const words = plainText(typed)
  if (words.length > longestWords) return refuseWith('report.no.too-long', { most: longestWords })
  return words !== '' || !needed ? words : refuseWith('report.no.nothing-said')
}

/** May this person read what is held for the hub, and decide about it? Organisers may. */
export const mayModerate = (who: Who): true | Refusal =>
  holds(who, 'organiser') || refuseWith('hubs.no.organiser', { name: who.name })

/** May this person say with whom the whole server deals? Operators may, since it concerns every hub here. */
export const mayBlock = (who: Who): true | Refusal =>
  holds(who, 'operator') || refuseWith('hubs.no.operator', { name: who.name })
