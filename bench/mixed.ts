import { fedifyLetters, fedifySender } from './letters-fedify.ts'
import { issueLetters, letterTo, senderAt } from './letters-folkmoot.ts'
import { drive, type Load, type Sent } from './load.ts'
import type { Row } from './rows.ts'
import type { Section } from './section.ts'
import {
  asDocument,
  followSender,
  type Served,
  shownBy,
  startFedify,
  startFolkmoot,
  startNeighbour,
  until,
} from './servers.ts'

/** Documents and pages that are read while letters come in: what a server meets on a busy day. */
export const measureMixed: Section = async ({ quick, freshDatabase }) => {
  const much: Much = quick ? { reads: 400, letters: 100 } : { reads: 8000, letters: 1500 }
  const fedify = await inFedify(much)
  const rows = rowsOf('bare Fedify', fedify)
  for (const [name, database] of [
    ['SQLite', undefined],
    ['PostgreSQL', await freshDatabase()],
  ] as const)
    rows.push(...rowsOf(`Folkmoot on ${name}`, await inFolkmoot(much, database), fedify))
  return rows
}

type Much = { readonly reads: number; readonly letters: number }

/** How quickly is read when nothing else happens and while letters come in, and how quickly those are taken and kept. */
type Mixed = { readonly alone: Load; readonly beside: Load; readonly taken: Load; readonly kept: number }

function rowsOf(name: string, { alone, beside, taken, kept }: Mixed, fedify?: Mixed): Row[] {
  const row = (what: string, { rate, p50, p99 }: Load, theirs?: Load): Row => ({
    ...{ section: 'mixed', what: `${name}: ${what}`, value: rate, unit: 'a second', p50, p99 },
    ...(theirs ? { reference: { what: 'bare Fedify', value: theirs.rate } } : {}),
  })
  return [
    row('reads alone', alone, fedify?.alone),
    row('reads while letters come in', beside, fedify?.beside),
    row('letters taken while pages are read', taken, fedify?.taken),
    {
      ...{ section: 'mixed', what: `${name}: letters read and kept meanwhile`, value: kept },
      unit: 'a second',
      ...(fedify ? { reference: { what: 'bare Fedify', value: fedify.kept } } : {}),
    },
  ]
}

async function inFedify(much: Much): Promise<Mixed> {
  const [neighbour, bare] = [await startNeighbour(), await startFedify()]
  const notes = await bare.child.ask<string[]>('fill', { notes: 60 })
  const sender = await fedifySender(neighbour.origin)
  await neighbour.child.ask('serve', { [sender.actor]: sender.document })
  const letters = await fedifyLetters(sender, bare.inbox, much.letters, true)
  // It has one page, which never changes, for all that we make.
  const page = new URL(bare.page).pathname
  const asked = askedFor({ actor: bare.actor, records: notes, page: () => page, map: page })
  const mixed = await both(bare, asked, letters, much, (so) => async () => {
    return (await bare.child.ask<number>('kept')) >= so
  })
  await bare.end()
  await neighbour.end()
  return mixed
}

async function inFolkmoot(much: Much, database?: string): Promise<Mixed> {
  const [neighbour, folkmoot] = [await startNeighbour(), await startFolkmoot(database)]
  const issues = await folkmoot.child.ask<string[]>('fill', { issues: 60 })
  const sender = senderAt(neighbour.origin, 'hub', { log: true })
  await neighbour.child.ask('serve', sender.documents)
  await followSender(folkmoot, neighbour, sender, letterTo)
  const { documents, letters } = await issueLetters(folkmoot.inbox, sender, 0, much.letters)
  await neighbour.child.ask('serve', documents)
  const page = (issue: string) => new URL(issue).pathname
  const asked = askedFor({ actor: folkmoot.actor, records: issues, page, map: '/map' })
  const before = await shownBy(folkmoot.origin)
  const mixed = await both(folkmoot, asked, letters, much, (so) => async () => {
    return (await shownBy(folkmoot.origin)) >= before + so
  })
  await folkmoot.end()
  await neighbour.end()
  return mixed
}

async function both(
  { origin }: Served,
  asked: readonly Sent[],
  letters: readonly Sent[],
  much: Much,
  kept: (so: number) => () => Promise<boolean>,
): Promise<Mixed> {
  const alone = await drive(origin, 8, 200, some(asked, much.reads))
  const began = performance.now()
  const [beside, taken] = await Promise.all([
    drive(origin, 8, 200, some(asked, much.reads)),
    drive(origin, 8, 202, some(letters, much.letters)),
  ])
  await until('all letters are kept', 50, kept(much.letters))
  return { alone, beside, taken, kept: much.letters / ((performance.now() - began) / 1000) }
}

/** What readers may ask a server for. */
export type Places = {
  readonly actor: string
  readonly records: readonly string[]
  readonly page: (record: string) => string
  readonly map: string
}

/** Of a hundred who read, ninety are programs that ask for documents, eight people on pages, and two on the map. */
export function askedFor({ actor, records, page, map }: Places): Sent[] {
  const document = (address: string): Sent => ({ path: new URL(address).pathname, headers: asDocument })
  const read = (path: string): Sent => ({ path, headers: { accept: 'text/html' } })
  return Array.from({ length: 100 }, (_, i) => {
    const record = records[i % records.length]!
    if (i % 50 === 49) return read(map)
    if (i % 12 === 11) return read(page(record))
    return document(i % 3 === 0 ? actor : record)
  })
}

function some(sent: readonly Sent[], count: number): () => Sent | null {
  let at = 0
  return () => (at < count ? sent[at++ % sent.length]! : null)
}
