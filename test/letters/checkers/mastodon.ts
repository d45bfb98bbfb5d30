import { shown } from '../../support/mastodon.ts'
import type { Json } from '../../support/peer-signatures.ts'
import { acts, type Checker, type LookUp, plain, type Seen, sameHost } from './checker.ts'

const posts = new Set(['Note', 'Question', 'Image', 'Audio', 'Video', 'Article', 'Page', 'Event'])
const accounts = new Set(['Application', 'Group', 'Organization', 'Person', 'Service'])

/** Mastodon: app/lib/activitypub/activity, parser/status_parser.rb. What it does not know it shows as title, summary and link. */
export const mastodon: Checker = {
  name: 'Mastodon',
  version: '4.5',
  followedBy: ({ type, inbox }) => (accounts.has(type) && inbox ? 'anybody' : null),
  take(letter, lookUp): Seen {
    const done = acts(letter)
    if (done) return done
    const object: Json | undefined =
      typeof letter.object === 'string' ? lookUp(letter.object) : (letter.object as Json)
    switch (letter.type) {
      case 'Announce':
        return object ? status(object, object.attributedTo, lookUp) : { dropped: 'it is not to be had' }
      case 'Create':
        return status(object!, letter.actor, lookUp)
      case 'Update':
        if (accounts.has(object!.type)) return { done: 'the profile is read anew' }
        return object!.updated
          ? status(object!, letter.actor, lookUp)
          : { dropped: 'it does not say when it changed' }
      default:
        return { dropped: `it knows no ${letter.type} of ${object?.type}` }
    }
  },
}

function status(object: Json, author: string, lookUp: LookUp): Seen {
  if (!posts.has(object.type)) return { dropped: `a ${object.type} is no post` }
  if (!sameHost(object.id, author)) return { dropped: 'it is on another host than its author' }
  if (object.attributedTo !== author) return { dropped: 'it is of somebody else' }
  // A reply is shown to who follows whom it replies to; and to nobody where what it replies to is not there when it comes
  // (`FeedManager#filter_from_home`), although that is fetched afterwards.
  if (object.inReplyTo) {
    const answered = lookUp(object.inReplyTo)
    if (!answered) return { dropped: 'what it replies to is not there' }
    if (answered.attributedTo !== author) return { dropped: 'it replies to somebody who is not followed' }
  }
  const { html, warning, link, language, visibility } = shown(object)
  if (visibility !== 'public') return { dropped: 'it is not for everybody' }
  return {
    shown: {
      ...{ title: null, text: plain(html), warning: warning === '' ? null : plain(warning) },
      ...{ when: null, where: null, link, language },
    },
  }
}
