import { isJsonObject, type Json, type JsonObject, listOf } from '../lib/json.ts'
import { isRefusal, type Refusal, refuse } from '../lib/refusal.ts'
import { copied, readWith } from '../records/shape.ts'
import { wordOf } from '../records/wire.ts'
import { readAlike, said, strings, withText } from '../records/wire-read.ts'
import type { OutcomeModel } from './model.ts'
import { facts, figuresAddUp, outcomeFields } from './model-shape.ts'
import { methodTerms, outcomeTerms, resultTerms } from './wire-terms.ts'

const Copied = facts.extend(copied).check(figuresAddUp)

/**
 * Reads a Note in normal form into an outcome, or says what is wrong with it. A method that only a newer version knows is
 * left out; a result that we do not know is refused, because showing it wrongly would be worse.
 */
export function readOutcome(document: JsonObject): OutcomeModel | Refusal {
  const state = wordOf(outcomeTerms, document['moot:state'])
  if (state === undefined || state === 'withdrawn')
    return refuse(`It is in a state we do not know (${said(document['moot:state'])}).`)
  const alike = readAlike(document, 'moot:summaries')
  if (isRefusal(alike)) return alike
  const read = readWith(
    Copied,
    {
      ...alike,
      assembly: document['moot:assembly'],
      issues: strings(document['moot:issue']),
      decisions: listOf(document['moot:decision']).map(decisionOf),
      present: document['moot:present'],
      checked: document['moot:checked'],
      preparedBy: document['moot:preparedBy'],
      disagreements: strings(document['moot:disagreement']),
      supersedes: document['moot:supersedes'],
      supersededBy: document['moot:supersededBy'],
      replyTo: document.inReplyTo,
    },
    outcomeFields,
  )
  return isRefusal(read) ? read : withText({ ...read, state }, alike.html)
}

const decisionOf = (value: Json): unknown =>
  isJsonObject(value)
    ? {
        text: value['moot:text'],
        method: wordOf(methodTerms, value['moot:method']),
        result: wordOf(resultTerms, value['moot:result']),
        tally: tallyOf(value['moot:tally']),
      }
    : value

const tallyOf = (value: Json | undefined): unknown =>
  isJsonObject(value)
    ? {
        favour: value['moot:favour'],
        against: value['moot:against'],
        abstained: value['moot:abstained'],
        blocked: value['moot:blocked'],
      }
    : value
