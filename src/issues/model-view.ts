import { type Link, licenceLink, type Reader, type RecordView, viewAlike } from '../records/view.ts'
import type { IssueModel } from './model.ts'
import { countedAs, deciderName, type Source } from './model-shape.ts'

/** An issue as a page shows it, every text made ready. */
export type IssueView = RecordView & {
  readonly state: { readonly key: string; readonly name: string }
  readonly deciders: readonly string[]
  /** Where it came from, or null where its hub says nothing of it that is known here. */
  readonly basis: string | null
  readonly evidence: readonly { readonly says: string; readonly means: string | null }[]
  readonly source: (Omit<Source, 'licence'> & { readonly licence: Link | null }) | null
  readonly mergedInto: string | null
  readonly splitFrom: string | null
}

/** Makes an issue ready to be shown, in the reader’s language where it has it, else in its primary one. */
export function viewOf(issue: IssueModel, reader: Reader): IssueView {
  const { words } = reader
  const { source } = issue
  return {
    ...viewAlike(issue, reader),
    state: { key: issue.state, name: words.t(`issue.state.${issue.state}`) },
    deciders: issue.deciders.map((each) => deciderName(each, words)),
    basis: issue.basis === '' ? null : words.t(`basis.${issue.basis}`),
    evidence: issue.evidence.map((each) => countedAs(each, words)),
    source: source && {
      ...source,
      gathered: source.gathered && words.day(source.gathered),
      licence: licenceLink(source.licence),
    },
    mergedInto: issue.links.mergedInto,
    splitFrom: issue.links.splitFrom,
  }
}
