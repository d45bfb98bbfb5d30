import { type Intent, lookUpIntent } from '../federation/intents.ts'
import { handleOf } from '../hubs/model.ts'
import { hubById } from '../hubs/store.ts'
import { type Refusal, refuseWith } from '../lib/refusal.ts'
import { MINUTE } from '../lib/time.ts'
import { type Subject, subjectAt } from '../moderation/actions-records.ts'
import type { World } from '../world.ts'

/** For how long a way that was found may still be gone (ms); then it is looked up again. */
const good = 30 * MINUTE

/** What somebody may follow or open from their own server: a hub of ours, or a record that can be read here. */
export type Aim = Subject & {
  readonly page: string
  readonly intent: Intent
  /** Its handle with an @ in front, of a hub. */
  readonly handle: string | null
}

/** Where somebody goes on: the server's host, and the address there. */
export type Way = { readonly host: string; readonly to: string }

/** What stands at an address that one may follow or open from elsewhere; undefined where nothing does. */
export async function aimAt(world: World, iri: string): Promise<Aim | undefined> {
  const subject = await subjectAt(world, iri)
  if (!subject || subject.page === null) return undefined
  const { page } = subject
  if (subject.id !== null) return { ...subject, page, intent: 'open', handle: null }
  const hub = await hubById(world, subject.hub!)
  return hub && { ...subject, page, intent: 'follow', handle: handleOf(world, hub) }
}

/**
 * Looks up where somebody's own server takes them on. What is found is handed back sealed: a link that somebody else made
 * up leads nowhere from a page of ours.
 */
export async function findWay(world: World, aim: Aim, typed: string): Promise<Refusal | { sealed: string }> {
  if (typed.trim() === '') return refuseWith('away.wrong')
  const about = { iri: aim.iri, handle: aim.handle === null ? null : aim.handle.slice(1) }
  const found = await lookUpIntent(world, typed, aim.intent, about)
  if ('refused' in found) return found
  const way = { ...found, about: aim.iri, until: world.clock() + good }
  const sealed = Buffer.from(world.vault.seal(JSON.stringify(way)), 'base64').toString('base64url')
  return { sealed }
}

/** The way that findWay found for this aim; null where it did not, or too long ago. */
export function openWay(world: World, aim: Aim, sealed: string): Way | null {
  try {
    const way = JSON.parse(world.vault.unseal(Buffer.from(sealed, 'base64url').toString('base64')))
    return way.about === aim.iri && way.until > world.clock() ? { host: way.host, to: way.to } : null
  } catch {
    return null
  }
}
