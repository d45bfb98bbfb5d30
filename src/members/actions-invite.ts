import type { Tx } from '../db/index.ts'
import { readMailAddress } from '../lib/mail-address.ts'
import { isRefusal, type Refusal, refuseWith } from '../lib/refusal.ts'
import type { Role, Who } from '../lib/who.ts'
import type { Words } from '../lib/words.ts'
import type { World } from '../world.ts'
import { mayAskForMail } from './actions-measure.ts'
import { type Given, giveSome } from './actions-passes.ts'
import { hurry, mailGoes, mailIn } from './actions-told.ts'
import { mayManage } from './model.ts'
import { invitationMail } from './model-mails.ts'

/** The address that an invitation is mailed to, as it is written; or why it is not: it is none, there is no mail, or it got enough lately. */
export async function mayMailTo(world: World, who: Who, typed: string): Promise<string | Refusal> {
  const read = readMailAddress(typed)
  if (isRefusal(read)) return read
  if (!(await mailGoes(world))) return refuseWith('account.no-mail')
  for (const name of [`invites ${who.person}`, read.folded])
    if (!(await mayAskForMail(world, name))) return refuseWith('sign-in.mailed-too-often')
  return read.address
}

/** Mails an invitation, by a link that stands nowhere else: whoever comes by it has read the mail, and the address is theirs. */
export const mailInvitationIn = (
  tx: Tx,
  world: World,
  about: { who: Who; given: Given; to: string; role: Role; words: Words },
): Promise<boolean> => {
  const { who, given, to, role, words } = about
  const { id, expires, mailed } = given
  const envelope = { id: `invitation-${id}`, kind: 'invitation', to, until: expires, person: null }
  return mailIn(tx, world, { ...envelope, hub: who.hub }, (hub) =>
    invitationMail(words, {
      ...{ hub, by: who.name, role: words.t(`role.${role}`), expires },
      link: `${world.config.origin}/enter/${mailed}`,
    }),
  )
}

/** Invites somebody into the hub by mail too. What lets them in is given back as well, should the mail not arrive. */
export async function inviteByMail(
  world: World,
  who: Who,
  about: { name: string | null; role: Role; address: string; words: Words },
): Promise<Given | Refusal> {
  const { address, words, ...invited } = about
  const may = mayManage(who, who.hub, [about.role])
  if (isRefusal(may)) return may
  const to = await mayMailTo(world, who, address)
  if (isRefusal(to)) return to
  const giving = { kind: 'invitation' as const, ...invited, address: to }
  const given = await giveSome(world, who, giving, async (tx, [one]) => {
    await mailInvitationIn(tx, world, { who, given: one!, to, role: about.role, words })
  })
  hurry(world)
  return given![0]!
}
