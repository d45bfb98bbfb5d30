/** An expected no: one plain sentence that says what is wrong and where. A value, never thrown. */
export type Refusal = { readonly refused: string }

/** Makes a refusal. */
export const refuse = (why: string): Refusal => ({ refused: why })

/** Whether an answer is a refusal. */
export const isRefusal = (answer: unknown): answer is Refusal =>
  typeof answer === 'object' && answer !== null && 'refused' in answer && typeof answer.refused === 'string'
