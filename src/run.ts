import { BadConfig, type Config, readConfig } from './config.ts'
import { openLog } from './lib/log.ts'
import type { Running } from './serve.ts'

/**
 * Runs a server until it is told to stop. Complaints go to stderr, one a line, and then it exits with 1; after SIGTERM or
 * SIGINT it ends what it is doing and exits with 0, at a second one at once.
 */
export async function runServer(): Promise<void> {
  const config = configOrExit()
  const log = openLog(config.log)
  let running: Running | null = null
  stopAtSignals(() => running)
  try {
    // Loaded only now, so that a bad setting is said at once.
    const { startServer } = await import('./serve.ts')
    running = await startServer(config, log)
    process.stdout.write(`${running.welcome.join('\n')}\n`)
    await running.ended
    process.exit(0)
  } catch (error) {
    complain(error, config)
    process.exit(1)
  }
}

/** The first signal stops in order, or at once where nothing runs yet; another one does not wait. */
function stopAtSignals(running: () => Running | null): void {
  let stopping = false
  for (const signal of ['SIGTERM', 'SIGINT'] as const)
    process.on(signal, () => {
      const server = running()
      if (stopping) process.exit(1)
      if (!server) process.exit(0)
      stopping = true
      process.stdout.write('Stopping when what is under way is done; Ctrl-C again stops at once.\n')
      void server.stop()
    })
}

/** Reads the environment, or says every complaint about it on a line of its own and exits with 1. */
export function configOrExit(): Config {
  // An older Node would crash in the database's driver without a word.
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  if (major < 22 || (major === 22 && minor < 12)) {
    process.stderr.write(
      `Folkmoot needs Node 22.12 or newer, and this is ${process.versions.node}. npm start brings its own.\n`,
    )
    process.exit(1)
  }
  try {
    return readConfig()
  } catch (error) {
    if (!(error instanceof BadConfig)) throw error
    process.stderr.write(`${error.complaints.join('\n')}\n`)
    process.exit(1)
  }
}

/** Says on stderr why something ended, in one line; with the stack only where the log is at debug. */
export function complain(error: unknown, config: Pick<Config, 'log'>): void {
  const fault = error instanceof Error ? error : new Error(String(error))
  const line = fault.message.replace(/\s*\n\s*/g, ' ') || fault.name
  process.stderr.write(`${config.log === 'debug' ? (fault.stack ?? line) : line}\n`)
}
