import { type ChildProcess, execFileSync, fork, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { fileURLToPath } from 'node:url'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/** A process of the bench that answers questions over its channel (see answering). */
export type Child = {
  readonly pid: number
  ask<T = unknown>(what: string, about?: unknown): Promise<T>
  /** CPU that it has used so far (ms). */
  cpu(): Promise<number>
  /** The most memory it ever held (MiB). */
  peak(): Promise<number>
  /** What it holds in its heap after a collection (MiB). */
  live(): Promise<number>
  stop(): Promise<void>
}

let profileTo: string | null = null

/** From now on every process of the bench writes a CPU profile into this folder when it ends; its figures are slower then. */
export function profileInto(folder: string): void {
  profileTo = folder
}

type Answer = { id: number; answer?: unknown; failed?: string }

const running = new Set<ChildProcess>()
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL')
})

/** Starts a file of this folder as a process of its own and waits until it says that it is ready. */
export async function startChild(file: string, env: Record<string, string>): Promise<Child> {
  const child = fork(here(file), {
    env: { PATH: process.env.PATH ?? '', ...env },
    execArgv: profileTo === null ? [] : ['--cpu-prof', `--cpu-prof-dir=${profileTo}`],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  running.add(child)
  const waiting = new Map<number, { done: (answer: unknown) => void; failed: (why: Error) => void }>()
  child.on('message', ({ id, answer, failed }: Answer) => {
    const it = waiting.get(id)
    waiting.delete(id)
    if (failed === undefined) it?.done(answer)
    else it?.failed(new Error(failed))
  })
  const ended = new Promise<void>((done) => child.once('exit', () => done()))
  void ended.then(() => {
    running.delete(child)
    for (const { failed } of waiting.values()) failed(new Error(`${file} ended`))
  })
  let last = 0
  const ask = <T>(what: string, about: unknown = null): Promise<T> =>
    new Promise<T>((done, failed) => {
      waiting.set(++last, { done: done as (answer: unknown) => void, failed })
      child.send({ id: last, what, about })
    })
  await ask('ready')
  return {
    pid: child.pid!,
    ask,
    cpu: () => ask<number>('cpu'),
    peak: () => ask<number>('peak'),
    live: () => ask<number>('live'),
    stop: () => {
      child.kill('SIGTERM')
      return ended
    },
  }
}

/** What a process of the bench can be asked, beside how much it has used; an answer is any JSON. */
export function answering(asked: Record<string, (about: never) => unknown>): void {
  const always: typeof asked = {
    ready: () => true,
    cpu: () => {
      const { user, system } = process.cpuUsage()
      return (user + system) / 1000
    },
    peak: () => process.resourceUsage().maxRSS / 1024,
    live: () => {
      // What is left once all that nobody holds is collected; the flag is set late so that the rest runs as it would without.
      setFlagsFromString('--expose-gc')
      runInNewContext('gc')()
      return process.memoryUsage().heapUsed / 2 ** 20
    },
  }
  process.on('message', async ({ id, what, about }: { id: number; what: string; about: never }) => {
    try {
      process.send!({ id, answer: (await { ...always, ...asked }[what]!(about)) ?? null })
    } catch (error) {
      process.send!({ id, failed: error instanceof Error ? (error.stack ?? error.message) : String(error) })
    }
  })
  process.on('disconnect', () => process.exit())
}

/** A program that is no part of the bench, started to see how soon it answers and how much memory it holds. */
export function startProgram(
  args: string[],
  env: Record<string, string>,
): { pid: number; stop(): Promise<void> } {
  const child = spawn(process.execPath, args, {
    env: { PATH: process.env.PATH ?? '', ...env },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  running.add(child)
  const ended = new Promise<void>((done) => child.once('exit', () => done()))
  void ended.then(() => running.delete(child))
  return {
    pid: child.pid!,
    stop: () => {
      child.kill('SIGTERM')
      return ended
    },
  }
}

/** The path of a file that stands beside this one once both are compiled. */
export const here = (file: string): string => fileURLToPath(new URL(file, import.meta.url))

/** Memory that a process holds now (MiB): what the kernel says, by /proc where there is one. */
export function memoryOf(pid: number): number {
  try {
    return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1]) / 1024
  } catch {
    return Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' })) / 1024
  }
}

/** A port nobody listens on. */
export const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number }
      probe.close(() => resolve(port))
    })
  })

/** Milliseconds since 1970 with fractions: what processes of one machine can compare. */
export const now = (): number => performance.timeOrigin + performance.now()

/** Waits so many milliseconds. */
export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))
