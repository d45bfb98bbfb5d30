import type { Tx } from '../db/index.ts'
import type { Instant } from '../lib/time.ts'
import { forgetMailsToIn } from '../mail/store.ts'
import { erasePersonIn } from './store.ts'
import { forgetActsOf } from './store-acts.ts'
import { forgetConsentsOf } from './store-consent.ts'
import { unnameIn } from './store-named.ts'
import { forgetNotes } from './store-notes.ts'
import { forgetPassesOf } from './store-passes.ts'
import { forgetKeysOf } from './store-sessions.ts'

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
  await unnameIn(tx, id)
  await forgetNotes(tx, id)
  await forgetConsentsOf(tx, id)
  await forgetMailsToIn(tx, id)
  await forgetActsOf(tx, hub, id, name)
}
