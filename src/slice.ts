import type { Command } from 'commander'
import type { Context, Hono } from 'hono'
import type { Child } from 'hono/jsx'
import type { Tx } from './db/index.ts'
import type { RecordKind } from './federation/kinds.ts'
import type { Chore } from './federation/turns.ts'
import type { Role, Who } from './lib/who.ts'
import type { Key, Words } from './lib/words.ts'
import type { World } from './world.ts'

/** What a request carries besides itself; who asks is known for pages only. */
export type Env = {
  Variables: {
    world: World
    beside: Beside
    visitor: Visitor | null
    /** How the page says things; chosen for each visit (web/visit.tsx). */
    words: Words
    desk: Desk
    rooms: readonly Room[]
  }
}

/** Somebody who is signed in: who, by which session (its id), in which language if that was ever chosen (BCP 47). */
export type Visitor = { readonly who: Who; readonly session: string; readonly language: string | null }

/** A place of the desk: where it is, what it is called, and for whom it is. */
export type Room = {
  readonly href: string
  readonly name: Key
  readonly roles: readonly Role[] | 'signed in'
}

/** Something at the desk that waits for somebody, or that they may begin: a few words and where they lead. */
export type Card = {
  readonly title: string
  readonly text?: string
  readonly links: readonly { readonly href: string; readonly text: string }[]
  /** Whether it waits for somebody; such cards stand first. */
  readonly waits: boolean
}

/** What lies on the desk of whoever is signed in, in their language. */
export type Desk = (world: World, visitor: Visitor, words: Words) => Promise<readonly Card[]>

/** Shows on a record’s page, below itself, what it knows of it: a record by what people call its kind (`issue`) and by its address. */
export type Beside = (world: World, record: { noun: string; iri: string }) => Promise<Child>

/** How a command of the operator's tool gets at the world: it opens the database, migrates it, and closes it at the end. */
export type WithWorld = (work: (world: World) => Promise<void>) => Promise<void>

/** What one slice offers to the rest of the server. */
export type Slice = {
  readonly name: string
  /** Pages for people; the ActivityPub face of the same address is served by the post office. */
  readonly pages?: Hono<Env>
  /** Who asks, where what the request carries says so. */
  readonly visitor?: (c: Context<Env>) => Promise<Visitor | null>
  /** Its places at the desk, and what it lays there. */
  readonly rooms?: readonly Room[]
  readonly desk?: Desk
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
