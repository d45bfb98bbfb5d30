#!/usr/bin/env node
import './lib/old-node.ts'
import { Command, CommanderError } from 'commander'
import type { Config } from './config.ts'
import { openLog } from './lib/log.ts'
import { software } from './lib/software.ts'
import { openWorld } from './open.ts'
import { operateCommands } from './operate/commands.ts'
import { complain, configOrExit, runServer } from './run.ts'
import type { WithWorld } from './slice.ts'
import { slices } from './slices.ts'

let log: Config['log'] = 'error'

/** The settings, and the log of a command: it says in its own words what went wrong, so only faults and debugging are written. */
function settings(): Config {
  const config = configOrExit()
  log = config.log === 'debug' ? 'debug' : 'error'
  return config
}

const withWorld: WithWorld = async (work) => {
  const { world, close } = await openWorld(settings(), openLog(log), 'command')
  try {
    await work(world)
  } finally {
    await close()
  }
}

const program = new Command('folkmoot')
  .description(
    'The tool of those who run a Folkmoot server. Its settings come from the environment, as the server’s do.',
  )
  .version(software.version)
  // What stands behind a command’s name is for that command.
  .enablePositionalOptions()
  .exitOverride()

program.command('serve').description('run the server until it is told to stop').action(runServer)

program
  .command('migrate')
  .description('bring the database to this version, without serving')
  .action(async () => {
    const { migrated, close } = await openWorld(settings(), openLog(log), 'command')
    await close()
    console.log(migrated.length > 0 ? `Done: ${migrated.join(', ')}.` : 'There was nothing to do.')
  })

program
  .command('demo')
  .description('show four hubs on this machine that follow each other, with invented data')
  .option('--once', 'end after the show')
  .action(async ({ once = false }) => (await import('./demo/index.ts')).demonstrate(openLog(log), { once }))

operateCommands(program, { settings, withWorld })
for (const slice of slices) await slice.commands?.(program, withWorld)

// Whoever reads only the first lines of what we print closes the pipe; that is no fault.
process.stdout.on('error', () => process.exit())

try {
  await program.parseAsync()
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : 2
  else {
    complain(error, { log })
    process.exitCode = 1
  }
}
