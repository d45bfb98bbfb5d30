import { inTransaction } from '../db/index.ts'
import type { Json, JsonObject } from '../lib/json.ts'
import { isRefusal, type Refusal, refuseWith } from '../lib/refusal.ts'
import { instant } from '../lib/time.ts'
import type { Who } from '../lib/who.ts'
import { mailsTo } from '../mail/store.ts'
import { mayManage, type Person } from '../members/model.ts'
import { aboutPerson, countOperators, personEver } from '../members/store.ts'
import { actsAround, noteAct } from '../members/store-acts.ts'
import { namedPerson } from '../members/store-named.ts'
import { noteOf } from '../members/store-notes.ts'
import { passesOf } from '../members/store-passes.ts'
import { passkeysOf, sessionsOf } from '../members/store-sessions.ts'
import type { Offered, Somebody } from '../slice.ts'
import type { World } from '../world.ts'
import { consentsOf } from './store-consent.ts'

/** Whom somebody may erase: themselves, or as an organiser anybody of the hub who does not run the server alone. */
export async function mayErase(
  world: World,
  who: Who,
  id: string,
): Promise<(Person & { ended: string | null }) | Refusal> {
  const person = await personEver(world.db, who.hub, id)
  if (!person) return refuseWith('people.no.such')
  const may = who.person === id || mayManage(who, who.hub, person.roles)
  if (isRefusal(may)) return may
  if (person.ended === null && person.roles.includes('operator') && (await countOperators(world.db)) === 1)
    return refuseWith('person.last-operator', { name: person.name })
  return person
}

/**
 * Erases somebody: name, address, everything by which they came in, whose acts and consents they were. What they did stays
 * as that of somebody who left. What records say of them is not touched: see the erasing of words.
 */
export async function erasePerson(
  world: World,
  who: Who,
  id: string,
  { forget }: Pick<Offered, 'forget'>,
): Promise<true | Refusal> {
  const person = await mayErase(world, who, id)
  if (isRefusal(person)) return person
  const at = instant(world.clock())
  await inTransaction(world.db, async (tx) => {
    await forget(tx, { id, hub: who.hub }, at)
    // Of whoever erased themselves not even that is noted as theirs.
    const by = who.person === id ? null : who.person
    await noteAct(tx, { hub: who.hub, person: by, verb: 'erase', about: id, at })
  })
  return true
}

/** All that the tables of people hold on somebody. */
export async function aboutMember({ db }: World, { id, hub }: Somebody): Promise<JsonObject> {
  const acts = await actsAround(db, hub, id)
  const note = await noteOf(db, hub, id)
  const told = {
    person: await aboutPerson(db, id),
    sessions: (await sessionsOf(db, id, instant(0))).map(({ device, began, seen }) => ({
      device,
      began,
      seen,
    })),
    passkeys: await passkeysOf(db, id),
    'ways in': await passesOf(db, id),
    mails: await mailsTo(db, id),
    consents: (await consentsOf(db, hub, id)).map(({ id: _, noted_by, withdrawn_by, ...consent }) => ({
      ...consent,
      'noted by': noted_by === id ? 'you' : 'somebody of the hub',
      'withdrawn by': withdrawn_by === null ? null : withdrawn_by === id ? 'you' : 'somebody of the hub',
    })),
    'on the page of the hub': (await namedPerson(db, id)) ?? null,
    'note about you': note ? { words: note.words, changed: note.changed } : null,
    'what you did': acts.filter(({ theirs }) => theirs === 'yes').map(({ theirs: _, ...act }) => act),
    // Who did it is about that person, and not told to another.
    'what was done about you': acts
      .filter(({ theirs }) => theirs === 'no')
      .map(({ at, verb }) => ({ at, verb })),
  }
  return told as { [key: string]: Json }
}
