import { z } from 'zod'
import { isJsonObject, type Json, type JsonObject, listOf } from '../lib/json.ts'
import { isRefusal, type Refusal, refuse } from '../lib/refusal.ts'
import { copied, readWith } from '../records/shape.ts'
import { wordOf } from '../records/wire.ts'
import { readAlike, said, strings, withText } from '../records/wire-read.ts'
import type { IssueModel } from './model.ts'
import { facts, issueFields } from './model-shape.ts'
import { basisTerms, stateTerms } from './wire-terms.ts'

// Nothing is claimed of where it came from where it does not say so itself, in a word that we know.
const Copied = facts.extend({ ...copied, basis: facts.shape.basis.or(z.literal('')) })

/**
 * Reads an Article in normal form into an issue, or says what is wrong with it. Every field has its limit, HTML is
 * sanitised, and what a newer version may have added (a theme, an area, a basis) is left out rather than refused.
 */
export function readIssue(document: JsonObject): IssueModel | Refusal {
  const state = wordOf(stateTerms, document['moot:state'])
  if (state === undefined || state === 'withdrawn')
    return refuse(`It is in a state we do not know (${said(document['moot:state'])}).`)
  const alike = readAlike(document)
  if (isRefusal(alike)) return alike
  const read = readWith(
    Copied,
    {
      ...alike,
      deciders: strings(document['moot:decider']),
      basis: wordOf(basisTerms, document['moot:basis']) ?? '',
      evidence: listOf(document['moot:evidence']).map(evidenceOf),
      source: sourceOf(document['moot:source']),
      links: { mergedInto: document['moot:mergedInto'], splitFrom: document['moot:splitFrom'] },
    },
    issueFields,
  )
  return isRefusal(read) ? read : withText({ ...read, state }, alike.html)
}

const evidenceOf = (value: Json): Json =>
  isJsonObject(value) ? { measure: value['moot:measure'] ?? null, count: value['moot:count'] ?? null } : value

const sourceOf = (value: Json | undefined): unknown =>
  isJsonObject(value)
    ? {
        title: value['moot:title'],
        url: value['moot:url'],
        licence: value['moot:licence'],
        credit: value['moot:credit'],
        item: value['moot:item'],
        gathered: value['moot:gathered'],
      }
    : null
