import type { Db } from '../../src/db/index.ts'
import { chainAfter, chainStart, entryOf } from '../../src/federation/store/changes.ts'

/**
 * What is not whole in a database, in words: a verb that happened in part. The log without a gap and with its chain; for each
 * entry its wording, its news and its line of history; for each record what its last entry says; for each issue the same.
 */
export async function brokenIn(db: Db): Promise<string[]> {
  const found: string[] = []
  const logs = await db.selectFrom('change_logs').selectAll().execute()
  const changes = await db.selectFrom('changes').selectAll().orderBy('actor_id').orderBy('seq').execute()
  const records = await db.selectFrom('records').selectAll().where('hub_id', 'is not', null).execute()
  const revisions = await db.selectFrom('revisions').selectAll().execute()
  const issues = await db.selectFrom('issues').selectAll().where('hub_id', 'is not', null).execute()
  const history = await db.selectFrom('record_history').selectAll().execute()
  const news = await db.selectFrom('outbox').selectAll().where('news', 'like', 'record.%').execute()

  for (const log of logs) {
    let chain = chainStart
    const entries = changes.filter((change) => change.actor_id === log.actor_id)
    for (const [at, entry] of entries.entries()) {
      chain = chainAfter(chain, entryOf(entry))
      if (entry.seq !== at + 1 || entry.chain !== chain)
        found.push(`entry ${entry.seq} of the log does not fit`)
    }
    if (log.seq !== entries.length || log.chain !== chain) found.push('the head of the log is not its end')
  }
  for (const { record_id, revision, verb, digest } of changes) {
    const what = `${verb} ${record_id} ${revision}`
    const wordings = revisions.filter((one) => one.record_id === record_id && one.revision === revision)
    if (wordings.length !== (verb === 'withdraw' ? 0 : 1))
      found.push(`${what} has ${wordings.length} wordings`)
    if (wordings[0] && wordings[0].digest !== digest)
      found.push(`${what} has another wording than its log says`)
    const told = news.filter((one) => one.subject === record_id && one.detail === String(revision))
    if (told.length !== 1) found.push(`${what} is ${told.length} times among the news`)
    const lines = history.filter((one) => one.record_id === record_id && one.revision === revision)
    if (lines.length !== 1) found.push(`${what} has ${lines.length} lines of history`)
  }
  if (news.length !== changes.length) found.push('there is news that no entry of the log tells of')
  for (const record of records) {
    const own = changes.filter((change) => change.record_id === record.id)
    const last = own.at(-1)
    if (own.length !== record.revision || last?.revision !== record.revision || last.digest !== record.digest)
      found.push(`record ${record.id} is not where its log is`)
    if ((last?.verb === 'withdraw') !== (record.state === 'withdrawn'))
      found.push(`record ${record.id} is ${record.state}`)
    const issue = issues.find(({ id }) => id === record.id)
    if (issue?.revision !== record.revision || issue.updated !== record.updated)
      found.push(`issue ${record.id} is not where its record is`)
  }
  for (const { id, revision, published } of issues) {
    const is = records.some((record) => record.id === id)
    if (is !== (published !== null)) found.push(`issue ${id} is public without a record`)
    if (!is && revision !== 0) found.push(`draft ${id} has a revision`)
    if (!history.some((line) => line.record_id === id)) found.push(`issue ${id} has no history`)
  }
  return found
}
