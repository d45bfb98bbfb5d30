import { isRefusal, type Refusal } from './refusal.ts'

/** A refusal on its way to the operator's tool, which says its sentence and exits with 1. */
export class Refused extends Error {}

/**
 * What was granted, where the only thing to do about a refusal is to say it: in commands, and in tests.
 * @throws Refused with the sentence of the refusal
 */
export function granted<T>(answer: T | Refusal): Exclude<T, Refusal> {
  if (isRefusal(answer)) throw new Refused(answer.refused)
  return answer as Exclude<T, Refusal>
}
