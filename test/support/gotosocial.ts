import sanitize from 'sanitize-html'
import { type Answer, everybody, type Knock, type Peer, type PeerActor, send, startPeer } from './peer.ts'
import { type Manner, type Profile, type Read, readAs, resolve } from './peer-account.ts'
import type { Json } from './peer-signatures.ts'

/** What a follower sees of a post, and who may do what with it. */
export type Shown = {
  warning: string
  html: string
  language: string
  hashtags: string[]
  link: string
  visibility: 'public' | 'unlisted' | 'followers' | 'direct'
  published: string
  edited: string | null
  mayReply: string[]
  mayLike: string[]
}

/** What GoToSocial takes for a post, whatever it is to its author. */
const statusable = new Set(
  'Article Document Image Video Note Page Event Place Profile Question Album'.split(' '),
)

export type GoToSocial = Awaited<ReturnType<typeof openGoToSocial>>

/**
 * A server that behaves as GoToSocial 0.20 does: it shows nothing of its accounts but their keys to who does not sign, has
 * no shared inbox, knows only draft-cavage, and is particular about headers and dates.
 */
export async function openGoToSocial() {
  const peer = await startPeer()
  const manner: Manner = {
    accept: 'application/ld+json; profile="https://www.w3.org/ns/activitystreams",application/activity+json',
    agent: `gotosocial/0.20.0 (+${peer.origin})`,
  }
  const accounts = new Map<string, PeerActor>()
  const accepted = new Set<string>()
  const statuses = new Map<string, Shown>()
  const errors: string[] = []
  const itself = account('instance')

  function account(name: string): PeerActor {
    const actor = person(peer, name)
    accounts.set(new URL(actor.inbox).pathname, actor)
    return actor
  }
  const malformed = (why: string) => {
    errors.push(why)
    return { status: 400, body: { error: 'Bad Request: malformed incoming activity' } }
  }

  peer.guard((knock) => {
    const { headers, method, path } = knock
    if (!headers['user-agent'])
      return { status: 418, body: { error: "I'm a teapot: no user-agent sent with request" } }
    if (method === 'GET')
      return isOpen(path) || isSigned(knock) ? null : { status: 401, body: { error: 'Unauthorized' } }
    if (!path.endsWith('/inbox') || path === '/inbox') return { status: 404, body: {} }
    if (!isActivity(headers['content-type'] ?? '')) return { status: 406, body: { error: 'Not Acceptable' } }
    if (!isSigned(knock)) return { status: 401, body: { error: 'Unauthorized' } }
    if (!accounts.has(path)) return { status: 500, body: { error: 'Internal Server Error' } }
    return take(knock)
  })

  function take({ body }: Knock): Answer | null {
    const letter = JSON.parse(body) as Json
    const object = typeof letter.object === 'string' ? { id: letter.object } : letter.object
    if (letter.type === 'Add' && letter.target === undefined) return malformed('no target')
    if (letter.type === 'Create' && !statusable.has(object.type)) return { status: 500, body: {} }
    if (letter.type === 'Accept') accepted.add(object.id)
    if (letter.type === 'Delete' && sameHost(object.id, letter.actor)) statuses.delete(object.id)
    if (letter.type === 'Create' || letter.type === 'Update') {
      const shown = toStatus(object)
      const known = statuses.get(object.id)
      if (typeof shown === 'string') errors.push(shown)
      else if (object.attributedTo !== letter.actor) errors.push('not by its author')
      // What it keeps has microseconds; a `published` that is finer is another one the next time.
      else if (known && known.published !== shown.published) errors.push("'published' changed")
      else statuses.set(object.id, shown)
    }
    return null
  }

  return {
    ...peer,
    manner,
    statuses,
    accepted,
    /** What it wrote into its log as errors, most of them after a 202. */
    errors,
    account,
    /** Reads an address as this server does: signed by somebody here. */
    read: (address: string): Promise<Read> => readAs(itself, address, manner),
    /** Somebody here follows somebody there: looks them up and asks. */
    follow: async (by: PeerActor, handle: string): Promise<Profile & { letter: Json }> => {
      const profile = await resolve(by, handle, manner)
      const letter = {
        '@context': 'https://www.w3.org/ns/activitystreams',
        id: `${by.id}/follow/01${crypto.randomUUID().replaceAll('-', '').slice(0, 24).toUpperCase()}`,
        type: 'Follow',
        actor: by.id,
        object: profile.document.id as string,
        to: profile.document.id as string,
      }
      await send(by, profile.inbox, letter)
      return { ...profile, letter }
    },
    /** Takes a follow back. */
    unfollow: (by: PeerActor, { letter, inbox }: { letter: Json; inbox: string }): Promise<number> => {
      const { '@context': _, ...follow } = letter
      const id = peer.newId('undo')
      return send(by, inbox, {
        '@context': letter['@context'],
        id,
        type: 'Undo',
        actor: by.id,
        object: follow,
        to: letter.to,
      })
    },
  }
}

/** Only keys, WebFinger and NodeInfo are open; pages are, too, but nobody asks for them here. */
const isOpen = (path: string): boolean =>
  path.endsWith('/main-key') || path.startsWith('/.well-known/') || path.startsWith('/nodeinfo')

/** An RFC 9421 signature counts as none. */
const isSigned = ({ signed }: Knock): boolean =>
  signed !== null && 'keyId' in signed && signed.kind === 'cavage'

const isActivity = (type: string): boolean =>
  /^application\/activity\+json\b/.test(type) ||
  /^application\/ld\+json; ?profile="?https:\/\/www.w3.org\/ns\/activitystreams/.test(type)

const sameHost = (a: string, b: string): boolean => new URL(a).host === new URL(b).host

/** An account with the documents GoToSocial serves of it: whole to who signs, and a stub with the key to everybody. */
function person(peer: Peer, name: string): PeerActor {
  const id = `${peer.origin}/users/${name}`
  const actor = peer.actor(
    name,
    {
      '@context': [
        'https://gotosocial.org/ns',
        'https://w3id.org/security/v1',
        'https://www.w3.org/ns/activitystreams',
        {
          discoverable: 'toot:discoverable',
          featured: { '@id': 'toot:featured', '@type': '@id' },
          manuallyApprovesFollowers: 'as:manuallyApprovesFollowers',
          toot: 'http://joinmastodon.org/ns#',
        },
      ],
      discoverable: true,
      featured: `${id}/collections/featured`,
      followers: `${id}/followers`,
      following: `${id}/following`,
      manuallyApprovesFollowers: false,
      name,
      published: '2022-05-20T11:09:18Z',
      tag: [],
      url: `${peer.origin}/@${name}`,
      assertionMethod: undefined,
    },
    '/main-key',
  )
  const { type, preferredUsername, publicKey } = actor.document
  const context = ['https://w3id.org/security/v1', 'https://www.w3.org/ns/activitystreams']
  peer.serve(actor.key.id, { body: { '@context': context, id, type, preferredUsername, publicKey } })
  return actor
}

/** A post as its followers see it, or what is wrong with it. */
export function toStatus(object: Json): Shown | string {
  if (!statusable.has(object.type)) return `${object.type} is no status`
  const [published, updated] = [object.published, object.updated].map((text) =>
    text ? Date.parse(text) : null,
  )
  if (published === null || Number.isNaN(published)) return 'unusable published'
  if (/\.\d{7,}/.test(object.published)) return 'published is finer than a microsecond'
  if (updated !== null && updated! < published!) return "'updated' predates 'published'"
  const to = [object.to ?? []].flat()
  const cc = [object.cc ?? []].flat()
  if (to.length + cc.length === 0) return "message wasn't TO or CC anyone"
  const text = (name: string): string => (typeof object[name] === 'string' ? object[name] : '')
  const language = Object.entries(object.contentMap ?? {}).find(([, it]) => it === object.content)
  return {
    // The title is shown only where there is no summary.
    warning: clean(text('summary') || sanitize(text('name'), { allowedTags: [] })),
    html: clean(text('content')),
    language: language?.[0] ?? '',
    hashtags: [object.tag ?? []]
      .flat()
      .filter((tag: Json) => tag.type === 'Hashtag')
      .map((tag: Json) => tag.name.replace(/^#/, '').toLowerCase()),
    link: text('url') || object.id,
    // The bare “Public” is an address like any other to it.
    visibility: to.some(isPublic)
      ? 'public'
      : cc.some(isPublic)
        ? 'unlisted'
        : to.includes(`${object.attributedTo}/followers`)
          ? 'followers'
          : 'direct',
    published: object.published,
    edited: object.updated ?? null,
    mayReply: policyOf(object, 'canReply'),
    mayLike: policyOf(object, 'canLike'),
  }
}

const isPublic = (address: string): boolean => address === everybody || address === 'as:Public'

/** Who may do a thing without being asked; everybody where the post says nothing. */
function policyOf(object: Json, what: string): string[] {
  const rules = object.interactionPolicy?.[what]
  if (!rules) return ['everybody']
  return [rules.automaticApproval ?? rules.always ?? []].flat().map((who: string) => {
    if (who === everybody) return 'everybody'
    if (who === object.attributedTo) return 'its author'
    return who === `${object.attributedTo}/followers` ? 'followers' : who
  })
}

/** What GoToSocial leaves of somebody's HTML: most of it, without what could do harm. */
const clean = (html: string): string =>
  sanitize(html, {
    allowedTags: 'p br hr span a strong em b i u del s code pre blockquote ul ol li h1 h2 h3 h4 h5 h6'.split(
      ' ',
    ),
    allowedAttributes: { a: ['href'] },
  })
