import { type Link, licenceLink, type RecordView, viewAlike } from '../records/view.ts'
import { type IssueModel, stateNames } from './model.ts'
import { type Basis, deciderName, measureOf, type Source } from './model-shape.ts'

/** An issue as a page shows it, every text made ready. */
export type IssueView = RecordView & {
  readonly state: { readonly key: string; readonly name: string }
  readonly deciders: readonly string[]
  /** Where it came from, or null where its hub says nothing of it that is known here. */
  readonly basis: string | null
  readonly evidence: readonly {
    readonly count: string
    readonly name: string
    readonly means: string | null
  }[]
  readonly source: (Omit<Source, 'licence'> & { readonly licence: Link | null }) | null
  readonly mergedInto: string | null
  readonly splitFrom: string | null
}

/** Makes an issue ready to be shown, in the language asked for where it has one, else in its primary one. */
export const viewOf = (issue: IssueModel, asked: string | undefined): IssueView => ({
  ...viewAlike(issue, asked),
  state: { key: issue.state, name: stateNames[issue.state] },
  deciders: issue.deciders.map(deciderName),
  basis: issue.basis === '' ? null : basisNames[issue.basis],
  evidence: issue.evidence.map(({ measure, count }) => ({
    count: count.toLocaleString('en-GB'),
    ...measureOf(measure),
  })),
  source: issue.source && { ...issue.source, licence: licenceLink(issue.source.licence) },
  mergedInto: issue.links.mergedInto,
  splitFrom: issue.links.splitFrom,
})

const basisNames: Readonly<Record<Basis, string>> = {
  listening: 'listening to people',
  assembly: 'an assembly',
  petition: 'a petition',
  import: 'a consultation held elsewhere',
}
