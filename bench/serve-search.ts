// A server's database full of records of a hub that it follows, to be searched; no pages are served and nothing is sent.
import { statSync } from 'node:fs'
import { join } from 'node:path'
import { type RawBuilder, sql } from 'kysely'
import { readConfig } from '../src/config.ts'
import { inTransaction } from '../src/db/index.ts'
import { askToFollow } from '../src/federation/store/follows.ts'
import { keepIntroduction } from '../src/federation/store/peers.ts'
import { NewHub } from '../src/hubs/model.ts'
import type { Issue } from '../src/issues/model.ts'
import { facts } from '../src/issues/model-shape.ts'
import { keepCopy, searchedIssues } from '../src/issues/store.ts'
import { granted } from '../src/lib/granted.ts'
import { newId } from '../src/lib/id.ts'
import { openLog } from '../src/lib/log.ts'
import { instant } from '../src/lib/time.ts'
import { readHubs, readList, readOrigins } from '../src/map/list.ts'
import { issueList } from '../src/map/list-issues.tsx'
import { adviceFor, search } from '../src/map/search.ts'
import { setUp } from '../src/members/actions-setup.ts'
import { openWorld } from '../src/open.ts'
import { answering, memoryOf } from './child.ts'

const config = readConfig()
const { world, close, open } = await openWorld(config, openLog(config.log), 'serve')
process.once('SIGTERM', () => void close().then(() => process.exit()))

const there = 'https://measured.example'
const actor = `${there}/actors/1`

answering({
  /** Founds a hub and has it follow another, of which it holds so many issues; each word at its place in `words` is as rare as in a language. */
  fill: async ({ records, words }: { records: number; words: readonly string[] }) => {
    const hub = NewHub.parse({ handle: 'measured', name: 'A hub to be measured', place: 'Here' })
    const founded = granted(await setUp(world, { hub, organiser: 'Amina' }, null)).hub
    const at = instant(world.clock())
    await keepIntroduction(world.db, {
      ...{ actor, origin: there, handle: 'hub@measured.example', name: 'Followed', type: 'Organization' },
      ...{
        inbox: `${actor}/inbox`,
        shared_inbox: null,
        keys: '[]',
        document: '{}',
        changes: null,
        fetched: at,
      },
    })
    await askToFollow(world.db as never, {
      ...{ hub_id: founded.id, actor, activity: `${actor}#follow`, state: 'accepted' },
      ...{ asked: at, asks: 1, answered: at, ended: null },
    })
    const said = speaker(words)
    const batch = 100
    for (let done = 0; done < records; done += batch)
      await inTransaction(world.db, async (tx) => {
        for (let i = 0; i < Math.min(batch, records - done); i++) await keepCopy(tx, issueOf(said), true)
      })
    await sql`analyze`.execute(world.db)
  },
  /** How long a search takes (ms), each of several queries so many times, and what the first found. */
  search: ({ queries, times }: { queries: readonly string[]; times: number }) =>
    timed(queries, times, async (q) => {
      const about = { ...(await around()), q, filter: {}, page: 1, reads: ['en'] }
      const { total } = await search(world, about)
      return total > 0 ? total : ((await adviceFor(world, about)).meant?.findings.total ?? 0)
    }),
  /** How long a plain scan for the same words takes: what the filter of the list does. */
  scan: ({ queries, times }: { queries: readonly string[]; times: number }) =>
    timed(queries, times, async (text) => {
      const about = { filter: { text }, ...(await around()), after: undefined }
      return (await readList(world, issueList, about)).figures.records
    }),
  /** How long one record takes on its way into the index (ms), of so many that are written anew. */
  reword: async ({ records }: { records: number }) => {
    const ids = await searchedIssues.some(world.db, '', records)
    const before = process.cpuUsage()
    const began = performance.now()
    for (let at = 0; at < ids.length; at += 50)
      await inTransaction(world.db, async (tx) => {
        for (const id of ids.slice(at, at + 50)) await searchedIssues.reword(tx, id, true)
      })
    const { user, system } = process.cpuUsage(before)
    return { ms: (performance.now() - began) / ids.length, cpu: (user + system) / 1000 / ids.length }
  },
  /** How large the index is, and the table of issues (MiB); and the memory of this process. */
  sizes: async () => ({ ...(await sizes()), memory: memoryOf(process.pid) }),
})

async function around() {
  const hubs = await readHubs(world)
  return { hubs, origins: await readOrigins(world, hubs) }
}

async function timed(queries: readonly string[], times: number, ask: (q: string) => Promise<number>) {
  const took: number[] = []
  let found = 0
  for (let i = 0; i < times; i++)
    for (const q of queries) {
      const began = performance.now()
      found = await ask(q)
      took.push(performance.now() - began)
    }
  return { took, found }
}

/** Says words, the first of a list most often, as in any language. */
function speaker(words: readonly string[]): (count: number) => string {
  const sums: number[] = []
  let sum = 0
  for (let at = 0; at < words.length; at++) {
    sum += 1 / (at + 3)
    sums.push(sum)
  }
  const word = () => {
    const wanted = Math.random() * sum
    let [low, high] = [0, words.length - 1]
    while (low < high) {
      const middle = (low + high) >> 1
      if (sums[middle]! < wanted) low = middle + 1
      else high = middle
    }
    return words[low]!
  }
  return (count) => Array.from({ length: count }, word).join(' ')
}

function issueOf(said: (count: number) => string): Issue {
  const [id, at] = [newId(), instant(world.clock())]
  return {
    ...facts.parse({ level: 'local', basis: 'listening', themes: ['housing'], areas: ['iso:GB-ENG'] }),
    ...{ id, hub: null, iri: `${there}/issues/${id}`, owner: actor, state: 'published', language: 'en' },
    ...{ titles: { en: said(6) }, summaries: { en: said(16) }, contents: {} },
    html: { en: `<p>${said(40 + Math.floor(Math.random() * 140))}</p>` },
    ...{ revision: 1, created: at, published: at, updated: at, withdrawn: null, reason: null },
  }
}

async function sizes(): Promise<{ index: number; issues: number; all: number }> {
  const number = async (query: RawBuilder<{ n: number }>) =>
    Number((await query.execute(world.db)).rows[0]!.n) / 2 ** 20
  if (open.postgres)
    return {
      index: await number(sql`select pg_total_relation_size('search_records') as n`),
      issues: await number(sql`select pg_total_relation_size('issues') as n`),
      all: await number(sql`select pg_database_size(current_database()) as n`),
    }
  await sql`pragma wal_checkpoint(truncate)`.execute(world.db)
  const of = (like: string) =>
    number(
      sql`select sum(d.pgsize) as n from dbstat as d join sqlite_schema as s on s.name = d.name where s.tbl_name like ${like}`,
    )
  return {
    index: await of('search_%'),
    issues: await of('issues'),
    all: statSync(join(config.data, 'folkmoot.sqlite')).size / 2 ** 20,
  }
}
