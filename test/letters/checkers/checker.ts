import type { Json } from '../../support/peer-signatures.ts'

/** What somebody on another server sees of a record, in plain words. */
export type Shown = {
  /** A line of its own above the text, where that software has titles. */
  title: string | null
  text: string
  /** What the text is folded behind until somebody unfolds it. */
  warning: string | null
  /** When and where, as a calendar has it and not as words in the text. */
  when: string | null
  where: string | null
  link: string
  language: string | null
}

/** What a server does with a letter: it shows something, does what it is told, drops it without a word, or fails at it. */
export type Seen =
  | { readonly shown: Shown }
  | { readonly done: string }
  | { readonly dropped: string }
  | { readonly error: string }

/** Looks up a document that a letter only points at. */
export type LookUp = (address: string) => Json | undefined

/** A kind of software, as far as it reads what hubs send. */
export type Checker = {
  readonly name: string
  /** The version whose source was read. */
  readonly version: string
  /** Who there can follow an actor, or null where nobody can and so nothing ever arrives. */
  followedBy(actor: Json): string | null
  /** What it does with a letter of somebody who is followed there. */
  take(letter: Json, lookUp: LookUp): Seen | Promise<Seen>
}

/** HTML as plain lines. */
export const plain = (html: string): string =>
  html
    .replace(/<(br|hr)\s*\/?>|<\/(p|h\d|li|ul|ol|blockquote|pre)>/gi, '\n')
    .replace(/<[^>]*>/g, '')
    .replace(/&(amp|lt|gt|quot);/g, (_, name: string) => ({ amp: '&', lt: '<', gt: '>', quot: '"' })[name]!)
    .replace(/\n+/g, '\n')
    .trim()

/** What stands in a slot, as a list. */
export const list = (value: unknown): Json[] =>
  value === undefined || value === null ? [] : ([value].flat() as Json[])

/** Whether two addresses are on one host, as every server asks of an author and what they write. */
export const sameHost = (a: unknown, b: unknown): boolean =>
  URL.canParse(String(a)) && URL.canParse(String(b)) && new URL(String(a)).host === new URL(String(b)).host

/** Letters that only change what is known between two servers; most software takes them all alike. */
export function acts({ type, object }: Json): Seen | null {
  const of = typeof object === 'string' ? '' : String(object?.type ?? '')
  if (type === 'Accept' && of === 'Follow') return { done: 'the follow is accepted' }
  if (type === 'Reject' && of === 'Follow') return { done: 'the follow is over' }
  if (type === 'Delete') return { done: 'it is gone' }
  if (type === 'Undo' && of === 'Announce') return { done: 'it is not boosted any more' }
  return null
}
