import sanitize from 'sanitize-html'
import { everybody, type Peer, type PeerActor, send, startPeer } from './peer.ts'
import { type Manner, type Profile, type Read, readAs, resolve } from './peer-account.ts'
import { type Json, pemOf } from './peer-signatures.ts'

/** What a follower sees of a post: the HTML of it, and what stands around it. */
export type Shown = {
  html: string
  warning: string
  language: string | null
  hashtags: string[]
  link: string
  visibility: string
  published: string
  edited: string | null
}

/** How one Mastodon differs from another. */
export type About = {
  /** Answers only who signs (AUTHORIZED_FETCH). */
  secure?: boolean
  /** Which signatures it reads: the old ones; from 4.5 on both; one day perhaps only the new ones. */
  reads?: readonly ('cavage' | 'rfc9421')[]
  /** Whether it reads amended articles: from late 2025 on (mastodon/mastodon#36322). */
  readsAmendments?: boolean
}

export type Mastodon = Awaited<ReturnType<typeof openMastodon>>

/** A server that behaves as Mastodon does, as far as a hub and its followers there have to do with it. */
export async function openMastodon({
  secure = false,
  reads = ['cavage', 'rfc9421'],
  readsAmendments = true,
}: About = {}) {
  const peer = await startPeer()
  const manner: Manner = {
    accept: 'application/activity+json, application/ld+json',
    agent: `Mastodon/4.5.0 (http.rb/5.3.1; +${peer.origin}/)`,
  }
  const itself = instanceActor(peer)
  const follows = new Map<string, { by: string; whom: string; state: 'asked' | 'accepted' | 'rejected' }>()
  const statuses = new Map<string, Shown>()

  peer.guard(({ method, path, signed }) => {
    if (method === 'POST') {
      if (signed === null || 'wrong' in signed || !reads.includes(signed.kind)) return { status: 401 }
      return path === '/inbox' || path.endsWith('/inbox') ? null : { status: 404 }
    }
    const open = path === '/actor' || path.startsWith('/.well-known/')
    return secure && !open && (signed === null || 'wrong' in signed) ? { status: 401 } : null
  })
  peer.reads((letter) => {
    const object = letter.object
    const uri: string = typeof object === 'string' ? object : object.id
    const followed = [...follows.values()].some((it) => it.whom === letter.actor && it.state === 'accepted')
    switch (letter.type) {
      case 'Accept':
      case 'Reject': {
        const follow = follows.get(uri)
        if (!follow || follow.whom !== letter.actor) return
        follow.state = letter.type === 'Accept' ? 'accepted' : 'rejected'
        return
      }
      case 'Create':
        // Of somebody whom nobody here follows it is dropped, and of an id on another host too.
        if (!followed || new URL(uri).host !== new URL(letter.actor).host) return
        if (!statuses.has(uri) && object.attributedTo === letter.actor) statuses.set(uri, shown(object))
        return
      case 'Update': {
        const known = statuses.get(uri)
        if (!known || object.attributedTo !== letter.actor) return
        if (converted.has(object.type) && !readsAmendments) return
        if (!object.updated || (known.edited !== null && object.updated <= known.edited)) return
        const next = shown(object)
        statuses.set(uri, { ...next, published: known.published, edited: object.updated })
        return
      }
      case 'Delete':
        if (new URL(uri).host === new URL(letter.actor).host) statuses.delete(uri)
    }
  })

  return {
    ...peer,
    manner,
    statuses,
    follows,
    /** Somebody with an account here. */
    account: (name: string): PeerActor => person(peer, name),
    /** Reads an address as this server does: signed by the server itself. */
    read: (address: string): Promise<Read> => readAs(itself, address, manner),
    /** Somebody here follows somebody there: looks them up and asks. */
    follow: async (by: PeerActor, handle: string): Promise<Profile & { id: string; letter: Json }> => {
      const profile = await resolve(itself, handle, manner)
      const letter = {
        '@context': 'https://www.w3.org/ns/activitystreams',
        id: `${peer.origin}/${crypto.randomUUID()}`,
        type: 'Follow',
        actor: by.id,
        object: profile.document.id as string,
      }
      follows.set(letter.id, { by: by.id, whom: letter.object, state: 'asked' })
      await send(by, profile.inbox, letter)
      return { ...profile, id: letter.id, letter }
    },
    /** Takes a follow back. */
    unfollow: (by: PeerActor, { letter, inbox }: { letter: Json; inbox: string }): Promise<number> =>
      send(by, inbox, {
        '@context': 'https://www.w3.org/ns/activitystreams',
        id: `${by.id}#follows/1/undo`,
        type: 'Undo',
        actor: by.id,
        object: { id: letter.id, type: 'Follow', actor: letter.actor, object: letter.object },
      }),
  }
}

/** The server's own actor, which signs what it asks; open to everybody even in secure mode. */
function instanceActor(peer: Peer): PeerActor {
  const id = `${peer.origin}/actor`
  const { key, proofKey } = peer.actor('server')
  const own = { id: `${id}#main-key`, key: key.key }
  const document = {
    '@context': ['https://www.w3.org/ns/activitystreams', 'https://w3id.org/security/v1'],
    id,
    type: 'Application',
    inbox: `${id}/inbox`,
    outbox: `${id}/outbox`,
    preferredUsername: peer.host,
    url: `${peer.origin}/about/more?instance_actor=true`,
    manuallyApprovesFollowers: true,
    publicKey: { id: own.id, owner: id, publicKeyPem: pemOf(own.key) },
  }
  peer.publish(document)
  return { id, inbox: document.inbox, key: own, proofKey, document }
}

/** An account with the document that Mastodon serves of it. */
function person(peer: Peer, name: string): PeerActor {
  const id = `${peer.origin}/users/${name}`
  return peer.actor(name, {
    '@context': [
      'https://www.w3.org/ns/activitystreams',
      'https://w3id.org/security/v1',
      {
        manuallyApprovesFollowers: 'as:manuallyApprovesFollowers',
        toot: 'http://joinmastodon.org/ns#',
        featured: { '@id': 'toot:featured', '@type': '@id' },
        alsoKnownAs: { '@id': 'as:alsoKnownAs', '@type': '@id' },
        schema: 'http://schema.org#',
        PropertyValue: 'schema:PropertyValue',
        value: 'schema:value',
        discoverable: 'toot:discoverable',
        indexable: 'toot:indexable',
        focalPoint: { '@container': '@list', '@id': 'toot:focalPoint' },
      },
    ],
    following: `${id}/following`,
    followers: `${id}/followers`,
    featured: `${id}/collections/featured`,
    featuredTags: `${id}/collections/tags`,
    name,
    summary: '',
    url: `${peer.origin}/@${name}`,
    manuallyApprovesFollowers: false,
    discoverable: null,
    indexable: false,
    published: '2019-03-05T00:00:00Z',
    tag: [],
    attachment: [],
    endpoints: { sharedInbox: `${peer.origin}/inbox` },
    assertionMethod: undefined,
  })
}

/** A reply as Mastodon sends it, served at its own address. */
export function replyTo(to: string, { id: by }: PeerActor, mastodon: Pick<Peer, 'origin' | 'publish'>): Json {
  const id = `${by}/statuses/114000000000000001`
  const object = {
    id,
    type: 'Note',
    summary: null,
    inReplyTo: to,
    published: new Date().toISOString().replace(/\.\d+/, ''),
    url: `${mastodon.origin}/@ann/114000000000000001`,
    attributedTo: by,
    to: [everybody],
    cc: [`${by}/followers`],
    sensitive: false,
    content: '<p>Same here!</p>',
    contentMap: { en: '<p>Same here!</p>' },
    attachment: [],
    tag: [],
  }
  mastodon.publish(object)
  return {
    '@context': ['https://www.w3.org/ns/activitystreams', { sensitive: 'as:sensitive' }],
    id: `${id}/activity`,
    type: 'Create',
    actor: by,
    published: object.published,
    to: object.to,
    cc: object.cc,
    object,
  }
}

/** What Mastodon knows only as something like a post: it shows title, summary and link, and not the content. */
const converted = new Set(['Image', 'Audio', 'Video', 'Article', 'Page', 'Event'])

/** A post as Mastodon makes one of an object: whole of a Note, and title, summary and link of what it does not know. */
export function shown(object: Json): Shown {
  const first = (name: string): string => object[name] || Object.values(object[`${name}Map`] ?? {})[0] || ''
  const link: string = typeof object.url === 'string' ? object.url : object.id
  const parts = converted.has(object.type)
    ? [first('name') && `<h2>${first('name')}</h2>`, first('summary'), `<a href="${link}">${link}</a>`]
    : [first('content')]
  const maps = ['contentMap', 'nameMap', 'summaryMap'].map((name) => Object.keys(object[name] ?? {})[0])
  const to = [object.to].flat()
  return {
    html: clean(parts.filter(Boolean).join('\n\n')),
    warning: converted.has(object.type) ? '' : first('summary'),
    language: maps.find(Boolean) ?? null,
    hashtags: [object.tag ?? []]
      .flat()
      .filter((tag: Json) => tag.type === 'Hashtag')
      .map((tag: Json) => tag.name.replace(/^#/, '').toLowerCase()),
    link,
    visibility: to.includes(everybody)
      ? 'public'
      : [object.cc].flat().includes(everybody)
        ? 'unlisted'
        : 'direct',
    published: object.published,
    edited: null,
  }
}

/** What Mastodon leaves of somebody's HTML: headings become bold, and much else is gone. */
const clean = (html: string): string =>
  sanitize(html, {
    allowedTags: 'p br span a del s pre code em strong b i u ul ol li blockquote'.split(' '),
    allowedAttributes: { a: ['href'] },
    transformTags: { h1: 'strong', h2: 'strong', h3: 'strong' },
  })
