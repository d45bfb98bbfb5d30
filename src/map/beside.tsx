import type { Child } from 'hono/jsx'
import type { Key } from '../lib/words.ts'
import { useWords } from '../web/visit.tsx'
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
      <Section {...{ ...coming, kind: assemblyList, typed, lines }} heading="beside.assemblies-to-come" />
      <Section
        {...{ ...over, kind: assemblyList, lines }}
        typed={{ ...typed, past: '1' }}
        heading="beside.assemblies-over"
        id="assemblies-over"
      />
    </>
  )
}

async function decided(about: About, typed: Typed): Promise<Child> {
  const outcomes = await some(outcomeList, about)
  const lines = (entries: typeof outcomes.entries) => linesOf(outcomeList, about, entries)
  return <Section {...{ ...outcomes, kind: outcomeList, typed, lines }} heading="beside.decided" />
}

async function done(about: About, typed: Typed): Promise<Child> {
  const actions = await some(actionList, about, { order: 'due' })
  const lines = (entries: typeof actions.entries) => linesOf(actionList, about, entries)
  return (
    <Section
      {...{ ...actions, kind: actionList, lines }}
      typed={{ ...typed, order: 'due' }}
      heading="beside.done"
    />
  )
}

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

function Section<E extends Entry>(about: {
  kind: ListKind<E>
  heading: Key
  id?: string
  entries: readonly E[]
  all: boolean
  typed: Typed
  lines: (entries: readonly E[]) => Child
}) {
  const { kind, heading, id = kind.nouns, entries, all, typed, lines } = about
  const { t } = useWords()
  if (entries.length === 0) return null
  return (
    <section aria-labelledby={id}>
      <h2 id={id}>{t(heading)}</h2>
      {lines(entries)}
      {!all && (
        <p>
          <a href={addressOf(kind, typed)}>{t('beside.all')}</a>
        </p>
      )}
    </section>
  )
}
