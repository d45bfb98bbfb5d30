import { type About, Postpone } from '../federation/queue.ts'
import { makeDue } from '../federation/store/queue.ts'
import { DAY, HOUR, instant, MINUTE, SECOND } from '../lib/time.ts'
import type { World } from '../world.ts'
import { type Trouble, troubleOf } from './answers.ts'
import { compose } from './compose.ts'
import type { MailSettings, Sealed } from './model.ts'
import { queueName } from './names.ts'
import { probeMail } from './probe.ts'
import { mailSettings } from './settings.ts'
import { type Line, openLine, type Patience, type Way, waysTo } from './smtp.ts'
import { noteTrouble, noteWorks } from './state.ts'
import { type MailRow, mailById, markGivenUp, markSent, markTried } from './store.ts'

/** How long a mail is tried (ms), and how often the process may have died while it was being sent. */
const tried = 3 * DAY
const mostDeaths = 20

/** A word about the mail server that is not an error of the mailer: no way to it was found. */
class NoWay extends Error {
  readonly trouble: Trouble
  constructor(trouble: Trouble) {
    super(trouble.words)
    this.trouble = trouble
  }
}

/** Sends mail: one connection for many, one mail to one receiver, and while the server is in trouble one mail finds out for all. */
export class Post {
  private readonly world: World
  private readonly patience: Patience
  /** Breaks off what is under way. */
  private readonly stop: AbortSignal
  /** The settings it goes by now, as text, and the connections by them, where there are any. */
  private settings = ''
  private held: { way: Way; line: Promise<Line> } | null = null
  private troubles = 0
  private restUntil = 0
  private knocking = false
  /** What the mail server has while our note of it is not on the disk: these are never sent again by this process. */
  private readonly unnoted = new Set<string>()

  constructor(world: World, patience: Patience, stop: AbortSignal) {
    this.world = world
    this.patience = patience
    this.stop = stop
  }

  /**
   * Sends one mail that waits.
   * @throws Postpone where it has to wait longer
   */
  async send(id: string, { attempts }: Pick<About, 'attempts'>): Promise<void> {
    const row = await mailById(this.world.db, id)
    // Sent and emptied, given up, or forgotten with whom it was to.
    if (!row?.sealed || row.given_up) return
    if (this.unnoted.has(id)) return this.note(row)
    const over = this.whyOver(row, attempts)
    if (over) return this.giveUp(row, over, false)
    const held = await mailSettings(this.world)
    if (!held) throw this.postpone(HOUR, 'No mail is set up.')
    this.takeSettings(held.settings)
    await this.inTurn(() => this.sendBy(held.settings, row))
  }

  /** Closes the connections; what is under way is not waited for. */
  close(): void {
    this.hangUp()
  }

  private whyOver({ begun, ends, why }: MailRow, attempts: number): string | null {
    const now = this.world.clock()
    const last = why ? ` ${why}` : ''
    if (ends !== null && Date.parse(ends) <= now) return `Its time was over before it could be sent.${last}`
    if (now - Date.parse(begun) > tried) return `It could not be sent within three days.${last}`
    if (attempts > mostDeaths) return `The server stopped ${mostDeaths} times while it was being sent.`
    return null
  }

  /** Other settings are another server: what is known of the one before says nothing of it. */
  private takeSettings(settings: MailSettings): void {
    const text = JSON.stringify(settings)
    if (this.settings === text) return
    this.settings = text
    this.hangUp()
    this.troubles = 0
    this.restUntil = 0
  }

  /** Waits where the server is known to be in trouble; whether that is over, one mail finds out for all. */
  private async inTurn(work: () => Promise<void>): Promise<void> {
    const rest = this.restUntil - this.world.clock()
    if (rest > 0) throw this.postpone(rest, 'The mail server is in trouble.')
    if (this.troubles === 0) return work()
    if (this.knocking)
      throw this.postpone(5 * SECOND, 'Another mail finds out whether the mail server is well again.')
    this.knocking = true
    await work().finally(() => {
      this.knocking = false
    })
  }

  private async sendBy(settings: MailSettings, row: MailRow): Promise<void> {
    const { world } = this
    const mail = JSON.parse(world.vault.unseal(row.sealed!)) as Sealed
    const signal = AbortSignal.any([this.stop, AbortSignal.timeout(this.patience.whole)])
    try {
      const line = await this.lineTo(settings)
      await line.sendMail({ ...compose(world.config.origin, settings, mail, row), signal })
    } catch (error) {
      if (this.stop.aborted) throw this.postpone(0, 'The server stopped.')
      return this.failed(settings, row, this.read(error, settings, signal.aborted))
    }
    this.unnoted.add(row.id)
    await this.note(row)
    await this.wentWell(settings)
  }

  private async note(row: MailRow): Promise<void> {
    await markSent(this.world.db, row.id, instant(this.world.clock()))
    this.unnoted.delete(row.id)
    this.world.log('debug', 'mail sent', { mail: row.id, kind: row.kind })
  }

  /** The connections to the server, opened where there are none. */
  private async lineTo(settings: MailSettings): Promise<Line> {
    if (!this.held) {
      const way = await this.wayTo(settings)
      this.held ??= { way, line: openLine(this.world, settings, way, this.patience) }
    }
    return this.held.line
  }

  private async wayTo(settings: MailSettings): Promise<Way> {
    const [way, ...more] = waysTo(settings)
    if (more.length === 0) return way!
    const { found, trouble } = await probeMail(this.world, settings, this.patience, this.stop)
    if (found) return found
    throw new NoWay(trouble!)
  }

  private read(error: unknown, settings: MailSettings, late: boolean): Trouble {
    if (error instanceof NoWay) return error.trouble
    const way = this.held?.way ?? waysTo(settings)[0]!
    return troubleOf(late ? { code: 'ETIMEDOUT' } : error, settings.host, way)
  }

  /** What follows from trouble: this mail, or all of it, waits; or it is given up. */
  private async failed(settings: MailSettings, row: MailRow, trouble: Trouble): Promise<void> {
    const { db, log, clock } = this.world
    const { of, what, lasting, words } = trouble
    if (of === 'mail' && lasting) {
      await this.wentWell(settings)
      return this.giveUp(row, words, what === 'refused')
    }
    await markTried(db, row.id, words)
    const own = distance(clock() - Date.parse(row.begun))
    if (of === 'mail') {
      if (what === 'sender' || what === 'unknown') await this.inTrouble(settings, trouble)
      else await this.wentWell(settings)
      throw this.postpone(own, words)
    }
    await this.inTrouble(settings, trouble)
    const now = await mailSettings(this.world)
    if (JSON.stringify(now?.settings) !== JSON.stringify(settings))
      throw this.postpone(0, 'Mail was set up anew meanwhile.')
    // Of many on their way at once only the first to fail counts.
    if (this.restUntil <= clock()) {
      this.troubles++
      this.restUntil = clock() + pause(this.troubles, trouble)
      log('debug', 'mail rests', { until: instant(this.restUntil) })
    }
    // It may be about this mail after all, so that the next to knock is another one.
    throw this.postpone(Math.max(this.restUntil - clock() + 15 * SECOND, own), words)
  }

  private async inTrouble(settings: MailSettings, trouble: Trouble): Promise<void> {
    if (await noteTrouble(this.world, settings, trouble))
      this.world.log('warning', 'Mail does not go out', { why: trouble.words })
  }

  private async wentWell(settings: MailSettings): Promise<void> {
    const { world } = this
    if (await noteWorks(world, settings)) world.log('info', 'Mail goes out')
    if (this.troubles === 0) return
    this.troubles = 0
    this.restUntil = 0
    await makeDue(world.db, queueName, instant(world.clock()))
    world.pulse.beat(`queue ${queueName}`)
  }

  private async giveUp({ id, kind }: MailRow, why: string, refused: boolean): Promise<void> {
    const given_up = instant(this.world.clock())
    if (await markGivenUp(this.world.db, id, { given_up, why, refused }))
      this.world.log('warning', 'A mail was given up', { mail: id, kind, why })
  }

  private postpone(ms: number, why: string): Postpone {
    return new Postpone(instant(this.world.clock() + ms), why)
  }

  private hangUp(): void {
    const { held } = this
    this.held = null
    held?.line.then((line) => line.close()).catch(() => {})
  }
}

/** How long a mail waits that was tried for so long (ms): soon at first, since most who say “later” mean minutes. */
const distance = (age: number): number =>
  Math.min(Math.max(age / 2, MINUTE), 4 * HOUR) * (0.75 + Math.random() / 2)

/** How long all mail waits after so many troubles in a row (ms): long where somebody has to change something first. */
const pause = (troubles: number, { what, lasting }: Trouble): number => {
  if (what === 'limit') return HOUR
  const [first, most] = lasting ? [5 * MINUTE, 4 * HOUR] : [30 * SECOND, 15 * MINUTE]
  return Math.min(first * 2 ** Math.min(troubles - 1, 10), most)
}
