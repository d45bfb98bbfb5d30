import type { Key } from '../lib/words.ts'
import type { List } from './store/policy.ts'

/** The lists as they are asked: domains and addresses that are blocked; and those that are allowed, or null where everybody is. */
export type Rules = {
  readonly blocked: ReadonlySet<string>
  readonly allowed: ReadonlySet<string> | null
  /** Origins of the single actors that are allowed, and of all single actors on any list. */
  readonly openTo: ReadonlySet<string>
  readonly single: ReadonlySet<string>
}

/** What stands in the place of a subject where a list is about everybody. */
export const everybodyElse = 'all'

/** Whether a line of a list is about one actor; all others are about a domain. */
export const isActor = (subject: string): boolean => subject.includes('://')

/** Makes the rules of what stands on the lists. */
export function rulesOf(lines: readonly { list: List; subject: string }[]): Rules {
  const of = (list: List) => lines.filter((line) => line.list === list).map(({ subject }) => subject)
  const origins = (subjects: readonly string[]) =>
    new Set(subjects.filter(isActor).map((actor) => new URL(actor).origin))
  const [blocked, allowed] = [of('block'), of('allow')]
  return {
    blocked: new Set(blocked),
    allowed: of('limit').length > 0 ? new Set(allowed) : null,
    openTo: origins(allowed),
    single: origins([...blocked, ...allowed]),
  }
}

/** Why we have nothing to do with somebody, as the log and commands say it. */
export type WhyNot =
  | 'it is no address'
  | 'its domain is blocked'
  | 'it is blocked'
  | 'it is not on the allow-list'

/** How a page says it, in its reader’s language. */
export const whyNotKeys: Readonly<Record<WhyNot, Key>> = {
  'it is no address': 'blocked.no-address',
  'its domain is blocked': 'blocked.domain',
  'it is blocked': 'blocked.itself',
  'it is not on the allow-list': 'blocked.not-allowed',
}

/**
 * Why we have nothing to do with an actor, or null where we have. `place`: it is not an actor that is asked about but what
 * stands on a server (a key, an inbox, a document): where one actor there is allowed, so is that, or nothing of its could be read.
 */
export function whyNot(rules: Rules, address: string, place = false): WhyNot | null {
  if (!URL.canParse(address)) return 'it is no address'
  const url = new URL(address)
  const domains = domainsOf(url)
  const on = (list: ReadonlySet<string>) => list.has(address) || list.has(address.split('#')[0]!)
  if (domains.some((domain) => rules.blocked.has(domain))) return 'its domain is blocked'
  if (on(rules.blocked)) return 'it is blocked'
  const { allowed, openTo } = rules
  if (allowed === null || on(allowed) || domains.some((domain) => allowed.has(domain))) return null
  return place && openTo.has(url.origin) ? null : 'it is not on the allow-list'
}

/** A host (with its port, where it has one of its own) and every domain above it: `a.b.example` is also of `b.example`. */
export function domainsOf({ host, hostname }: URL): string[] {
  // A name may end with a dot (the root) and still be the same name.
  const parts = hostname.toLowerCase().replace(/\.$/, '').split('.')
  return [host.toLowerCase(), ...parts.map((_, start) => parts.slice(start).join('.'))]
}

/** Whether a line of a list is about an actor: it, its domain, or one above that. */
export const isAbout = (subject: string, actor: string): boolean =>
  isActor(subject) ? subject === actor : domainsOf(new URL(actor)).includes(subject)
