import { createHash } from 'node:crypto'
import { isUniqueViolation } from '../db/errors.ts'
import type { Db } from '../db/index.ts'
import { inTransaction, type Tx } from '../db/index.ts'
import { logHead } from '../federation/store/changes.ts'
import type { Hub } from '../hubs/model.ts'
import { allHubs, hubById } from '../hubs/store.ts'
import { publicIssue, publicIssueByIri } from '../issues/store.ts'
import { newId, newToken } from '../lib/id.ts'
import { nearestOf } from '../lib/language.ts'
import { isRefusal, type Refusal, refuseWith } from '../lib/refusal.ts'
import { after, DAY, type Instant, instant } from '../lib/time.ts'
import { type Words, wordsFor } from '../lib/words.ts'
import { isMailRefusal } from '../mail/model.ts'
import { enqueueMailIn } from '../mail/outbox.ts'
import { howMailGoes } from '../mail/state.ts'
import { forgetMailsToIn } from '../mail/store.ts'
import { titleOf } from '../records/model.ts'
import type { World } from '../world.ts'
import { gather } from './actions-gather.ts'
import { type Addressed, confirmMail, knownMail } from './actions-mails.ts'
import {
  kindsIn,
  mostAsked,
  mostUnconfirmed,
  readAddress,
  readWish,
  receiverOf,
  type Told,
  timeToConfirm,
  type Wrong,
} from './model.ts'
import {
  answerIn,
  changeWishIn,
  confirmIn,
  countAnswered,
  countUnconfirmed,
  dropFollowIn,
  type FollowRow,
  followByLink,
  followerOf,
  insertAsk,
  someUnanswered,
} from './store.ts'
import { keepConsentIn } from './store-keeping.ts'

/** What can be followed by mail: a hub here, or one issue of it. */
export type Followed = {
  readonly hub: Hub
  readonly issue: {
    readonly id: string
    readonly iri: string
    readonly titles: Readonly<Record<string, string>>
    readonly title: string
  } | null
}

/** What is private of somebody who follows. */
type Private = { readonly address: string; readonly secret: string }

const digestOf = (secret: string): string => createHash('sha256').update(secret).digest('base64url')
const privateOf = ({ vault }: Pick<World, 'vault'>, { sealed }: FollowRow): Private =>
  JSON.parse(vault.unseal(sealed)) as Private

/** Whether one can follow by mail here: only where mail is known to work. */
export const mailWorks = async (world: Pick<World, 'config' | 'db' | 'vault'>): Promise<boolean> =>
  (await howMailGoes(world)) === 'works'

/** What somebody wants to follow, by the id of a hub or of an issue of one; null where there is no such thing here. */
export async function followedBy(
  world: World,
  { hub: hubId, issue: issueId }: { hub: string; issue: string },
): Promise<Followed | null> {
  const hubs = await allHubs(world)
  if (issueId === '') {
    const hub = hubs.find(({ id }) => id === hubId)
    return hub ? { hub, issue: null } : null
  }
  const issue = await publicIssue(world.db, issueId)
  const hub = issue && hubs.find(({ id }) => id === issue.hub)
  if (!issue || !hub || issue.withdrawn !== null) return null
  return { hub, issue: { id: issue.id, iri: issue.iri, titles: issue.titles, title: titleOf(issue) } }
}

/** The title of what is followed in a language, where it is an issue. */
export const titleIn = (issue: Followed['issue'], { lang }: Words): string | null =>
  issue === null ? null : (issue.titles[nearestOf(issue.titles, lang) ?? ''] ?? issue.title)

/** The words somebody says yes to, in a language: what is kept of them, for what, and until when. `issue`: its title, or null where it is the hub. */
export const wordingOf = (hub: Hub, issue: string | null, { t }: Words): string =>
  issue === null
    ? t('by-mail.wording', { hub: hub.name })
    : t('by-mail.wording-issue', { hub: hub.name, what: issue })

/**
 * Somebody asks to follow by mail. The same is done and answered whether they follow already or not: what is to be mailed to
 * them is found out in the background, and only whoever reads the mail learns of it.
 */
export async function askToFollow(
  world: World,
  followed: Followed,
  typed: { id: string; address: string; kinds: readonly string[]; cadence: string; language: string },
): Promise<true | Refusal | { readonly wrong: Wrong }> {
  const address = readAddress(typed.address)
  const wish = readWish(typed)
  if (isRefusal(address) || 'wrong' in wish)
    return {
      wrong: { ...(isRefusal(address) && { address }), ...('wrong' in wish && wish.wrong) },
    }
  const { hub, issue } = followed
  if ((await countUnconfirmed(world.db, hub.id)) >= mostUnconfirmed) return refuseWith('by-mail.full')
  const secret = newToken()
  const words = wordsFor(wish.language)
  const told: Told = { epoch: '', seq: 0, held: {} }
  const row: FollowRow = {
    ...{ id: typed.id, hub_id: hub.id, issue: issue?.iri ?? null },
    ...{ kinds: wish.kinds.join(' '), cadence: wish.cadence, language: words.lang },
    mark: world.vault.mark(`by mail ${address.folded}`),
    sealed: world.vault.seal(JSON.stringify({ address: address.address, secret } satisfies Private)),
    ...{
      link: digestOf(secret),
      wording: wordingOf(hub, titleIn(issue, words), words),
      asked: instant(world.clock()),
    },
    ...{ answered: null, confirmed: null, slot: null, told: JSON.stringify(told), next: null },
    ...{ mail_id: null, taken_back: null, refused: 0, paused: null },
  }
  await inTransaction(world.db, (tx) => insertAsk(tx, row))
  world.pulse.beat('queue digests')
  return true
}

/** Answers those who asked: once each, by mail, and not more often than an address may be asked in a day. */
export async function answerAsks(world: World, signal?: AbortSignal): Promise<void> {
  for (;;) {
    const some = await someUnanswered(world.db, 50)
    if (some.length === 0 || !(await mailWorks(world))) return
    for (const row of some) {
      if (signal?.aborted) return
      if (!(await answerOne(world, row))) return
      await new Promise(setImmediate)
    }
    world.pulse.beat('queue mail')
  }
}

/** Answers one; false where no mail can be sent from here. */
async function answerOne(world: World, row: FollowRow): Promise<boolean> {
  const hub = await hubById(world, row.hub_id)
  const now = world.clock()
  return inTransaction(world.db, async (tx) => {
    const often = (await countAnswered(tx, row.mark, instant(now - DAY))) >= mostAsked
    if (!(await answerIn(tx, row.id, instant(now))) || often || !hub) return true
    const known = await followerOf(tx, row)
    const about = await addressed(world, known ?? row, hub, tx)
    const until = after(row.asked, timeToConfirm)
    const mail = known ? knownMail(world, about) : confirmMail(world, about, { wording: row.wording, until })
    const put = await enqueueMailIn(tx, world, mail)
    if (!isMailRefusal(put)) return true
    if (put.because === 'no mail') throw new NoMail()
    world.log('warning', 'A mail to somebody who asked to follow was not made', { why: put.refused })
    return true
  }).catch((error) => {
    if (error instanceof NoMail) return false
    throw error
  })
}

/** Undoes a transaction: mail was taken away in this very moment. */
class NoMail extends Error {}

/** How a mail to somebody is addressed, in their language. */
export async function addressed(
  world: World,
  row: FollowRow,
  hub: Hub,
  db: Db | Tx = world.db,
): Promise<Addressed> {
  const words = wordsFor(row.language)
  const issue = row.issue === null ? undefined : await publicIssueByIri(db, row.issue)
  // One that was withdrawn, or that is a draft again, has no title that might be told.
  const told = issue && issue.withdrawn === null ? { ...issue, title: titleOf(issue) } : null
  const title = row.issue === null ? null : (titleIn(told, words) ?? hub.name)
  return { follow: row.id, hub, issue: title, ...privateOf(world, row), words }
}

/** Whose link this is. Looking changes nothing: mail scanners follow links. Null where it is nobody’s any more. */
export async function whoseLink(world: World, secret: string): Promise<(FollowRow & Private) | null> {
  const row = await followByLink(world.db, digestOf(secret))
  if (!row) return null
  const over = row.confirmed === null && instant(world.clock()) > after(row.asked, timeToConfirm)
  return over ? null : { ...row, ...privateOf(world, row) }
}

/** The button behind a mail’s link: from now on they follow. @returns the secret of the links that hold from then on */
export async function confirmFollow(world: World, secret: string): Promise<string | Refusal> {
  const row = await whoseLink(world, secret)
  const hub = row && (await hubById(world, row.hub_id))
  if (!row || !hub) return refuseWith('by-mail.link-over')
  if (row.confirmed !== null) return secret
  const told = await asOfNow(world, hub, row)
  const at = instant(world.clock())
  try {
    return await inTransaction(world.db, (tx) => confirmOne(tx, world, row, { told, at }))
  } catch (error) {
    // Two forms of one address, confirmed in the same moment: the other was first, and this one is joined to it.
    if (!isUniqueViolation(error)) throw error
    return inTransaction(world.db, (tx) => confirmOne(tx, world, row, { told, at }))
  }
}

async function confirmOne(
  tx: Tx,
  world: World,
  row: FollowRow & Private,
  { told, at }: { told: Told; at: Instant },
): Promise<string | Refusal> {
  const { id, kinds, cadence, language, wording } = row
  const known = await followerOf(tx, row)
  if (known && known.id !== id) {
    await changeWishIn(tx, known.id, { kinds, cadence, language, wording })
    await dropFollowIn(tx, id)
    await forgetMailsToIn(tx, receiverOf(id))
  } else if (!(await confirmIn(tx, id, at, told))) return refuseWith('by-mail.link-over')
  const holder = known ?? row
  await keepConsentIn(tx, consentOf({ ...row, id: holder.id }, at))
  return privateOf(world, holder).secret
}

/** What was agreed to now, as it is kept. */
export const consentOf = ({ id, hub_id, kinds, cadence, wording, language }: FollowRow, given: Instant) => ({
  ...{ id: newId(Date.parse(given)), hub_id, follow_id: id, purpose: `${cadence}: ${kinds}` },
  ...{ wording, language, given, withdrawn: null },
})

/** How far somebody who begins to follow now was told: of everything there is. */
async function asOfNow(world: World, hub: Hub, row: FollowRow): Promise<Told> {
  const head = (await logHead(world.db, hub.id)) ?? { epoch: '', seq: 0 }
  const told: Told = { epoch: head.epoch, seq: head.seq, held: {} }
  if (row.issue === null) return told
  const words = wordsFor(row.language)
  const asked = { hub, issue: row.issue, kinds: kindsIn(row.kinds.split(' ')), told, head, words }
  return (await gather(world, asked)).next.told
}
