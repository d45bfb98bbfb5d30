import { isReadable, plainLine } from '../lib/plain.ts'

/** What somebody wants to stand on the page of their hub about them. */
export type NamedForm = { readonly name: string; readonly does: string; readonly says: string }

/** The longest that each may be, in letters. */
export const longestNamed = { name: 100, does: 100, says: 300 } as const

/** Somebody who chose to be named on the page of their hub. */
export type Named = NamedForm & {
  /** BCP 47 tag of the language of the page on which they wrote it. */
  readonly language: string
  readonly since: string
}

/** Reads what was typed, or says which fields cannot stay so. What somebody does and says may be left empty. */
export function readNamed(typed: NamedForm): NamedForm | { wrong: (keyof NamedForm)[] } {
  const read = {
    ...{ name: plainLine(typed.name), does: plainLine(typed.does), says: plainLine(typed.says) },
  }
  const wrong = (Object.keys(longestNamed) as (keyof NamedForm)[]).filter(
    (field) => read[field].length > longestNamed[field],
  )
  if (!isReadable(read.name) && !wrong.includes('name')) wrong.push('name')
  return wrong.length > 0 ? { wrong } : read
}
