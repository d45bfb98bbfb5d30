import type { Json } from '../../support/peer-signatures.ts'
import type { Checker, Seen } from './checker.ts'

/** The plugin of WordPress: includes/handler, includes/rest/class-inbox.php. A blog listens to who answers it. */
export const wordPress: Checker = {
  name: 'WordPress',
  version: '4.0',
  // From version 7 on blogs can follow; what they show then was not read.
  followedBy: () => null,
  take({ type, object }): Seen {
    const what = typeof object === 'string' ? null : (object as Json)
    if (type === 'Create' && !['id', 'inReplyTo', 'content'].every((key) => what?.[key]))
      return { dropped: 'it answers 400 to what replies to nothing' }
    if (type === 'Create' || type === 'Update') return { dropped: 'it replies to nothing of the blog' }
    if (type === 'Delete' || type === 'Undo' || type === 'Announce')
      return { dropped: 'it is about nothing of the blog' }
    return { dropped: `it has no ear for ${type}` }
  },
}
