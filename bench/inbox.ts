import { fedifyLetters, fedifySender } from './letters-fedify.ts'
import { issueLetters, letterTo, senderAt } from './letters-folkmoot.ts'
import { drive, type Load, type Sent } from './load.ts'
import type { Row } from './rows.ts'
import type { Section } from './section.ts'
import {
  followSender,
  type Served,
  shownBy,
  startFedify,
  startFolkmoot,
  startNeighbour,
  until,
} from './servers.ts'

/** How many letters a server takes in a second (202), and how many it has read and kept; 16 senders at a time. */
export const measureInbox: Section = async ({ quick, limits, freshDatabase }) => {
  const rows: Row[] = []
  const count = quick ? 100 : 1000
  const plain = await intoFedify(count, false)
  const proved = await intoFedify(count, true)
  rows.push(...rowsOf('bare Fedify, activities without object proofs', plain))
  rows.push(...rowsOf('bare Fedify, activities with object proofs', proved))
  for (const [name, database, limit] of [
    ['SQLite', undefined, { what: 'commits on the disk', value: limits.inserts }],
    ['PostgreSQL', await freshDatabase(), { what: 'its statements', value: limits.statements }],
  ] as const) {
    const ours = await intoFolkmoot(quick ? 200 : 2000, database)
    const [accepted, stored, ...rest] = rowsOf(
      `Folkmoot on ${name}, activities about records with proofs`,
      ours,
    )
    const reference = { what: 'Fedify with proofs', value: proved.stored }
    rows.push({ ...accepted!, reference: { ...reference, value: proved.accepted.rate } })
    rows.push({ ...stored!, reference, aim: { atLeast: 3 }, limit })
    rows.push(...rest)
  }
  return rows
}

/** What came of sending letters: how quickly they were taken, how many a second were kept, CPU of the server for each. */
type Taken = { accepted: Load; stored: number; cpu: number; peak: number }

function rowsOf(what: string, { accepted, stored, cpu, peak }: Taken): Row[] {
  const row = (part: string, value: number, unit: string): Row => ({
    section: 'inbox',
    what: `${what}: ${part}`,
    value,
    unit,
  })
  return [
    { ...row('accepted', accepted.rate, 'a second'), p50: accepted.p50, p99: accepted.p99 },
    { ...row('read and kept', stored, 'a second'), cpu },
    row('memory at its highest', peak, 'MiB resident'),
  ]
}

async function intoFedify(count: number, proved: boolean): Promise<Taken> {
  const [neighbour, bare] = [await startNeighbour(), await startFedify()]
  const warm = Math.ceil(count / 10)
  const sender = await fedifySender(neighbour.origin)
  await neighbour.child.ask('serve', { [sender.actor]: sender.document })
  const letters = await fedifyLetters(sender, bare.inbox, count + warm, proved)
  const kept = (so: number) => async () => (await bare.child.ask<number>('kept')) >= so
  const taken = await take(bare, letters, warm, { every: 20, kept })
  await bare.end()
  await neighbour.end()
  return taken
}

async function intoFolkmoot(count: number, database?: string): Promise<Taken> {
  const [neighbour, folkmoot] = [await startNeighbour(), await startFolkmoot(database)]
  const sender = senderAt(neighbour.origin, 'hub', { log: true })
  await neighbour.child.ask('serve', sender.documents)
  await followSender(folkmoot, neighbour, sender, letterTo)
  const warm = Math.ceil(count / 10)
  const { documents, letters } = await issueLetters(folkmoot.inbox, sender, 0, count + warm)
  await neighbour.child.ask('serve', documents)
  const kept = (so: number) => async () => (await shownBy(folkmoot.origin)) >= so
  const taken = await take(folkmoot, letters, warm, { every: 50, kept })
  await folkmoot.end()
  await neighbour.end()
  return taken
}

async function take(
  server: Served,
  letters: readonly Sent[],
  warm: number,
  { every, kept }: { every: number; kept: (so: number) => () => Promise<boolean> },
): Promise<Taken> {
  await drive(server.origin, 16, 202, once(letters.slice(0, warm)))
  await until('the first letters are kept', every, kept(warm))
  const [cpu, began] = [await server.child.cpu(), performance.now()]
  const accepted = await drive(server.origin, 16, 202, once(letters.slice(warm)))
  await until('all letters are kept', every, kept(letters.length))
  const count = letters.length - warm
  const stored = count / ((performance.now() - began) / 1000)
  return {
    accepted,
    stored,
    cpu: ((await server.child.cpu()) - cpu) / count,
    peak: await server.child.peak(),
  }
}

function once(letters: readonly Sent[]): () => Sent | null {
  let at = 0
  return () => letters[at++] ?? null
}
