import { publicIssue } from '../issues/store.ts'
import type { Instant } from '../lib/time.ts'
import { linkTo, type RecordLink, type Shelves } from '../records/links.ts'
import { type RecordView, viewAlike } from '../records/view.ts'
import type { World } from '../world.ts'
import { type AssemblyModel, kindNames, stateNames, timesOf } from './model.ts'
import { factsOf, whenInWords, whereInWords } from './model-words.ts'
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
  readonly facts: readonly { readonly of: string; readonly says: string }[]
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

/** Makes an assembly ready to be shown, in the language asked for where it has one, else in its primary one. */
export async function viewOf(
  assembly: AssemblyModel,
  asked: string | undefined,
  world: World,
): Promise<AssemblyView> {
  const { state, kind } = assembly
  return {
    ...viewAlike(assembly, asked),
    state: { key: state, name: stateNames[state] },
    noun: kind === '' ? 'assembly' : kindNames[kind],
    when: whenInWords(assembly),
    start: timesOf(assembly)?.start ?? null,
    where: whereInWords(assembly),
    online: assembly.online,
    register: assembly.register,
    facts: factsOf(assembly),
    issues: await Promise.all(assembly.issues.map((iri) => linkTo(world, iri, 'an issue', shelves))),
    agenda: assembly.agenda,
    series: assembly.series === null ? null : await linkTo(world, assembly.series, 'an assembly', shelves),
  }
}
