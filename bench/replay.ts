import { type Child, memoryOf, now, pause } from './child.ts'
import { fedifySender } from './letters-fedify.ts'
import { issueLetters, letterTo, type Sender, senderAt } from './letters-folkmoot.ts'
import { drive, type Sent } from './load.ts'
import { askedFor } from './mixed.ts'
import type { Row } from './rows.ts'
import { median, type Section } from './section.ts'
import { followSender, type Served, startFedify, startFolkmoot, startNeighbour } from './servers.ts'

/** What a busy hub meets in a second: letters with new records, and readers. */
const eachSecond = { letters: 5, reads: 20 }
/** Every so many seconds the hub publishes something itself, to so many followers. */
const own = { every: 10, followers: 20 }

/**
 * What a server holds in memory while a busy hour goes by, at the pace of the clock: three hundred letters with records a
 * minute, twelve hundred readers, six publications. Whether it grows without end is seen in what is alive after a
 * collection: it is asked for ten times over the while.
 */
export const measureReplay: Section = async ({ minutes, quick }) => {
  const seconds = quick ? 20 : Math.round(minutes * 60)
  // Both at once: it is memory that is measured, and their pace is given.
  const [fedify, folkmoot] = await Promise.all([throughFedify(seconds), throughFolkmoot(seconds)])
  return [
    ...rowsOf('bare Fedify, which keeps nothing', seconds, fedify),
    ...rowsOf('Folkmoot on SQLite', seconds, folkmoot, fedify),
  ]
}

/** Memory at ten moments of a replay (MiB): resident, and alive in the heap. */
type Held = { readonly resident: number[]; readonly live: number[]; readonly peak: number }

function rowsOf(name: string, seconds: number, { resident, live, peak }: Held, beside?: Held): Row[] {
  const row = (part: string, value: number, theirs?: number): Row => ({
    ...{ section: 'replay', what: `${name}: ${part}`, value, unit: 'MiB' },
    ...(theirs === undefined ? {} : { reference: { what: 'bare Fedify', value: theirs } }),
  })
  const early = (figures: number[]) => median(figures.slice(1, 4))
  const late = (figures: number[]) => median(figures.slice(-3))
  const span = seconds < 120 ? `${seconds} seconds` : `${Math.round(seconds / 60)} minutes`
  return [
    row('resident, after a fifth of the time', early(resident), beside && early(beside.resident)),
    row(`resident, after ${span}`, late(resident), beside && late(beside.resident)),
    row('resident at its highest', peak, beside?.peak),
    row('alive in the heap, after a fifth of the time', early(live), beside && early(beside.live)),
    row(`alive in the heap, after ${span}`, late(live), beside && late(beside.live)),
  ]
}

async function throughFedify(seconds: number): Promise<Held> {
  const [neighbour, bare] = [await startNeighbour(), await startFedify(1, 'nothing')]
  const notes = await bare.child.ask<string[]>('fill', { notes: 60 })
  const sender = await fedifySender(neighbour.origin)
  await neighbour.child.ask('serve', { [sender.actor]: sender.document })
  const page = new URL(bare.page).pathname
  const inboxes = Array.from(
    { length: own.followers },
    (_, i) => `${neighbour.origin}/fedify/follower-${i}/inbox`,
  )
  const held = await replay(bare, seconds, {
    asked: askedFor({ actor: bare.actor, records: notes, page: () => page, map: page }),
    letters: () =>
      Promise.all(Array.from({ length: eachSecond.letters }, () => sender.letter(bare.inbox, true))),
    publish: () => bare.child.ask('deliver', { inboxes, notes: 1 }),
  })
  await bare.end()
  await neighbour.end()
  return held
}

async function throughFolkmoot(seconds: number): Promise<Held> {
  const [neighbour, folkmoot] = [await startNeighbour(), await startFolkmoot()]
  const issues = await folkmoot.child.ask<string[]>('fill', { issues: 60 })
  const sender = senderAt(neighbour.origin, 'hub', { log: true })
  await neighbour.child.ask('serve', sender.documents)
  await followSender(folkmoot, neighbour, sender, letterTo)
  await followIt(folkmoot, neighbour)
  const page = (issue: string) => new URL(issue).pathname
  let made = 0
  const held = await replay(folkmoot, seconds, {
    asked: askedFor({ actor: folkmoot.actor, records: issues, page, map: '/map' }),
    async letters() {
      const { documents, letters } = await issueLetters(folkmoot.inbox, sender, made, eachSecond.letters)
      made += letters.length
      await neighbour.child.ask('serve', documents)
      return letters
    },
    publish: () => folkmoot.child.ask('publish', { issues: 1 }),
  })
  await folkmoot.end()
  await neighbour.end()
  return held
}

async function followIt(folkmoot: Served & { actor: string; inbox: string }, neighbour: Served) {
  const followers: Sender[] = Array.from({ length: own.followers }, (_, i) =>
    senderAt(neighbour.origin, `follower-${i}`, { log: false }),
  )
  await neighbour.child.ask('serve', Object.assign({}, ...followers.map(({ documents }) => documents)))
  const letters: Sent[] = []
  for (const follower of followers)
    letters.push(
      await letterTo(folkmoot.inbox, follower, {
        ...{ type: 'Follow', id: `${follower.actor}#follow`, object: folkmoot.actor },
      }),
    )
  await drive(folkmoot.origin, 4, 202, () => letters.pop() ?? null)
}

type Traffic = {
  readonly asked: readonly Sent[]
  letters(): Promise<Sent[]>
  publish(): Promise<unknown>
}

async function replay({ child, origin }: Served, seconds: number, traffic: Traffic): Promise<Held> {
  const [resident, live]: [number[], number[]] = [[], []]
  const began = now()
  let read = 0
  for (let second = 0; second < seconds; second++) {
    const letters = await traffic.letters()
    const reads = Array.from(
      { length: eachSecond.reads },
      () => traffic.asked[read++ % traffic.asked.length]!,
    )
    await Promise.all([
      drive(origin, 2, 202, () => letters.shift() ?? null),
      drive(origin, 4, 200, () => reads.shift() ?? null),
      second % own.every === 0 ? traffic.publish() : null,
    ])
    if (Math.floor((second * 10) / seconds) < Math.floor(((second + 1) * 10) / seconds)) {
      resident.push(residentOf(child))
      live.push(await child.live())
    }
    // Where the machine cannot keep the pace, the while is longer and what happens in it the same.
    await pause(Math.max(0, began + (second + 1) * 1000 - now()))
  }
  return { resident, live, peak: await child.peak() }
}

const residentOf = (child: Child) => memoryOf(child.pid)
