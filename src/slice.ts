import type { Command } from 'commander'
import type { Hono } from 'hono'
import type { Child } from 'hono/jsx'
import type { Tx } from './db/index.ts'
import type { RecordKind } from './federation/kinds.ts'
import type { Chore } from './federation/turns.ts'
import type { World } from './world.ts'

/** What a request carries besides itself. */
export type Env = { Variables: { world: World; beside: Beside } }

/** Shows on a record’s page, below itself, what it knows of it: a record by what people call its kind (`issue`) and by its address. */
export type Beside = (world: World, record: { noun: string; iri: string }) => Promise<Child>

/** How a command of the operator's tool gets at the world: it opens the database, migrates it, and closes it at the end. */
export type WithWorld = (work: (world: World) => Promise<void>) => Promise<void>

/** What one slice offers to the rest of the server. */
export type Slice = {
  readonly name: string
  /** Pages for people; the ActivityPub face of the same address is served by the post office. */
  readonly pages?: Hono<Env>
  /** What it shows on the pages of others’ records. */
  readonly beside?: Beside
  /** The kinds of public record it owns. */
  readonly kinds?: readonly RecordKind<never>[]
  /** Work it has at every start, after the migrations. */
  readonly atStart?: (world: World) => Promise<void>
  /**
   * The server gets another origin (see adopt.ts): moves its own rows to the new ids of the hubs (`hubs`, by the old ids).
   * What was public becomes a draft again under a new id; copies of others' records go; nothing private is lost. `iris` has
   * the new addresses of records by the old: each slice adds its own, and those to its right find them there.
   */
  readonly adopt?: (
    tx: Tx,
    world: World,
    hubs: ReadonlyMap<string, string>,
    iris: Map<string, string>,
  ) => Promise<void>
  /** What it does by itself, over and over, where work is done. */
  readonly chores?: readonly Chore[]
  /** Its verbs for the operator's tool. They are loaded only there: a server that starts has no use for them. */
  readonly commands?: (program: Command, withWorld: WithWorld) => Promise<void>
}
