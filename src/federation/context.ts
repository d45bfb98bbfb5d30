import type { Json, JsonObject } from '../lib/json.ts'

/** The namespace of our own terms: an identifier, described at /ns of every server; nobody has to fetch it. */
export const namespace = 'https://w3id.org/folkmoot/ns#'

/** How a term is written in a JSON-LD context. */
export type Term = { readonly define: Json; readonly means?: string }

const words = (means: string): Term => ({ define: { '@id': '', '@type': '@vocab' }, means })
const link = (means: string): Term => ({ define: { '@id': '', '@type': '@id' }, means })
const links = (means: string): Term => ({
  define: { '@id': '', '@type': '@id', '@container': '@set' },
  means,
})
const text = (means: string): Term => ({ define: { '@id': '' }, means })
const texts = (means: string): Term => ({ define: { '@id': '', '@container': '@set' }, means })
const nodes = texts
const byLanguage = (means: string): Term => ({ define: { '@id': '', '@container': '@language' }, means })
const whole = (means: string): Term => ({
  define: { '@id': '', '@type': 'http://www.w3.org/2001/XMLSchema#integer' },
  means,
})
const moment = (means: string): Term => ({
  define: { '@id': '', '@type': 'http://www.w3.org/2001/XMLSchema#dateTime' },
  means,
})

/** Our own terms, each with one sentence that says what it means. */
export const ownTerms: Readonly<Record<string, Term>> = {
  'moot:kind': words(
    'What the thing is to a hub, beside its ActivityStreams type: moot:Hub, moot:Server, moot:Issue, moot:Changes.',
  ),
  'moot:schema': text(
    'The version of the shape of our own properties, “1” today; readers ignore what they do not know.',
  ),
  'moot:hub': link('The hub that speaks: the actor a record belongs to.'),
  'moot:revision': whole('Which revision this is: 1 when published, one more at each amendment.'),
  'moot:revisions': link('Where every wording of the record stays readable, each at an address of its own.'),
  'moot:state': words('Where the record is in its life, such as moot:published, moot:onAgenda or moot:won.'),
  'moot:level': words(
    'How wide a hub speaks or an issue reaches: moot:local, moot:regional, moot:national, moot:global.',
  ),
  'moot:theme': texts('Keys of the themes it is about, such as housing or transport.'),
  'moot:area': texts('Keys of the areas it concerns, scheme and code, such as gss:E05000026 or iso:GB-ENG.'),
  'moot:place': text('The name of the place as people there say it.'),
  'moot:decider': texts(
    'Who can decide: ourselves, council, landlord, company, government, other, or a public body in words.',
  ),
  'moot:basis': words(
    'What the record came from: moot:listening, moot:assembly, moot:petition, moot:import.',
  ),
  'moot:evidence': nodes('Counts the record rests on, each with its measure.'),
  'moot:measure': text('What a count counts, such as agree, disagree or voices.'),
  'moot:count': whole('A number of people, votes or meetings, never of named persons.'),
  'moot:source': text('What an imported record was made from.'),
  'moot:title': text('The title of a source.'),
  'moot:url': link('The address of a source.'),
  'moot:item': text('Which item of a source it was.'),
  'moot:credit': text('Whom the licence of a source asks to name.'),
  'moot:gathered': text('The day on which an item of a source was gathered.'),
  'moot:language': text('The language tag of the primary wording, which name, summary and content are in.'),
  'moot:licence': link('The licence under which the text may be used.'),
  'moot:mergedInto': link('The issue of the same hub in which this one goes on.'),
  'moot:splitFrom': link('The issue of the same hub that this one was a part of.'),
  'moot:decision': nodes('What was put to the people of an assembly, each with what became of it.'),
  'moot:method': words('How people decided, such as moot:consensus or moot:majority.'),
  'moot:result': words('What became of a decision, such as moot:adopted or moot:deferred.'),
  'moot:tally': text('How many people stood where on a decision; never who.'),
  'moot:favour': whole('People who were for it.'),
  'moot:against': whole('People who were against it.'),
  'moot:abstained': whole('People who took no side.'),
  'moot:blocked': whole('People who blocked it.'),
  'moot:present': whole('People in the room.'),
  'moot:checked': text('The day on which those who took part checked what is said of it.'),
  'moot:preparedBy': text('The role of whoever prepared it, in words; never a name.'),
  'moot:disagreement': texts('What people did not come to agree on, each in a line.'),
  'moot:supersedes': link('The earlier outcome of the same hub in whose place this one stands.'),
  'moot:supersededBy': link('The later outcome of the same hub that stands in the place of this one.'),
  'moot:outcome': link('The outcome that an action comes of.'),
  'moot:owner': text('The group, role or organisation that does an action, in words; never a person.'),
  'moot:due': text('The last day on which an action is in time.'),
  'moot:progress': whole('How far an action is, from 0 to 100.'),
  'moot:blockedBy': text('What stands in the way of an action, in a line.'),
  'moot:evidenceLink': link('Where anybody can see what was done.'),
  'moot:reason': text('Why a record was withdrawn, in plain words.'),
  'moot:changes': link('The log of everything the actor has published, amended and withdrawn, oldest first.'),
  'moot:epoch': text('A name that is new whenever the log may have lost its end, as after a restore.'),
  'moot:sequence': whole('The number of an entry in the log, or of its newest entry.'),
  'moot:chain': text(
    'A digest over an entry and all entries before it: logs that agree here agree on all before.',
  ),
  'moot:digest': text('SHA-256 of a document in canonical form (RFC 8785) without its proof.'),
  'moot:record': link('The record an entry of the log is about.'),
  'moot:verb': words('What was done: moot:publish, moot:amend, moot:withdraw.'),
  'moot:updated': moment('When it was done.'),
  'moot:keys': link('Every key the actor has ever signed with, each with its dates.'),
  'moot:validFrom': moment('When a key began to sign.'),
  'moot:validUntil': moment('When a key ceased to sign; it never signs again.'),
  'moot:languages': texts('The languages a hub works in, the main one first.'),
  'moot:hubs': links('The hubs on a server.'),
  'moot:titles': byLanguage('What a record without a name is called, by language.'),
  'moot:summaries': byLanguage('What a record without a summary says in a line, by language.'),
  'moot:assemblyKind': words('What sort of assembly it is, such as moot:communityAssembly.'),
  'moot:selection': words(
    'Who comes to an assembly: moot:everybody, moot:invited, moot:lottery, moot:delegates.',
  ),
  'moot:meeting': words('Where people meet: moot:inPerson, moot:online, moot:hybrid.'),
  'moot:venueHidden': text('Whether the venue is told only to those who come; then there is no location.'),
  'moot:online': link('Where people join who are not in the room.'),
  'moot:spoken': texts('Language tags of what is spoken at an assembly.'),
  'moot:provides': texts('What is provided so that everybody can take part, such as step-free or childcare.'),
  'moot:accessNote': text('What else is to be known about access.'),
  'moot:destination': text('Who receives the result of an assembly, and what they will do with it.'),
  'moot:funding': text('Who pays for an assembly.'),
  'moot:takesUp': links('The issues an assembly takes up.'),
  'moot:agenda': nodes('The items of an agenda, in order.'),
  'moot:text': text('What an item of an agenda or a decision says.'),
  'moot:phase': words('The phase an item of an agenda belongs to, such as moot:deliberation.'),
  'moot:minutes': whole('How long an item of an agenda lasts.'),
  'moot:issue': link('The issue that an item, an outcome or an action is about.'),
  'moot:assembly': link('The assembly that a record is about, or came from.'),
  'moot:series': link('The first assembly of the series that this one is a date of.'),
}

/** Terms of other vocabularies that we use, spelled as their own software spells them. */
const foreignTerms: Readonly<Record<string, Json>> = {
  Hashtag: 'as:Hashtag',
  manuallyApprovesFollowers: 'as:manuallyApprovesFollowers',
  toot: 'http://joinmastodon.org/ns#',
  featured: { '@id': 'toot:featured', '@type': '@id' },
  discoverable: 'toot:discoverable',
  indexable: 'toot:indexable',
  schema: 'http://schema.org#',
  PropertyValue: 'schema:PropertyValue',
  value: 'schema:value',
  gts: 'https://gotosocial.org/ns#',
  interactionPolicy: { '@id': 'gts:interactionPolicy', '@type': '@id' },
  canLike: { '@id': 'gts:canLike', '@type': '@id' },
  canReply: { '@id': 'gts:canReply', '@type': '@id' },
  canAnnounce: { '@id': 'gts:canAnnounce', '@type': '@id' },
  canQuote: { '@id': 'gts:canQuote', '@type': '@id' },
  automaticApproval: { '@id': 'gts:automaticApproval', '@type': '@id' },
  manualApproval: { '@id': 'gts:manualApproval', '@type': '@id' },
  implements: { '@id': 'https://w3id.org/fep/844e#implements', '@type': '@id', '@container': '@set' },
  webfinger: 'https://purl.archive.org/socialweb/webfinger#webfinger',
  // Assemblies, as Mobilizon, Gancio and the calendars of WordPress spell them; FEP-8a8e has no prefix of its own.
  timezone: 'mz:timezone',
  joinMode: 'mz:joinMode',
  externalParticipationUrl: 'mz:externalParticipationUrl',
  repliesModerationOption: 'mz:repliesModerationOption',
  isOnline: 'mz:isOnline',
  commentsEnabled: 'pt:commentsEnabled',
  maximumAttendeeCapacity: 'schema:maximumAttendeeCapacity',
  inLanguage: 'schema:inLanguage',
  category: 'schema:category',
  uuid: 'schema:identifier',
  'ical:status': { '@id': 'ical:status' },
  eventStatus: 'https://w3id.org/fep/8a8e/eventStatus',
  displayEndTime: 'https://w3id.org/fep/8a8e/displayEndTime',
  organizers: { '@id': 'https://w3id.org/fep/8a8e/organizers', '@type': '@id', '@container': '@set' },
  PostalAddress: 'schema:PostalAddress',
  address: { '@id': 'schema:address', '@type': '@id' },
  streetAddress: 'schema:streetAddress',
  postalCode: 'schema:postalCode',
  addressLocality: 'schema:addressLocality',
  addressCountry: 'schema:addressCountry',
}

/** A prefix must stand beside the terms that are spelled with it. */
const prefixes: Readonly<Record<string, string>> = {
  moot: namespace,
  toot: 'http://joinmastodon.org/ns#',
  schema: 'http://schema.org#',
  gts: 'https://gotosocial.org/ns#',
  mz: 'https://joinmobilizon.org/ns#',
  pt: 'https://joinpeertube.org/ns#',
  ical: 'http://www.w3.org/2002/12/cal/ical#',
}

const activityStreams = 'https://www.w3.org/ns/activitystreams'
const dataIntegrity = 'https://w3id.org/security/data-integrity/v1'
const security = 'https://w3id.org/security/v1'
const multikey = 'https://w3id.org/security/multikey/v1'
const did = 'https://www.w3.org/ns/did/v1'

/** How each term of ours and each foreign one is defined, whole. */
const definitions: Readonly<Record<string, Json>> = {
  ...foreignTerms,
  ...prefixes,
  ...Object.fromEntries(
    Object.entries(ownTerms).map(([name, { define }]) => [name, { ...(define as JsonObject), '@id': name }]),
  ),
}

/**
 * The document with its @context: the shared ones by address, and inline just those terms that it uses, since the whole
 * list would add kilobytes to every letter. The same document always gets the same context.
 */
export function withContext(document: JsonObject): JsonObject {
  const used = new Set<string>()
  collect(document, used)
  for (const term of [...used]) {
    const prefix = term.includes(':') ? term.split(':')[0]! : spelledWith(definitions[term])
    if (prefix !== null && prefix in prefixes) used.add(prefix)
  }
  const inline = Object.fromEntries([...used].sort().map((term) => [term, definitions[term]!]))
  const keys =
    'publicKey' in document ||
    'assertionMethod' in document ||
    JSON.stringify(document).includes('publicKeyMultibase')
  const shared = keys
    ? [activityStreams, security, dataIntegrity, did, multikey]
    : [activityStreams, dataIntegrity]
  const { '@context': _, ...rest } = document
  return { '@context': used.size > 0 ? [...shared, inline] : shared, ...rest }
}

/** Every word of a document, key or value, that one of our definitions explains. */
function collect(value: Json, used: Set<string>): void {
  if (Array.isArray(value)) for (const item of value) collect(item, used)
  else if (typeof value === 'object' && value !== null)
    for (const [key, inner] of Object.entries(value)) {
      if (key in definitions) used.add(key)
      if (typeof inner === 'string' && inner.startsWith('moot:')) used.add('moot')
      if (key === 'type' && typeof inner === 'string' && inner in definitions) used.add(inner)
      collect(inner, used)
    }
}

/** The prefix a foreign definition is spelled with, or null. */
function spelledWith(definition: Json | undefined): string | null {
  const id =
    typeof definition === 'string' ? definition : ((definition as JsonObject | undefined)?.['@id'] ?? '')
  return typeof id === 'string' && id.includes(':') ? id.split(':')[0]! : null
}

/** All our terms in one context: what a document of anybody's is compacted with before it is read. */
export const wholeContext: Json = [activityStreams, dataIntegrity, security, { ...definitions }]

/**
 * Whether every word of a document's context means what it means to us: only the shared contexts, and inline nothing
 * but our own definitions. Then its compact form is the normal form already, and need not be expanded to be read.
 */
export function isOurContext(context: Json | undefined): boolean {
  if (!Array.isArray(context) || context[0] !== activityStreams) return false
  return context.every((part) => {
    if (typeof part === 'string') return part === activityStreams || part === dataIntegrity
    if (part === null || typeof part !== 'object' || Array.isArray(part)) return false
    return Object.entries(part).every(
      ([term, define]) => Object.hasOwn(definitions, term) && same(define, definitions[term]!),
    )
  })
}

/** Whether two definitions are the same JSON; both are small and flat. */
const same = (a: Json, b: Json): boolean =>
  typeof a === 'object' && a !== null && typeof b === 'object' && b !== null
    ? Object.keys(a).length === Object.keys(b).length &&
      Object.entries(a).every(([key, value]) => (b as JsonObject)[key] === value)
    : a === b
