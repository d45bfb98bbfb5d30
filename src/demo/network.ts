import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readConfig } from '../config.ts'
import { followHub } from '../hubs/actions-follow.ts'
import { type Hub, NewHub } from '../hubs/model.ts'
import { draftIssue, moveIssue, publishIssue } from '../issues/actions.ts'
import { granted } from '../lib/granted.ts'
import type { Who } from '../lib/who.ts'
import { whoIs } from '../members/actions.ts'
import { type Running, startServer } from '../serve.ts'
import { setUp } from '../settings/actions-setup.ts'
import type { Log, World } from '../world.ts'
import type { Sample, SampleHub } from './words.ts'

/** A server of the demonstration with its one hub, and who speaks for it. */
export type Place = {
  readonly world: World
  readonly hub: Hub
  readonly who: Who
  readonly origin: string
}

/** Servers that run in this process, each with its own port and its own database in a folder that goes with them. */
export type Network = {
  readonly folder: string
  /** Starts one more server, founds its hub and publishes what it has to say. */
  add(sample: SampleHub): Promise<Place>
  /** Stops all servers and throws their data away. */
  end(): Promise<void>
}

/** A network without servers yet. */
export function openNetwork(log: Log): Network {
  const folder = mkdtempSync(join(tmpdir(), 'folkmoot-demo-'))
  const running: Running[] = []
  return {
    folder,
    async add(sample) {
      const port = await freePort()
      const origin = `http://localhost:${port}`
      const data = join(folder, sample.hub.handle)
      const settings = { FOLKMOOT_ORIGIN: origin, PORT: String(port), FOLKMOOT_DATA: data }
      const server = await startServer(readConfig(settings), log)
      running.push(server)
      const { world } = server
      const about = { hub: NewHub.parse(sample.hub), organiser: sample.organiser }
      const { hub } = granted(await setUp(world, about, null))
      const place = { world, hub, origin, who: granted(await whoIs(world, null, sample.organiser)) }
      for (const issue of sample.issues) await publishSample(place, issue)
      return place
    },
    async end() {
      await Promise.all(running.map((server) => server.stop()))
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** Publishes an invented issue and moves it to where it stands. */
export async function publishSample({ world, who }: Place, { says, moves = [] }: Sample) {
  const draft = granted(await draftIssue(world, who, says))
  let issue = granted(await publishIssue(world, who, draft.id))
  for (const state of moves) issue = granted(await moveIssue(world, who, issue.id, state))
  return issue
}

/** Has the hub of one server follow the hub of another, by its handle as a person would type it. */
export async function follow(here: Place, there: Place): Promise<void> {
  granted(await followHub(here.world, here.who, `@${there.hub.handle}@${new URL(there.origin).host}`))
}

/** A port nobody listens on. */
const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number }
      probe.close(() => resolve(port))
    })
  })
