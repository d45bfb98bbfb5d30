import { now } from './child.ts'
import { fedifySender } from './letters-fedify.ts'
import type { Row } from './rows.ts'
import type { Section } from './section.ts'
import { shownBy, startFedify, startFolkmoot, startNeighbour, until } from './servers.ts'

/** How quickly a hub that begins to follow another reads all that it published before. */
export const measureBackfill: Section = async ({ quick, limits, freshDatabase }) => {
  const issues = quick ? 60 : 500
  const limit = { what: 'Ed25519 checks', value: limits.edVerify }
  const rowOf = (what: string, { rate, cpu }: Walked): Row => ({
    ...{ section: 'backfill', what, value: rate, unit: 'records a second', cpu, limit },
  })
  const one = await withFedify(issues, 1)
  const four = await withFedify(issues, 4)
  const rows: Row[] = [
    rowOf(`bare Fedify: walks a collection of ${issues} notes, proofs checked`, one),
    rowOf('bare Fedify: the same, four at a time', four),
  ]
  const reference = { what: 'Fedify, four at a time', value: four.rate }
  const origin = await startFolkmoot()
  await origin.child.ask('fill', { issues })
  for (const [name, database] of [
    ['SQLite', undefined],
    ['PostgreSQL', await freshDatabase()],
  ] as const) {
    const reader = await startFolkmoot(database)
    const cpu = await reader.child.cpu()
    const began = await reader.child.ask<number>('follow', { actor: origin.actor })
    await until('all its issues are here', 50, async () => (await shownBy(reader.origin)) >= issues)
    const took = (now() - began) / 1000
    const walked = { rate: issues / took, cpu: ((await reader.child.cpu()) - cpu) / issues }
    rows.push({
      ...rowOf(`Folkmoot on ${name}: a new follower reads ${issues} issues`, walked),
      ...{ reference, aim: { atLeast: 1 } },
    })
    await reader.end()
  }
  await origin.end()
  return rows
}

type Walked = { readonly rate: number; readonly cpu: number }

/** Bare Fedify reads a collection of notes from a neighbour who does nothing but serve, and checks the proof of each. */
async function withFedify(many: number, atATime: number): Promise<Walked> {
  const [neighbour, bare] = [await startNeighbour(), await startFedify()]
  const sender = await fedifySender(neighbour.origin)
  const documents: Record<string, unknown> = { [sender.actor]: sender.document }
  const ids: string[] = []
  for (let i = 0; i < many; i++) {
    const { id, document } = await sender.note()
    ids.push(id)
    documents[id] = document
  }
  const collection = `${neighbour.origin}/fedify/notes`
  const context = 'https://www.w3.org/ns/activitystreams'
  const pages = Math.ceil(many / 100)
  const pageAt = (page: number) => `${collection}?page=${page}`
  documents[collection] = {
    ...{ '@context': context, id: collection, type: 'OrderedCollection', totalItems: many, first: pageAt(1) },
  }
  for (let page = 1; page <= pages; page++)
    documents[pageAt(page)] = {
      ...{ '@context': context, id: pageAt(page), type: 'OrderedCollectionPage', partOf: collection },
      orderedItems: ids.slice((page - 1) * 100, page * 100),
      ...(page < pages ? { next: pageAt(page + 1) } : {}),
    }
  await neighbour.child.ask('serve', documents)
  const cpu = await bare.child.cpu()
  const began = now()
  const read = await bare.child.ask<number>('walk', { collection, atATime })
  if (read !== many) throw new Error(`Fedify read ${read} notes, not ${many}`)
  const walked = {
    rate: many / ((now() - began) / 1000),
    cpu: ((await bare.child.cpu()) - cpu) / many,
  }
  await bare.end()
  await neighbour.end()
  return walked
}
