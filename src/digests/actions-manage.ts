import { inTransaction } from '../db/index.ts'
import { hubById } from '../hubs/store.ts'
import type { JsonObject } from '../lib/json.ts'
import { type Refusal, refuseWith } from '../lib/refusal.ts'
import { instant } from '../lib/time.ts'
import { wordsFor } from '../lib/words.ts'
import { forgetMailsToIn, takeBackIn } from '../mail/store.ts'
import type { World } from '../world.ts'
import { addressed, consentOf, whoseLink, wordingOf } from './actions.ts'
import { type DigestKind, kindsIn, readWish, receiverOf, type Wrong } from './model.ts'
import { changeWishIn, dropAsksIn, dropFollowIn, type FollowRow, noteTakenBackIn } from './store.ts'
import { consentsOf, keepConsentIn, loseConsentsIn } from './store-keeping.ts'

const over = refuseWith('by-mail.link-over')

/** Somebody who follows changes how often, what, and in which language; who was paused begins anew with that. */
export async function changeWish(
  world: World,
  secret: string,
  typed: { kinds: readonly string[]; cadence: string; language: string },
): Promise<true | Refusal | { readonly wrong: Wrong }> {
  const row = await whoseLink(world, secret)
  if (!row || row.confirmed === null) return over
  const wish = readWish({ ...typed, language: wordsFor(typed.language).lang })
  if ('wrong' in wish) return wish
  const hub = await hubById(world, row.hub_id)
  if (!hub) return over
  const { cadence, language } = wish
  const { issue, words } = await addressed(world, { ...row, language }, hub)
  const wording = wordingOf(hub, issue, words)
  const kinds = wish.kinds.join(' ')
  const same = row.kinds === kinds && row.cadence === cadence && row.language === language && !row.paused
  return same || change(world, row, { kinds, cadence, language, wording })
}

/** Ends one kind for somebody, or all of it; then nothing of them stays. Where they are gone already that is as good. */
export async function endFollow(world: World, secret: string, kind?: DigestKind): Promise<void> {
  const row = await whoseLink(world, secret)
  if (!row) return
  const left = kind === undefined ? [] : kindsIn(row.kinds.split(' ')).filter((each) => each !== kind)
  if (left.length === 0 || row.confirmed === null) return forget(world, row)
  const { cadence, language, wording } = row
  if (left.join(' ') === row.kinds) return
  await change(world, row, { kinds: left.join(' '), cadence, language, wording })
}

async function forget(world: World, row: FollowRow): Promise<void> {
  const at = instant(world.clock())
  await inTransaction(world.db, async (tx) => {
    await dropFollowIn(tx, row.id)
    const gone = [row.id, ...(await dropAsksIn(tx, row))]
    for (const id of gone) await forgetMailsToIn(tx, receiverOf(id))
    await loseConsentsIn(tx, gone, at)
  })
}

async function change(
  world: World,
  row: FollowRow,
  wish: Pick<FollowRow, 'kinds' | 'cadence' | 'language' | 'wording'>,
): Promise<true | Refusal> {
  const at = instant(world.clock())
  return inTransaction(world.db, async (tx) => {
    if (!(await changeWishIn(tx, row.id, wish))) return over
    await keepConsentIn(tx, consentOf({ ...row, ...wish }, at))
    // What is under way says what they wanted before.
    if (row.mail_id !== null && (await takeBackIn(tx, row.mail_id)))
      await noteTakenBackIn(tx, row.id, row.mail_id, at)
    return true as const
  })
}

/** All that is held on somebody who follows, for themselves to read. */
export async function heldOn(world: World, secret: string): Promise<JsonObject | null> {
  const row = await whoseLink(world, secret)
  const hub = row && (await hubById(world, row.hub_id))
  if (!row || !hub) return null
  const consents = await consentsOf(world.db, row.id)
  const { address, kinds, cadence, language, asked, confirmed, issue, paused, slot } = row
  return {
    hub: hub.name,
    issue,
    address,
    ...{ kinds: kinds.split(' '), cadence, language, asked, confirmed, paused, lookedForNews: slot },
    refusedInARow: row.refused,
    mailUnderWay: row.mail_id !== null,
    told: JSON.parse(row.told) as JsonObject,
    consents: consents.map(({ purpose, wording, language, given, withdrawn }) => ({
      ...{ purpose, wording, language, given, withdrawn },
    })),
  }
}
