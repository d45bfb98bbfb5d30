import { publicIssue } from '../issues/store.ts'
import type { Instant } from '../lib/time.ts'
import { linkTo, type RecordLink, type Shelves } from '../records/links.ts'
import { type Reader, type RecordView, viewAlike } from '../records/view.ts'
import type { World } from '../world.ts'
import { type AssemblyModel, timesOf } from './model.ts'
import { type FactInWords, factsOf, kindName, whenInWords, whereInWords } from './model-words.ts'
import { publicAssembly } from './store.ts'

/** An assembly as a page shows it, every text made ready. A venue that is hidden is not in it. */
export type AssemblyView = RecordView & {
  readonly state: { readonly key: string; readonly name: string }
  readonly noun: string
  readonly when: string
  readonly start: Instant | null
  readonly where: string
  readonly online: string | null
  readonly register: string | null
  readonly facts: readonly FactInWords[]
  readonly issues: readonly RecordLink[]
  readonly agenda: readonly {
    readonly title: string
    readonly minutes: number | null
    readonly issue: string | null
  }[]
  readonly series: RecordLink | null
}

/** The kinds that an assembly leads to. */
const shelves: Shelves = {
  issue: { path: '/issues/', find: publicIssue },
  assembly: { path: '/assemblies/', find: publicAssembly },
}

/** Makes an assembly ready to be shown, in the reader’s language where it has it, else in its primary one. */
export async function viewOf(assembly: AssemblyModel, reader: Reader, world: World): Promise<AssemblyView> {
  const { state, kind } = assembly
  const { words } = reader
  const link = (iri: string, kind: 'issue' | 'assembly') =>
    linkTo(world, iri, (host) => words.t(`record.on.${kind}`, { host }), shelves)
  return {
    ...viewAlike(assembly, reader),
    state: { key: state, name: words.t(`assembly.state.${state}`) },
    noun: kindName(kind, words),
    when: whenInWords(assembly, words),
    start: timesOf(assembly)?.start ?? null,
    where: whereInWords(assembly, words),
    online: assembly.online,
    register: assembly.register,
    facts: factsOf(assembly, words),
    issues: await Promise.all(assembly.issues.map((iri) => link(iri, 'issue'))),
    agenda: assembly.agenda,
    series: assembly.series === null ? null : await link(assembly.series, 'assembly'),
  }
}
