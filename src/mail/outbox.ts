import type { Tx } from '../db/index.ts'
import { openQueue, type QueueWorld } from '../federation/queue.ts'
import { newId } from '../lib/id.ts'
import { refuseWith } from '../lib/refusal.ts'
import { DAY, instant } from '../lib/time.ts'
import type { World } from '../world.ts'
import { isMailRefusal, type MailRefusal, type NewMail, readMail } from './model.ts'
import { queueName } from './names.ts'
import { mailSettings } from './settings.ts'
import { connections } from './smtp.ts'
import { insertMailIn, takeUpAgainIn } from './store.ts'

/** What of the world is needed to put mail into the outbox. */
export type OutboxWorld = QueueWorld & Pick<World, 'config'>

/** Whether mail could be sent from here at all; null where it could, else a sentence that can be shown. */
export async function whyNoMail(
  world: Pick<World, 'config' | 'db' | 'vault'>,
  at: World['db'] | Tx = world.db,
): Promise<MailRefusal | null> {
  if (!world.config.federation) return { ...refuseWith('mail.no.off'), because: 'no mail' }
  if ((await mailSettings(world, at)) !== null) return null
  return { ...refuseWith('mail.no.none'), because: 'no mail' }
}

/**
 * Puts a mail into the outbox in the caller’s transaction: it will be sent exactly where that is committed, even should the
 * process die the moment after. Give the pulse a beat about `queue mail` then, and it goes at once. A refusal says
 * why there will be no mail, and changes nothing; the caller has another way, since everything works without mail.
 *
 * Of a mail with an id of its own there is one, however often this is called. It is sent twice only where the process dies
 * between the word of the mail server that it has it and our note of that.
 */
export async function enqueueMailIn(
  tx: Tx,
  world: OutboxWorld,
  mail: NewMail,
): Promise<{ readonly mail: string } | MailRefusal> {
  const missing = await whyNoMail(world, tx)
  if (missing) return missing
  const read = readMail(mail)
  if (isMailRefusal(read)) return read
  const id = mail.id ?? newId(world.clock())
  const now = instant(world.clock())
  const fresh = await insertMailIn(tx, {
    ...{ id, hub_id: mail.hub, person_id: mail.person ?? null, kind: mail.kind },
    ...{ sealed: world.vault.seal(JSON.stringify(read)), made: now, ends: mail.until ?? null },
  })
  if (fresh) {
    // What is due longest goes first, so whoever waits goes before a thousand that do not.
    const due = mail.urgent ? { due: instant(world.clock() - DAY) } : {}
    await mailQueue(world).enqueueIn(tx, [{ message: { mail: id }, ...due }])
  }
  return { mail: id }
}

/** Takes up again what was given up in the last days and is still of use; says how many it was. */
export async function retryMailsIn(tx: Tx, world: OutboxWorld): Promise<number> {
  const again = await takeUpAgainIn(tx, instant(world.clock()))
  await mailQueue(world).enqueueIn(
    tx,
    again.map(({ id }) => ({ message: { mail: id } })),
  )
  return again.length
}

/** The queue that mail waits in. When a mail is given up is not for the queue to say: see post.ts. */
export const mailQueue = (world: QueueWorld) =>
  openQueue(world, queueName, { concurrency: connections, maxAttempts: Number.MAX_SAFE_INTEGER })
