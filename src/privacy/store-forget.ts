import type { Tx } from '../db/index.ts'
import type { Instant } from '../lib/time.ts'
import { forgetMailsToIn } from '../mail/store.ts'
import { erasePersonIn } from '../members/store.ts'
import { forgetActsOf } from '../members/store-acts.ts'
import { unnameIn } from '../members/store-named.ts'
import { forgetNotes } from '../members/store-notes.ts'
import { endPassesMadeBy, forgetPassesOf } from '../members/store-passes.ts'
import { forgetKeysOf } from '../members/store-sessions.ts'
import { forgetConsentsOf } from './store-consent.ts'

/** Erases all that the hub knows of somebody as a person: what they did stays, as of somebody who left. */
export async function forgetPerson(
  tx: Tx,
  { id, hub }: { id: string; hub: string },
  at: Instant,
): Promise<void> {
  const name = await erasePersonIn(tx, id, at)
  if (name === null) return
  await forgetKeysOf(tx, id)
  await forgetPassesOf(tx, id)
  // What they gave others to come in by may still be in their own hands.
  await endPassesMadeBy(tx, id, at)
  await unnameIn(tx, id)
  await forgetNotes(tx, id)
  await forgetConsentsOf(tx, id)
  await forgetMailsToIn(tx, id)
  await forgetActsOf(tx, hub, id, name)
}
