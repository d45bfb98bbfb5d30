import { inTransaction, type Tx } from '../db/index.ts'
import { newId } from '../lib/id.ts'
import { isRefusal, type Refusal, refuseWith } from '../lib/refusal.ts'
import { instant } from '../lib/time.ts'
import type { Who } from '../lib/who.ts'
import { wordsFor } from '../lib/words.ts'
import { mayManage } from '../members/model.ts'
import { personOfHub } from '../members/store.ts'
import { noteAct } from '../members/store-acts.ts'
import { unnameByIn } from '../members/store-named.ts'
import type { World } from '../world.ts'
import { type Channel, readDay, readPurposeName, readWording, usualPurposes } from './model-consent.ts'
import {
  endPurposeIn,
  insertConsent,
  insertPurpose,
  insertWording,
  purposesOf,
  type WordingRow,
  withdrawIn,
  wordingNow,
} from './store-consent.ts'

/** How many things one hub may ask people for. */
const mostPurposes = 20

/** A refusal that stands beside a field of a form. */
export type FieldRefusal = Refusal & { readonly field?: string }

/** The wording in which a hub asks for something now, `version` 0 where nobody was ever asked and it stands only in this program. */
export async function wordingAsked(
  world: World,
  hub: string,
  purpose: string,
  language: string,
): Promise<Pick<WordingRow, 'version' | 'language' | 'text'> | null> {
  const kept = await wordingNow(world.db, hub, purpose)
  if (kept) return kept
  const usual = usualPurposes.find((key) => key === purpose)
  const words = wordsFor(language)
  return usual ? { version: 0, language: words.lang, text: words.t(`consent.wording.${usual}`) } : null
}

/**
 * Notes that somebody of the hub agreed to something: by the wording of `version`, which whoever notes it had before them.
 * `id` was made when the form was shown, so that sending it twice makes one consent.
 */
export async function noteConsent(
  world: World,
  who: Who,
  about: {
    id: string
    person: string
    purpose: string
    version: number
    language: string
    channel: Channel
    given: string
  },
): Promise<true | FieldRefusal> {
  const may = mayManage(who, who.hub)
  if (isRefusal(may)) return may
  const person = await personOfHub(world.db, who.hub, about.person)
  if (!person) return refuseWith('people.no.such')
  const at = instant(world.clock())
  const given = readDay(about.given, at.slice(0, 10))
  if (isRefusal(given)) return { ...given, field: 'given' }
  const purposes = await purposesOf(world.db, who.hub)
  if (!purposes.some(({ key, asked }) => asked && key === about.purpose))
    return { ...refuseWith('consent.no.purpose'), field: 'purpose' }
  const asked = await wordingAsked(world, who.hub, about.purpose, about.language)
  if (!asked || asked.version !== about.version)
    return { ...refuseWith('consent.no.changed'), field: 'purpose' }
  await inTransaction(world.db, async (tx) => {
    const wording = await keepAsked(tx, who, about.purpose, asked, world)
    const fresh = await insertConsent(tx, {
      ...{ id: about.id, hub_id: who.hub, person_id: person.id, purpose: about.purpose, wording_id: wording },
      ...{ channel: about.channel, given, noted: at, noted_by: who.person },
      ...{ withdrawn: null, withdrawn_by: null },
    })
    if (fresh) await noteAct(tx, { hub: who.hub, person: who.person, verb: 'consent', about: person.id, at })
  })
  return true
}

/** A wording that stood only in this program is kept from the first consent on. @returns its id */
export async function keepAsked(
  tx: Tx,
  who: Who,
  purpose: string,
  { version, language, text }: Pick<WordingRow, 'version' | 'language' | 'text'>,
  world: World,
): Promise<string> {
  if (version === 0)
    await insertWording(tx, {
      ...{ id: newId(), hub_id: who.hub, purpose, version: 1, language, text },
      ...{ made: instant(world.clock()), made_by: null },
    })
  return (await wordingNow(tx, who.hub, purpose))!.id
}

/** Somebody takes back what they agreed to, or an organiser notes that they did. That it once was stays known. */
export async function withdrawConsent(
  world: World,
  who: Who,
  { person, id }: { person: string; id: string },
): Promise<true | Refusal> {
  if (who.person !== person) {
    const may = mayManage(who, who.hub)
    if (isRefusal(may)) return may
    if (!(await personOfHub(world.db, who.hub, person))) return refuseWith('people.no.such')
  }
  const at = instant(world.clock())
  const done = await inTransaction(world.db, async (tx) => {
    if (!(await withdrawIn(tx, person, id, at, who.person))) return false
    await unnameByIn(tx, id)
    await noteAct(tx, { hub: who.hub, person: who.person, verb: 'consent-withdrawn', about: person, at })
    return true
  })
  return done || refuseWith('consent.no.withdrawn')
}

/** Asks for something in other words from now on. What people agreed to before stays as they read it. */
export async function writeWording(
  world: World,
  who: Who,
  about: { purpose: string; version: number; text: string; language: string },
): Promise<true | FieldRefusal> {
  const may = mayManage(who, who.hub)
  if (isRefusal(may)) return may
  const text = readWording(about.text)
  if (isRefusal(text)) return { ...text, field: 'text' }
  if (!(await purposesOf(world.db, who.hub)).some(({ key }) => key === about.purpose))
    return refuseWith('consent.no.such')
  const now = await wordingNow(world.db, who.hub, about.purpose)
  if (now?.text === text) return true
  const at = instant(world.clock())
  const fresh =
    (now?.version ?? 0) === about.version &&
    (await inTransaction(world.db, async (tx) => {
      const made = await insertWording(tx, {
        ...{ id: newId(), hub_id: who.hub, purpose: about.purpose, version: about.version + 1, text },
        ...{ language: about.language, made: at, made_by: who.person },
      })
      if (made)
        await noteAct(tx, {
          ...{ hub: who.hub, person: who.person, verb: 'consent-wording', about: about.purpose, at },
        })
      return made
    }))
  return fresh || { ...refuseWith('consent.no.meanwhile'), field: 'text' }
}

/** Adds something that this hub asks people for, with its first wording. */
export async function addPurpose(
  world: World,
  who: Who,
  about: { id: string; name: string; text: string; language: string },
): Promise<true | FieldRefusal> {
  const may = mayManage(who, who.hub)
  if (isRefusal(may)) return may
  const name = readPurposeName(about.name)
  if (isRefusal(name)) return { ...name, field: 'name' }
  const text = readWording(about.text)
  if (isRefusal(text)) return { ...text, field: 'text' }
  const purposes = await purposesOf(world.db, who.hub)
  if (purposes.length >= mostPurposes)
    return { ...refuseWith('consent.no.many', { most: mostPurposes }), field: 'name' }
  if (purposes.some((one) => one.name === name && one.key !== about.id))
    return { ...refuseWith('consent.no.taken'), field: 'name' }
  const at = instant(world.clock())
  await inTransaction(world.db, async (tx) => {
    const fresh = await insertPurpose(tx, {
      ...{ id: about.id, hub_id: who.hub, key: about.id, name, made: at, ended: null },
    })
    if (!fresh) return
    await insertWording(tx, {
      ...{ id: newId(), hub_id: who.hub, purpose: about.id, version: 1, language: about.language, text },
      ...{ made: at, made_by: who.person },
    })
    await noteAct(tx, { hub: who.hub, person: who.person, verb: 'consent-purpose', about: about.id, at })
  })
  return true
}

/** Asks for something no more (`asked` false), or again. What people agreed to stays noted until they withdraw it. */
export async function askFor(
  world: World,
  who: Who,
  about: { purpose: string; asked: boolean },
): Promise<true | Refusal> {
  const may = mayManage(who, who.hub)
  if (isRefusal(may)) return may
  const purpose = (await purposesOf(world.db, who.hub)).find(({ key }) => key === about.purpose)
  if (!purpose) return refuseWith('consent.no.such')
  const at = instant(world.clock())
  await inTransaction(world.db, async (tx) => {
    // A purpose that every hub has stands in the table only once it was ended.
    if (purpose.name === null)
      await insertPurpose(tx, {
        ...{ id: newId(), hub_id: who.hub, key: purpose.key, name: null, made: at, ended: null },
      })
    await endPurposeIn(tx, who.hub, purpose.key, about.asked ? null : at)
    await noteAct(tx, {
      ...{ hub: who.hub, person: who.person, verb: about.asked ? 'consent-asked' : 'consent-not-asked' },
      ...{ about: purpose.key, at },
    })
  })
  return true
}
