import { inTransaction } from '../db/index.ts'
import { isRefusal, type Refusal, refuseWith } from '../lib/refusal.ts'
import { laterThan, readInstant } from '../lib/time.ts'
import type { Who } from '../lib/who.ts'
import type { World } from '../world.ts'
import { type ContactNote, mayReadNotes, readNote } from './model-note.ts'
import { personOfHub } from './store.ts'
import { noteAct } from './store-acts.ts'
import { dropNoteIn, keepNoteIn, noteOf } from './store-notes.ts'

/** What is noted about somebody of the hub, for whoever may read it; null where nothing is. */
export async function readContactNote(
  world: World,
  who: Who,
  person: string,
): Promise<ContactNote | null | Refusal> {
  const may = mayReadNotes(who)
  return isRefusal(may) ? may : ((await noteOf(world.db, who.hub, person)) ?? null)
}

/** Notes something about somebody of the hub, or nothing any more. `seen` is when the note was last changed that whoever writes had before them. */
export async function keepContactNote(
  world: World,
  who: Who,
  about: { person: string; words: string; seen: string },
): Promise<true | Refusal> {
  const may = mayReadNotes(who)
  if (isRefusal(may)) return may
  const { hub } = who
  if (!(await personOfHub(world.db, hub, about.person))) return refuseWith('people.no.such')
  const words = readNote(about.words)
  if (isRefusal(words)) return words
  const now = await noteOf(world.db, hub, about.person)
  // Sent twice, or nothing was changed: it is as they wanted it.
  if ((now?.words ?? '') === words) return true
  const seen = readInstant(about.seen)
  const at = laterThan(seen, world.clock())
  const row = { id: about.person, hub_id: hub, words, changed: at, changed_by: who.person }
  const done = await inTransaction(world.db, async (tx) => {
    const kept = words === '' && seen ? await dropNoteIn(tx, row.id, seen) : await keepNoteIn(tx, row, seen)
    if (kept) await noteAct(tx, { hub, person: who.person, verb: 'contact-note', about: row.id, at })
    return kept
  })
  return done || refuseWith('note.meanwhile')
}
