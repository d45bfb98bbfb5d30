import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { isUniqueViolation } from '../db/errors.ts'
import { isId, newId } from '../lib/id.ts'
import { isRefusal, refusalIn, refuseWith } from '../lib/refusal.ts'
import type { Desked } from '../records/desk-kind.ts'
import { ownRecord } from '../records/desk-show.tsx'
import { publishedOf } from '../records/life.ts'
import { isDraft, mayDraft } from '../records/model.ts'
import { one, typedIn } from '../records/typed.ts'
import type { Env } from '../slice.ts'
import { answerNotFound, answerRefused } from '../web/errors.tsx'
import { only } from '../web/only.ts'
import {
  amendAssembly,
  announceAssembly,
  draftAssembly,
  moveAssembly,
  repeatAssembly,
  reviseDraft,
  withdrawAssembly,
} from './actions.ts'
import { discardDraft, reword } from './actions-change.ts'
import {
  type Assembly,
  type AssemblyState,
  draftStates,
  mayAmend,
  mayAnnounce,
  mayRevise,
  moves,
} from './model.ts'
import type { AssemblyInput } from './model-shape.ts'
import { assemblyOfHub, ownAssemblies } from './store.ts'
import { assemblySections, begunWith, saidIn, typedOf } from './views-desk.ts'
import { Afterwards, RepeatPage } from './views-repeat.tsx'
import { toAssembly } from './wire.ts'

type DraftState = (typeof draftStates)[number]

/** How assemblies are planned, announced and changed at the desk. */
export const deskedAssembly: Desked<Assembly> = {
  noun: 'assembly',
  path: '/assemblies',
  say: {
    ...{ room: 'assemblies.room', lede: 'assemblies.lede', empty: 'assemblies.own-empty' },
    ...{ begin: 'assemblies.begin', fresh: 'assemblies.fresh', title: 'assemblies.title' },
    ...{
      summary: 'assemblies.question',
      summaryHint: 'assemblies.question-hint',
      content: 'assemblies.text',
    },
    ...{
      publish: 'assemblies.publish',
      waiting: 'assemblies.waiting',
      withdrawing: 'assemblies.withdrawing',
    },
  },
  draftStates,
  firstState: 'planning',
  stateName: (state) => `assemblies.state-${state as AssemblyState}`,
  one: assemblyOfHub,
  own: ownAssemblies,
  sections: assemblySections,
  typed: typedOf,
  said: saidIn,
  begun: begunWith,
  groups: ['agenda'],
  draft: (world, who, input, { id, state }) =>
    draftAssembly(world, who, input as AssemblyInput, state as DraftState, id),
  revise: (world, who, id, { changes, state, seen }) =>
    reviseDraft(world, who, id, changes, state as DraftState, seen),
  amend: (world, who, id, { changes, note, seen }) => amendAssembly(world, who, id, changes, note, seen),
  reword,
  publish: announceAssembly,
  withdraw: withdrawAssembly,
  discard: discardDraft,
  mayRevise,
  mayAmend,
  mayPublish: mayAnnounce,
  asPublished: async ({ clock }, draft) => publishedOf(draft, 'announced', clock()),
  write: toAssembly,
  moves: {
    to: ({ state }) => moves[state],
    carry: (world, who, { id }, { to, note }) => moveAssembly(world, who, id, to as AssemblyState, note),
  },
  ways: [
    {
      ...{ path: 'repeat', name: 'assemblies.repeat' },
      may: (who, { starts }) => starts !== null && !isRefusal(mayDraft(who)),
    },
  ],
  beside: async (_world, _who, assembly) =>
    isDraft(assembly) || assembly.withdrawn !== null ? null : <Afterwards assembly={assembly} />,
}

/** The page on which another date of an assembly is planned. */
export const repeatPages = new Hono<Env>()
const at = '/desk/assemblies/:id/repeat'
const writers = only('organiser', 'note-taker')

repeatPages.get(at, writers, async (c) => {
  const assembly = await ownRecord(c, deskedAssembly)
  if (!assembly) return answerNotFound(c)
  const { world } = c.var
  if (assembly.starts === null) return answerRefused(c, refuseWith('assemblies.repeat-dayless'), 409)
  return c.html(<RepeatPage {...{ world, assembly }} id={newId(world.clock())} day="" errors={{}} />)
})

repeatPages.post(at, writers, bodyLimit({ maxSize: 64 * 1024 }), async (c) => {
  const assembly = await ownRecord(c, deskedAssembly)
  if (!assembly) return answerNotFound(c)
  const { world, visitor } = c.var
  const { who } = visitor!
  const typed = await typedIn(c)
  const [day, asked] = [one(typed, 'day'), one(typed, 'id')]
  const id = isId(asked) ? asked : newId(world.clock())
  const there = () => assemblyOfHub(world.db, who.hub, id)
  try {
    // Pressed twice: it is planned already.
    const planned = (await there()) ?? (await repeatAssembly(world, who, assembly.id, day, id))
    if (!isRefusal(planned)) return c.redirect(`/desk/assemblies/${planned.id}?done=saved`, 303)
    const errors = { day: refusalIn(c.var.words, planned) }
    return c.html(<RepeatPage {...{ world, assembly, id, day, errors }} />, 422)
  } catch (fault) {
    if (!isUniqueViolation(fault)) throw fault
    const planned = await there()
    return planned ? c.redirect(`/desk/assemblies/${planned.id}?done=saved`, 303) : answerNotFound(c)
  }
})
