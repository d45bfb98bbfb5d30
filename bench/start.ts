import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort, here, pause, startChild, startProgram } from './child.ts'
import type { Row } from './rows.ts'
import { median, type Section } from './section.ts'
import { answers, settings } from './servers.ts'

/** How soon a server that was started gives its first answer, and how often one is started to find out. */
export const measureStart: Section = async ({ quick }) => {
  const times = quick ? 2 : 5
  const folder = mkdtempSync(join(tmpdir(), 'folkmoot-bench-'))
  const port = await freePort()
  const env = settings({ port, folder })
  const actor = await foundHub(env)
  const [node, fedify, folkmoot, empty]: number[][] = [[], [], [], []]
  for (let i = 0; i < times; i++) {
    // In turn, so that what else the machine does strikes all of them alike.
    node!.push(await timed([here('serve-node.js')], { PORT: String(port) }, `http://localhost:${port}/`))
    fedify!.push(
      await timed([here('serve-fedify.js')], { PORT: String(port) }, `http://localhost:${port}/users/alice`),
    )
    folkmoot!.push(await timed([main], env, actor))
    const fresh = mkdtempSync(join(tmpdir(), 'folkmoot-bench-'))
    empty!.push(await timed([main], { ...env, FOLKMOOT_DATA: fresh }, `http://localhost:${port}/readyz`))
    rmSync(fresh, { recursive: true, force: true })
  }
  rmSync(folder, { recursive: true, force: true })
  const bare = { what: 'bare Fedify', value: median(fedify!) }
  const row = (what: string, value: number, more: Partial<Row> = {}): Row => ({
    ...{ section: 'start', what, value, unit: 'ms' },
    ...more,
  })
  return [
    row('node and one document', median(node!)),
    row('bare Fedify, to its first actor document', bare.value),
    row('Folkmoot, to its first actor document', median(folkmoot!), {
      reference: bare,
      aim: { atMost: 1.5 },
    }),
    row('Folkmoot’s very first start: schema and keys are made too', median(empty!), { reference: bare }),
  ]
}

const main = here('../src/main.js')

/** Starts a program and says how long it took to its first 200 (ms); then stops it. */
async function timed(args: string[], env: Record<string, string>, address: string): Promise<number> {
  const began = performance.now()
  const program = startProgram(args, env)
  const took = (await answers(address, 5)) - began
  await program.stop()
  await pause(50)
  return took
}

/** Makes a data folder with a hub in it; says the hub's address. */
async function foundHub(env: Record<string, string>): Promise<string> {
  const child = await startChild('serve-folkmoot.js', env)
  const actor = await child.ask<string>('found')
  await child.stop()
  return actor
}
