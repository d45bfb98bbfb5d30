import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort, startChild } from './child.ts'
import type { Row } from './rows.ts'
import { median, type Section } from './section.ts'
import { settings } from './servers.ts'

type Timed = { took: number[]; found: number }

/** How long a search takes over some 20,000 records, beside a plain scan for the same words in the same database; and what the index costs. */
export const measureSearch: Section = async ({ quick, freshDatabase }) => {
  const about = { records: quick ? 500 : 20_000, times: quick ? 2 : 20 }
  return [
    ...(await measureOn('SQLite', about)),
    ...(await measureOn('PostgreSQL', about, await freshDatabase())),
  ]
}

async function measureOn(
  name: string,
  { records, times }: { records: number; times: number },
  database?: string,
): Promise<Row[]> {
  const folder = mkdtempSync(join(tmpdir(), 'folkmoot-bench-'))
  const child = await startChild('serve-search.js', settings({ port: await freePort(), folder, database }))
  await child.ask('fill', { records, words })
  const rows: Row[] = []
  const row = (what: string, value: number, unit: string, more: Partial<Row> = {}) =>
    rows.push({ section: 'search', what: `${what}, ${name}`, value, unit, ...more })
  for (const [what, queries] of asked) {
    const found = await child.ask<Timed>('search', { queries, times })
    const scan = await child.ask<Timed>('scan', { queries, times: Math.ceil(times / 4) })
    const sorted = found.took.sort((a, b) => a - b)
    const value = median(sorted)
    row(`${what} (${found.found} found)`, value, 'ms', {
      ...{ p50: value, p99: sorted[Math.floor(sorted.length * 0.99)] ?? value },
      reference: { what: 'plain scan', value: median(scan.took) },
      ...(what === slip ? {} : { aim: { atMost: 1 } }),
    })
  }
  const sizes = await child.ask<{ index: number; issues: number; memory: number }>('sizes')
  row(`the index of ${records} records`, sizes.index, 'MiB', {
    reference: { what: 'their table', value: sizes.issues },
  })
  row('memory of the process that searched', sizes.memory, 'MiB resident')
  const { ms, cpu } = await child.ask<{ ms: number; cpu: number }>('reword', {
    records: Math.min(2000, records),
  })
  row('a record on its way into the index, read and written anew', ms, 'ms', { cpu })
  await child.stop()
  rmSync(folder, { recursive: true, force: true })
  return rows
}

const syllables = [
  ...['ka', 'to', 'mi', 'ren', 'sa', 'lo', 've', 'ti', 'nor', 'da', 'pel', 'ur', 'shi', 'an', 'ge', 'bo'],
  ...['cra', 'st', 'ing', 'er', 'tion', 'ed', 'ou', 'ha', 'wi', 'fre', 'lu', 'mar', 'qu', 'zo'],
]

/** Forty thousand invented words, short ones first, as in any language. */
const words: readonly string[] = Array.from({ length: 40_000 }, (_, at) => {
  let word = ''
  for (let rest = at; word === '' || rest > 0; rest = Math.floor(rest / syllables.length))
    word += syllables[rest % syllables.length]
  return `${word}${at % 7 === 0 ? 's' : ''}`
})

const rare = [5000, 9000, 14_001, 20_000].map((at) => words[at]!)
const slip = 'a word with a slip, and what was meant'

const asked: readonly (readonly [what: string, queries: readonly string[]])[] = [
  ['a rare word', rare],
  ['two words', rare.slice(0, 2).map((word) => `${words[40]} ${word}`)],
  ['two common words', [`${words[1]} ${words[12]}`]],
  ['the beginning of a word', rare.map((word) => word.slice(0, 5))],
  ['the most common word', [words[1]!]],
  ['eight words', [words.slice(1, 9).join(' ')]],
  [slip, rare.map((word) => `${word.slice(0, 3)}x${word.slice(3)}`)],
]
