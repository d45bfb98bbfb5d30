import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort, here, memoryOf, pause, startChild, startProgram } from './child.ts'
import { drive } from './load.ts'
import type { Section } from './section.ts'
import { answers, asDocument, settings } from './servers.ts'

/** Memory that a server holds when nothing happens: after a rest, and after the same rest once it has served some. */
export const measureMemory: Section = async ({ quick }) => {
  const rest = quick ? 1000 : 10_000
  const port = await freePort()
  const folder = mkdtempSync(join(tmpdir(), 'folkmoot-bench-'))
  const env = settings({ port, folder })
  const child = await startChild('serve-folkmoot.js', env)
  const actor = await child.ask<string>('found')
  await child.stop()

  const node = await held([here('serve-node.js')], { PORT: String(port) }, `http://localhost:${port}/`, rest)
  const fedify = await held(
    [here('serve-fedify.js')],
    { PORT: String(port) },
    `http://localhost:${port}/users/alice`,
    rest,
  )
  const folkmoot = await held([here('../src/main.js')], env, actor, rest)
  rmSync(folder, { recursive: true, force: true })

  const row = (what: string, value: number) => ({ section: 'memory', what, value, unit: 'MiB resident' })
  const beside = (value: number) => ({ reference: { what: 'bare Fedify', value }, aim: { atMost: 1.2 } })
  return [
    row('node and one document, idle', node.idle),
    row('bare Fedify, idle', fedify.idle),
    { ...row('Folkmoot, idle', folkmoot.idle), ...beside(fedify.idle) },
    row('bare Fedify, idle after 2,000 actor documents', fedify.served),
    { ...row('Folkmoot, idle after 2,000 actor documents', folkmoot.served), ...beside(fedify.served) },
  ]
}

async function held(args: string[], env: Record<string, string>, address: string, rest: number) {
  const program = startProgram(args, env)
  await answers(address)
  await pause(rest)
  const idle = memoryOf(program.pid)
  const { origin, pathname } = new URL(address)
  let left = 2000
  await drive(origin, 16, 200, () => (left-- > 0 ? { path: pathname, headers: asDocument } : null))
  await pause(rest)
  const served = memoryOf(program.pid)
  await program.stop()
  return { idle, served }
}
