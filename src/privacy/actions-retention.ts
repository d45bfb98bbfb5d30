import { inTransaction } from '../db/index.ts'
import { everyHub } from '../hubs/store.ts'
import { isRefusal, type Refusal } from '../lib/refusal.ts'
import { DAY, type Instant, instant } from '../lib/time.ts'
import type { Who } from '../lib/who.ts'
import { mayManage } from '../members/model.ts'
import { noteAct } from '../members/store-acts.ts'
import type { Holding, Offered } from '../slice.ts'
import type { World } from '../world.ts'
import { dueBefore, isTicking, keptFor, maySet, readDays, type Ticking } from './model-retention.ts'
import { keepRetention, retentionOf } from './store-retention.ts'

/** How many are erased in one transaction, so that nobody waits long for the database. */
const batch = 200

/** What a clock will do to a kind of data of a hub: how many go at its next turn, within the month, and when the first goes. */
export type Forecast = {
  readonly holding: Ticking
  readonly days: number
  readonly now: number
  readonly soon: number
  readonly next: Instant | null
}

/** What the clocks of a hub will erase, kind by kind. Nothing is erased that did not stand here before. */
export async function forecast(world: World, hub: string, holdings: readonly Holding[]): Promise<Forecast[]> {
  const chosen = await retentionOf(world.db, hub)
  return Promise.all(
    holdings.filter(isTicking).map(async (holding) => {
      const { days, from } = keptFor(holding, chosen.get(holding.key))
      const now = world.clock()
      const due = await holding.goes.waiting(world.db, hub, dueBefore(days, now))
      const soon = await holding.goes.waiting(world.db, hub, dueBefore(days, now + 30 * DAY))
      const first = due.oldest === null ? null : instant(Date.parse(due.oldest) + days * DAY)
      const next = first !== null && from !== null && first < from ? from : first
      return { holding, days, now: due.count, soon: soon.count, next }
    }),
  )
}

/** Sets how long a hub keeps kinds of data, by their keys, as they were typed. All of it, or nothing and why not. */
export async function setRetention(
  world: World,
  who: Who,
  holdings: readonly Holding[],
  typed: Readonly<Record<string, string>>,
): Promise<true | Refusal | { errors: Record<string, Refusal> }> {
  const may = mayManage(who, who.hub)
  if (isRefusal(may)) return may
  const settable = holdings.filter(isTicking).filter(maySet)
  const errors: Record<string, Refusal> = {}
  const wanted = new Map<string, number>()
  for (const holding of settable) {
    const text = typed[holding.key]
    if (text === undefined) continue
    const days = readDays(holding, text)
    if (isRefusal(days)) errors[holding.key] = days
    else wanted.set(holding.key, days)
  }
  if (Object.keys(errors).length > 0) return { errors }
  const before = await retentionOf(world.db, who.hub)
  const since = instant(world.clock())
  await inTransaction(world.db, async (tx) => {
    for (const holding of settable) {
      const days = wanted.get(holding.key)
      if (days === undefined || days === keptFor(holding, before.get(holding.key)).days) continue
      await keepRetention(tx, {
        ...{ hub_id: who.hub, holding: holding.key, days, since, by_person: who.person },
      })
      const act = { hub: who.hub, person: who.person, verb: 'retention', about: holding.key }
      await noteAct(tx, { ...act, note: String(days), at: since })
    }
  })
  return true
}

/** Erases what its clock says, of every hub here, some at a time. The log says how much, and nothing of what it was. */
export async function eraseWhatIsDue(
  world: World,
  { holdings, forget }: Pick<Offered, 'holdings' | 'forget'>,
  signal?: AbortSignal,
): Promise<void> {
  for (const { id: hub } of await everyHub(world.db)) {
    const chosen = await retentionOf(world.db, hub)
    for (const holding of holdings.filter(isTicking)) {
      const { days, from } = keptFor(holding, chosen.get(holding.key))
      const now = world.clock()
      if (from !== null && instant(now) < from) continue
      const before = dueBefore(days, now)
      let erased = 0
      for (;;) {
        if (signal?.aborted) return
        const some = await inTransaction(world.db, (tx) =>
          holding.goes.erase(tx, { hub, before, at: instant(now), most: batch, forget }),
        )
        erased += some
        if (some < batch) break
      }
      if (erased > 0)
        world.log('info', 'erased what was kept long enough', { hub, kind: holding.key, erased })
    }
  }
}
