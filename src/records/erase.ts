import { type Db, inTransaction, type Tx } from '../db/index.ts'
import { recallLetters } from '../federation/erase.ts'
import { eraseRevisions, wordingsOf } from '../federation/store/records.ts'
import type { Json } from '../lib/json.ts'
import { textOfHtml } from '../lib/markdown.ts'
import { plainLine, shorten } from '../lib/plain.ts'
import { isRefusal, type Refusal, refuseWith } from '../lib/refusal.ts'
import { instant } from '../lib/time.ts'
import type { Who } from '../lib/who.ts'
import type { Mention, Wordings } from '../slice.ts'
import type { World } from '../world.ts'
import { carryOut, type Life, overtaken } from './life.ts'
import { type AnyRecord, isDraft, nextOf, noSuch, permissions, titleOf } from './model.ts'
import { htmlOf, longestSummary, longestTitle } from './shape.ts'
import { clearNotes, someRecords } from './store-history.ts'
import { cleanWords } from './store-search.ts'

/** How many records are looked through at a time. */
const batch = 100

/** How words are found in the records of one kind, and erased from them. */
export const wordingsFor = <R extends AnyRecord>(life: Life<R>): Wordings => ({
  noun: life.kind,
  mentions: (db, hub, words) => mentionsIn(db, hub, life, words),
  erase: (world, who, about) => eraseWords(world, who, life, about),
})

async function mentionsIn<R extends AnyRecord>(
  db: Db,
  hub: string,
  life: Life<R>,
  words: string,
): Promise<Mention[]> {
  const found: Mention[] = []
  let after = ''
  for (;;) {
    const ids = await someRecords(db, { hub, kind: life.kind, after, limit: batch })
    const records = await life.read(db, hub, ids)
    const earlier = await wordingsOf(db, ids)
    for (const record of records) {
      const now = lineAround(said(record), words)
      const before = earlier
        .filter(({ record_id }) => record_id === record.id)
        .map(({ document }) => lineAround(JSON.parse(document), words))
      const around = now ?? before.find((line) => line !== null) ?? null
      if (around === null) continue
      const open = !isDraft(record) && record.withdrawn === null
      const where = open && now !== null ? 'now' : open ? 'earlier' : 'inside'
      found.push({ noun: life.kind, id: record.id, title: titleOf(record), around, where })
    }
    if (ids.length < batch) return found
    after = ids.at(-1)!
  }
}

/**
 * Erases words from a record of the hub: from what stands there now, which is amended and told as any amendment, and from
 * every earlier wording, of which only its digest is kept. Letters with such a wording that are still on their way are
 * thrown away. Only organisers may.
 */
async function eraseWords<R extends AnyRecord>(
  world: World,
  who: Who,
  life: Life<R>,
  { id, words, instead }: { id: string; words: string; instead: string },
): Promise<{ erased: number } | Refusal> {
  const [record] = await life.read(world.db, who.hub, [id])
  if (!record) return noSuch
  const may = permissions.maySpeak(who, record)
  if (isRefusal(may)) return may
  const bad = whyNotErasable(words, instead)
  if (bad) return bad
  const after = without(record, words, instead)
  if (isRefusal(after)) return after
  const wordings = await wordingsOf(world.db, [id])
  const with_ = wordings
    .filter(({ document }) => lineAround(JSON.parse(document), words) !== null)
    .map(({ revision }) => revision)
  const now = lineAround(said(record), words) !== null
  if (!now && with_.length === 0) return { erased: 0 }

  const along = async (tx: Tx) => {
    await eraseRevisions(tx, id, with_, instant(world.clock()))
    await clearNotes(tx, id, words)
  }
  const done =
    now && record.withdrawn === null
      ? await carryOut(world, who, { ...life, along: (tx) => along(tx) }, [
          { before: record, after: nextOf(after, {}, world.clock()), verb: 'erase', note: null },
        ])
      : await quietly(world, life, { record, after, along })
  if (isRefusal(done)) return done
  world.pulse.beat('public')
  await cleanWords(world.db)
  // The latest wording is told already where it is clean; every letter before it may have had the words.
  await recallLetters(world, who.hub, { iri: record.iri, before: (with_.at(-1) ?? 0) + 1 })
  return { erased: with_.length }
}

/** Where nothing changes for anybody else: what was withdrawn says nothing any more, and earlier wordings are only here. */
async function quietly<R extends AnyRecord>(
  world: World,
  life: Life<R>,
  { record, after, along }: { record: R; after: R; along: (tx: Tx) => Promise<void> },
): Promise<true | Refusal> {
  const done = await inTransaction(world.db, async (tx) => {
    if (!(await life.change(tx, record, after))) return false
    await along(tx)
    return true
  })
  return done || overtaken(record)
}

/** Why these words cannot be erased by a machine, or null. */
function whyNotErasable(words: string, instead: string): Refusal | null {
  if (words.length < 3 || words.length > 200 || words !== plainLine(words))
    return refuseWith('records.no.erase-words')
  if (/^[a-z-]+$/.test(words)) return refuseWith('records.no.erase-one-word')
  if (instead.length > 100 || instead !== plainLine(instead) || instead.includes(words))
    return refuseWith('records.no.erase-instead')
  return null
}

/** What of a record names something and says nothing, or is made of what is said. */
const notSaid = new Set([
  ...['id', 'hub', 'iri', 'owner', 'language', 'licence', 'level', 'themes', 'areas', 'state'],
  ...['revision', 'created', 'published', 'updated', 'withdrawn', 'html'],
])

/** All that a record says. */
const said = (record: AnyRecord): Json =>
  Object.fromEntries(Object.entries(record).filter(([name]) => name === 'html' || !notSaid.has(name))) as Json

/** A record with other words in the place of some, wherever they stood. */
function without<R extends AnyRecord>(record: R, words: string, instead: string): R | Refusal {
  const reworded = Object.fromEntries(
    Object.entries(record).map(([name, value]) => [
      name,
      notSaid.has(name) ? value : replaced(value as Json, words, instead),
    ]),
  ) as R
  const after = { ...reworded, html: htmlOf(reworded.contents) }
  const tooLong = (map: Readonly<Record<string, string>>, most: number) =>
    Object.values(map).some((text) => text.length > most)
  if (tooLong(after.titles, longestTitle) || tooLong(after.summaries, longestSummary))
    return refuseWith('records.no.erase-too-long')
  if (record.withdrawn !== null && record.reason?.includes(words))
    return refuseWith('records.no.erase-reason')
  const left = lineAround(said(after), words)
  return left === null ? after : refuseWith('records.no.erase-by-hand', { left })
}

/** The same value with other words in it; addresses are left alone, and seen to afterwards. */
function replaced(value: Json, words: string, instead: string): Json {
  if (typeof value === 'string')
    return /^https?:\/\/\S+$/.test(value) ? value : value.replaceAll(words, instead)
  if (Array.isArray(value)) return value.map((each) => replaced(each, words, instead))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [name, replaced(each, words, instead)]),
  )
}

/** A line around words in any text of a value, or null where they stand in none. */
function lineAround(value: Json, words: string): string | null {
  if (typeof value === 'string') {
    const text = value.includes(words) ? value : /[<&]/.test(value) ? textOfHtml(value) : ''
    const at = text.indexOf(words)
    if (at < 0) return null
    const start = Math.max(0, at - 60)
    return `${start > 0 ? '…' : ''}${shorten(plainLine(text.slice(start)), 160)}`
  }
  if (typeof value !== 'object' || value === null) return null
  for (const each of Object.values(value)) {
    const line = lineAround(each, words)
    if (line !== null) return line
  }
  return null
}
