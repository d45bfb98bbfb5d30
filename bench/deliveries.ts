import { letterTo, senderAt } from './letters-folkmoot.ts'
import { drive } from './load.ts'
import type { Row } from './rows.ts'
import { median, type Section } from './section.ts'
import { type Served, startFedify, startFolkmoot, startNeighbour } from './servers.ts'

const followers = 100

/** How many letters leave a second when something is published to a hundred inboxes, once and ten times in a row. */
export const measureDeliveries: Section = async ({ quick, limits, freshDatabase }) => {
  const times = quick ? 2 : 10
  const rows: Row[] = []
  const limit = { what: 'RSA signatures', value: limits.rsaSign }
  const add = (what: string, { one, many, cpu }: Delivered, reference?: Delivered) => {
    const aim = reference ? { aim: { atLeast: 3 } } : {}
    const beside = (value: number | undefined) =>
      value === undefined ? {} : { reference: { what: 'Fedify’s own queue', value }, ...aim }
    const unit = 'letters a second'
    rows.push({
      section: 'deliveries',
      what: `${what}: one publication to ${followers} inboxes`,
      value: one,
      unit,
      ...beside(reference?.one),
      limit,
    })
    rows.push({
      section: 'deliveries',
      what: `${what}: ${times} publications in a row`,
      value: many,
      unit,
      cpu,
      ...beside(reference?.many),
      limit,
    })
  }
  const own = await fromFedify(times, 1)
  add('bare Fedify, its own queue', own)
  add('bare Fedify, its own queue with 16 workers', await fromFedify(times, 16))
  add('Folkmoot on SQLite', await fromFolkmoot(times), own)
  add('Folkmoot on PostgreSQL', await fromFolkmoot(times, await freshDatabase()), own)
  return rows
}

/** Letters a second: the median of single publications, and of many without a pause; CPU of the sender for each letter. */
type Delivered = { one: number; many: number; cpu: number }

async function fromFedify(times: number, workers: number): Promise<Delivered> {
  const [neighbour, bare] = [await startNeighbour(), await startFedify(workers)]
  const inboxes = Array.from(
    { length: followers },
    (_, i) => `${neighbour.origin}/fedify/follower-${i}/inbox`,
  )
  const delivered = await measure(bare, neighbour, times, (notes) =>
    bare.child.ask<number>('deliver', { inboxes, notes }),
  )
  await bare.end()
  await neighbour.end()
  return delivered
}

async function fromFolkmoot(times: number, database?: string): Promise<Delivered> {
  const [neighbour, folkmoot] = [await startNeighbour(), await startFolkmoot(database)]
  await follow(folkmoot, neighbour)
  const delivered = await measure(folkmoot, neighbour, times, (issues) =>
    folkmoot.child.ask<number>('publish', { issues }),
  )
  await folkmoot.end()
  await neighbour.end()
  return delivered
}

async function measure(
  server: Served,
  neighbour: Served,
  times: number,
  publish: (many: number) => Promise<number>,
): Promise<Delivered> {
  const deliver = async (many: number) => {
    await neighbour.child.ask('forget')
    const arriving = neighbour.child.ask<{ at: number; inboxes: number }>('letters', {
      count: many * followers,
    })
    const began = await publish(many)
    const { at, inboxes } = await arriving
    if (inboxes !== followers) throw new Error(`letters came to ${inboxes} inboxes, not ${followers}`)
    return (many * followers) / ((at - began) / 1000)
  }
  await deliver(2)
  const single: number[] = []
  for (let i = 0; i < times; i++) single.push(await deliver(1))
  const cpu = await server.child.cpu()
  const many = await deliver(times)
  return { one: median(single), many, cpu: ((await server.child.cpu()) - cpu) / (times * followers) }
}

/** A hundred people elsewhere, each with an inbox of their own, follow the hub and are accepted. */
async function follow(folkmoot: Served & { actor: string; inbox: string }, neighbour: Served): Promise<void> {
  const senders = Array.from({ length: followers }, (_, i) =>
    senderAt(neighbour.origin, `follower-${i}`, { log: false }),
  )
  await neighbour.child.ask('serve', Object.assign({}, ...senders.map((sender) => sender.documents)))
  const letters = await Promise.all(
    senders.map((sender) =>
      letterTo(folkmoot.inbox, sender, {
        type: 'Follow',
        id: `${sender.actor}#follow`,
        object: folkmoot.actor,
      }),
    ),
  )
  const accepted = neighbour.child.ask('letters', { count: followers })
  await drive(folkmoot.origin, 16, 202, () => letters.pop() ?? null)
  await accepted
}
