import { instant } from '../lib/time.ts'
import type { Card, Desk } from '../slice.ts'
import { momentAt } from '../web/visit.tsx'
import { sessionLasts } from './actions-sessions.ts'
import { countPassesOf } from './store-passes.ts'
import { passkeysOf } from './store-passkeys.ts'
import { sessionsOf } from './store-sessions.ts'
import { isNews } from './views-account.tsx'

/** What lies on everybody’s desk about their own account: a new device, and what to do before the only one is lost. */
export const accountCards: Desk = async (world, { who, session, hub }, words) => {
  const { t } = words
  const now = world.clock()
  const sessions = await sessionsOf(world.db, who.person, instant(now - sessionLasts))
  const cards: Card[] = sessions
    .filter((each) => isNews(each, session))
    .map(({ device, began }) => ({
      title: t('account.new-device'),
      text: t('account.new-device-text', {
        device: device || t('account.some-device'),
        when: momentAt(words, began, hub.zone),
      }),
      links: [{ href: '/account#devices', text: t('account.was-it-you') }],
      waits: true,
    }))
  const codes = await countPassesOf(world.db, who.person, 'recovery', instant(now))
  const onlyThis = sessions.length === 1 && (await passkeysOf(world.db, who.person)).length === 0
  if (onlyThis && codes === 0)
    cards.push({
      title: t('account.only-this'),
      text: t('account.only-this-text'),
      links: [{ href: '/account#codes', text: t('account.codes') }],
      waits: false,
    })
  return cards
}
