import { type Refusal, refuse } from '../lib/refusal.ts'

/** What an option says that was given, with “none” for nothing at all; undefined where it was not given. */
export const orNone = (value: unknown): unknown => (value === 'none' ? null : value)

/** The same of an option that may be given several times: “none” alone empties the list. */
export const listOrNone = (value: unknown): readonly string[] | undefined => {
  const list = value as readonly string[] | undefined
  return list?.length === 1 && list[0] === 'none' ? [] : list
}

/** A whole number that somebody typed, or what cannot be one, for the shape to refuse. */
export const numberOrNone = (value: unknown): unknown =>
  value === undefined || value === 'none'
    ? orNone(value)
    : /^\d{1,9}$/.test(String(value))
      ? Number(value)
      : Number.NaN

const counts = ['favour', 'against', 'abstained', 'blocked']

/**
 * A decision as people type it: its text, then what became of it, as “Repair the lifts; method=consensus; result=adopted;
 * favour=35; against=0”. What follows the text is one of the words before each sign; the text itself may have semicolons.
 */
export function decisionIn(typed: string): Record<string, unknown> | Refusal {
  const parts = typed.split(';').map((part) => part.trim())
  const first = parts.findIndex((part, at) => at > 0 && /^[a-z]+=\S*$/.test(part))
  const [words, settings] = first < 0 ? [parts, []] : [parts.slice(0, first), parts.slice(first)]
  const said = new Map<string, string>()
  for (const setting of settings.filter(Boolean)) {
    const [name = '', value = ''] = setting.split('=')
    if (![...counts, 'method', 'result'].includes(name))
      return refuse(
        `“${setting}” says nothing about a decision. Write method=, result=, ${counts.map((each) => `${each}=`).join(', ')} after its text.`,
      )
    if (said.has(name)) return refuse(`A decision has its ${name} twice.`)
    said.set(name, value)
  }
  const tally = counts.filter((name) => said.has(name)).map((name) => [name, numberOrNone(said.get(name))])
  return {
    text: words.join('; '),
    ...(said.has('method') && { method: said.get('method') }),
    result: said.get('result'),
    ...(tally.length > 0 && { tally: Object.fromEntries(tally) }),
  }
}
