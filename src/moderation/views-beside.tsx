import { blockedAmong } from '../federation/policy.ts'
import { repliesOfHub } from '../federation/store/responses.ts'
import { holds } from '../lib/who.ts'
import type { Beside, Desk } from '../slice.ts'
import { countFeedback, countOpenReports } from './store.ts'
import { ReportLink } from './views-report.tsx'

/** What stands at the foot of a record’s page: the way to say that something is wrong with it. */
export const reportLink: Beside = async (_, { iri }) => <ReportLink iri={iri} />

/** How many replies are looked at for the card: more than that is many. */
const most = 100

/** What waits for an organiser at the desk. */
export const waitingCard: Desk = async (world, { who }, { t }) => {
  if (!holds(who, 'organiser')) return []
  const held = await repliesOfHub(world.db, who.hub, { state: 'held', limit: most })
  const blocked = await blockedAmong(
    world,
    held.map(({ actor }) => actor),
  )
  const replies = held.filter(({ actor }) => !blocked.has(actor)).length
  const reports = await countOpenReports(world.db, { hub: who.hub })
  const said = await countFeedback(world.db, who.hub)
  const text = [
    reports > 0 ? t('moderation.card-reports', { count: reports }) : '',
    replies > 0 ? t('moderation.card-replies', { count: replies }) : '',
    said > 0 ? t('moderation.card-feedback', { count: said }) : '',
  ]
  const links = [{ href: '/desk/moderation', text: t('moderation.card-link') }]
  return replies + reports + said === 0
    ? []
    : [{ title: t('moderation.title'), text: text.filter(Boolean).join(' '), links, waits: true }]
}
