import { timesOf } from '../assemblies/model.ts'
import { listAssemblies } from '../assemblies/store.ts'
import { hubById } from '../hubs/store.ts'
import { after, DAY, instant } from '../lib/time.ts'
import { titleOf } from '../records/model.ts'
import type { Card, Desk } from '../slice.ts'
import { dayOf } from './model-action.ts'
import { listActions } from './store-action.ts'
import { withOutcome } from './store-desk.ts'

/** States of an assembly that nobody has said to be settled. */
const unsettled: readonly string[] = ['announced', 'open', 'in-session', 'integrated']

/** What waits of outcomes and actions: assemblies that say nothing yet a week after, and actions whose day is over. */
export const followCards: Desk = async (world, { who }, { t }): Promise<readonly Card[]> => {
  if (!who.roles.some((role) => role === 'organiser' || role === 'note-taker')) return []
  const hub = await hubById(world, who.hub)
  if (!hub) return []
  const now = instant(world.clock())
  const over = await listAssemblies(
    world.db,
    { owner: hub.actor, until: after(now, -7 * DAY) },
    { limit: 200, past: true },
  )
  const silent = over.filter(
    (assembly) =>
      unsettled.includes(assembly.state) && (timesOf(assembly)?.end ?? now) < after(now, -7 * DAY),
  )
  const told = await withOutcome(
    world.db,
    who.hub,
    silent.map(({ iri }) => iri),
  )
  const untold = silent.filter(({ iri }) => !told.has(iri)).slice(0, 5)
  const late = await listActions(
    world.db,
    { owner: hub.actor, overdue: dayOf(world.clock()) },
    { limit: 5, order: 'due' },
  )
  return [
    ...untold.map((assembly) => ({
      title: t('outcomes.card-silent', { title: titleOf(assembly) }),
      text: t('outcomes.card-silent-text'),
      links: [
        {
          href: `/desk/outcomes/new?assembly=${encodeURIComponent(assembly.iri)}`,
          text: t('assemblies.write-outcome'),
        },
        { href: `/desk/assemblies/${assembly.id}`, text: t('outcomes.card-silent-other') },
      ],
      waits: true,
    })),
    ...(late.length === 0
      ? []
      : [
          {
            title: t('actions.card-overdue', { count: late.length }),
            text: t('actions.card-overdue-text'),
            links: late.map((action) => ({ href: `/desk/actions/${action.id}`, text: titleOf(action) })),
            waits: true,
          },
        ]),
  ]
}
