import { createHash } from 'node:crypto'
import { activityJson, everybody, type Peer, type PeerActor, send } from './peer.ts'
import { type Json, jcs, proveBy } from './peer-signatures.ts'

/** The context of our kind of document, as a hub of other software may write it. */
const context = [
  'https://www.w3.org/ns/activitystreams',
  'https://w3id.org/security/data-integrity/v1',
  { moot: 'https://w3id.org/folkmoot/ns#' },
]

const sha256 = (text: string): string => `sha-256:${createHash('sha256').update(text).digest('base64url')}`

/** The digest of a document as a log names it: without its proof. */
const digestOf = ({ proof: _, ...document }: Json): string => sha256(jcs(document))

/** A hub on a peer: it can be followed by hubs of ours, and does what a test wants, however wrong. */
export type PeerHub = PeerActor & ReturnType<typeof hubVerbs>

/** Opens a hub on a peer, with a log of changes. It accepts whoever asks to follow it, unless it is silent. */
export function openHub(peer: Peer, name: string, more: Json = {}, silent = false): PeerHub {
  const id = `${peer.origin}/users/${name}`
  const actor = peer.actor(name, {
    '@context': [...context, 'https://w3id.org/security/v1', 'https://w3id.org/security/multikey/v1'],
    type: 'Organization',
    name,
    'moot:kind': 'moot:Hub',
    'moot:changes': `${id}/changes`,
    ...more,
  })
  const hub = { ...actor, ...hubVerbs(peer, actor) }
  hub.serveLog()
  peer.reads(async (letter) => {
    if (silent || letter.type !== 'Follow' || letter.object !== hub.id) return
    const accept = { id: peer.newId('accepts'), type: 'Accept', actor: hub.id, object: letter }
    await send(actor, `${letter.actor}/inbox`, { '@context': context[0], ...accept })
  })
  return hub
}

function hubVerbs(peer: Peer, actor: PeerActor) {
  const entries: Json[] = []
  let chain = sha256('')
  const verbs = {
    /** Serves a document at its own id. */
    publish: peer.publish,
    /** An issue of this hub as an Article, proved; `more` is put over it before the proof. */
    article: (more: Json = {}): Json => {
      const id = peer.newId('issues')
      const published = '2026-11-01T10:00:00.000Z'
      return verbs.prove({
        '@context': context,
        id,
        type: 'Article',
        url: id,
        attributedTo: actor.id,
        to: [everybody],
        published,
        updated: published,
        name: 'Damp flats',
        content: '<p>Since spring.</p>',
        'moot:kind': 'moot:Issue',
        'moot:revision': 1,
        'moot:state': 'moot:published',
        'moot:level': 'moot:local',
        'moot:basis': 'moot:listening',
        'moot:language': 'en',
        ...more,
      })
    },
    /** A document proved with this hub's key, anew where it had a proof. */
    prove: (document: Json): Json => proveBy(actor.proofKey, document),
    /** An activity of this hub, to everybody. */
    says: (type: string, object: Json | string, more: Json = {}): Json => ({
      '@context': context,
      id: peer.newId('activities'),
      type,
      actor: actor.id,
      to: [everybody],
      object,
      ...more,
    }),
    /** Enters a document into the log; `more` is put over the entry before it is chained. */
    log: (document: Json, verb = 'publish', more: Json = {}): void => {
      const entry: Json = {
        seq: entries.length + 1,
        iri: document.id,
        kind: 'moot:Issue',
        verb: `moot:${verb}`,
        revision: document['moot:revision'],
        updated: document.updated,
        digest: digestOf(document),
        ...more,
      }
      const { seq, iri, kind, revision, updated, digest } = entry
      chain = sha256(`${chain}\n${jcs([seq, iri, kind, entry.verb, revision, updated, digest])}`)
      entries.push({
        type: 'Create',
        actor: actor.id,
        object: iri,
        updated,
        'moot:sequence': seq,
        'moot:kind': kind,
        'moot:verb': entry.verb,
        'moot:revision': revision,
        'moot:digest': digest,
        'moot:chain': chain,
      })
      verbs.serveLog()
    },
    /** Serves the log as it stands; `head` and `page` are put over its two documents. */
    serveLog: (head: Json = {}, page: Json = {}): void => {
      const id = `${actor.id}/changes`
      peer.publish({
        '@context': context,
        id,
        type: 'OrderedCollection',
        attributedTo: actor.id,
        'moot:epoch': 'first',
        'moot:sequence': entries.length,
        'moot:chain': chain,
        ...head,
      })
      peer.publish({
        '@context': context,
        id: `${id}?page=1`,
        type: 'OrderedCollectionPage',
        partOf: id,
        orderedItems: entries,
        ...page,
      })
    },
    /** Serves a Tombstone where something was. */
    bury: (id: string): void =>
      peer.serve(id, {
        status: 410,
        type: activityJson,
        body: { '@context': context, id, type: 'Tombstone' },
      }),
  }
  return verbs
}
