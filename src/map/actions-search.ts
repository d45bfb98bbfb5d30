import { searchedAssemblies } from '../assemblies/store.ts'
import { madeKey, progressKey } from '../db/search.ts'
import { inSharedTransaction } from '../db/together.ts'
import { dropSetting, setSetting, setting } from '../federation/store/settings.ts'
import type { Chore } from '../federation/turns.ts'
import { searchedIssues } from '../issues/store.ts'
import { foldedBy } from '../lib/search-words.ts'
import { DAY, HOUR } from '../lib/time.ts'
import { searchedOutcomes } from '../outcomes/store.ts'
import { searchedActions } from '../outcomes/store-action.ts'
import { cleanWords } from '../records/store-search.ts'
import type { World } from '../world.ts'

/** How many records are put into the index anew at a time: few, so that nobody waits for the database. */
const piece = 8

const shelves = [searchedIssues, searchedAssemblies, searchedOutcomes, searchedActions]

/** How far a rebuild has come: by which rules of words, and the last record of which kind. */
type Progress = { readonly foldedBy: string; readonly kind: string; readonly after: string }

/**
 * Puts every public record into the index of words anew, some at a time, and takes out what does not belong there. It goes on
 * where an earlier one stopped; `anew` begins from the beginning and writes also what has not changed. @returns how many it looked at
 */
export async function rebuildSearch(
  { db }: Pick<World, 'db'>,
  about: { anew?: boolean; gently?: boolean; signal?: AbortSignal },
): Promise<number> {
  const { anew = false, gently = false, signal } = about
  const begun = anew ? null : await readProgress(db)
  let done = 0
  const first = Math.max(
    0,
    shelves.findIndex(({ kind }) => kind === begun?.kind),
  )
  for (const [at, { kind, some, unlisted, reword }] of shelves.slice(first).entries()) {
    const each = (ids: readonly string[]) =>
      Promise.all(ids.map((id) => inSharedTransaction(db, (tx) => reword(tx, id, anew))))
    let after = at === 0 ? (begun?.after ?? '') : ''
    while (!signal?.aborted) {
      const started = performance.now()
      const ids = await some(db, after, piece)
      if (ids.length === 0) break
      await each(ids)
      done += ids.length
      after = ids.at(-1)!
      const progress: Progress = { foldedBy, kind, after }
      await setSetting(db, progressKey, JSON.stringify(progress))
      // Whoever asks for pages meanwhile has the database for as long as we had it.
      if (gently) await new Promise((rest) => setTimeout(rest, performance.now() - started))
    }
    if (signal?.aborted) return done
    for (let left = await unlisted(db, piece); left.length > 0; left = await unlisted(db, piece))
      await each(left)
  }
  await setSetting(db, madeKey, foldedBy)
  await dropSetting(db, progressKey)
  return done
}

async function readProgress(db: World['db']): Promise<Progress | null> {
  const progress = JSON.parse((await setting(db, progressKey)) ?? 'null') as Progress | null
  return progress?.foldedBy === foldedBy ? progress : null
}

/** Takes out for good what was let go of since: records that were withdrawn or changed, here or where they come from. */
export const keepSearchClean: Chore = {
  every: DAY,
  topic: null,
  run: (world, signal) => cleanWords(world.db, signal),
}

/** Makes the index of words anew where other rules made it: at the first start of a version that has others. */
export const keepSearchWhole: Chore = {
  every: HOUR,
  topic: null,
  async run(world, signal) {
    if ((await setting(world.db, madeKey)) === foldedBy) return
    const records = await rebuildSearch(world, { gently: true, signal })
    if (!signal.aborted && records > 0) world.log('info', 'the search was made anew', { records })
  },
}
