import { everybody } from '../federation/iri.ts'
import type { Copy, RecordKind } from '../federation/kinds.ts'
import type { JsonObject } from '../lib/json.ts'
import { type LanguageMap, primaryFirst } from '../lib/language.ts'
import { themeOf } from '../lib/themes.ts'
import { type Issue, type IssueModel, titleOf } from './model.ts'
import type { Source } from './model-shape.ts'
import { dropCopy, keepCopy } from './store.ts'
import { readIssue } from './wire-read.ts'
import { basisTerms, levelTerms, stateTerms } from './wire-terms.ts'
import { contentFor, summaryFor } from './wire-text.ts'

/** An issue of ours as it is published: an Article, without context and proof, which signing adds. */
export function toArticle(issue: Issue): JsonObject {
  const { owner, iri, language, titles } = issue
  const languages = Object.keys(primaryFirst(titles, language))
  const inEach = (text: (language: string) => string): LanguageMap =>
    Object.fromEntries(languages.map((tag) => [tag, text(tag)]))
  const several = languages.length > 1
  return {
    id: iri,
    type: 'Article',
    url: iri,
    attributedTo: owner,
    to: [everybody],
    cc: [`${owner}/followers`],
    published: issue.published,
    updated: issue.updated,
    name: titleOf(issue),
    ...(several && { nameMap: inEach((tag) => titles[tag]!) }),
    summary: summaryFor(issue, language),
    ...(several && { summaryMap: inEach((tag) => summaryFor(issue, tag)) }),
    content: contentFor(issue, language),
    contentMap: inEach((tag) => contentFor(issue, tag)),
    ...(issue.themes.length > 0 && { tag: issue.themes.map((key) => hashtag(key, iri)) }),
    ...(issue.pin && { location: placeOf(issue) }),
    // Replies from elsewhere are not shown yet, so nobody is invited to write one.
    interactionPolicy: {
      canLike: { automaticApproval: [everybody] },
      canReply: { automaticApproval: [owner] },
      canAnnounce: { automaticApproval: [everybody] },
      canQuote: { automaticApproval: [everybody] },
    },
    ...ownProperties(issue),
  }
}

/** What stands in the place of a withdrawn issue for ever: that it was, when it ended, and why. */
export const toTombstone = (issue: Issue): JsonObject => ({
  id: issue.iri,
  type: 'Tombstone',
  formerType: 'Article',
  attributedTo: issue.owner,
  to: [everybody],
  cc: [`${issue.owner}/followers`],
  published: issue.published,
  updated: issue.updated,
  deleted: issue.withdrawn,
  'moot:kind': 'moot:Issue',
  'moot:schema': '1',
  'moot:hub': issue.owner,
  'moot:revision': issue.revision,
  'moot:state': stateTerms.withdrawn,
  ...(issue.reason !== null && { 'moot:reason': issue.reason }),
})

/** Issues, as the post office takes them in. */
export const issueKind: RecordKind<IssueModel> = {
  kind: 'issue',
  term: 'moot:Issue',
  type: 'Article',
  path: '/issues/',
  read: readIssue,
  keep: (tx, copy) => keepCopy(tx, issueOfCopy(copy), copy.fresh),
  drop: dropCopy,
}

/** Our terms beside the ActivityStreams ones: the machine's copy of what the text says. None names a person. */
function ownProperties(issue: Issue): JsonObject {
  const { state, source, links } = issue
  if (state === 'noticed' || state === 'proposed')
    throw new Error(`issue ${issue.id} is a draft, and a draft never leaves`)
  return {
    'moot:kind': 'moot:Issue',
    'moot:schema': '1',
    'moot:hub': issue.owner,
    'moot:revision': issue.revision,
    'moot:revisions': `${issue.iri}/revisions`,
    'moot:state': stateTerms[state],
    'moot:language': issue.language,
    'moot:level': levelTerms[issue.level],
    ...(issue.themes.length > 0 && { 'moot:theme': [...issue.themes] }),
    ...(issue.areas.length > 0 && { 'moot:area': [...issue.areas] }),
    ...(issue.place !== null && { 'moot:place': issue.place }),
    ...(issue.deciders.length > 0 && { 'moot:decider': [...issue.deciders] }),
    ...(issue.basis !== '' && { 'moot:basis': basisTerms[issue.basis] }),
    ...(issue.evidence.length > 0 && {
      'moot:evidence': issue.evidence.map(({ measure, count }) => ({
        'moot:measure': measure,
        'moot:count': count,
      })),
    }),
    ...(source && { 'moot:source': sourceOf(source) }),
    'moot:licence': issue.licence,
    ...(links.mergedInto !== null && { 'moot:mergedInto': links.mergedInto }),
    ...(links.splitFrom !== null && { 'moot:splitFrom': links.splitFrom }),
  }
}

const sourceOf = ({ title, url, licence, credit, item, gathered }: Source): JsonObject => ({
  'moot:title': title,
  ...(url !== null && { 'moot:url': url }),
  ...(licence !== null && { 'moot:licence': licence }),
  ...(credit !== null && { 'moot:credit': credit }),
  ...(item !== null && { 'moot:item': item }),
  ...(gathered !== null && { 'moot:gathered': gathered }),
})

function hashtag(key: string, iri: string): JsonObject {
  const href = new URL('/map', iri)
  href.searchParams.set('theme', key)
  return { type: 'Hashtag', name: `#${themeOf(key)?.tag ?? 'Community'}`, href: href.href }
}

/** The pin as a Place. Its numbers are never whole: JSON-LD software writes a whole one differently, and the proof would break. */
const placeOf = ({ place, pin }: Issue): JsonObject => ({
  type: 'Place',
  ...(place !== null && { name: place }),
  latitude: broken(pin!.lat),
  longitude: broken(pin!.lon),
})

const broken = (degrees: number): number =>
  Number.isInteger(degrees) ? degrees + (degrees > 0 ? -1e-5 : 1e-5) : degrees

const issueOfCopy = ({ model, ...copy }: Copy<IssueModel>): Issue => ({
  ...model,
  id: copy.id,
  iri: copy.iri,
  owner: copy.owner,
  hub: null,
  contents: {},
  licence: copy.licence ?? model.licence,
  revision: copy.revision,
  created: copy.published,
  published: copy.published,
  updated: copy.updated,
  withdrawn: null,
  reason: null,
})
