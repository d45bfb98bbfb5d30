import type { Json } from '../../support/peer-signatures.ts'
import { acts, type Checker, list, plain, type Seen, sameHost } from './checker.ts'

const posts = ['Note', 'Question', 'Article', 'Audio', 'Document', 'Image', 'Page', 'Video', 'Event']
const accounts = ['Person', 'Service', 'Group', 'Organization', 'Application']

/** Misskey: core/activitypub/models/ApNoteService.ts, ApInboxService.ts. A summary is what is folded behind; no name is shown. */
export const misskey: Checker = {
  name: 'Misskey',
  version: '2025',
  followedBy: ({ type, inbox, id, publicKey }) =>
    accounts.includes(type) && inbox && sameHost(publicKey?.id, id) ? 'anybody' : null,
  take(letter, lookUp): Seen {
    const done = acts(letter)
    if (done) return done
    const object = typeof letter.object === 'string' ? lookUp(letter.object) : (letter.object as Json)
    if (!object) return { dropped: 'it is not to be had' }
    if (letter.type === 'Update')
      return accounts.includes(object.type)
        ? { done: 'the profile is read anew' }
        : { dropped: 'it changes no notes' }
    if (!['Create', 'Announce'].includes(letter.type))
      return { dropped: `it knows no ${letter.type} of ${object.type}` }
    const wrong = whatIsWrong(object)
    if (wrong) return { error: wrong }
    return {
      shown: {
        ...{ title: null, text: plain(object.content ?? ''), when: null, where: null, language: null },
        // Shown as it stands, tags and all: it is no HTML there.
        warning: object.summary ? String(object.summary) : null,
        link: object.url ?? object.id,
      },
    }
  },
}

function whatIsWrong({ type, id, url, attributedTo, attachment, to }: Json): string | null {
  if (!posts.includes(type)) return `invalid object type ${type}`
  if (![id, url].every((address) => String(address).startsWith('https://'))) return 'it is not at https'
  if (!sameHost(id, attributedTo) || !sameHost(id, url)) return 'it is on several hosts'
  // Until 2023 each attachment had to be a picture with an address.
  if (list(attachment).some((one) => typeof one.url !== 'string')) return 'invalid image: url not provided'
  return list(to).length === 0 ? 'it is for nobody' : null
}
