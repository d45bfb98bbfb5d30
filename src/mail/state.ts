import { claimSetting, setting, swapSetting } from '../federation/store/settings.ts'
import { DAY, type Instant, instant } from '../lib/time.ts'
import type { World } from '../world.ts'
import type { Trouble, What } from './answers.ts'
import type { MailSettings } from './model.ts'
import { stateKey } from './names.ts'
import { type HeldSettings, mailSettings } from './settings.ts'
import { countGivenUpSince, givenUpSince, waiting } from './store.ts'

/** How mail goes, for the page of settings and for the operator. */
export type MailState = {
  /** `none` is set up; `untried`; or it `works`, or is in `trouble`, since then. */
  readonly is: 'none' | 'untried' | 'works' | 'trouble'
  readonly since: Instant | null
  /** What the trouble is, as a word and as a sentence. */
  readonly what: What | null
  readonly why: string | null
  /** By which server it goes; without the password. */
  readonly server:
    | (Pick<MailSettings, 'host' | 'port' | 'tls' | 'user'> & { readonly mailFrom: string })
    | null
  readonly from: HeldSettings['from'] | null
  /** How many mails wait, and since when the oldest does. */
  readonly waiting: number
  readonly oldest: Instant | null
  /** How many were given up in the last seven days, and the last few of them, with the reason and without what they said. */
  readonly givenUp: number
  readonly lastGivenUp: readonly {
    kind: string
    hub: string | null
    made: Instant
    given_up: Instant
    why: string
  }[]
  /** Whether mail is set up for another process of this server, by an environment that this one does not have. */
  readonly elsewhere: boolean
  /** Whether nothing goes out at all, since federation is switched off. */
  readonly off: boolean
}

/** The same in one word, for a page that has to know whether to show what would be mailed. */
export async function howMailGoes(
  world: Pick<World, 'config' | 'db' | 'vault'>,
): Promise<MailState['is'] | 'off'> {
  if (!world.config.federation) return 'off'
  const held = await mailSettings(world)
  return held === null ? 'none' : ((await knownOf(world.db, held.settings))?.is ?? 'untried')
}

/** How long what was given up can be taken up again, and is counted (ms). */
export const givenUpFor = 7 * DAY

/** How mail goes on this server. */
export async function mailState(world: Pick<World, 'config' | 'db' | 'vault' | 'clock'>): Promise<MailState> {
  const { db, clock, config } = world
  const held = await mailSettings(world)
  const known = held && (await knownOf(db, held.settings))
  const elsewhere = held === null && (await setting(db, stateKey)) !== undefined
  const { count, oldest } = await waiting(db)
  const lately = instant(clock() - givenUpFor)
  return {
    ...{ is: held === null ? 'none' : (known?.is ?? 'untried'), since: known?.since ?? null },
    ...{ what: known?.what ?? null, why: known?.why ?? null },
    ...{ server: held && serverOf(held.settings), from: held?.from ?? null },
    ...{
      waiting: count,
      oldest,
      givenUp: await countGivenUpSince(db, lately),
      off: !config.federation,
      elsewhere,
    },
    lastGivenUp: (await givenUpSince(db, lately, 5)).map(({ kind, hub_id, made, given_up, why }) => ({
      ...{ kind, hub: hub_id, made, given_up: given_up!, why: why ?? '' },
    })),
  }
}

const serverOf = ({ host, port, tls, user, from }: MailSettings) => ({
  host,
  port,
  tls,
  user,
  mailFrom: from,
})

/** Notes that the mail server takes mail; true where that is new. */
export async function noteWorks(world: StateWorld, settings: MailSettings): Promise<boolean> {
  const before = await read(world.db)
  if (before?.known.of === nameOf(settings) && before.known.is === 'works') return false
  const since = instant(world.clock())
  return write(world, before?.text, { of: nameOf(settings), is: 'works', since, what: null, why: null })
}

/** Notes what is wrong with the mail server; true where it was right before. */
export async function noteTrouble(
  world: StateWorld,
  settings: MailSettings,
  { what, words: why }: Trouble,
): Promise<boolean> {
  const before = await read(world.db)
  const of = nameOf(settings)
  const already = before?.known.of === of && before.known.is === 'trouble' ? before.known : null
  if (already?.why === why) return false
  const since = already?.since ?? instant(world.clock())
  return (await write(world, before?.text, { of, is: 'trouble', since, what, why })) && already === null
}

/** What is known of how mail goes by these settings, or null where they were not tried. */
async function knownOf(db: World['db'], settings: MailSettings): Promise<Known | null> {
  const found = await read(db)
  return found && found.known.of === nameOf(settings) ? found.known : null
}

type StateWorld = Pick<World, 'config' | 'db' | 'vault' | 'clock'>
type Known = {
  of: string
  is: 'works' | 'trouble'
  since: Instant
  what: What | null
  why: string | null
}

/** By which settings something is known; the password stays out of it. */
const nameOf = ({ host, port, tls, user, from }: MailSettings): string =>
  [host, port, tls, user, from].join(' ')

async function read(db: World['db']): Promise<{ text: string; known: Known } | null> {
  const text = await setting(db, stateKey)
  return text === undefined ? null : { text, known: JSON.parse(text) as Known }
}

/** Of two processes that note something at once one is right enough; what was found out about other settings than hold now is of no use. */
async function write(world: StateWorld, before: string | undefined, known: Known): Promise<boolean> {
  const held = await mailSettings(world)
  if (!held || nameOf(held.settings) !== known.of) return false
  return before === undefined
    ? claimSetting(world.db, stateKey, JSON.stringify(known))
    : swapSetting(world.db, stateKey, before, JSON.stringify(known))
}
