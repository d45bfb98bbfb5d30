import type { Instant } from '../lib/time.ts'
import type { Role } from '../lib/who.ts'

/** People and what they may do. Nothing of this ever leaves the hub. */
export interface MembersTables {
  people: {
    id: string
    hub_id: string
    name: string
    name_folded: string
    created: Instant
    ended: Instant | null
  }
  /** A role in one hub, or on the whole server where hub_id is null. */
  roles: {
    id: string
    person_id: string
    hub_id: string | null
    role: Role
    since: Instant
    ended: Instant | null
  }
}
