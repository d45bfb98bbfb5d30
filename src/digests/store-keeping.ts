import type { Db, Tx } from '../db/index.ts'
import type { Instant } from '../lib/time.ts'
import type { Due } from '../slice.ts'
import { type Cadence, cadences, type DigestKind, digestKinds, type Told } from './model.ts'
import type { DigestsTables } from './table.ts'

/** A consent as it is kept. */
export type ConsentRow = DigestsTables['digest_consents']

/** Keeps what somebody agreed to; what they agreed to before is withdrawn with that. */
export async function keepConsentIn(tx: Tx, row: ConsentRow): Promise<void> {
  await tx
    .updateTable('digest_consents')
    .set({ withdrawn: row.given })
    .where('follow_id', '=', row.follow_id)
    .where('withdrawn', 'is', null)
    .execute()
  await tx.insertInto('digest_consents').values(row).execute()
}

/** All that somebody who follows by mail agreed to, the latest first. */
export const consentsOf = (db: Db, follow: string): Promise<ConsentRow[]> =>
  db.selectFrom('digest_consents').selectAll().where('follow_id', '=', follow).orderBy('id', 'desc').execute()

/** Whose consents they were is known no more: that somebody agreed, and took it back, stays. */
export async function loseConsentsIn(tx: Tx, follows: readonly string[], at: Instant): Promise<void> {
  await tx
    .updateTable('digest_consents')
    .set({ withdrawn: at })
    .where('follow_id', 'in', follows)
    .where('withdrawn', 'is', null)
    .execute()
  await tx.updateTable('digest_consents').set({ follow_id: null }).where('follow_id', 'in', follows).execute()
}

/** Who of a hub follows by mail, counted: all, by cadence, by kind, and of how many the mail is paused. */
export type Counts = {
  readonly all: number
  readonly paused: number
  readonly cadences: Readonly<Record<Cadence, number>>
  readonly kinds: Readonly<Record<DigestKind, number>>
}

/** Counts who follows a hub, or one of its issues, by mail. */
export async function countFollows(db: Db, hub: string): Promise<Counts> {
  const rows = await db
    .selectFrom('digest_follows')
    .select(['kinds', 'cadence'])
    .select((eb) => [
      eb.fn.countAll<number>().as('count'),
      eb.fn.sum<number>(eb.case().when('paused', 'is', null).then(0).else(1).end()).as('paused'),
    ])
    .where('hub_id', '=', hub)
    .where('confirmed', 'is not', null)
    .groupBy(['kinds', 'cadence'])
    .execute()
  const sum = (fits: (row: (typeof rows)[number]) => boolean) =>
    rows.filter(fits).reduce((total, { count }) => total + Number(count), 0)
  return {
    all: sum(() => true),
    paused: rows.reduce((total, { paused }) => total + Number(paused), 0),
    cadences: Object.fromEntries(
      cadences.map((each) => [each, sum(({ cadence }) => cadence === each)]),
    ) as Counts['cadences'],
    kinds: Object.fromEntries(
      digestKinds.map((each) => [each, sum(({ kinds }) => kinds.split(' ').includes(each))]),
    ) as Counts['kinds'],
  }
}

/** Whom a clock of retention counts: who asked and never confirmed, or whose mail is paused. */
export type Waiting = 'asked' | 'paused'

/** How many of a hub began to wait before an instant, and when the first of all did. */
export async function waitingIn(db: Db, of: Waiting, hub: string, before: Instant) {
  const some = waitingOf(db, of, hub)
  const { count } = await some
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where(of, '<', before)
    .executeTakeFirstOrThrow()
  const first = await some.select((eb) => eb.fn.min(of).as('oldest')).executeTakeFirst()
  return { count: Number(count), oldest: first?.oldest ?? null }
}

/** Some of them, by id. */
export const someWaiting = async (
  tx: Tx,
  of: Waiting,
  { hub, before, most }: Pick<Due, 'hub' | 'before' | 'most'>,
): Promise<string[]> =>
  (await waitingOf(tx, of, hub).select('id').where(of, '<', before).orderBy(of).limit(most).execute()).map(
    ({ id }) => id,
  )

const waitingOf = (db: Db, of: Waiting, hub: string) => {
  const some = db.selectFrom('digest_follows').where('hub_id', '=', hub)
  return of === 'asked' ? some.where('confirmed', 'is', null) : some.where('paused', 'is not', null)
}

/** Of consents that were withdrawn: how many before an instant, and when the first was. */
export async function waitingConsents(db: Db, hub: string, before: Instant) {
  const some = db.selectFrom('digest_consents').where('hub_id', '=', hub)
  const { count } = await some
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('withdrawn', '<', before)
    .executeTakeFirstOrThrow()
  const first = await some.select((eb) => eb.fn.min('withdrawn').as('oldest')).executeTakeFirst()
  return { count: Number(count), oldest: first?.oldest ?? null }
}

/** Erases some of those. @returns how many it was */
export async function eraseConsents(
  tx: Tx,
  { hub, before, most }: Pick<Due, 'hub' | 'before' | 'most'>,
): Promise<number> {
  const gone = await tx
    .deleteFrom('digest_consents')
    .where('id', 'in', (eb) =>
      eb
        .selectFrom('digest_consents')
        .select('id')
        .where('hub_id', '=', hub)
        .where('withdrawn', '<', before)
        .orderBy('withdrawn')
        .limit(most),
    )
    .executeTakeFirst()
  return Number(gone.numDeletedRows)
}

/**
 * A hub goes by another id, and its issues by other addresses: who follows them moves along and is told all that is published
 * from then on. Who has not confirmed has only a link that leads back, and asks again. For an adoption only.
 */
export async function moveFollowsIn(
  tx: Tx,
  hubs: ReadonlyMap<string, string>,
  iris: ReadonlyMap<string, string>,
): Promise<void> {
  await tx.deleteFrom('digest_follows').where('confirmed', 'is', null).execute()
  for (const [from, to] of hubs)
    for (const table of ['digest_follows', 'digest_consents'] as const)
      await tx.updateTable(table).set({ hub_id: to }).where('hub_id', '=', from).execute()
  const issues = await tx
    .selectFrom('digest_follows')
    .select('issue')
    .distinct()
    .where('issue', 'is not', null)
    .execute()
  for (const { issue } of issues)
    await tx
      .updateTable('digest_follows')
      .set({ issue: iris.get(issue!) ?? issue })
      .where('issue', '=', issue)
      .execute()
  const told: Told = { epoch: '', seq: 0, held: {} }
  await tx
    .updateTable('digest_follows')
    .set({ told: JSON.stringify(told), mail_id: null, next: null, taken_back: null })
    .execute()
}
