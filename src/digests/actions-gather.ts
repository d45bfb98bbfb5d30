import { type Changed, changedBetween } from '../federation/store/changes.ts'
import type { Hub } from '../hubs/model.ts'
import { publicIssueByIri } from '../issues/store.ts'
import { isId, madeAt } from '../lib/id.ts'
import { nearestOf } from '../lib/language.ts'
import { type Instant, instant } from '../lib/time.ts'
import type { Words } from '../lib/words.ts'
import type { ListKind } from '../map/kind.ts'
import { readHubs, readOrigins } from '../map/list.ts'
import { actionList } from '../map/list-actions.tsx'
import { assemblyList } from '../map/list-assemblies.tsx'
import { issueList } from '../map/list-issues.tsx'
import { outcomeList } from '../map/list-outcomes.tsx'
import { type Entry, findOrigin } from '../map/model.ts'
import { addressOf, type ListFilter } from '../map/model-filters.ts'
import { titleOf } from '../records/model.ts'
import type { World } from '../world.ts'
import { type DigestKind, digestKinds, linesOfKind, type Next, type Told } from './model.ts'

/** A record in a mail: its title, its page here, where it stands, and whether it is new or was changed. */
export type Line = {
  readonly iri: string
  readonly revision: number
  readonly title: string
  readonly page: string
  readonly standing: string
  readonly fresh: boolean
}

/** What there is to tell of one kind: some lines, how many more there are, and the page that has them all. */
export type Group = {
  readonly kind: DigestKind
  readonly name: string
  readonly lines: readonly Line[]
  readonly more: number
  readonly all: string
}

/** What there is to tell somebody, and how far they will have been told with that. */
export type Gathered = { readonly groups: readonly Group[]; readonly next: Next }

/** The list of each kind. What only one kind has is for its own lines. */
export const lists = {
  ...{ assemblies: assemblyList, issues: issueList, outcomes: outcomeList, actions: actionList },
} as unknown as Readonly<Record<DigestKind, ListKind>>

/** What is told to whom, how far they were told, and how far the hub’s log goes. */
export type Asked = {
  readonly hub: Hub
  readonly issue: string | null
  readonly kinds: readonly DigestKind[]
  readonly told: Told
  readonly head: { readonly epoch: string; readonly seq: number }
  readonly words: Words
}

/**
 * Gathers what changed of a hub, or around one of its issues near and far, since somebody was told. It is read as it is public now: what was withdrawn
 * or erased since is not among it. After a restore nothing is told of what came before, since it may have been told.
 */
export async function gather(world: World, asked: Asked): Promise<Gathered> {
  const { told, head } = asked
  const since = told.epoch === head.epoch || told.epoch === '' ? null : restoredAt(head.epoch)
  return asked.issue === null
    ? ofHub(world, asked, since)
    : ofIssue(world, { ...asked, issue: asked.issue }, since)
}

/** The epoch of a log was made when it was begun, or when its server was restored. */
const restoredAt = (epoch: string): Instant => instant(isId(epoch) ? madeAt(epoch) : 0)

/** More than so many changes at once are not counted one by one. */
const mostChanges = 2000

async function ofHub(world: World, asked: Asked, since: Instant | null): Promise<Gathered> {
  const { hub, kinds, told, head, words } = asked
  const changed = (
    await changedBetween(world.db, hub.id, { after: told.seq, upTo: head.seq, limit: mostChanges })
  ).filter(({ updated }) => since === null || updated > since)
  const origin = findOrigin(hub.actor, await readOrigins(world, [hub]))
  const groups: Group[] = []
  for (const kind of kinds) {
    const news = changed.filter((each) => each.kind === lists[kind].noun)
    if (news.length === 0 || !origin) continue
    const entries = await latest(world, kind, { hub: origin }, linesOfKind * 2)
    const shown = news.slice(0, linesOfKind)
    const lines = shown.flatMap((each) => lineOf(world, kind, each, entries, words))
    const all = addressOf(lists[kind], { hub: hub.handle })
    groups.push({ kind, name: words.t(lists[kind].page.name), lines, more: news.length - shown.length, all })
  }
  return gathered(groups, { epoch: head.epoch, seq: head.seq, held: {} })
}

function lineOf(
  world: World,
  kind: DigestKind,
  { id, fresh }: Changed,
  entries: readonly Entry[],
  words: Words,
): Line[] {
  const entry = entries.find((each) => each.id === id)
  return entry ? [{ ...shownAs(world, kind, entry, words), fresh }] : []
}

/** How many records of a kind around one issue are looked at, the latest changes first. */
const mostAround = 100

async function ofIssue(
  world: World,
  { hub, issue, kinds, told, head, words }: Asked & { issue: string },
  since: Instant | null,
): Promise<Gathered> {
  const held: Record<string, number> = { ...told.held }
  const groups: Group[] = []
  for (const kind of digestKinds) {
    const around = kind === 'issues' ? await theIssue(world, hub, issue, words) : await others(kind)
    const news = around.filter(
      ({ iri, revision, updated }) =>
        (held[iri] === undefined || held[iri] < revision) && (since === null || updated > since),
    )
    if (news.length > 0 && kinds.includes(kind)) {
      const lines = news.slice(0, linesOfKind).map(({ updated: _, from, ...line }) => ({
        ...line,
        standing: from === hub.name ? line.standing : `${from} · ${line.standing}`,
        fresh: told.held[line.iri] === undefined,
      }))
      const all = kind === 'issues' ? '' : addressOf(lists[kind], { issue })
      groups.push({
        ...{ kind, name: words.t(lists[kind].page.name), lines },
        ...{ more: news.length - lines.length, all },
      })
    }
    for (const { iri, revision } of around) held[iri] = revision
  }
  return gathered(groups, { epoch: head.epoch, seq: head.seq, held })

  async function others(kind: DigestKind): Promise<Around[]> {
    const entries = await latest(world, kind, { issue }, mostAround)
    return entries.map((entry) => ({
      ...shownAs(world, kind, entry, words),
      updated: entry.updated,
      from: entry.origin.name,
    }))
  }
}

type Around = Omit<Line, 'fresh'> & { readonly updated: Instant; readonly from: string }

async function theIssue(world: World, hub: Hub, iri: string, words: Words): Promise<Around[]> {
  const issue = await publicIssueByIri(world.db, iri)
  if (!issue || issue.withdrawn !== null || issue.hub === null) return []
  const { revision, updated, titles } = issue
  const title = titles[nearestOf(titles, words.lang) ?? ''] ?? titleOf(issue)
  const standing = issueList.stateWords(issue.state, words)
  const page = `${world.config.origin}/issues/${issue.id}`
  return [{ iri, revision, title, page, standing, updated: updated as Instant, from: hub.name }]
}

/** The records of a kind that changed last, those to come and those that are over alike. */
async function latest(
  world: World,
  kind: DigestKind,
  filter: ListFilter,
  limit: number,
): Promise<readonly Entry[]> {
  const origins = filter.hub ? [filter.hub] : await readOrigins(world, await readHubs(world))
  const read = async (more: ListFilter) =>
    (
      await lists[kind].read(world, {
        filter: { ...filter, ...more },
        ...{ origins, part: { limit, changed: true } },
      })
    ).entries
  if (!lists[kind].names.includes('past')) return read({})
  const both = [...(await read({})), ...(await read({ past: true }))]
  return both.sort((a, b) => (a.updated < b.updated ? 1 : -1))
}

function shownAs(world: World, kind: DigestKind, entry: Entry, words: Words): Omit<Line, 'fresh'> {
  const { iri, revision, titles, title } = entry
  return {
    ...{ iri, revision, title: titles[nearestOf(titles, words.lang) ?? ''] ?? title },
    page: `${world.config.origin}${entry.page}`,
    standing: lists[kind].standing(entry, world.clock(), words).words,
  }
}

function gathered(all: readonly Group[], told: Told): Gathered {
  const groups = all.filter(({ lines }) => lines.length > 0)
  const shown = groups.flatMap(({ lines }) => lines.map(({ iri, revision }) => [iri, revision] as const))
  return { groups, next: { told, shown: Object.fromEntries(shown) } }
}
