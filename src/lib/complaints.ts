import type { z } from 'zod'

/**
 * What is wrong with what somebody gave, by field: one plain sentence each, the first complaint of a field only.
 * `names` says what people call a field, as `{ areas: 'The list of areas' }`; a field without one goes by its own name.
 */
export function complaintsOf(
  error: z.ZodError,
  names: Readonly<Record<string, string>> = {},
): Record<string, string> {
  const complaints: Record<string, string> = {}
  for (const issue of error.issues) {
    const field = String(issue.path[0] ?? 'form')
    const name = names[field] ?? `“${field}”`
    // Of a list, each entry is meant, whatever their number is called.
    const each = typeof issue.path[1] === 'number' ? ': each' : ''
    complaints[field] ??= `${name}${each} ${wordsOf(issue)}.`
  }
  return complaints
}

/** Ours begin with a verb, as “must not be empty”; Zod's own speak to programmers and are said anew. */
function wordsOf(issue: z.core.$ZodIssue): string {
  if (/^(must|needs|is|has|may) /.test(issue.message)) return issue.message
  const letters = (origin: string) => (origin === 'string' ? 'letters' : 'entries')
  switch (issue.code) {
    case 'too_small':
      if (issue.origin === 'number') return `must be at least ${issue.minimum}`
      return issue.minimum === 1
        ? 'must not be empty'
        : `must have at least ${issue.minimum} ${letters(issue.origin)}`
    case 'too_big':
      if (issue.origin === 'number') return `must be at most ${issue.maximum}`
      return `must have at most ${issue.maximum} ${letters(issue.origin)}`
    case 'invalid_value':
      return `must be one of ${issue.values.join(', ')}`
    case 'invalid_format':
      return issue.format === 'url' ? 'must be an address such as https://hub.example' : 'cannot be used'
    case 'invalid_type':
      return / undefined$/.test(issue.message) ? 'must not be empty' : 'cannot be used'
    default:
      return 'cannot be used'
  }
}
