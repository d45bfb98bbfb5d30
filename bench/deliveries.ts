import { letterTo, senderAt } from './letters-folkmoot.ts'
import { drive } from './load.ts'
import type { Row } from './rows.ts'
import { type Measuring, median, type Section } from './section.ts'
import { type Served, startFedify, startFolkmoot, startNeighbour } from './servers.ts'

/** Followers live on so many servers: of one alone, we look up three hundred strangers a minute (src/federation/door.ts). */
const homes = 4

/** How many follow, and how often something is published to them in a row. */
type Crowd = { readonly followers: number; readonly times: number }

/** How many letters leave a second when something is published to a hundred inboxes and to a thousand, once and several times in a row. */
export const measureDeliveries: Section = async (about) => [
  ...(await measureCrowd(about, { followers: 100, times: about.quick ? 2 : 10 })),
  ...(await measureCrowd(about, { followers: about.quick ? 200 : 1000, times: about.quick ? 1 : 3 })),
]

async function measureCrowd({ limits, freshDatabase }: Measuring, crowd: Crowd): Promise<Row[]> {
  const { followers, times } = crowd
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
  const own = await fromFedify(crowd, 1)
  add('bare Fedify, its own queue', own)
  add('bare Fedify, its own queue with 16 workers', await fromFedify(crowd, 16))
  add('Folkmoot on SQLite', await fromFolkmoot(crowd), own)
  add('Folkmoot on PostgreSQL', await fromFolkmoot(crowd, await freshDatabase()), own)
  return rows
}

/** Letters a second: the median of single publications, and of many without a pause; CPU of the sender for each letter. */
type Delivered = { one: number; many: number; cpu: number }

async function fromFedify(crowd: Crowd, workers: number): Promise<Delivered> {
  const [neighbour, bare] = [await startNeighbour(homes), await startFedify(workers)]
  const inboxes = Array.from(
    { length: crowd.followers },
    (_, i) => `${neighbour.homes[i % homes]}/fedify/follower-${i}/inbox`,
  )
  const delivered = await measure(bare, neighbour, crowd, (notes) =>
    bare.child.ask<number>('deliver', { inboxes, notes }),
  )
  await bare.end()
  await neighbour.end()
  return delivered
}

async function fromFolkmoot(crowd: Crowd, database?: string): Promise<Delivered> {
  const [neighbour, folkmoot] = [await startNeighbour(homes), await startFolkmoot(database)]
  await follow(folkmoot, neighbour, crowd)
  const delivered = await measure(folkmoot, neighbour, crowd, (issues) =>
    folkmoot.child.ask<number>('publish', { issues }),
  )
  await folkmoot.end()
  await neighbour.end()
  return delivered
}

async function measure(
  server: Served,
  neighbour: Served,
  { followers, times }: Crowd,
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

/** So many people elsewhere, each with an inbox of their own, follow the hub and are accepted. */
async function follow(
  folkmoot: Served & { actor: string; inbox: string },
  neighbour: Served & { homes: readonly string[] },
  { followers }: Crowd,
): Promise<void> {
  const senders = Array.from({ length: followers }, (_, i) =>
    senderAt(neighbour.homes[i % homes]!, `follower-${i}`, { log: false }),
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
