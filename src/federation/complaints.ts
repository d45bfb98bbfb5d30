import type { JsonObject } from '../lib/json.ts'
import { textOfHtml } from '../lib/markdown.ts'
import { inBrief, plainText, shorten } from '../lib/plain.ts'
import { idsOf } from './copies.ts'
import { isOurs } from './iri.ts'
import type { Office } from './office.ts'

/** How many things one complaint is read about: Mastodon lists an account and every post that was ticked. */
const mostAbout = 20
/** The longest that is kept of what it says, in letters. */
const longestWords = 2000

/**
 * Somebody elsewhere says that something of ours is wrong (Flag). Whoever signs may say so; it reaches a person and does
 * nothing by itself. Whom it is about elsewhere is none of our business, and dropped.
 */
export async function complaintCame(office: Office, actor: string, flag: JsonObject): Promise<void> {
  const about = [...new Set(idsOf(flag.object))]
    .filter((iri) => isOurs(office.world, iri))
    .slice(0, mostAbout)
  if (about.length === 0 || typeof flag.id !== 'string')
    return office.world.log('debug', 'letter ignored', { type: inBrief(flag.type), actor })
  await office.complain({ actor, activity: flag.id, about, words: wordsOf(flag) })
}

/** What it says: Lemmy says it in the summary, all others in the content. */
function wordsOf({ content, summary }: JsonObject): string {
  const said = typeof content === 'string' ? content : typeof summary === 'string' ? summary : ''
  return shorten(plainText(textOfHtml(said.slice(0, longestWords * 10))), longestWords)
}
