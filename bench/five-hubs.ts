// node dist/bench/five-hubs.js FOLDER... : one hub for each folder of a Polis conversation, whose statements it publishes, and a
// coordinator who follows them all only afterwards; its list must then equal the union of theirs, item by item. Some are amended and
// withdrawn while it is down; it must catch up by itself. Everything by the operator's tool, as an operator would do it.
import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { promisify } from 'node:util'
import { freePort, here, pause, startProgram } from './child.ts'

/** What the map says of an issue, as far as a copy must say the same. */
type Item = { id: string; title: string; updated: string; revision: number; state: string }
type Hub = Awaited<ReturnType<typeof openHub>>

const run = promisify(execFile)
const began = performance.now()
const say = (what: string) =>
  console.log(`${((performance.now() - began) / 1000).toFixed(1).padStart(7)} s  ${what}`)

async function openHub(name: string, organiser: string, more: string[] = []) {
  const data = mkdtempSync(join(tmpdir(), 'folkmoot-job-'))
  const port = String(await freePort())
  const origin = `http://localhost:${port}`
  const env = { FOLKMOOT_DATA: data, PORT: port, FOLKMOOT_ORIGIN: origin, FOLKMOOT_LOG: 'error' }
  const tool = async (...words: string[]) => {
    const { stdout } = await run(process.execPath, [here('../src/cli.js'), ...words], {
      env: { PATH: process.env.PATH ?? '', ...env },
      maxBuffer: 1 << 28,
    })
    return stdout
  }
  await tool('setup', '--name', name, '--place', name, '--organiser', organiser, ...more)
  const start = async () => {
    const program = startProgram([here('../src/main.js')], env)
    while (!(await fetch(`${origin}/readyz`).catch(() => null))?.ok) await pause(50)
    return program
  }
  let server = await start()
  return {
    ...{ name, origin, organiser, data, tool },
    down: () => server.stop(),
    up: async () => {
      server = await start()
    },
    as: ['--as', organiser],
  }
}

/** Everything a server's list shows, by the id of each record. */
async function listOf(hub: Hub): Promise<Map<string, Item>> {
  const items = new Map<string, Item>()
  let next: string | null = `${hub.origin}/map.json`
  while (next !== null) {
    const page = (await (await fetch(next)).json()) as { issues: Item[]; next?: string | null }
    for (const { id, title, updated, revision, state } of page.issues)
      items.set(id, { id, title, updated, revision, state })
    next = page.next ?? null
  }
  return items
}

async function union(hubs: readonly Hub[]): Promise<Map<string, Item>> {
  return new Map((await Promise.all(hubs.map(listOf))).flatMap((list) => [...list]))
}

/** How two lists differ, in words; empty where they are the same item by item. */
function differences(wanted: Map<string, Item>, found: Map<string, Item>): string[] {
  const all = new Set([...wanted.keys(), ...found.keys()])
  return [...all].flatMap((id) => {
    const [one, other] = [JSON.stringify(wanted.get(id)), JSON.stringify(found.get(id))]
    return one === other ? [] : [`${id}: ${one} there, ${other} here`]
  })
}

async function main(folders: readonly string[]): Promise<void> {
  const hubs: Hub[] = []
  for (const folder of folders) {
    const hub = await openHub(basename(folder).replaceAll(/[.-]/g, ' '), 'Amina')
    hubs.push(hub)
    say(
      `${hub.name}: ${(await hub.tool('import', 'polis', folder, ...hub.as, '--publish')).trim().split('\n').at(-1)}`,
    )
  }
  const published = await union(hubs)
  say(`${published.size} issues are published`)

  const coordinator = await openHub('The region', 'Noor', ['--level', 'regional'])
  const from = performance.now()
  for (const hub of hubs)
    say((await coordinator.tool('follow', hub.origin, ...coordinator.as)).trim().split('\n').at(-1)!)
  const followed = differences(published, await listOf(coordinator))
  say(
    `followed in ${((performance.now() - from) / 1000).toFixed(1)} s; ${followed.length} of ${published.size} differ`,
  )
  if (followed.length > 0) throw new Error(followed.slice(0, 5).join('\n'))

  await coordinator.down()
  const [first] = hubs
  const ids = [...(await listOf(first!)).keys()].slice(0, 5)
  for (const id of ids.slice(0, 3))
    await first!.tool('issue', 'amend', id, '--title', 'Amended while nobody looked', ...first!.as)
  for (const id of ids.slice(3))
    await first!.tool('issue', 'withdraw', id, '--reason', 'It was said twice.', ...first!.as)
  const after = await union(hubs)
  say(`three are amended and two withdrawn while the coordinator is down: ${after.size} stand`)
  await pause(3000)

  const back = performance.now()
  await coordinator.up()
  let left = differences(after, await listOf(coordinator))
  while (left.length > 0 && performance.now() - back < 20 * 60_000) {
    await pause(250)
    left = differences(after, await listOf(coordinator))
  }
  say(
    `caught up ${((performance.now() - back) / 1000).toFixed(1)} s after its start; ${left.length} of ${after.size} differ`,
  )
  for (const hub of [...hubs, coordinator]) {
    await hub.down()
    rmSync(hub.data, { recursive: true, force: true })
  }
  if (left.length > 0) throw new Error(left.slice(0, 5).join('\n'))
}

if (process.argv.length < 3) {
  console.error('Name the folders, as: node dist/bench/five-hubs.js FOLDER FOLDER')
  process.exit(2)
}
main(process.argv.slice(2)).catch((error) => {
  console.error(error instanceof Error ? error.message : error)
  process.exit(1)
})
