import { inTransaction } from '../db/index.ts'
import { type Refusal, refuse } from '../lib/refusal.ts'
import { instant } from '../lib/time.ts'
import type { World } from '../world.ts'
import { blocksFor, deleteBlock, insertBlock } from './store/blocks.ts'
import { allPeers, wantCrawl } from './store/peers.ts'

/** Whether this server has nothing to do with an address: its domain, or one it is part of, is blocked. */
export async function isBlocked(world: World, address: string): Promise<boolean> {
  if (!URL.canParse(address)) return true
  return (await blocksFor(world.db, domainsOf(new URL(address)))).length > 0
}

/** Which of these addresses are blocked: the same answer as isBlocked, for a whole list at once. */
export async function blockedAmong(world: World, addresses: readonly string[]): Promise<Set<string>> {
  const domains = new Map(
    addresses.map((address) => [address, URL.canParse(address) ? domainsOf(new URL(address)) : null]),
  )
  const asked = [...new Set([...domains.values()].flatMap((list) => list ?? []))]
  const blocked = new Set((await blocksFor(world.db, asked)).map((block) => block.domain))
  return new Set(
    addresses.filter((address) => domains.get(address)?.some((domain) => blocked.has(domain)) ?? true),
  )
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
  world.pulse.beat()
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
  world.pulse.beat()
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
