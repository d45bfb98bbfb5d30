import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { JsonObject } from '../src/lib/json.ts'
import { type Child, freePort, pause, startChild } from './child.ts'
import { drive, type Sent } from './load.ts'

/** A server under measure, and where it is. */
export type Served = { readonly child: Child; readonly origin: string; end(): Promise<void> }

/** How long the bench waits for anything before it says that something is wrong (ms). */
const patience = 120_000

/** Bare Fedify in a process of its own, with one worker or more on its queue; where it keeps nothing, what comes is counted only. */
export async function startFedify(
  workers = 1,
  keep: 'all' | 'nothing' = 'all',
): Promise<Served & { actor: string; inbox: string; page: string }> {
  const port = await freePort()
  const origin = `http://localhost:${port}`
  const child = await startChild('serve-fedify.js', {
    ...{ PORT: String(port), WORKERS: String(workers), KEEP: keep },
  })
  const at = { actor: `${origin}/users/alice`, inbox: `${origin}/inbox`, page: `${origin}/page` }
  await answers(at.actor)
  return { child, origin, ...at, end: () => child.stop() }
}

/** A Folkmoot server with its hub, in a process of its own, on SQLite or on the PostgreSQL database at this address. */
export async function startFolkmoot(database?: string): Promise<Served & { actor: string; inbox: string }> {
  const port = await freePort()
  const origin = `http://localhost:${port}`
  const folder = mkdtempSync(join(tmpdir(), 'folkmoot-bench-'))
  const child = await startChild('serve-folkmoot.js', settings({ port, folder, database }))
  const actor = await child.ask<string>('found')
  await answers(actor)
  const end = async () => {
    await child.stop()
    rmSync(folder, { recursive: true, force: true })
  }
  return { child, origin, actor, inbox: `${origin}/inbox`, end }
}

/** The settings of a Folkmoot server on this machine. */
export const settings = (about: { port: number; folder: string; database?: string | undefined }) => ({
  PORT: String(about.port),
  FOLKMOOT_ORIGIN: `http://localhost:${about.port}`,
  FOLKMOOT_DATA: about.folder,
  FOLKMOOT_LOG: 'warning',
  // The bench is one sender, and a busy one.
  FOLKMOOT_LETTERS_PER_MINUTE: '1000000',
  ...(about.database === undefined ? {} : { DATABASE_URL: about.database }),
})

/** A neighbour that serves what it is handed and counts the letters it gets; `homes` are all its origins, where it is to be several servers. */
export async function startNeighbour(many = 1): Promise<Served & { homes: readonly string[] }> {
  const ports: number[] = []
  while (ports.length < many) ports.push(await freePort())
  const child = await startChild('serve-neighbour.js', { PORTS: ports.join(',') })
  const homes = ports.map((port) => `http://localhost:${port}`)
  return { child, origin: homes[0]!, homes, end: () => child.stop() }
}

/** What asks for a document rather than a page. */
export const asDocument = { accept: 'application/activity+json' }

/** Waits until an address answers with 200, looking every `every` ms; says when it did (performance.now()). */
export async function answers(address: string, every = 10): Promise<number> {
  const began = performance.now()
  for (;;) {
    const status = await fetch(address, { headers: asDocument }).then(
      async (answer) => {
        await answer.arrayBuffer()
        return answer.status
      },
      () => 0,
    )
    if (status === 200) return performance.now()
    if (performance.now() - began > patience) throw new Error(`${address} answers ${status}, and never 200`)
    await pause(every)
  }
}

/** How many issues a server's map shows. */
export async function shownBy(origin: string): Promise<number> {
  const answer = await fetch(`${origin}/map.json`)
  const { figures } = (await answer.json()) as { figures: { issues: { count: number } } }
  return figures.issues.count
}

/** Looks every `every` ms until something is so. @throws where it never is */
export async function until(what: string, every: number, isSo: () => Promise<boolean>): Promise<void> {
  const began = performance.now()
  while (!(await isSo())) {
    if (performance.now() - began > patience) throw new Error(`it never happened: ${what}`)
    await pause(every)
  }
}

/** The hub under measure follows the one that will send: asked, accepted, and its empty log read. `letterTo` signs the answer. */
export async function followSender<Sender extends { readonly actor: string }>(
  folkmoot: Served,
  neighbour: Served,
  sender: Sender,
  letterTo: (inbox: string, sender: Sender, activity: JsonObject) => Promise<Sent>,
): Promise<void> {
  await folkmoot.child.ask('follow', { actor: sender.actor })
  await neighbour.child.ask('letters', { count: 1 })
  const [follow] = await neighbour.child.ask<string[]>('bodies')
  const { id } = JSON.parse(follow!) as { id: string }
  const letters = [
    await letterTo(`${folkmoot.origin}/inbox`, sender, {
      type: 'Accept',
      id: `${sender.actor}#accept`,
      object: id,
    }),
  ]
  await drive(folkmoot.origin, 1, 202, () => letters.pop() ?? null)
  const followed = () => folkmoot.child.ask<boolean>('follows', { actor: sender.actor })
  await until('the sender is followed', 20, followed)
}
