/** What somebody types at set-up, by field; each goes to the step that asks for it. */
export type Answers = Readonly<Record<string, string>>

const steps = [
  ['name', ['name', 'summary']],
  ['place', ['place', 'country', 'areas', 'pin']],
  ['reach', ['level', 'theme']],
  ['languages', ['languages']],
  ['organiser', ['organiser']],
  // Without mail: one press.
  ['mail', []],
  ['ready', ['handle']],
] as const

/** Goes through set-up step by step as a browser without script does. @returns the last answer: where a step complains, that one */
export async function goThroughSetUp(
  post: (body: URLSearchParams) => Response | Promise<Response>,
  token: string,
  answers: Answers,
): Promise<Response> {
  let last: Response | null = null
  for (const [step, fields] of steps) {
    const typed = Object.fromEntries(fields.map((field) => [field, answers[field] ?? '']))
    last = await post(new URLSearchParams({ token, step, ...typed }))
    if (last.status !== 303) return last
  }
  return last!
}
