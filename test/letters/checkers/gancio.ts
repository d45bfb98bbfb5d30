import type { Json } from '../../support/peer-signatures.ts'
import { type Checker, plain, type Seen } from './checker.ts'

/** What it answers 404 to, and what it never answers because nothing in its code does. */
const unwanted = { dropped: 'it answers 404' } as const
const unanswered = { dropped: 'it never answers' } as const

/** Gancio: server/federation/inbox.js, helpers.js, events.js. Whom it follows it must trust as well, by hand. */
export const gancio: Checker = {
  name: 'Gancio',
  version: '1.21',
  followedBy: ({ inbox, publicKey }) =>
    inbox && publicKey?.publicKeyPem ? 'the operator, who must trust the hub' : null,
  take({ type, object }): Seen {
    if (!object || !type) return { error: 'no object or no type' }
    const what = typeof object === 'string' ? null : (object as Json)
    const former = what?.type === 'Tombstone' ? what.formerType : what?.type
    switch (type) {
      case 'Accept':
        return { done: 'it is thanked' }
      // Only its own may be boosted.
      case 'Announce':
        return unwanted
      case 'Undo':
        return what?.type === 'Follow' ? { done: 'it is followed no more' } : unanswered
      case 'Delete':
        return former === 'Event' ? { done: 'it is gone' } : unanswered
      case 'Create':
        return what?.type === 'Event' ? created(what) : unwanted
      case 'Update':
        return what?.type === 'Event' ? updated(what) : unanswered
      default:
        return unwanted
    }
  },
}

function created(object: Json): Seen {
  const missing = ['name', 'startTime', 'id'].find((key) => !object[key])
  if (missing) return { error: `${missing} required` }
  if (object.attachment?.some((one: Json) => one.mediaType === undefined)) return { error: 'no media type' }
  if (object.tag && !Array.isArray(object.tag)) return { error: 'tag must be a list' }
  const { location } = object
  if (!location) return show(object, null)
  const { address } = location
  const lines =
    address && [address.streetAddress, address.addressLocality, address.addressCountry].filter(Boolean)
  const said =
    address === undefined ? location.name : typeof address === 'string' ? address : lines.join(', ')
  if (!location.name || !said) return { error: 'place_name and place_address are required' }
  return show(object, `${location.name}, ${said}`)
}

/** A change is read in another way than what is new: with a picture for an attachment, and an address in any case. */
function updated(object: Json): Seen {
  const { location: { name, address } = {} as Json, attachment } = object
  const said = address?.streetAddress ?? address?.addressLocality ?? address?.addressCountry ?? address ?? ''
  if (!name || typeof said !== 'string' || said === '')
    return { dropped: 'it takes changes only of what has an address, and never answers' }
  if (!Array.isArray(attachment)) return { error: 'attachment has no length' }
  if (attachment.length > 0 && !attachment[0].url) return { error: 'the picture has no address' }
  if (!object.startTime) return { error: 'it would begin now' }
  return show(object, `${name}, ${said}`)
}

const show = (object: Json, where: string | null): Seen => ({
  shown: {
    ...{ title: object.name.trim(), text: plain(object.content ?? object.summary ?? ''), warning: null },
    ...{ when: object.startTime, where, link: object.id, language: null },
  },
})
