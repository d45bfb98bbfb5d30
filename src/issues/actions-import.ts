import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { isUniqueViolation } from '../db/errors.ts'
import { inTransaction } from '../db/index.ts'
import { defaultsOf } from '../hubs/model.ts'
import { hubById } from '../hubs/store.ts'
import { isRefusal, type Refusal, refuse } from '../lib/refusal.ts'
import type { Who } from '../lib/who.ts'
import { draftIn } from '../records/life.ts'
import { isDraft, mayDraft } from '../records/model.ts'
import type { World } from '../world.ts'
import { newDraft, publishIssues } from './actions.ts'
import { issueLife } from './actions-change.ts'
import {
  type Bar,
  draftOf,
  type LeftOut,
  readConversation,
  type Statement,
  sift,
  sourceKey,
} from './import-polis.ts'
import type { Issue } from './model.ts'
import type { IssueInput } from './model-shape.ts'
import { issuesOfHub } from './store.ts'
import { addSources, issuesFromSources } from './store-history.ts'

/** What is to be imported and how. */
export type PolisImport = {
  /** Folder with comments.csv and summary.csv. */
  readonly folder: string
  readonly bar: Bar
  readonly publish: boolean
  /** Language of the statements; null for the hub's main one. */
  readonly language: string | null
  readonly licence: string
  readonly credit: string
  /** What every draft says besides, such as its themes and areas. */
  readonly more: Partial<IssueInput>
}

/** What an import did. */
export type Imported = {
  readonly topic: string
  readonly url: string | null
  /** Statements in the file. */
  readonly statements: number
  /** Issues drafted now. */
  readonly drafted: number
  /** Issues that an earlier import had made of the same statements. */
  readonly already: number
  /** Issues published now. */
  readonly published: number
  /** Of what this file holds, drafts that still wait. */
  readonly waiting: number
  readonly leftOut: readonly LeftOut[]
  readonly unpublished: readonly { readonly id: string; readonly why: string }[]
}

/**
 * Makes drafts of the statements of a Polis conversation that clear the bar, all in one transaction, and publishes them
 * where that is asked. A broken file leaves nothing behind. Done again it makes no doubles, and publishes what still waits.
 */
export async function importPolis(world: World, who: Who, what: PolisImport): Promise<Imported | Refusal> {
  const may = mayDraft(who)
  if (isRefusal(may)) return may
  if (what.publish && !who.roles.includes('organiser'))
    return refuse(
      `${who.name} is not an organiser of this hub, so cannot publish. Import without publishing.`,
    )
  const hub = await hubById(world, who.hub)
  if (!hub) return refuse('This hub has closed.')
  const conversation = await readFolder(what.folder)
  if (isRefusal(conversation)) return conversation

  const about = { ...what, language: what.language ?? defaultsOf(hub).language }
  // What was said of all of them is judged by itself, so that no line of the file gets the blame.
  const said = newDraft(
    world,
    hub,
    {
      ...what.more,
      language: about.language,
      titles: { [about.language]: conversation.topic },
      basis: 'import',
      licence: about.licence,
    },
    'proposed',
  )
  if (isRefusal(said)) return said
  const { taken, leftOut } = sift(conversation.statements, what.bar)
  const sourceOf = (statement: Statement) => sourceKey(conversation, statement)
  const before = await issuesFromSources(world.db, hub.id, taken.map(sourceOf))
  const drafts = new Map<string, Issue>()
  for (const statement of taken) {
    if (before.has(sourceOf(statement))) continue
    const draft = newDraft(
      world,
      hub,
      { ...what.more, ...draftOf(conversation, statement, about) },
      'proposed',
    )
    if (isRefusal(draft)) return refuse(`comments.csv, line ${statement.line}: ${draft.refused}`)
    drafts.set(sourceOf(statement), draft)
  }
  if (!(await keepDrafts(world, who, drafts)))
    return refuse('Somebody else imported the same conversation at the same moment. Try again.')

  const ids = taken.map(sourceOf).map((source) => before.get(source) ?? drafts.get(source)!.id)
  const waiting = (await issuesOfHub(world.db, hub.id, ids)).filter(isDraft).map(({ id }) => id)
  const { published, refused } = what.publish
    ? await publishIssues(world, who, waiting)
    : { published: [], refused: [] }
  return {
    topic: conversation.topic,
    url: conversation.url,
    statements: conversation.statements.length,
    drafted: drafts.size,
    already: before.size,
    published: published.length,
    waiting: waiting.length - published.length,
    leftOut,
    unpublished: refused,
  }
}

/** Writes all drafts of an import with what they were made from, or none; false where another import was quicker. */
async function keepDrafts(world: World, who: Who, drafts: ReadonlyMap<string, Issue>): Promise<boolean> {
  const issues = [...drafts.values()]
  const sources = [...drafts].map(([source, { id }]) => ({ hub_id: who.hub, source, issue_id: id }))
  try {
    await inTransaction(world.db, async (tx) => {
      await draftIn(tx, world, who, issueLife, { drafts: issues, note: 'import' })
      await addSources(tx, sources)
    })
    return true
  } catch (fault) {
    if (isUniqueViolation(fault)) return false
    throw fault
  }
}

async function readFolder(folder: string) {
  const files: Uint8Array[] = []
  for (const name of ['comments.csv', 'summary.csv'])
    try {
      files.push(await readFile(join(folder, name)))
    } catch {
      return refuse(`There is no ${name} to be read in ${folder}.`)
    }
  return readConversation(files[0]!, files[1]!)
}
