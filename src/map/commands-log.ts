import type { Command } from 'commander'
import { granted } from '../lib/granted.ts'
import { wordsFor } from '../lib/words.ts'
import { hubNamed } from '../members/actions.ts'
import type { WithWorld } from '../slice.ts'
import { linesOnPage, readLog } from './log.ts'

/** `folkmoot log`: who did what in a hub. */
export function logCommand(program: Command, withWorld: WithWorld): void {
  program
    .command('log')
    .description('who did what in a hub, the newest first')
    .option('--hub <handle>', 'which hub, where there are several')
    .option('--before <id>', 'only what was before this line, by its id of --json')
    .option('--json', 'answer in JSON, one line for each')
    .action((options) =>
      withWorld(async (world) => {
        const { id } = granted(await hubNamed(world, options.hub ?? null))
        const words = wordsFor('en')
        const { lines } = await readLog(world, words, { hub: id, before: options.before, limit: linesOnPage })
        for (const { id: line, at, key, values, kind, note } of lines) {
          const says = words
            .pieces(key, values)
            .map((piece) => (typeof piece === 'string' ? piece : `“${piece.words}”`))
            .join('')
          const more = { ...(kind && { kind }), ...(note && { note }) }
          console.log(options.json ? JSON.stringify({ id: line, at, says, ...more }) : `${at} ${says}`)
        }
      }),
    )
}
