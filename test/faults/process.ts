import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { until } from '../support/server.ts'
import type { Told } from './child.ts'
import type { Counted } from './statements.ts'

const child = new URL('./child.ts', import.meta.url).pathname
const built = new URL('../../dist/src/app.js', import.meta.url).pathname

/** A life of a server in a process of its own. */
export type Life = {
  /** Whether it is over: the process was killed, or ended by itself. */
  over(): boolean
  /** What it has said, in whole lines. */
  lines(): string[]
  /** What it complained of. */
  complaints(): string
  /** Waits until something is so; at once where its life is over. @returns whether it is over by SIGKILL @throws where it ended otherwise */
  meanwhile(what: string, look: () => Promise<boolean> | boolean): Promise<boolean>
  /** Has it end in order. @returns what it counted, or null where it was killed before it had ended */
  stop(): Promise<Counted | null>
}

type Process = {
  running: ChildProcess
  said: string
  complained: string
  over: NodeJS.Signals | number | null
}

let current: Process | null = null

/**
 * Begins a life: in a process that is new where the last one was killed, and else in that one, since most of what a life
 * costs is the start of its process.
 */
export function begin(told: Told): Life {
  const process = current?.over === null ? current : start()
  current = process
  const from = { said: process.said.length, complained: process.complained.length }
  const over = () => process.over !== null
  const lines = () => process.said.slice(from.said).split('\n').slice(0, -1)
  const complaints = () => process.complained.slice(from.complained)
  const counted = () => lines().find((line) => line.startsWith('counted '))
  const meanwhile: Life['meanwhile'] = async (what, look) => {
    await until(what, async () => over() || (await look()), 60_000).catch((error: Error) => {
      throw new Error(`${error.message}\n${complaints()}`)
    })
    if (over() && process.over !== 'SIGKILL')
      throw new Error(`it ended with ${process.over}: ${complaints()}`)
    return over()
  }
  process.running.send(told)
  return {
    over,
    lines,
    complaints,
    meanwhile,
    async stop() {
      if (told.does === 'serve') process.running.send('stop')
      await meanwhile('it ends in order', () => counted() !== undefined)
      const said = counted()
      return said === undefined ? null : (JSON.parse(said.slice('counted '.length)) as Counted)
    },
  }
}

/** Ends the process that waits for another life. */
export function end(): void {
  current?.running.kill('SIGKILL')
  current = null
}

function start(): Process {
  if (!existsSync(built)) throw new Error('These tests need the server as it is built. Run: npm run build')
  const running = spawn(process.execPath, [child], { stdio: ['ignore', 'pipe', 'pipe', 'ipc'] })
  const it: Process = { running, said: '', complained: '', over: null }
  running.stdout!.on('data', (some) => {
    it.said += some
  })
  running.stderr!.on('data', (some) => {
    it.complained += some
  })
  running.once('close', (code, signal) => {
    it.over = signal ?? code ?? 0
  })
  return it
}
