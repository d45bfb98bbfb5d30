import type { Command } from 'commander'
import type { WithWorld } from '../slice.ts'
import { rebuildSearch } from './actions-search.ts'

/** `folkmoot search rebuild`: makes the index of words anew. */
export function searchCommands(program: Command, withWorld: WithWorld): void {
  program
    .command('search')
    .description('the index of words by which records are found')
    .command('rebuild')
    .description('make it anew of all that is public here; the server may run beside')
    .option('--json', 'answer in JSON')
    .action((options) =>
      withWorld(async (world) => {
        const records = await rebuildSearch(world, { anew: true })
        if (options.json) console.log(JSON.stringify({ records }))
        else
          console.log(
            `Made anew: ${records} ${records === 1 ? 'record is' : 'records are'} found by their words.`,
          )
      }),
    )
}
