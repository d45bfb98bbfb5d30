import type { Json } from '../../support/peer-signatures.ts'
import { acts, type Checker, type LookUp, list, plain, type Seen, sameHost } from './checker.ts'

const posts = ['Note', 'Page', 'Article', 'Question', 'Video']
const users = ['Application', 'Organization', 'Person', 'Service', 'Group']
const everybody = ['https://www.w3.org/ns/activitystreams#Public', 'as:Public', 'Public']

/** NodeBB: src/activitypub/inbox.js, mocks.js, notes.js. A post that answers nothing is a topic, with its name as title. */
export const nodeBb: Checker = {
  name: 'NodeBB',
  version: '4.15',
  followedBy: ({ type, inbox, id, webfinger }) =>
    users.includes(type) && inbox && sameHost(id, `https://${String(webfinger).split('@')[1]}`)
      ? 'anybody'
      : null,
  take(letter, lookUp): Seen {
    const done = acts(letter)
    if (done) return done
    const object = typeof letter.object === 'string' ? lookUp(letter.object) : (letter.object as Json)
    if (!object || !['Create', 'Update', 'Announce'].includes(letter.type))
      return { dropped: `it knows no ${letter.type} of ${object?.type}` }
    if (users.includes(object.type)) return { done: 'the profile is read anew' }
    return post(object, letter.type === 'Announce' ? object.attributedTo : letter.actor, lookUp)
  },
}

function post(object: Json, author: string, lookUp: LookUp): Seen {
  if (Array.isArray(object.attributedTo)) return { dropped: 'it has several authors' }
  if (!sameHost(object.attributedTo, author)) return { dropped: 'it is of somebody elsewhere' }
  if (typeof object.type !== 'string') return { error: 'its type is a list' }
  if (!posts.includes(object.type)) return { dropped: `it takes no ${object.type}` }
  if (![...list(object.to), ...list(object.cc)].some((address) => everybody.includes(String(address))))
    return { dropped: 'it is a private message' }
  if (object.inReplyTo && !lookUp(object.inReplyTo)) return { dropped: 'what it answers is not to be had' }
  const text = plain(object.content ?? '')
  // An answer has no title, and what has none of its own is named after its first sentence.
  const title = object.inReplyTo ? null : (object.name ?? text.split('\n')[0])
  return {
    shown: {
      title,
      text,
      warning: null,
      when: null,
      where: null,
      link: object.url ?? object.id,
      language: null,
    },
  }
}
