import { issueLetters, letterTo, senderAt } from './letters-folkmoot.ts'
import { drive, type Load, type Sent } from './load.ts'
import type { Row } from './rows.ts'
import type { Section } from './section.ts'
import { asDocument, followSender, shownBy, startFolkmoot, startNeighbour, until } from './servers.ts'

/** Documents and pages that are read while letters come in: what a server meets on a busy day. */
export const measureMixed: Section = async ({ quick, freshDatabase }) => {
  const rows: Row[] = []
  const [reads, letters] = quick ? [400, 100] : [8000, 1500]
  for (const [name, database] of [
    ['SQLite', undefined],
    ['PostgreSQL', await freshDatabase()],
  ] as const) {
    const [neighbour, folkmoot] = [await startNeighbour(), await startFolkmoot(database)]
    const issues = await folkmoot.child.ask<string[]>('fill', { issues: 60 })
    const sender = senderAt(neighbour.origin, 'hub', { log: true })
    await neighbour.child.ask('serve', sender.documents)
    await followSender(folkmoot, neighbour, sender, letterTo)
    const made = await issueLetters(folkmoot.inbox, sender, 0, letters)
    await neighbour.child.ask('serve', made.documents)

    const asked = askedFor(folkmoot.actor, issues)
    const alone = await drive(folkmoot.origin, 8, 200, some(asked, reads))
    const before = await shownBy(folkmoot.origin)
    const began = performance.now()
    const [beside, taken] = await Promise.all([
      drive(folkmoot.origin, 8, 200, some(asked, reads)),
      drive(folkmoot.origin, 8, 202, some(made.letters, letters)),
    ])
    await until('all letters are kept', 50, async () => (await shownBy(folkmoot.origin)) >= before + letters)
    const kept = letters / ((performance.now() - began) / 1000)
    rows.push(
      rowOf(`Folkmoot on ${name}: reads alone`, alone),
      {
        ...rowOf(`Folkmoot on ${name}: reads while letters come in`, beside),
        reference: { what: 'alone', value: alone.rate },
      },
      rowOf(`Folkmoot on ${name}: letters taken while pages are read`, taken),
      {
        ...{ section: 'mixed', what: `Folkmoot on ${name}: letters read and kept meanwhile` },
        ...{ value: kept, unit: 'a second' },
      },
    )
    await folkmoot.end()
    await neighbour.end()
  }
  return rows
}

const rowOf = (what: string, { rate, p50, p99 }: Load): Row => ({
  ...{ section: 'mixed', what, value: rate, unit: 'a second', p50, p99 },
})

/** Of a hundred who read, ninety are programs that ask for documents, eight people on pages, and two on the map. */
function askedFor(actor: string, issues: readonly string[]): Sent[] {
  const document = (address: string): Sent => ({ path: new URL(address).pathname, headers: asDocument })
  const page = (path: string): Sent => ({ path, headers: { accept: 'text/html' } })
  return Array.from({ length: 100 }, (_, i) => {
    const issue = issues[i % issues.length]!
    if (i % 50 === 49) return page('/map')
    if (i % 12 === 11) return page(new URL(issue).pathname)
    return document(i % 3 === 0 ? actor : issue)
  })
}

function some(sent: readonly Sent[], count: number): () => Sent | null {
  let at = 0
  return () => (at < count ? sent[at++ % sent.length]! : null)
}
