import { newId } from '../lib/id.ts'
import { type ReadAddress, readMailAddress } from '../lib/mail-address.ts'
import { isRefusal, type Refusal } from '../lib/refusal.ts'
import { instant } from '../lib/time.ts'
import type { World } from '../world.ts'
import { type Trouble, troubleOf } from './answers.ts'
import type { Piece } from './body.ts'
import { compose } from './compose.ts'
import { isMailRefusal, type MailSettings, type NewMail, readMail } from './model.ts'
import { whyNoMail } from './outbox.ts'
import { type Probe, probeMail } from './probe.ts'
import { readMailSettings, type SettingsRefusal, type TypedSettings } from './read-settings.ts'
import { keepMailSettings, mailSettings } from './settings.ts'
import { brief, openLine, type Way, waysTo } from './smtp.ts'
import { noteTrouble, noteWorks } from './state.ts'

/** What came of setting mail up: what was found, and whether it is kept. */
export type SetUp = { readonly probe: Probe; readonly kept: MailSettings | null }

/**
 * Sets mail up with what somebody typed: tries the server, and keeps the settings where it takes our mail, with the port that
 * was found; or `anyway`, where somebody knows that it will be well later. Only operators may, which is for the caller to see to.
 */
export async function setUpMail(
  world: World,
  typed: TypedSettings,
  { by, anyway = false }: { by: string | null; anyway?: boolean },
): Promise<SetUp | Refusal | SettingsRefusal> {
  const settings = readMailSettings(typed)
  if (isRefusal(settings)) return settings
  const probe = await probeMail(world, settings)
  if (!probe.found && !anyway) return { probe, kept: null }
  const found = probe.found ? { ...settings, ...probe.found } : settings
  const kept = await keepMailSettings(world, found, by)
  if (isRefusal(kept)) return kept
  if (probe.found) await noteWorks(world, found)
  else await noteTrouble(world, found, probe.trouble!)
  return { probe, kept: found }
}

/** The words of a mail that only tries whether mail arrives. */
export type TestWords = Pick<NewMail, 'from' | 'language' | 'subject'> & { readonly body: readonly Piece[] }

/** Sends one mail to try whether mail arrives, now and past all that waits; a sentence says what came of it. */
export async function sendTestMail(
  world: World,
  to: string,
  words: TestWords,
): Promise<{ readonly sent: boolean; readonly words: string } | Refusal> {
  const missing = await whyNoMail(world)
  if (missing) return missing
  const { settings } = (await mailSettings(world))!
  const address = readMailAddress(to)
  if (isRefusal(address)) return address
  const done = await sendNow(world, settings, to, words)
  if (isRefusal(done)) return done
  return done.trouble
    ? { sent: false, words: done.trouble.words }
    : { sent: true, words: taken(settings, address) }
}

/** Sends one mail by these settings, whether they are kept or not, now; says what went wrong where it did not go. */
export async function sendNow(
  world: World,
  settings: MailSettings,
  to: string,
  words: TestWords,
): Promise<{ readonly trouble: Trouble | null } | Refusal> {
  const mail = readMail({ ...words, hub: null, kind: 'test', to })
  if (isMailRefusal(mail)) return mail
  const way = await wayOf(world, settings)
  if ('of' in way) return { trouble: way }
  const line = await openLine(world, settings, way, brief)
  const signal = AbortSignal.timeout(brief.whole)
  try {
    const now = world.clock()
    const made = { id: newId(now), made: instant(now) }
    await line.sendMail({ ...compose(world.config.origin, settings, mail, made), signal })
    await noteWorks(world, settings)
    return { trouble: null }
  } catch (error) {
    const trouble = troubleOf(signal.aborted ? { code: 'ETIMEDOUT' } : error, settings.host, way)
    if (trouble.of === 'server') await noteTrouble(world, settings, trouble)
    return { trouble }
  } finally {
    line.close()
  }
}

async function wayOf(world: World, settings: MailSettings): Promise<Way | Trouble> {
  const [way, ...more] = waysTo(settings)
  if (more.length === 0) return way!
  const probe = await probeMail(world, settings)
  return probe.found ?? probe.trouble!
}

const taken = ({ host }: MailSettings, { address }: ReadAddress): string =>
  `${host} has taken a mail to ${address}. If it does not arrive within some minutes, look among the unwanted mail there, and in the mailbox it came from.`
