import { shorten } from '../lib/plain.ts'
import type { Instant } from '../lib/time.ts'
import type { Words } from '../lib/words.ts'
import type { Piece } from '../mail/body.ts'
import { spelled } from './model-passes.ts'

/** What a mail says, in the language of whoever gets it. */
export type Said = {
  readonly language: string
  readonly subject: string
  readonly body: readonly Piece[]
}

const said = ({ lang }: Words, subject: string, body: readonly Piece[]): Said => ({
  ...{ language: lang, subject: shorten(subject, 200), body },
})

/** The name that a mail comes from: that of the hub, or of the server where it is of none, or where no mail can bear it. */
export const senderOfMail = (hub: { readonly name: string } | undefined, origin: string): string =>
  hub && /[\p{L}\p{N}]/u.test(hub.name) ? shorten(hub.name, 100) : new URL(origin).host

/** A link and six digits to sign in with, with a word on where they were asked for: whoever did not ask shall not hand them on. */
export function signInMail(
  words: Words,
  about: { hub: string; device: string; link: string; code: string },
): Said {
  const { t } = words
  const { hub, link, code } = about
  const device = about.device || t('account.some-device')
  return said(words, t('enter.title', { hub }), [
    { paragraph: t('mail.sign-in.why', { hub, device }) },
    { button: t('enter.title', { hub }), href: link },
    { paragraph: t('mail.sign-in.code') },
    { code: spelled(code) },
    { paragraph: t('mail.sign-in.until') },
    { paragraph: t('mail.sign-in.never') },
  ])
}

/** An invitation into a hub. */
export function invitationMail(
  words: Words,
  about: { hub: string; by: string; role: string; link: string; expires: Instant },
): Said {
  const { t, day } = words
  const { hub, by, role, link, expires } = about
  return said(words, t('enter.invited-title', { hub }), [
    { paragraph: t('mail.invitation.why', { name: by, hub, role }) },
    { button: t('mail.invitation.button'), href: link },
    { paragraph: t('mail.invitation.until', { day: day(expires) }) },
    { paragraph: t('mail.invitation.unknown') },
  ])
}

/** The code that confirms that an address is of whoever entered it. */
export const addressMail = (words: Words, about: { hub: string; name: string; code: string }): Said =>
  said(words, words.t('mail.address.subject', { hub: about.hub }), [
    { paragraph: words.t('mail.address.why', { hub: about.hub, name: about.name }) },
    { code: spelled(about.code) },
    { paragraph: words.t('mail.address.until') },
  ])

/** Tells an address that it is that of somebody no more: never which one is instead. */
export const addressGoneMail = (
  words: Words,
  about: { hub: string; name: string; how: 'changed' | 'removed' },
): Said =>
  said(words, words.t('mail.address-gone.subject', { hub: about.hub }), [
    { paragraph: words.t(`mail.address-gone.${about.how}`, { hub: about.hub, name: about.name }) },
    { paragraph: words.t('mail.address-gone.not-me') },
  ])

/** Tells somebody that a device signed in as them, or that a passkey lets them in that was not there before. What the passkey is called may be anything, and is left out. */
export function newWayInMail(
  words: Words,
  about: { hub: string; at: Instant; zone: string; device: string | null; origin: string },
): Said {
  const { t, moment } = words
  const by = moment(about.at, about.zone)
  const when = about.zone === 'UTC' ? `${by} UTC` : by
  const what =
    about.device === null
      ? t('mail.passkey.text', { when, hub: about.hub })
      : t('mail.device.text', { when, hub: about.hub, device: about.device || t('account.some-device') })
  return said(words, t(about.device === null ? 'mail.passkey.subject' : 'account.new-device'), [
    { paragraph: what },
    { paragraph: t('mail.device.was-me') },
    { button: t('mail.device.button'), href: `${about.origin}/account#devices` },
  ])
}

/** Tries whether mail arrives: by a code that is then typed where it was asked for. */
export const trialMail = (words: Words, about: { host: string; code: string }): Said =>
  said(words, words.t('mail.test.subject', { host: about.host }), [
    { paragraph: words.t('mail.test.text', { host: about.host }) },
    { code: spelled(about.code) },
    { paragraph: words.t('mail.test.nothing') },
  ])
