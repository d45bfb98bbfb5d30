import { wordingsFor } from '../records/erase.ts'
import { workOf } from '../records/holdings.ts'
import type { Slice } from '../slice.ts'
import { actionLife } from './actions-action.ts'
import { outcomeLife } from './actions-change.ts'
import { outcomePages } from './pages.tsx'
import { adoptOutcomes } from './store-adopt.ts'
import { outcomeKind } from './wire.ts'
import { actionKind } from './wire-action.ts'

/** What assemblies say in public, and what the hub does about it. */
export const outcomes: Slice = {
  name: 'outcomes',
  pages: outcomePages,
  kinds: [outcomeKind as never, actionKind as never],
  adopt: adoptOutcomes,
  wordings: [wordingsFor(outcomeLife), wordingsFor(actionLife)],
  about: workOf('outcome', 'action'),
  commands: async (program, withWorld) => {
    const [{ outcomeCommands }, { actionCommands }] = await Promise.all([
      import('./commands.ts'),
      import('./commands-action.ts'),
    ])
    outcomeCommands(program, withWorld)
    actionCommands(program, withWorld)
  },
}
