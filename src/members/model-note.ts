import { plainText } from '../lib/plain.ts'
import { type Refusal, refuseWith } from '../lib/refusal.ts'
import { holds, type Who } from '../lib/who.ts'

/** The longest note on somebody, in letters. */
export const longestNote = 5000

/** A note on somebody, with who wrote it last and when. */
export type ContactNote = {
  readonly words: string
  readonly changed: string
  readonly changed_by: string | null
}

/** May this person read and write what is noted about people of the hub? Organisers and operators only: not whoever takes notes or holds a room. */
export const mayReadNotes = (who: Who): true | Refusal =>
  holds(who, 'organiser', 'operator') || refuseWith('note.not-allowed')

/** A note as it was typed, empty where there is to be none, or why it cannot stay so. */
export function readNote(typed: string): string | Refusal {
  const words = plainText(typed)
  return words.length <= longestNote ? words : refuseWith('note.too-long')
}
