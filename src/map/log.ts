import type { Instant } from '../lib/time.ts'
import { holdsWords, type Key, type Values, type Words } from '../lib/words.ts'
import { roles } from '../members/model.ts'
import { namesOf } from '../members/store.ts'
import { type ActRow, actsOf } from '../members/store-acts.ts'
import { historyOfHub, titlesIn } from '../records/store-history.ts'
import type { World } from '../world.ts'

/** One line of a hub’s log: who did what, as a sentence by its key and what is put into it. */
export type LogLine = {
  readonly id: string
  readonly at: Instant
  readonly key: Key
  readonly values: Values
  /** Of a record: its kind, the note of whoever did it, and its page where everybody can read it. */
  readonly kind?: string
  readonly note?: string | null
  readonly href?: string | null
}

/** How many lines stand on one page. */
export const linesOnPage = 50

/** What was done in a hub, with records and otherwise, the newest first; `next` says where the page before begins. */
export async function readLog(
  world: World,
  words: Words,
  about: { hub: string; before?: string | undefined; limit?: number },
): Promise<{ lines: readonly LogLine[]; next: string | null }> {
  const { hub, before, limit = linesOnPage } = about
  const [acts, deeds] = await Promise.all([
    actsOf(world.db, hub, limit + 1, before),
    historyOfHub(world.db, hub, limit + 1, before),
  ])
  // Ids rise with time in both, so that together they have one order.
  const all = [...acts, ...deeds].sort((a, b) => (a.id < b.id ? 1 : -1))
  const shown = all.slice(0, limit)
  const names = await namesOf(
    world.db,
    shown.flatMap((row) => [row.person_id, 'about' in row ? row.about : null]).filter((id) => id !== null),
  )
  const titles = await titlesIn(
    world.db,
    hub,
    deeds.map((row) => row.record_id),
  )
  const who = (row: { person_id: string | null }) =>
    (row.person_id && names.get(row.person_id)) || words.t('log.the-server')
  const lines = shown.map((row): LogLine => {
    if (!('record_id' in row)) return { id: row.id, at: row.at, ...actLine(row, who(row), names, words) }
    const known = titles.get(row.record_id)
    return {
      ...{ id: row.id, at: row.at, kind: row.kind, note: row.note },
      ...wordsOf(`log.record.${row.verb}`, 'log.record.other'),
      values: { who: who(row), title: known?.title ?? words.t('log.untitled'), verb: row.verb },
      href: known?.open ? `/${pathOf[row.kind] ?? row.kind}/${row.record_id}` : null,
    }
  })
  return { lines, next: all.length > limit ? (shown.at(-1)?.id ?? null) : null }
}

const pathOf: Readonly<Record<string, string>> = {
  ...{ issue: 'issues', assembly: 'assemblies', outcome: 'outcomes', action: 'actions' },
}

/** What somebody did beside records. Its note is a role, a role and a name, how many of a role, or plain words, as the verb has it. */
function actLine(row: ActRow, who: string, names: ReadonlyMap<string, string>, words: Words) {
  const note = row.note ?? ''
  const [first = '', ...rest] = note.split(' ')
  const role = [first, ...rest].flatMap((word) => roles.filter((each) => each === word))
  const about = row.about === null ? undefined : names.get(row.about)
  return {
    ...wordsOf(`log.act.${row.verb}`, 'log.act.other'),
    values: {
      ...{ who, note, verb: row.verb },
      ...(row.verb === 'invitations' && { count: Number(first) }),
      whom: about ?? (row.verb === 'invitation' && rest.join(' ') ? rest.join(' ') : words.t('log.somebody')),
      role: words.list([...new Set(role)].map((each) => words.t(`role.${each}`))),
    },
  }
}

/** A sentence for what was done; another for what was done by a verb that has none yet. */
const wordsOf = (key: string, other: Key): { key: Key } => ({ key: holdsWords(key) ? key : other })
