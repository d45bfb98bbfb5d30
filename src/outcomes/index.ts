import { Hono } from 'hono'
import { deskPagesOf } from '../records/desk.ts'
import { draftCards } from '../records/desk-list.tsx'
import { wordingsFor } from '../records/erase.ts'
import { workOf } from '../records/holdings.ts'
import type { Env, Slice } from '../slice.ts'
import { actionLife } from './actions-action.ts'
import { outcomeLife } from './actions-change.ts'
import { outcomePages } from './pages.tsx'
import { deskedOutcome } from './pages-desk.tsx'
import { deskedAction } from './pages-desk-action.ts'
import { adoptOutcomes } from './store-adopt.ts'
import { followCards } from './views-cards.ts'
import { outcomeKind } from './wire.ts'
import { actionKind } from './wire-action.ts'

const pages = new Hono<Env>()
for (const some of [outcomePages, deskPagesOf(deskedOutcome), deskPagesOf(deskedAction)])
  pages.route('/', some)
const drafts = [draftCards(deskedOutcome), draftCards(deskedAction)]

/** What assemblies say in public, and what the hub does about it. */
export const outcomes: Slice = {
  name: 'outcomes',
  pages,
  rooms: [
    { of: 'daily', href: '/desk/outcomes', name: 'outcomes.room', roles: ['organiser', 'note-taker'] },
    { of: 'daily', href: '/desk/actions', name: 'actions.room', roles: ['organiser', 'note-taker'] },
  ],
  desk: async (...about) =>
    (await Promise.all([followCards, ...drafts].map((desk) => desk(...about)))).flat(),
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
