import type { Tx } from '../db/index.ts'
import { hubById } from '../hubs/store.ts'
import { type Words, wordsFor } from '../lib/words.ts'
import { isMailRefusal, type NewMail } from '../mail/model.ts'
import { enqueueMailIn } from '../mail/outbox.ts'
import { howMailGoes } from '../mail/state.ts'
import type { World } from '../world.ts'
import type { Begun } from './actions-sessions.ts'
import { addressGoneMail, newWayInMail, type Said, senderOfMail } from './model-mails.ts'
import { profileOf } from './store-people.ts'

/** Whether mail goes out from here at all, be it in trouble just now. */
export async function mailGoes(world: Pick<World, 'config' | 'db' | 'vault'>): Promise<boolean> {
  const how = await howMailGoes(world)
  return how !== 'none' && how !== 'off'
}

/** Sends what waits at once: to be called after the commit. */
export const hurry = ({ pulse }: World): void => pulse.beat('queue mail')

type Envelope = Pick<NewMail, 'id' | 'kind' | 'to' | 'until' | 'urgent'> & {
  readonly hub: string | null
  readonly person: string | null
}

/** Puts a mail in the name of a hub into the outbox; false where there will be none, since there is no mail here. */
export async function mailIn(
  tx: Tx,
  world: World,
  envelope: Envelope,
  say: (hub: string) => Said,
): Promise<boolean> {
  const hub = envelope.hub === null ? undefined : await hubById(world, envelope.hub, tx)
  const from = senderOfMail(hub, world.config.origin)
  const replyTo = hub?.contact ?? null
  return !isMailRefusal(await enqueueMailIn(tx, world, { ...envelope, from, replyTo, ...say(from) }))
}

/** In whose name a mail is, by whose clocks, and whom it is about. */
type About = { readonly hub: string; readonly zone: string; readonly name: string }

/** Tells somebody by mail, where they have an address, what happened to their account. */
async function tellIn(
  tx: Tx,
  world: World,
  { person, hub }: { person: string; hub: string },
  mail: { id: string; kind: string; say: (words: Words, about: About) => Said },
): Promise<void> {
  const profile = await profileOf(tx, person)
  if (!profile?.address) return
  const of = await hubById(world, hub, tx)
  const words = wordsFor(profile.language ?? of?.languages[0] ?? 'en')
  const { id, kind } = mail
  await mailIn(tx, world, { id, kind, hub, person, to: profile.address }, (from) =>
    mail.say(words, { hub: from, zone: of?.zone ?? 'UTC', name: profile.name }),
  )
}

/** Tells somebody of a device that just signed in as them. Whoever read a code out to a stranger learns of it so. */
export const tellOfDeviceIn = (
  tx: Tx,
  world: World,
  about: { person: string; hub: string; begun: Begun },
): Promise<void> =>
  tellIn(tx, world, about, {
    ...{ id: `device-${about.begun.session}`, kind: 'new-device' },
    say: (words, { hub, zone }) =>
      newWayInMail(words, { hub, zone, at: about.begun.at, device: about.begun.device, ...ofOrigin(world) }),
  })

/** Tells somebody of a passkey that was added to their account. */
export const tellOfPasskeyIn = (
  tx: Tx,
  world: World,
  about: { person: string; hub: string; passkey: string; at: Begun['at'] },
): Promise<void> =>
  tellIn(tx, world, about, {
    ...{ id: `passkey-${about.passkey}`, kind: 'new-passkey' },
    say: (words, { hub, zone }) =>
      newWayInMail(words, { hub, zone, at: about.at, device: null, ...ofOrigin(world) }),
  })

/** Tells the address of before that it is no more that of somebody. To be called before it is changed. */
export const tellOldAddressIn = (
  tx: Tx,
  world: World,
  about: { person: string; hub: string; id: string; how: 'changed' | 'removed' },
): Promise<void> =>
  tellIn(tx, world, about, {
    ...{ id: `address-gone-${about.id}`, kind: 'address-gone' },
    say: (words, { hub, name }) => addressGoneMail(words, { hub, name, how: about.how }),
  })

const ofOrigin = ({ config }: World) => ({ origin: config.origin })
