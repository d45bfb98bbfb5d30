import { freePort, here, startProgram } from './child.ts'
import { type Load, readFor } from './load.ts'
import type { Row } from './rows.ts'
import type { Section } from './section.ts'
import { answers, asDocument, type Served, startFedify, startFolkmoot } from './servers.ts'

const asPage = { accept: 'text/html' }

/** How many documents and pages a server gives a second, to 16 readers at a time and to 64. */
export const measurePages: Section = async ({ quick }) => {
  const seconds = quick ? 0.4 : 3
  const rows: Row[] = []
  const node = await plainNode(seconds)
  const limit = { what: 'plain node', value: node.rate }
  rows.push(rowOf('node and one document of 2.5 KB, 16 readers', node))

  const bare = await startFedify()
  const read = async (of: Served, address: string, headers: Record<string, string>, readers: number) => {
    const before = await of.child.cpu()
    const load = await readFor(address, headers, readers, seconds)
    // The warm-up is in the CPU but not in the count; it is a sixth of it at most.
    return {
      load,
      cpu: ((await of.child.cpu()) - before) / (load.count * (1 + Math.min(0.5, seconds / 2) / seconds)),
    }
  }
  const page = await read(bare, bare.page, asPage, 16)
  rows.push({
    ...rowOf('bare Fedify’s framework: a page that never changes, 16 readers', page.load, page.cpu),
    limit,
  })
  const webfinger = (origin: string, handle: string) =>
    `${origin}/.well-known/webfinger?resource=${encodeURIComponent(`acct:${handle}@${new URL(origin).host}`)}`
  const actor = await read(bare, bare.actor, asDocument, 16)
  rows.push({ ...rowOf('bare Fedify: an actor, 16 readers', actor.load, actor.cpu), limit })
  const finger = await read(bare, webfinger(bare.origin, 'alice'), {}, 16)
  rows.push({ ...rowOf('bare Fedify: WebFinger, 16 readers', finger.load, finger.cpu), limit })

  const folkmoot = await startFolkmoot()
  const issues = await folkmoot.child.ask<string[]>('fill', { issues: quick ? 60 : 500 })
  const fixed = { what: 'a fixed page', value: page.load.rate }
  // A page of the log is many times as long as the others, and bytes take their time whoever sends them.
  const log = `${folkmoot.actor}/changes?page=1`
  const { length } = Buffer.from(await (await fetch(log, { headers: asDocument })).arrayBuffer())
  const long = await read(bare, `${bare.page}/${length}`, asPage, 16)
  const what = `bare Fedify’s framework: such a page of ${Math.round(length / 1024)} KiB, 16 readers`
  rows.push({ ...rowOf(what, long.load, long.cpu), limit })
  await bare.end()
  const fixedLong = { what: 'a fixed page as long', value: long.load.rate }
  const held = [
    ['an actor', folkmoot.actor, asDocument, fixed],
    ['an issue as ActivityPub', issues.at(-1)!, asDocument, fixed],
    ['WebFinger', webfinger(folkmoot.origin, 'measured'), {}, fixed],
    ['a page of the log of changes', log, asDocument, fixedLong],
  ] as const
  const made = [
    ['the map as a page (50 issues)', `${folkmoot.origin}/map`, asPage],
    ['an issue as a page', issues.at(-1)!, asPage],
    ['the map as data (50 issues)', `${folkmoot.origin}/map.json`, {}],
  ] as const
  for (const readers of [16, 64]) {
    for (const [what, address, headers, reference] of held) {
      const { load, cpu } = await read(folkmoot, address, headers, readers)
      const row = rowOf(`${what}, ${readers} readers`, load, cpu)
      rows.push({ ...row, reference, aim: { atLeast: 1 / 3 }, limit })
    }
    for (const [what, address, headers] of made) {
      const { load, cpu } = await read(folkmoot, address, headers, readers)
      rows.push({ ...rowOf(`${what}, ${readers} readers`, load, cpu), reference: fixed, limit })
    }
  }
  await folkmoot.end()
  return rows
}

const rowOf = (what: string, { rate, p50, p99 }: Load, cpu?: number): Row => ({
  ...{ section: 'pages', what, value: rate, unit: 'a second', p50, p99 },
  ...(cpu === undefined ? {} : { cpu }),
})

async function plainNode(seconds: number): Promise<Load> {
  const port = await freePort()
  const program = startProgram([here('serve-node.js')], { PORT: String(port) })
  const address = `http://localhost:${port}/`
  await answers(address)
  const load = await readFor(address, {}, 16, seconds)
  await program.stop()
  return load
}
