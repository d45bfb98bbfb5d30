import { toStatus } from '../../support/gotosocial.ts'
import type { Json } from '../../support/peer-signatures.ts'
import { acts, type Checker, plain, type Seen, sameHost } from './checker.ts'

const accounts = new Set(['Application', 'Group', 'Organization', 'Person', 'Service'])

/** GoToSocial: internal/ap/extract.go, internal/typeutils/astointernal.go. Everything is a post with its whole content. */
export const goToSocial: Checker = {
  name: 'GoToSocial',
  version: '0.20',
  followedBy: ({ type, publicKey, preferredUsername }) =>
    accounts.has(type) && publicKey?.publicKeyPem && preferredUsername ? 'anybody' : null,
  take(letter, lookUp): Seen {
    const done = acts(letter)
    if (done) return done
    if (!['Create', 'Update', 'Announce'].includes(letter.type))
      return { dropped: `it knows no ${letter.type} of ${(letter.object as Json)?.type}` }
    const object = typeof letter.object === 'string' ? lookUp(letter.object) : (letter.object as Json)
    if (!object) return { dropped: 'it is not to be had' }
    if (accounts.has(object.type)) return { done: 'the profile is read anew' }
    const author = letter.type === 'Announce' ? object.attributedTo : letter.actor
    if (!sameHost(object.id, author) || object.attributedTo !== author)
      return { error: 'it is not of whom it says' }
    const status = toStatus(object)
    if (typeof status === 'string') return { error: status }
    if (status.visibility !== 'public') return { dropped: 'it is not for everybody' }
    return {
      shown: {
        ...{ title: null, text: plain(status.html), when: null, where: null, link: status.link },
        warning: status.warning === '' ? null : plain(status.warning),
        language: status.language === '' ? null : status.language,
      },
    }
  },
}
