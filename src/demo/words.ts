import type { NewHub } from '../hubs/model.ts'
import type { IssueState } from '../issues/model.ts'
import type { IssueInput } from '../issues/model-shape.ts'

/** An invented issue, and the states it has moved through since it was published. */
export type Sample = { readonly says: IssueInput; readonly moves?: readonly IssueState[] }

/** An invented hub: what it says of itself, who speaks for it, and what it has published. */
export type SampleHub = {
  readonly hub: Partial<NewHub> & { readonly handle: string; readonly name: string }
  readonly organiser: string
  readonly issues: readonly Sample[]
}

/** What an invented issue says besides; where it says nothing else, people told of it when they were listened to. */
type More = Partial<Omit<IssueInput, 'titles'>>

/** An invented issue in one language. */
export const inOne = (
  language: string,
  title: string,
  summary: string,
  more: More = {},
  moves: readonly IssueState[] = [],
): Sample => ({
  says: {
    ...{ language, titles: { [language]: title }, summaries: { [language]: summary } },
    ...{ basis: 'listening', ...more },
  },
  moves,
})

/** An invented issue in several languages, the first one its own: title and summary of each. */
export const inSeveral = (
  texts: Readonly<Record<string, readonly [title: string, summary: string]>>,
  more: More = {},
  moves: readonly IssueState[] = [],
): Sample => {
  const each = (which: 0 | 1) =>
    Object.fromEntries(Object.entries(texts).map(([tag, text]) => [tag, text[which]]))
  const language = Object.keys(texts)[0]!
  return { says: { language, titles: each(0), summaries: each(1), basis: 'listening', ...more }, moves }
}
