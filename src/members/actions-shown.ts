import type { Tx } from '../db/index.ts'
import { openKv } from '../federation/kv.ts'
import { isId } from '../lib/id.ts'
import { isRefusal, type Refusal, refuseWith } from '../lib/refusal.ts'
import { type Instant, instant, MINUTE } from '../lib/time.ts'
import type { Role } from '../lib/who.ts'
import type { Words } from '../lib/words.ts'
import type { Visitor } from '../slice.ts'
import type { World } from '../world.ts'
import { mailInvitationIn, mayMailTo } from './actions-invite.ts'
import { type Given, type Giving, giveSome, mayLetIn } from './actions-passes.ts'
import { hurry } from './actions-told.ts'
import { mayManage } from './model.ts'
import type { PassKind } from './model-passes.ts'

/**
 * What was just given, as it is shown to whoever gave it: for ten minutes, on the device it was asked for with, so that the
 * page can be read again and printed. It lies sealed until then, and after that nowhere.
 */
export type Shown = {
  readonly kind: Exclude<PassKind, 'sign-in'>
  readonly role: Role | null
  /** Whom it is for, where that is known. */
  readonly name: string | null
  readonly made: Instant
  /** Whether it is on its way by mail besides. */
  readonly mailed?: boolean
  readonly passes: readonly { readonly link: string; readonly code: string; readonly expires: Instant }[]
}

/** How many invitations fit on one sheet of slips. */
export const mostSlips = 12

/** Invites somebody, or as many as there are slips on a sheet, and shows what to hand over. */
export async function showInvitations(
  world: World,
  visitor: Visitor,
  about: { id: string; name: string | null; role: Role; count: number; address?: string | null },
  words: Words,
): Promise<true | Refusal | (Refusal & { readonly field: 'address' })> {
  const may = mayManage(visitor.who, visitor.who.hub, [about.role])
  if (isRefusal(may)) return may
  const { address = null } = about
  const to = address === null ? null : await mayMailTo(world, visitor.who, address)
  if (isRefusal(to)) return { ...to, field: 'address' }
  const giving = { ...about, kind: 'invitation' as const, address: to }
  const done = await show(world, visitor, giving, about.name, async (tx, [given]) =>
    to !== null && given !== undefined
      ? mailInvitationIn(tx, world, { who: visitor.who, given, to, role: about.role, words })
      : false,
  )
  hurry(world)
  return done
}

/** Lets somebody in again, by name or id, and shows what to hand over. */
export async function showReturn(
  world: World,
  visitor: Visitor,
  about: { id: string; person: string },
): Promise<true | Refusal> {
  const person = await mayLetIn(world, visitor.who, about.person)
  if (isRefusal(person)) return person
  return show(world, visitor, { kind: 'return', ...about }, person.name)
}

/** Shows what lets in a second device of whoever is signed in. */
export const showDevice = (world: World, visitor: Visitor, id: string): Promise<true | Refusal> =>
  show(world, visitor, { kind: 'device', person: visitor.who.person, id }, visitor.who.name)

/** Shows ten codes for the drawer. */
export const showRecovery = (world: World, visitor: Visitor, id: string): Promise<true | Refusal> =>
  show(world, visitor, { kind: 'recovery', person: visitor.who.person, count: 10, id }, visitor.who.name)

/** What was given by the form of this id on this device, while it is shown. */
export async function shownNow(world: World, visitor: Visitor, id: string): Promise<Shown | null> {
  const sealed = await openKv(world).get<string>(keyOf(visitor, id))
  return sealed === undefined ? null : (JSON.parse(world.vault.unseal(sealed)) as Shown)
}

/** Puts away what is shown, before its time is over. */
export const putAway = (world: World, visitor: Visitor, id: string): Promise<void> =>
  openKv(world).delete(keyOf(visitor, id))

async function show(
  world: World,
  visitor: Visitor,
  giving: Giving & { kind: Shown['kind']; id: string },
  name: string | null,
  mail: (tx: Tx, passes: readonly Given[]) => Promise<boolean> = async () => false,
): Promise<true | Refusal> {
  const { clock, vault } = world
  const made = instant(clock())
  if (!isId(giving.id)) return refuseWith('form.no.whole')
  const given = await giveSome(world, visitor.who, giving, async (tx, passes) => {
    const shown: Shown = {
      ...{ kind: giving.kind, role: giving.role ?? null, name, made, mailed: await mail(tx, passes) },
      passes: passes.map(({ link, code, expires }) => ({ link, code, expires })),
    }
    await openKv({ db: tx, clock }).set(keyOf(visitor, giving.id), vault.seal(JSON.stringify(shown)), {
      ms: 10 * MINUTE,
    })
  })
  if (given !== null || (await shownNow(world, visitor, giving.id)) !== null) return true
  return refuseWith('pass.no.made-before')
}

const keyOf = ({ session }: Visitor, id: string) => ['members', 'shown', session, id] as const
