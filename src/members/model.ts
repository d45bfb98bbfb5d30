import { z } from 'zod'
import { fold } from '../lib/fold.ts'
import { plainLine } from '../lib/plain.ts'
import { type Refusal, refuseWith } from '../lib/refusal.ts'
import { holds, type Role, type Who } from '../lib/who.ts'

/** The roles a person may hold, most powerful first. */
export const roles = ['operator', 'organiser', 'note-taker'] as const satisfies readonly Role[]

/** A person's name as the hub says it: what `--as` names, and unique in the hub whatever its case and accents. */
export const PersonName = z
  .string()
  .transform(plainLine)
  .pipe(z.string().min(1, 'must not be empty').max(100))
  .refine((name) => foldName(name) !== '', 'must have a letter in it')

/** A person's name as it is compared: signs that nobody sees make no other name. */
export const foldName = (name: string): string => fold(name.replace(/\p{Cf}/gu, ''))

/** Somebody of a hub, with the roles held there and on the whole server. */
export type Person = {
  readonly id: string
  readonly hub: string
  readonly name: string
  readonly roles: readonly Role[]
}

/** Whether a role is held on the whole server instead of in one hub. */
export const ofServer = (role: Role): boolean => role === 'operator'

/** May this person add people to a hub, give them these roles or take them away? Only an operator makes operators. */
export function mayManage(who: Who, hub: string, about: readonly Role[] = []): true | Refusal {
  if (holds(who, 'operator')) return true
  if (about.some(ofServer)) return refuseWith('people.no.operator', { name: who.name })
  if (who.hub === hub && holds(who, 'organiser')) return true
  return refuseWith('hubs.no.organiser-or-operator', { name: who.name })
}
