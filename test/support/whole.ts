import type { Db } from '../../src/db/index.ts'
import { chainAfter, chainStart, entryOf } from '../../src/federation/store/changes.ts'
import { digestOf } from '../../src/lib/json.ts'
import { shelves } from './likeness.ts'

/** What does not fit together in a database that must be of one moment, in sentences; none where all of it does. */
export async function flawsOf(db: Db): Promise<string[]> {
  const found: string[] = []
  const records = await db.selectFrom('records').selectAll().where('hub_id', 'is not', null).execute()
  const wordings = await db.selectFrom('revisions').selectAll().execute()
  const changes = await db.selectFrom('changes').selectAll().orderBy('actor_id').orderBy('seq').execute()
  const rows = new Map<string, { id: string; revision: number }>()
  for (const shelf of shelves)
    for (const row of await db.selectFrom(shelf).select(['id', 'revision']).execute()) rows.set(row.id, row)
  for (const { id, state, revision, document, digest } of records) {
    if (digestOf(JSON.parse(document!)) !== digest) found.push(`${id} has not the digest that it says`)
    const own = wordings.filter((each) => each.record_id === id)
    if (state === 'live' && !own.some((each) => each.revision === revision))
      found.push(`${id} has no wording of its revision ${revision}`)
    if (rows.get(id)?.revision !== revision) found.push(`${id} stands at another revision on its shelf`)
    const last = changes.findLast((each) => each.record_id === id)
    if (last?.revision !== revision || last.digest !== digest)
      found.push(`the log does not end with what ${id} says`)
  }
  for (const { actor_id, seq, chain } of await db.selectFrom('change_logs').selectAll().execute()) {
    const entries = changes.filter((each) => each.actor_id === actor_id)
    let at = chainStart
    for (const [number, entry] of entries.entries()) {
      at = chainAfter(at, entryOf(entry))
      if (entry.seq !== number + 1) found.push(`entry ${number + 1} of the log is missing`)
      if (entry.chain !== at) found.push(`the chain breaks at ${entry.seq}`)
    }
    if (entries.length !== seq || chain !== at) found.push('the log does not end where its head says')
  }
  const news = await db.selectFrom('outbox').selectAll().execute()
  for (const { record_id, verb, seq } of changes)
    if (!news.some((each) => each.subject === record_id && each.news.startsWith(`record.${verb}`)))
      found.push(`nobody is told of entry ${seq}`)
  return found
}
