import { dropSetting, setSetting, setting, swapSetting } from '../federation/store/settings.ts'
import { readMailAddress } from '../lib/mail-address.ts'
import { isRefusal, type Refusal, refusalIn, refuseWith } from '../lib/refusal.ts'
import { type Instant, instant, MINUTE } from '../lib/time.ts'
import type { Words } from '../lib/words.ts'
import type { Trouble } from '../mail/answers.ts'
import type { MailSettings } from '../mail/model.ts'
import { probeMail } from '../mail/probe.ts'
import { readMailSettings } from '../mail/read-settings.ts'
import { sendNow } from '../mail/set-up.ts'
import { keepMailSettings, mailSettings } from '../mail/settings.ts'
import { type MailState, mailState, noteWorks } from '../mail/state.ts'
import { trialMail } from '../members/model-mails.ts'
import { digestOf, mostTries, sixDigits, typedCode } from '../members/model-passes.ts'
import type { World } from '../world.ts'
import type { FormErrors } from './model-hub-form.ts'
import { type MailForm, settingsIn } from './model-mail-form.ts'

/** How long the code of a test mail works (ms): long enough for one that is greylisted. */
const lasts = 60 * MINUTE

const key = 'mail-trial'

/** A mail server that is being tried: kept sealed, and depended on by nothing until the code of the test mail was typed. */
type Trial = {
  readonly settings: MailSettings
  readonly to: string
  readonly code: string
  readonly tries: number
  readonly until: Instant
}

/** What a page of setting mail up shows: how mail stands, where a test mail is under way, and what went wrong just now. */
export type MailView = {
  readonly state: MailState
  readonly trial: { readonly to: string; readonly host: string } | null
  readonly typed: MailForm
  readonly errors: FormErrors
  readonly trouble: Trouble | null
}

/** How mail stands, for the page; with what was typed and went wrong. */
export async function mailView(
  world: World,
  wrong: Partial<Pick<MailView, 'typed' | 'errors' | 'trouble'>> = {},
): Promise<MailView> {
  const trial = (await trialNow(world))?.trial ?? null
  return {
    ...{ state: await mailState(world), typed: {}, errors: {}, trouble: null },
    trial: trial && { to: trial.to, host: trial.settings.host },
    ...wrong,
  }
}

/**
 * Tries a mail server with what somebody typed: finds the port and the encryption, and sends a mail with a code. Nothing is
 * kept of it yet. With `typed` null the one that is set up is tried. Only operators may, which is for the caller to see to.
 */
export async function tryMail(
  world: World,
  typed: MailForm | null,
  test: string,
  words: Words,
): Promise<true | { errors: FormErrors } | { trouble: Trouble }> {
  const to = readMailAddress(test)
  const settings = typed === null ? (await mailSettings(world))?.settings : await readTyped(world, typed)
  const errors: FormErrors = {
    ...(settings && 'field' in settings ? { [settings.field]: refusalIn(words, settings) } : {}),
    ...(isRefusal(to) ? { test: refusalIn(words, to) } : {}),
  }
  if (!settings || 'field' in settings || isRefusal(to)) return { errors }
  const probe = await probeMail(world, settings)
  if (!probe.found) return { trouble: probe.trouble! }
  const found = { ...settings, ...probe.found }
  const code = sixDigits()
  const { host } = new URL(world.config.origin)
  const sent = await sendNow(world, found, to.address, { ...trialMail(words, { host, code }), from: host })
  if (isRefusal(sent)) return { errors: { test: words.t('account.address-wrong') } }
  // One that asks to come again later takes it then; but this mail is not sent again by itself.
  if (sent.trouble) return { trouble: sent.trouble }
  const until = instant(world.clock() + lasts)
  await keep(world, { settings: found, to: to.address, code: digestOf(code), tries: 0, until })
  return true
}

/** The password need not be typed again where name and server stay as they are. */
async function readTyped(world: World, typed: MailForm) {
  const read = readMailSettings(settingsIn(typed))
  if (!('field' in read) || read.field !== 'password') return read
  const held = (await mailSettings(world))?.settings
  const again = readMailSettings({ ...settingsIn(typed), password: held?.password ?? '' })
  return !('field' in again) && again.host === held?.host && again.user === held.user ? again : read
}

/** Keeps the mail server whose test mail has arrived, as the code in it shows. @returns to which address it came, which is somebody’s who sits here */
export async function confirmMail(
  world: World,
  typed: string,
  by: string | null,
): Promise<{ readonly to: string } | Refusal> {
  const now = await trialNow(world)
  if (!now || now.trial.tries >= mostTries) return refuseWith('pass.tried-too-often')
  const { trial, sealed } = now
  const counted = world.vault.seal(JSON.stringify({ ...trial, tries: trial.tries + 1 }))
  // The try is counted before it is looked at: of many at once each counts.
  if (!(await swapSetting(world.db, key, sealed, counted))) return refuseWith('pass.tried-too-often')
  if (digestOf(typedCode(typed)) !== trial.code) return refuseWith('pass.wrong-code')
  if (!world.config.mail) await keepMailSettings(world, trial.settings, by)
  await noteWorks(world, trial.settings)
  await dropTrial(world)
  return { to: trial.to }
}

/** Gives up a mail server that is being tried. */
export const dropTrial = ({ db }: World): Promise<boolean> => dropSetting(db, key)

const keep = ({ db, vault }: World, trial: Trial) => setSetting(db, key, vault.seal(JSON.stringify(trial)))

async function trialNow({ db, vault, clock }: World): Promise<{ trial: Trial; sealed: string } | null> {
  const sealed = await setting(db, key)
  if (sealed === undefined) return null
  const trial = JSON.parse(vault.unseal(sealed)) as Trial
  return trial.until > instant(clock()) ? { trial, sealed } : null
}
