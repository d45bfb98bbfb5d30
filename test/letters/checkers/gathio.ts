import type { Json } from '../../support/peer-signatures.ts'
import type { Checker, Seen } from './checker.ts'

/** gathio: src/activitypub.ts processInbox. A gathering follows nobody; who follows it is answered, and all else thanked. */
export const gathio: Checker = {
  name: 'gathio',
  version: '1.6',
  followedBy: () => null,
  take({ type, object }): Seen {
    const what = typeof object === 'string' ? null : (object as Json)
    if (type === 'Create' && what?.type === 'Note' && what.to && what.inReplyTo)
      return { dropped: 'it replies to nothing of its own' }
    if (type === 'Delete') return { dropped: 'it deletes nothing of its own' }
    return { dropped: `it has no ear for ${type} of ${what?.type ?? 'an address'}` }
  },
}
