import { instant } from '../lib/time.ts'
import { holds } from '../lib/who.ts'
import { howMailGoes, mailState } from '../mail/state.ts'
import type { Card, Desk } from '../slice.ts'
import { momentAt } from '../web/visit.tsx'
import { sessionLasts } from './actions-sessions.ts'
import { troubleIn } from './model-mail-form.ts'
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

/** What organisers and operators are told where mail does not go out; whoever waits for one is told nothing of it. */
export const mailCard: Desk = async (world, { who }, words) => {
  const operator = who.roles.includes('operator')
  if (!operator && !who.roles.includes('organiser')) return []
  if ((await howMailGoes(world)) !== 'trouble') return []
  const { what, waiting } = await mailState(world)
  const waits = waiting > 0 ? words.t('mail.waits', { count: waiting }) : ''
  const href = operator ? '/desk/settings/mail' : '/desk/settings#mail'
  const text = `${troubleIn(words, what)} ${waits}`.trim()
  return [
    { title: words.t('mail.card'), text, links: [{ href, text: words.t('mail.card-link') }], waits: true },
  ]
}

/** What lies on everybody’s desk while the server keeps still, as after a restore: what they publish reaches nobody yet. */
export const stillCard: Desk = async ({ config }, { who }, { t }) =>
  config.federation
    ? []
    : [
        {
          ...{ title: t('still.title'), text: t('still.text'), waits: true },
          links: holds(who, 'operator') ? [{ href: '/desk/server', text: t('server.title') }] : [],
        },
      ]
