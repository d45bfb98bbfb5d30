import { inTransaction } from '../db/index.ts'
import { isJsonObject, type JsonObject } from '../lib/json.ts'
import type { World } from '../world.ts'
import { withContext } from './context.ts'
import { dropLetters, someLetters } from './store/letters.ts'
import type { FederationTables } from './table.ts'

/** What stands in the place of a wording that was erased: that it was there, its digest, which the log names, and when its words went. */
export const markOf = (
  iri: string,
  { revision, digest, erased }: Pick<FederationTables['revisions'], 'revision' | 'digest' | 'erased'>,
): JsonObject =>
  withContext({
    id: `${iri}/revisions/${revision}`,
    type: 'Tombstone',
    deleted: erased,
    'moot:revision': revision,
    'moot:digest': digest,
  })

/** How many letters are opened at a time. */
const batch = 100

/**
 * Throws away letters of an actor of ours that carry a wording of a record before a revision and may still be on their way.
 * A server that did not answer yet gets the letter about what stands there now instead. @returns how many it was
 */
export async function recallLetters(
  world: World,
  actor: string,
  { iri, before }: { iri: string; before: number },
): Promise<number> {
  const recalled: string[] = []
  let after = ''
  for (;;) {
    const some = await someLetters(world.db, actor, after, batch)
    for (const { id, sealed } of some) {
      after = id
      if (carries(JSON.parse(world.vault.unseal(sealed)), iri, before)) recalled.push(id)
    }
    if (some.length < batch) break
  }
  await inTransaction(world.db, async (tx) => {
    for (let start = 0; start < recalled.length; start += batch)
      await dropLetters(tx, recalled.slice(start, start + batch))
  })
  // What was opened already is in memory.
  if (recalled.length > 0) world.pulse.beat('public')
  return recalled.length
}

function carries({ object }: JsonObject, iri: string, before: number): boolean {
  if (!isJsonObject(object) || object.id !== iri) return false
  const revision = object['moot:revision']
  return typeof revision !== 'number' || revision < before
}
