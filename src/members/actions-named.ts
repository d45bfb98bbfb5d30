import { inTransaction } from '../db/index.ts'
import { type Refusal, refuseWith } from '../lib/refusal.ts'
import { instant } from '../lib/time.ts'
import type { Visitor } from '../slice.ts'
import type { World } from '../world.ts'
import { keepAsked, withdrawConsent, wordingAsked } from './actions-consent.ts'
import { type NamedForm, readNamed } from './model-named.ts'
import { noteAct } from './store-acts.ts'
import { insertConsent, purposesOf } from './store-consent.ts'
import { consentOfNamed, namedPerson, nameIn, renameIn } from './store-named.ts'

/** What people agree to who are named on the page of their hub. */
const purpose = 'hub-page'

/** The wording by which a hub asks whether somebody will be named; null where it asks nobody. */
export async function askedToBeNamed(world: World, hub: string, language: string) {
  const purposes = await purposesOf(world.db, hub)
  if (!purposes.some(({ key, asked }) => asked && key === purpose)) return null
  return wordingAsked(world, hub, purpose, language)
}

/**
 * Somebody of a hub puts themselves on its page, or says anew what stands there: nobody can do that for another. The first
 * time they agree to the wording of `version` that they had before them, and that is noted in the ledger under `id`, which
 * the form had, so that sending it twice makes one consent.
 */
export async function nameThemselves(
  world: World,
  { who }: Visitor,
  about: { id: string; typed: NamedForm; agrees: boolean; version: number; language: string },
): Promise<true | Refusal | { wrong: readonly (keyof NamedForm)[] }> {
  const said = readNamed(about.typed)
  if ('wrong' in said) return said
  const { hub, person } = who
  const at = instant(world.clock())
  const act = { hub, person, verb: 'named', at }
  const text = { ...said, language: about.language }
  if (await namedPerson(world.db, person)) {
    const done = await inTransaction(world.db, async (tx) => {
      if (!(await renameIn(tx, person, text))) return false
      await noteAct(tx, act)
      return true
    })
    return done || refuseWith('named.gone')
  }
  if (!about.agrees) return refuseWith('named.agree-missing')
  const asked = await askedToBeNamed(world, hub, about.language)
  if (!asked) return refuseWith('named.not-asked')
  if (asked.version !== about.version) return refuseWith('named.wording-changed')
  await inTransaction(world.db, async (tx) => {
    const wording = await keepAsked(tx, who, purpose, asked, world)
    const fresh = await insertConsent(tx, {
      ...{ id: about.id, hub_id: hub, person_id: person, purpose, wording_id: wording, channel: 'online' },
      ...{ given: at.slice(0, 10), noted: at, noted_by: person, withdrawn: null, withdrawn_by: null },
    })
    if (!fresh) return
    await nameIn(tx, { ...text, person_id: person, hub_id: hub, consent_id: about.id, since: at })
    await noteAct(tx, act)
  })
  return true
}

/** Somebody takes themselves off the page: at once, in one press, and the ledger says that they agree no more. */
export async function stopBeingNamed(world: World, { who }: Visitor): Promise<void> {
  const consent = await consentOfNamed(world.db, who.person)
  // Whether it is withdrawn now or was before: they are off it.
  if (consent) await withdrawConsent(world, who, { person: who.person, id: consent })
}
