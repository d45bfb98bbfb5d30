import type { RecordKind } from '../federation/kinds.ts'
import type { JsonObject } from '../lib/json.ts'
import { refuse } from '../lib/refusal.ts'
import type { Instant } from '../lib/time.ts'
import { wordsFor } from '../lib/words.ts'
import { toDocument, toTombstone } from '../records/wire.ts'
import { linkTo, paragraphs } from '../records/wire-text.ts'
import type { Assembly } from './model.ts'
import { stateTerms } from './wire-terms.ts'
import { contentFor } from './wire-text.ts'

const form = { type: 'Note', term: 'moot:Invitation' } as const

/** What an invitation is kept under, beside the assembly it repeats. */
export type InvitationAt = {
  readonly iri: string
  readonly revision: number
  readonly published: Instant
  readonly updated: Instant
}

/**
 * The invitation to an assembly: a Note with all that the assembly says, since NodeBB and Hollo drop every Event without a
 * word. It has neither name nor summary, which are a warning somewhere.
 */
export function toInvitation(assembly: Assembly, at: InvitationAt): JsonObject {
  const { state } = assembly
  if (state === 'idea' || state === 'planning') throw new Error(`assembly ${assembly.id} is a draft`)
  const document = toDocument(
    { ...assembly, ...at },
    {
      ...form,
      state: stateTerms[state],
      content: (language) =>
        contentFor(assembly, language) +
        paragraphs([wordsFor(language).t('wire.invitation.more', { link: linkTo(assembly.iri) })]),
    },
  )
  const tags = Array.isArray(document.tag) ? document.tag : []
  return {
    ...document,
    // What the Note points at, for software that follows such links (FEP-e232).
    tag: [
      ...tags,
      { type: 'Link', mediaType: 'application/activity+json', href: assembly.iri, name: assembly.iri },
    ],
    'moot:assembly': assembly.iri,
  }
}

/** What stands in the place of an invitation whose assembly was withdrawn. */
export const toEndedInvitation = (assembly: Assembly, at: InvitationAt): JsonObject =>
  toTombstone({ ...assembly, ...at, withdrawn: at.updated }, form)

/** Invitations, as the post office serves ours. Those of others are not kept: they repeat what their assembly says. */
export const invitationKind: RecordKind<never> = {
  kind: 'invitation',
  ...form,
  path: '/invitations/',
  read: () => refuse('an invitation repeats what its assembly says, and is not kept'),
  keep: async () => {},
  drop: async () => {},
}
