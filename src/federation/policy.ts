import { inTransaction } from '../db/index.ts'
import { type Refusal, refuse } from '../lib/refusal.ts'
import { instant, SECOND } from '../lib/time.ts'
import type { World } from '../world.ts'
import { blockedDomains, deleteBlock, insertBlock } from './store/blocks.ts'
import { allPeers, wantCrawl } from './store/peers.ts'

/** Whether this server has nothing to do with an address: its domain, or one it is part of, is blocked. */
export const isBlocked = async (world: World, address: string): Promise<boolean> =>
  covers(await blocksOf(world), address)

/** Which of these addresses are blocked: the same answer as isBlocked, for a whole list at once. */
export async function blockedAmong(world: World, addresses: readonly string[]): Promise<Set<string>> {
  const blocked = await blocksOf(world)
  return new Set(addresses.filter((address) => covers(blocked, address)))
}

const covers = (blocked: ReadonlySet<string>, address: string): boolean =>
  !URL.canParse(address) ||
  (blocked.size > 0 && domainsOf(new URL(address)).some((domain) => blocked.has(domain)))

/** The blocked domains as a process holds them: every letter asks for them several times. */
type Held = { domains: Promise<ReadonlySet<string>> | null; read: number }
const held = new WeakMap<World['pulse'], Held>()

/** How long they are held at most (ms), should a beat of another process be lost with its connection. */
const longest = 30 * SECOND

function blocksOf({ db, pulse }: World): Promise<ReadonlySet<string>> {
  let here = held.get(pulse)
  if (!here) {
    const fresh: Held = { domains: null, read: 0 }
    pulse.on(() => {
      fresh.domains = null
    }, 'policy')
    held.set(pulse, fresh)
    here = fresh
  }
  const now = performance.now()
  if (here.domains && now - here.read < longest) return here.domains
  const reading = blockedDomains(db)
  const memory = here
  // What could not be read is asked for again, and nobody passes meanwhile.
  reading.catch(() => {
    if (memory.domains === reading) memory.domains = null
  })
  memory.domains = reading
  memory.read = now
  return reading
}

/** A host (with its port, where it has one of its own) and every domain above it: `a.b.example` is also of `b.example`. */
export function domainsOf({ host, hostname }: URL): string[] {
  // A name may end with a dot (the root) and still be the same name.
  const parts = hostname.toLowerCase().replace(/\.$/, '').split('.')
  return [host.toLowerCase(), ...parts.map((_, start) => parts.slice(start).join('.'))]
}

/** Blocks a domain and all below it: nothing is taken from it, sent to it, fetched from it or shown of it. */
export async function blockDomain(
  world: World,
  domain: string,
  reason: string,
  person: string | null,
): Promise<Refusal | { blocked: string }> {
  const name = readDomain(domain)
  if (name === null) return refuse(`“${domain}” is no domain; write it as example.org.`)
  if (domainsOf(new URL(world.config.origin)).includes(name))
    return refuse('This server cannot block itself.')
  const since = instant(world.clock())
  await inTransaction(world.db, (tx) =>
    insertBlock(tx, { domain: name, hub_id: null, reason, by_person: person, since }),
  )
  world.pulse.beat('policy')
  return { blocked: name }
}

/** Ends a block. What was dropped comes back with the next reading of the other's log. */
export async function unblockDomain(world: World, domain: string): Promise<Refusal | { unblocked: string }> {
  const name = readDomain(domain)
  const now = instant(world.clock())
  const ended = await inTransaction(world.db, async (tx) => {
    if (name === null || !(await deleteBlock(tx, name))) return false
    for (const { actor } of await allPeers(tx))
      if (domainsOf(new URL(actor)).includes(name)) await wantCrawl(tx, actor, now)
    return true
  })
  if (!ended) return refuse(`${domain} is not blocked.`)
  world.pulse.beat('policy', 'logs')
  return { unblocked: name! }
}

function readDomain(text: string): string | null {
  const bare = text
    .trim()
    .toLowerCase()
    .replace(/^https?:\/\//, '')
    .replace(/\/.*$/, '')
  if (!URL.canParse(`https://${bare}`)) return null
  const { host } = new URL(`https://${bare}`)
  return host === '' ? null : host
}
