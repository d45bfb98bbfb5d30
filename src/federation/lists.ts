import { inTransaction, type Tx } from '../db/index.ts'
import { isRefusal, type Refusal, refuseWith } from '../lib/refusal.ts'
import { type Instant, instant } from '../lib/time.ts'
import type { Key } from '../lib/words.ts'
import type { World } from '../world.ts'
import { isOurs } from './iri.ts'
import { domainsOf, everybodyElse, isAbout, isActor } from './rules.ts'
import { allPeers, wantCrawl } from './store/peers.ts'
import { changeReason, delist, enlist, type List } from './store/policy.ts'
import { readSubject, type Subject } from './subject.ts'

/**
 * Blocks a domain with all below it, or one actor: nothing is taken from it, sent to it, fetched from it or shown of it.
 * Blocking again only changes the reason. @param person who does it, by id
 */
export const block = (world: World, typed: string, reason: string, person: string | null) =>
  enter(world, 'block', { typed, reason, person, ofOneself: 'peers.no.block-itself' })

/** Ends a block. What was dropped comes back with the next reading of the other’s log. */
export const unblock = (world: World, typed: string, person: string | null): Promise<Refusal | Subject> =>
  takeOff(world, 'block', typed, person)

/** Puts a domain, with all below it, or one actor on the allow-list. It says something only while the limit is on. */
export const allow = (world: World, typed: string, reason: string, person: string | null) =>
  enter(world, 'allow', { typed, reason, person, ofOneself: 'peers.no.allow-itself' })

/** Takes something off the allow-list. */
export const disallow = (world: World, typed: string, person: string | null): Promise<Refusal | Subject> =>
  takeOff(world, 'allow', typed, person)

/** Deals only with those on the allow-list from now on (`on`), or with everybody who is not blocked. */
export async function limit(
  world: World,
  on: boolean,
  person: string | null,
): Promise<Refusal | { limited: boolean }> {
  const now = instant(world.clock())
  const done = await inTransaction(world.db, async (tx) => {
    if (on) return enlist(tx, rowOf('limit', everybodyElse, '', person, now))
    const ended = await delist(tx, 'limit', everybodyElse, { ended: now, ended_by: person })
    if (ended) await readAgain(tx, () => true, now)
    return ended
  })
  if (!done) return refuseWith(on ? 'peers.no.limited' : 'peers.no.unlimited')
  world.pulse.beat('policy', 'logs')
  return { limited: on }
}

/** Blocks many domains at once, all or none. @returns how many were not blocked before */
export async function blockAll(
  world: World,
  blocks: readonly { domain: string; reason: string }[],
  person: string | null,
): Promise<number> {
  const now = instant(world.clock())
  const fresh = await inTransaction(world.db, async (tx) => {
    let count = 0
    for (const { domain, reason } of blocks)
      if (await enlist(tx, rowOf('block', domain, reason, person, now))) count++
    return count
  })
  world.pulse.beat('policy')
  return fresh
}

/** Whether a domain or an actor’s address is this server, or what it is part of. */
export const isOneself = ({ config, ...world }: World, subject: string): boolean =>
  isActor(subject)
    ? isOurs({ config, ...world }, subject)
    : domainsOf(new URL(config.origin)).includes(subject)

const rowOf = (list: List, subject: string, reason: string, by_person: string | null, since: Instant) => ({
  ...{ list, subject, reason, by_person, since },
})

async function enter(
  world: World,
  list: List,
  about: { typed: string; reason: string; person: string | null; ofOneself: Key },
): Promise<Refusal | Subject> {
  const read = await readSubject(world, about.typed)
  if (isRefusal(read)) return read
  if (isOneself(world, read.subject)) return refuseWith(about.ofOneself)
  await putOn(world, list, read.subject, about.reason, about.person)
  return read
}

async function putOn(world: World, list: List, subject: string, reason: string, person: string | null) {
  const now = instant(world.clock())
  await inTransaction(world.db, async (tx) => {
    if (!(await enlist(tx, rowOf(list, subject, reason, person, now))))
      return void (await changeReason(tx, list, subject, reason))
    if (list === 'allow') await readAgain(tx, (actor) => isAbout(subject, actor), now)
  })
  world.pulse.beat('policy', 'logs')
}

async function takeOff(
  world: World,
  list: List,
  typed: string,
  person: string | null,
): Promise<Refusal | Subject> {
  const now = instant(world.clock())
  const end = (subject: string) =>
    inTransaction(world.db, async (tx) => {
      if (!(await delist(tx, list, subject, { ended: now, ended_by: person }))) return false
      if (list === 'block') await readAgain(tx, (actor) => isAbout(subject, actor), now)
      return true
    })
  // What stands on the list as it was typed needs nobody to be asked.
  const bare = typed.trim()
  const read = (await end(bare)) ? { subject: bare, ended: true } : await readSubject(world, typed)
  if (isRefusal(read)) return read
  if (!('ended' in read) && !(await end(read.subject)))
    return refuseWith(list === 'block' ? 'peers.no.not-blocked' : 'peers.no.not-allowed', {
      subject: read.subject,
    })
  world.pulse.beat('policy', 'logs')
  return { subject: read.subject }
}

/** Has the logs of those read again with whom we may deal anew; who is not followed or still blocked is not read. */
async function readAgain(tx: Tx, whose: (actor: string) => boolean, now: Instant): Promise<void> {
  for (const { actor } of await allPeers(tx)) if (whose(actor)) await wantCrawl(tx, actor, now)
}
