import { holds } from '../lib/who.ts'
import { howMailGoes, mailState } from '../mail/state.ts'
import type { Desk } from '../slice.ts'
import { troubleIn } from './model-mail-form.ts'

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
