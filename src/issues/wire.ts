import type { Copy, RecordKind } from '../federation/kinds.ts'
import type { JsonObject } from '../lib/json.ts'
import { toDocument, toTombstone as tombstoneOf, toPlace } from '../records/wire.ts'
import { keptOf } from '../records/wire-read.ts'
import type { Issue, IssueModel } from './model.ts'
import type { Source } from './model-shape.ts'
import { dropCopy, keepCopy } from './store.ts'
import { readIssue } from './wire-read.ts'
import { basisTerms, stateTerms } from './wire-terms.ts'
import { contentFor, summaryFor } from './wire-text.ts'

const form = { type: 'Article', term: 'moot:Issue' } as const

/** An issue of ours as it is published: an Article, without context and proof, which signing adds. */
export function toArticle(issue: Issue): JsonObject {
  const { state, source, links } = issue
  if (state === 'noticed' || state === 'proposed')
    throw new Error(`issue ${issue.id} is a draft, and a draft never leaves`)
  return {
    ...toDocument(issue, {
      ...form,
      state: stateTerms[state],
      summary: (language) => summaryFor(issue, language),
      content: (language) => contentFor(issue, language),
    }),
    ...(issue.pin && { location: toPlace(issue) }),
    ...(issue.deciders.length > 0 && { 'moot:decider': [...issue.deciders] }),
    ...(issue.basis !== '' && { 'moot:basis': basisTerms[issue.basis] }),
    ...(issue.evidence.length > 0 && {
      'moot:evidence': issue.evidence.map(({ measure, count }) => ({
        'moot:measure': measure,
        'moot:count': count,
      })),
    }),
    ...(source && { 'moot:source': sourceOf(source) }),
    ...(links.mergedInto !== null && { 'moot:mergedInto': links.mergedInto }),
    ...(links.splitFrom !== null && { 'moot:splitFrom': links.splitFrom }),
  }
}

/** What stands in the place of a withdrawn issue for ever: that it was, when it ended, and why. */
export const toTombstone = (issue: Issue): JsonObject => tombstoneOf(issue, form)

/** Issues, as the post office takes them in. */
export const issueKind: RecordKind<IssueModel> = {
  kind: 'issue',
  ...form,
  path: '/issues/',
  read: readIssue,
  keep: (tx, copy) => keepCopy(tx, issueOfCopy(copy), copy.fresh),
  drop: dropCopy,
}

const sourceOf = ({ title, url, licence, credit, item, gathered }: Source): JsonObject => ({
  'moot:title': title,
  ...(url !== null && { 'moot:url': url }),
  ...(licence !== null && { 'moot:licence': licence }),
  ...(credit !== null && { 'moot:credit': credit }),
  ...(item !== null && { 'moot:item': item }),
  ...(gathered !== null && { 'moot:gathered': gathered }),
})

const issueOfCopy = (copy: Copy<IssueModel>): Issue => ({
  ...copy.model,
  ...keptOf(copy, copy.model.licence),
})
