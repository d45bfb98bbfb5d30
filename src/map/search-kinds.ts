import { searchedAssemblies } from '../assemblies/store.ts'
import { searchedIssues } from '../issues/store.ts'
import { searchedOutcomes } from '../outcomes/store.ts'
import { searchedActions } from '../outcomes/store-action.ts'
import type { Searched } from '../records/store-searched.ts'
import type { ShelfName } from '../records/store-shelf.ts'
import type { ListKind } from './kind.ts'
import { actionList } from './list-actions.tsx'
import { assemblyList } from './list-assemblies.tsx'
import { issueList } from './list-issues.tsx'
import { outcomeList } from './list-outcomes.tsx'
import type { SoughtKind } from './model-search.ts'

/** A kind of record that search finds: its list, and the shelf it stands on. */
export type SearchedKind = { readonly list: ListKind; readonly searched: Searched }

/** The kinds of record that search finds. */
export const searchedKinds = [
  { list: issueList, searched: searchedIssues },
  { list: assemblyList, searched: searchedAssemblies },
  { list: outcomeList, searched: searchedOutcomes },
  { list: actionList, searched: searchedActions },
] as unknown as readonly SearchedKind[]

/** The shelf of a kind, by what people call one of its records. */
export const shelfOf = Object.fromEntries(
  searchedKinds.map(({ list, searched }) => [list.noun, searched.kind]),
) as Readonly<Record<Exclude<SoughtKind, 'hub'>, ShelfName>>
