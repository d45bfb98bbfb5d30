import { z } from 'zod'
import { type FieldNames, wrong } from '../lib/complaints.ts'
import type { Level } from '../lib/level.ts'
import { HttpUrl } from '../lib/url.ts'
import { line, placed, titledInAll, worded } from '../records/shape.ts'
import { Day } from './model-shape.ts'

const share = wrong('wrong.share')

/** Everything of an action that is no wording: alike in a draft, on the wire and in a copy. */
export const actionFacts = z.object({
  ...placed,
  /** Address of the outcome it comes of. */
  outcome: HttpUrl.nullable().default(null),
  /** Address of the issue it serves. */
  issue: HttpUrl.nullable().default(null),
  /** Who does it: a group, a role or an organisation in words, never a person. */
  doer: line(200).nullable().default(null),
  /** The last day on which it is in time. */
  due: Day.nullable().default(null),
  /** How far it is, in per cent. */
  progress: z.number(share).int(share).min(0, share).max(100, share).default(0),
  /** What stands in its way, in a line. */
  blockedBy: line(300).nullable().default(null),
  /** Where anybody can see what was done. */
  evidence: HttpUrl.nullable().default(null),
  /** Address of the hub’s own outcome under which it stands as an answer. */
  replyTo: HttpUrl.nullable().default(null),
})
export type ActionFacts = z.output<typeof actionFacts>

/** What a draft says: its wording as Markdown, and the facts. */
export const NewAction = actionFacts.extend(worded).check(titledInAll)
export type NewAction = z.output<typeof NewAction>
/** What is asked for a draft; the hub's own level, place and so on stand in for what is not given. */
export type ActionInput = Omit<z.input<typeof NewAction>, 'level'> & { level?: Level }

/** The labels of the fields that only actions have. */
export const actionFields: FieldNames = {
  titles: 'actions.title',
  summaries: 'actions.summary',
  contents: 'actions.text',
  outcome: 'actions.outcome',
  issue: 'actions.issue',
  doer: 'actions.doer',
  due: 'actions.due',
  progress: 'actions.progress',
  blockedBy: 'actions.blocked',
  evidence: 'actions.evidence',
}
