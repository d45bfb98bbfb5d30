import type { Json } from '../../support/peer-signatures.ts'
import { acts, type Checker, plain, type Seen } from './checker.ts'

const modes = ['free', 'restricted', 'invite', 'external']
const statuses = ['tentative', 'confirmed', 'cancelled']

/** Mobilizon: lib/federation/activity_stream/converter, lib/mobilizon/events/event.ex. It reads keys as they stand, no JSON-LD. */
export const mobilizon: Checker = {
  name: 'Mobilizon',
  version: '5.1',
  followedBy({ type, publicKey, preferredUsername }) {
    if (Array.isArray(publicKey) || !publicKey?.publicKeyPem || !preferredUsername) return null
    if (type === 'Group') return 'anybody'
    return type === 'Person' ? null : 'the operator, for the calendar'
  },
  take(letter, lookUp): Seen {
    const done = acts(letter)
    if (done) return done
    const object = typeof letter.object === 'string' ? lookUp(letter.object) : (letter.object as Json)
    if (letter.type === 'Reject' && object?.type === 'Join') return { done: 'the participation is refused' }
    if (letter.type === 'Update' && object?.type === 'Organization') return { done: 'the actor is read anew' }
    if (!object || !['Create', 'Update', 'Announce'].includes(letter.type))
      return { dropped: `it knows no ${letter.type} of ${object?.type}` }
    if (object.type === 'Note') return { dropped: 'a Note under no gathering of its own is shown nowhere' }
    if (object.type === 'Article' && !(object.actor && object.attributedTo))
      return { dropped: 'an Article is read only where it names an actor too' }
    return object.type === 'Event' ? gathering(object) : { dropped: `it knows no ${object.type}` }
  },
}

function gathering(object: Json): Seen {
  const wrong = whatIsWrong(object)
  if (wrong) return { error: wrong }
  const { address = {}, name } = object.location ?? {}
  const street = typeof address === 'string' ? address : [address.streetAddress, address.addressLocality]
  const where = object.location ? [name, street].flat().filter(Boolean).join(', ') : null
  return {
    shown: {
      ...{ title: object.name, text: plain(object.content ?? ''), warning: null, link: object.id },
      ...{ when: object.startTime, where, language: object.inLanguage ?? null },
    },
  }
}

/** What its database would not take. */
function whatIsWrong(object: Json): string | null {
  const { name, startTime, endTime, joinMode = 'free', attachment = [], tag = [], location } = object
  const status = String(object.status ?? object['ical:status'] ?? 'CONFIRMED').toLowerCase()
  if (typeof name !== 'string' || name.length < 3 || name.length > 200) return 'title: 3 to 200 characters'
  if (Number.isNaN(Date.parse(startTime))) return 'begins_on: can’t be blank'
  if (endTime && Date.parse(endTime) < Date.parse(startTime)) return 'ends_on cannot be set before begins_on'
  if (!modes.includes(joinMode)) return `join_options: ${joinMode} is invalid`
  if (!statuses.includes(status)) return `status: ${status} is invalid`
  if (!Array.isArray(attachment) || !Array.isArray(tag)) return 'attachment and tag must be lists'
  if (typeof object.attributedTo !== 'string') return 'no actor found'
  const whole = [location?.latitude, location?.longitude].some((degrees) => Number.isInteger(degrees))
  if (whole) return 'coordinates must not be whole numbers'
  if (!list(object.to).includes(publicAddress)) return 'it would not be public'
  return null
}

const publicAddress = 'https://www.w3.org/ns/activitystreams#Public'
const list = (value: unknown): unknown[] => [value ?? []].flat()
