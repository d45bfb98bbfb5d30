/** What a person may do: an operator runs the server, an organiser speaks for the hub, a note-taker writes drafts. */
export type Role = 'operator' | 'organiser' | 'note-taker'

/** The person who does a thing, for one hub. Every verb names one; nobody outside the hub ever learns who. */
export type Who = {
  readonly person: string
  readonly name: string
  readonly hub: string
  readonly roles: readonly Role[]
}

/** Whether somebody holds one of these roles. */
export const holds = (who: Who, ...roles: Role[]): boolean => roles.some((role) => who.roles.includes(role))
