import { isUniqueViolation } from '../db/errors.ts'
import { inTransaction } from '../db/index.ts'
import { openKv } from '../federation/kv.ts'
import { newId } from '../lib/id.ts'
import { readMailAddress } from '../lib/mail-address.ts'
import { isRefusal, type Refusal, refuseWith } from '../lib/refusal.ts'
import { instant, MINUTE } from '../lib/time.ts'
import { wordsFor } from '../lib/words.ts'
import type { Visitor } from '../slice.ts'
import type { World } from '../world.ts'
import { mayAskForMail } from './actions-measure.ts'
import { hurry, mailGoes, mailIn, tellOldAddressIn } from './actions-told.ts'
import { addressMail } from './model-mails.ts'
import { digestOf, mostTries, sixDigits, typedCode } from './model-passes.ts'
import { noteAct } from './store-acts.ts'
import { profileOf, takenBy, updateProfileIn } from './store-people.ts'

/** How long the code that confirms an address works (ms). */
const lasts = 30 * MINUTE

/** An address that waits for its code, as it is remembered: address and digest of the code sealed, and how often it was tried. */
type Waiting = { readonly sealed: string; readonly tries: number }

/**
 * Mails a code to the address that somebody gives as theirs: it is kept once they typed the code, on the same device. Whether
 * somebody else has the address is told only then, to whom it belongs.
 */
export async function askForAddress(
  world: World,
  visitor: Visitor,
  about: { address: string; language: string },
): Promise<true | Refusal> {
  const { who } = visitor
  if (!(await mailGoes(world))) return refuseWith('account.no-mail')
  const read = readMailAddress(about.address)
  if (isRefusal(read)) return read
  const { address, folded } = read
  // By whom too: a stolen session shall not write to the whole town.
  for (const name of [`person ${who.person}`, folded])
    if (!(await mayAskForMail(world, name))) return refuseWith('sign-in.mailed-too-often')
  const code = sixDigits()
  const sealed = world.vault.seal(JSON.stringify({ address, code: digestOf(code) }))
  const words = wordsFor(visitor.language ?? about.language)
  const until = instant(world.clock() + lasts)
  const sent = await inTransaction(world.db, async (tx) => {
    const waiting: Waiting = { sealed, tries: 0 }
    await openKv({ db: tx, clock: world.clock }).set(keyOf(visitor), waiting, { ms: lasts })
    const envelope = { kind: 'address', to: address, until, urgent: true }
    return mailIn(tx, world, { ...envelope, hub: who.hub, person: who.person }, (hub) =>
      addressMail(words, { hub, name: who.name, code }),
    )
  })
  hurry(world)
  return sent || refuseWith('account.no-mail')
}

/** The address that waits for its code on this device, or null. */
export async function waitingAddress(world: World, visitor: Visitor): Promise<string | null> {
  const waiting = await openKv(world).get<Waiting>(keyOf(visitor))
  return waiting ? opened(world, waiting).address : null
}

/** Gives up an address that waits for its code. */
export const dropWaitingAddress = (world: World, visitor: Visitor): Promise<void> =>
  openKv(world).delete(keyOf(visitor))

/** Keeps an address whose code was typed, and tells the one before. */
export async function confirmAddress(world: World, visitor: Visitor, typed: string): Promise<true | Refusal> {
  const kv = openKv(world)
  const key = keyOf(visitor)
  const waiting = await kv.get<Waiting>(key)
  const over = refuseWith('pass.tried-too-often')
  if (!waiting || waiting.tries >= mostTries) return over
  // The try is counted before it is looked at: of many at once each counts.
  if (!(await kv.cas(key, waiting, { ...waiting, tries: waiting.tries + 1 }, { ms: lasts }))) return over
  const { address, code } = opened(world, waiting)
  if (digestOf(typedCode(typed)) !== code) return refuseWith('pass.wrong-code')
  const done = await keepAddress(world, visitor, address)
  if (done === true) await dropWaitingAddress(world, visitor)
  return done
}

/** Forgets the address of whoever asks, and tells it so. */
export const removeAddress = (world: World, visitor: Visitor): Promise<true | Refusal> =>
  keepAddress(world, visitor, null)

async function keepAddress(world: World, { who }: Visitor, address: string | null): Promise<true | Refusal> {
  const at = instant(world.clock())
  const { hub, person } = who
  const taken = refuseWith('account.address-taken')
  try {
    const done = await inTransaction(world.db, async (tx) => {
      const before = await profileOf(tx, person)
      if (!before || before.address === address) return true
      if ((await takenBy(tx, { hub, person, name: before.name, address })) === 'address') return taken
      const how = address === null ? 'removed' : 'changed'
      if (before.address !== null) await tellOldAddressIn(tx, world, { person, hub, how, id: newId() })
      if (!(await updateProfileIn(tx, person, before, { ...before, address })))
        return refuseWith('account.meanwhile')
      // The address itself is nobody’s business but theirs.
      await noteAct(tx, { hub, person, verb: 'address', at })
      return true
    })
    hurry(world)
    return done
  } catch (error) {
    // Somebody else took it at the same moment.
    if (isUniqueViolation(error)) return taken
    throw error
  }
}

const opened = ({ vault }: World, { sealed }: Waiting) =>
  JSON.parse(vault.unseal(sealed)) as { address: string; code: string }

const keyOf = ({ session }: Visitor) => ['members', 'address', session] as const
