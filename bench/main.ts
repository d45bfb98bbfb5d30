import { cpus } from 'node:os'
import { parseArgs } from 'node:util'
import { software } from '../src/lib/software.ts'
import { measureBackfill } from './backfill.ts'
import { profileInto } from './child.ts'
import { measureDeliveries } from './deliveries.ts'
import { measureInbox } from './inbox.ts'
import { measureMachine } from './machine.ts'
import { measureMemory } from './memory.ts'
import { measureMixed } from './mixed.ts'
import { measurePages } from './pages.ts'
import { openPostgres } from './postgres.ts'
import { measureProofs } from './proofs.ts'
import { measureReplay } from './replay.ts'
import { isMet, type Row, ratioOf, tableOf } from './rows.ts'
import { measureSearch } from './search.ts'
import type { Section } from './section.ts'
import { measureStart } from './start.ts'

/** What can be measured, by the name one asks for it with. */
const sections: Readonly<Record<string, readonly [title: string, measure: Section]>> = {
  start: ['From nothing to the first answer', measureStart],
  memory: ['Memory when nothing happens', measureMemory],
  pages: ['Documents and pages', measurePages],
  inbox: ['Letters that come in', measureInbox],
  deliveries: ['Letters that go out', measureDeliveries],
  backfill: ['Reading what was published before', measureBackfill],
  proofs: ['Proofs, and logs that hold nothing new', measureProofs],
  search: ['Searching', measureSearch],
  mixed: ['Reading and writing at once', measureMixed],
  replay: ['Memory while time goes by', measureReplay],
}

const usage = `npm run bench [-- --json] [-- --only ${Object.keys(sections).join('|')}] [-- --quick] [-- --minutes N] [-- --profile FOLDER]`

async function main(): Promise<void> {
  const { json, only, quick, minutes, profile } = options()
  if (profile) profileInto(profile)
  const say = (line: string) => void (json ? process.stderr : process.stdout).write(`${line}\n`)
  const [cpu] = cpus()
  say(
    `Folkmoot ${software.version}, Node ${process.version}, ${cpus().length} × ${cpu?.model.trim() ?? 'a processor'}`,
  )
  if (quick) say('A quick look: it shows that all runs. Its figures mean nothing.')
  const postgres = openPostgres()
  const { rows, limits } = await measureMachine(quick ? 100 : 1000, await postgres.freshDatabase())
  say(`\nWhat this machine can do\n\n${tableOf(rows)}`)
  try {
    for (const [name, [title, measure]] of Object.entries(sections)) {
      if (only.length > 0 && !only.includes(name)) continue
      const measured = await measure({ quick, minutes, limits, freshDatabase: postgres.freshDatabase })
      rows.push(...measured)
      say(`\n${title}\n\n${tableOf(measured)}`)
    }
  } finally {
    await postgres.end()
  }
  if (json)
    process.stdout.write(`${JSON.stringify({ ...about(), quick, rows: rows.map(withRatio) }, null, 1)}\n`)
}

function options(): { json: boolean; only: string[]; quick: boolean; minutes: number; profile?: string } {
  try {
    const { values } = parseArgs({
      options: {
        json: { type: 'boolean', default: false },
        quick: { type: 'boolean', default: false },
        // The hour is asked for: by itself it would take longer than all the rest.
        minutes: { type: 'string', default: '5' },
        profile: { type: 'string' },
        only: { type: 'string', multiple: true, default: [] },
      },
    })
    const unknown = values.only.find((name) => !(name in sections))
    if (unknown !== undefined) throw new Error(`There is nothing called “${unknown}” to measure.`)
    const minutes = Number(values.minutes)
    if (!(minutes > 0)) throw new Error(`“${values.minutes}” is no number of minutes.`)
    return { ...values, minutes }
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\nUsage: ${usage}\n`)
    process.exit(2)
  }
}

const about = () => ({
  folkmoot: software.version,
  node: process.version,
  cpus: cpus().length,
  cpu: cpus()[0]?.model ?? null,
  at: new Date().toISOString(),
})

const withRatio = (row: Row) => ({ ...row, ratio: ratioOf(row), met: isMet(row) })

await main()
