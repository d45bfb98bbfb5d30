import { isJsonObject, type JsonObject, listOf } from '../lib/json.ts'
import { SECOND } from '../lib/time.ts'
import type { World } from '../world.ts'
import { isOurs } from './iri.ts'
import { type Rules, rulesOf, type WhyNot, whyNot } from './rules.ts'
import { actorsAt } from './store/peers.ts'
import { policyInForce } from './store/policy.ts'

/**
 * Why this server has nothing to do with an actor, in words for the log and the operator, or null where it has: the actor
 * or its domain is blocked, or only some are allowed and it is none of them. What is asked before a letter is taken, one is
 * sent, a record is taken in, and anything of an actor’s is shown.
 */
export const whyBlocked = async (world: World, actor: string): Promise<WhyNot | null> =>
  isOurs(world, actor) ? null : whyNot(await rulesInForce(world), actor)

/** The same of what stands on another’s server: a key, an inbox, a document. What is asked before anything is fetched or posted. */
export const whyPlaceBlocked = async (world: World, address: string): Promise<WhyNot | null> =>
  isOurs(world, address) ? null : whyNot(await rulesInForce(world), address, true)

/** Whether this server has nothing to do with an actor. Ask it of the owner of a record, not of the record: a single actor may be blocked. */
export const isBlocked = async (world: World, actor: string): Promise<boolean> =>
  (await whyBlocked(world, actor)) !== null

/** Which of these actors are blocked: the same answer as isBlocked, for a whole list at once. */
export async function blockedAmong(world: World, actors: readonly string[]): Promise<Set<string>> {
  const rules = await rulesInForce(world)
  return new Set(actors.filter((actor) => !isOurs(world, actor) && whyNot(rules, actor) !== null))
}

/** How many who take their letters at one inbox are looked at; where there are more, one of them may have its letters. */
const mostAtOneInbox = 500

/** Why nothing is sent to an inbox: its server is blocked, or everybody who takes letters there is. */
export async function whyInboxBlocked(world: World, inbox: string): Promise<string | null> {
  const why = await whyPlaceBlocked(world, inbox)
  const rules = await rulesInForce(world)
  if (why !== null || !rules.single.has(new URL(inbox).origin)) return why
  const actors = await actorsAt(world.db, inbox, mostAtOneInbox)
  const reasons = actors.map((actor) => whyNot(rules, actor))
  return reasons.length === 0 || reasons.length === mostAtOneInbox || reasons.includes(null)
    ? null
    : reasons[0]!
}

/**
 * Why a letter is not taken: by whom it is, by the key it is signed with, by what it is about, or by whose that is. An
 * address that cannot be read blocks nothing here: whether it makes sense is asked later.
 */
export async function whyLetterBlocked(
  world: World,
  letter: { actor: string; activity: JsonObject },
  keyId: string | null = null,
): Promise<string | null> {
  const { places, actors } = namedIn(letter.activity)
  const why = await whyBlocked(world, letter.actor)
  if (why !== null) return why
  for (const place of keyId === null ? places : [keyId, ...places]) {
    const blocked = URL.canParse(place) ? await whyPlaceBlocked(world, place) : null
    if (blocked !== null)
      return place === keyId ? `${place} signs it, and ${blocked}` : `it is about ${place}, and ${blocked}`
  }
  for (const actor of actors) {
    const blocked = URL.canParse(actor) ? await whyBlocked(world, actor) : null
    if (blocked !== null) return `it is about what ${actor} said, and ${blocked}`
  }
  return null
}

/** What a letter is about, and whose that is, where it says so itself. */
function namedIn({ object }: JsonObject): { places: string[]; actors: string[] } {
  const ids = (value: JsonObject[string] | undefined): string[] =>
    listOf(value)
      .map((item) => (isJsonObject(item) ? item.id : item))
      .filter((id): id is string => typeof id === 'string')
  const inner = listOf(object).filter(isJsonObject)
  return {
    places: ids(object),
    actors: inner.flatMap(({ attributedTo, actor }) => [...ids(attributedTo), ...ids(actor)]),
  }
}

/** The rules as a process holds them: every letter asks for them several times. */
type Held = { rules: Promise<Rules> | null; read: number }
const held = new WeakMap<World['pulse'], Held>()

/** How long they are held at most (ms), should a beat of another process be lost with its connection. */
const longest = 30 * SECOND

function rulesInForce({ db, pulse }: World): Promise<Rules> {
  let here = held.get(pulse)
  if (!here) {
    const fresh: Held = { rules: null, read: 0 }
    pulse.on(() => {
      fresh.rules = null
    }, 'policy')
    held.set(pulse, fresh)
    here = fresh
  }
  const now = performance.now()
  if (here.rules && now - here.read < longest) return here.rules
  const reading = policyInForce(db).then(rulesOf)
  const memory = here
  // What could not be read is asked for again, and nobody passes meanwhile.
  reading.catch(() => {
    if (memory.rules === reading) memory.rules = null
  })
  memory.rules = reading
  memory.read = now
  return reading
}
