import type { JsonObject } from '../lib/json.ts'
import { isRefusal, type Refusal, refuse } from '../lib/refusal.ts'
import { copied, readWith } from '../records/shape.ts'
import { wordOf } from '../records/wire.ts'
import { readAlike, said, strings, withText } from '../records/wire-read.ts'
import type { ActionModel } from './model-action.ts'
import { actionFacts, actionFields } from './model-action-shape.ts'
import { actionTerms } from './wire-terms.ts'

const Copied = actionFacts.extend(copied)

/** Reads a Note in normal form into an action, or says what is wrong with it. */
export function readAction(document: JsonObject): ActionModel | Refusal {
  const state = wordOf(actionTerms, document['moot:state'])
  if (state === undefined || state === 'withdrawn')
    return refuse(`It is in a state we do not know (${said(document['moot:state'])}).`)
  const alike = readAlike(document, 'moot:summaries')
  if (isRefusal(alike)) return alike
  const read = readWith(
    Copied,
    {
      ...alike,
      outcome: document['moot:outcome'],
      issue: strings(document['moot:issue'])[0],
      doer: document['moot:owner'],
      due: document['moot:due'],
      progress: document['moot:progress'],
      blockedBy: document['moot:blockedBy'],
      evidence: document['moot:evidenceLink'],
      replyTo: document.inReplyTo,
    },
    actionFields,
  )
  return isRefusal(read) ? read : withText({ ...read, state }, alike.html)
}
