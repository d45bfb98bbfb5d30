import type { Json } from '../../support/peer-signatures.ts'
import { type Checker, list, plain, type Seen, sameHost } from './checker.ts'

const posts = ['Page', 'Article', 'Note', 'Video', 'Event']
const attached = ['Link', 'Image', 'Document']

/** Lemmy: crates/apub/objects/src/protocol/page.rs, objects/post.rs. A post must be for a community, which is a Group. */
export const lemmy: Checker = {
  name: 'Lemmy',
  version: '1.0-beta',
  // A hub is a person to it, and its pages offer communities to follow.
  followedBy: ({ type }) => (type === 'Group' ? 'anybody' : null),
  take(letter, lookUp): Seen {
    const object = typeof letter.object === 'string' ? lookUp(letter.object) : (letter.object as Json)
    if (letter.type === 'Delete') return { done: 'it is gone' }
    if (letter.type === 'Accept' && object?.type === 'Follow') return { done: 'the follow is accepted' }
    if (!object || !['Create', 'Update', 'Announce'].includes(letter.type))
      return { dropped: `it knows no ${letter.type} of ${object?.type}` }
    const wrong = whatIsWrong(object)
    if (wrong) return { error: wrong }
    if (object.inReplyTo) return { dropped: 'it answers nothing in a community' }
    const community = [...list(object.to), ...list(object.cc), ...list(object.audience)].find(
      (address) => lookUp(String(address))?.type === 'Group',
    )
    if (!community) return { dropped: 'it is for no community' }
    const [first] = object.attachment ?? []
    return {
      shown: {
        ...{
          title: String(object.name ?? plain(object.content)).slice(0, 200),
          text: plain(object.content ?? ''),
        },
        ...{ warning: null, when: null, where: null, language: object.language?.identifier ?? null },
        link: first?.href ?? first?.url ?? object.id,
      },
    }
  },
}

/** What cannot be read into its shapes at all. */
function whatIsWrong(object: Json): string | null {
  const { type, attributedTo, id, audience, attachment = [], name, content, published, updated } = object
  if (typeof type !== 'string' || !posts.includes(type)) return `it knows no ${type}`
  if (typeof attributedTo !== 'string' || !sameHost(attributedTo, id)) return 'its author is on another host'
  if (Array.isArray(audience)) return 'its audience is a list'
  if (!Array.isArray(attachment)) return 'its attachment is no list'
  if (attachment.some((one: Json) => !attached.includes(one.type)))
    return 'it has an attachment of another kind'
  if (!name && !content) return 'it has neither name nor content'
  return [published, updated].some((at) => Number.isNaN(Date.parse(at))) ? 'its dates cannot be read' : null
}
