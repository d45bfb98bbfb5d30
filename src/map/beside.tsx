import type { Child } from 'hono/jsx'
import type { World } from '../world.ts'
import type { ListKind } from './kind.ts'
import { readHubs, readOrigins } from './list.ts'
import { actionList } from './list-actions.tsx'
import { AssemblyLines, assemblyList } from './list-assemblies.tsx'
import { outcomeList } from './list-outcomes.tsx'
import type { Entry, Origin } from './model.ts'
import { addressOf, type ListFilter, type Typed } from './model-filters.ts'

/** How many of a kind stand on the page of the record that they name; the list has the rest. */
const most = 20

/** Who may be shown here, and the record that others name, by the filter that finds them. */
type About = { readonly world: World; readonly origins: readonly Origin[]; readonly filter: ListFilter }

/**
 * What stands on the page of a record about others that name it: of an issue the assemblies that take it up, the outcomes that
 * answer it and what is done; of an assembly what it decided; of an outcome what is done about it. Near and far alike, so that
 * a decision and the room it came from can be found from either end.
 */
export async function besideRecord(
  world: World,
  { noun, iri }: { noun: string; iri: string },
): Promise<Child> {
  const parts = beside[noun]
  if (parts === undefined) return null
  const origins = await readOrigins(world, await readHubs(world))
  const about = { world, origins, filter: { [noun]: iri } }
  const shown = []
  for (const part of parts) shown.push(await part(about, { [noun]: iri }))
  return shown
}

type Part = (about: About, typed: Typed) => Promise<Child>

async function assembliesOn(about: About, typed: Typed): Promise<Child> {
  const [coming, over] = [await some(assemblyList, about), await some(assemblyList, about, { past: true })]
  const now = about.world.clock()
  const lines = (entries: typeof coming.entries) => <AssemblyLines {...{ entries, now }} dated />
  return (
    <>
      {inSection(assemblyList, { heading: 'Assemblies to come', ...coming, typed, lines })}
      {inSection(assemblyList, {
        heading: 'Assemblies that talked about it',
        ...over,
        ...{ typed: { ...typed, past: '1' }, lines },
        id: 'assemblies-over',
      })}
    </>
  )
}

const decided: Part = async (about, typed) =>
  inSection(outcomeList, {
    heading: 'What was decided',
    ...(await some(outcomeList, about)),
    ...{ typed, lines: (entries) => linesOf(outcomeList, about, entries) },
  })

const done: Part = async (about, typed) =>
  inSection(actionList, {
    heading: 'What is done about it',
    ...(await some(actionList, about, { order: 'due' })),
    ...{ typed: { ...typed, order: 'due' }, lines: (entries) => linesOf(actionList, about, entries) },
  })

const beside: Readonly<Record<string, readonly Part[]>> = {
  issue: [assembliesOn, decided, done],
  assembly: [decided],
  outcome: [done],
}

async function some<E extends Entry>(kind: ListKind<E>, about: About, more: ListFilter = {}) {
  const { world, origins, filter } = about
  const { entries, next } = await kind.read(world, {
    ...{ origins, filter: { ...filter, ...more } },
    part: { limit: most },
  })
  return { entries, all: next === null }
}

const linesOf = <E extends Entry>(kind: ListKind<E>, { world }: About, entries: readonly E[]): Child =>
  kind.page.lines({ entries, now: world.clock(), past: false })

function inSection<E extends Entry>(
  kind: ListKind<E>,
  about: {
    heading: string
    id?: string
    entries: readonly E[]
    all: boolean
    typed: Typed
    lines: (entries: readonly E[]) => Child
  },
): Child {
  const { heading, id = kind.nouns, entries, all, typed, lines } = about
  if (entries.length === 0) return null
  return (
    <section aria-labelledby={id}>
      <h2 id={id}>{heading}</h2>
      {lines(entries)}
      {!all && (
        <p>
          <a href={addressOf(kind, typed)}>All of them</a>
        </p>
      )}
    </section>
  )
}
