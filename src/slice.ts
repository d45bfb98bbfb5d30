import type { Command } from 'commander'
import type { Context, Hono } from 'hono'
import type { Child } from 'hono/jsx'
import type { Db, Tx } from './db/index.ts'
import type { RecordKind } from './federation/kinds.ts'
import type { Complaint } from './federation/office.ts'
import type { Chore } from './federation/turns.ts'
import type { JsonObject } from './lib/json.ts'
import type { Refusal } from './lib/refusal.ts'
import type { Instant } from './lib/time.ts'
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
    offered: Offered
  }
}

/** Somebody who is signed in: who, by which session (its id), in which language if that was ever chosen (BCP 47), and what their hub is called and goes by. */
export type Visitor = {
  readonly who: Who
  readonly session: string
  readonly language: string | null
  readonly hub: { readonly name: string; readonly zone: string }
}

/**
 * A place of the desk: where it is, what it is called, for whom it is, and what it stands with. `daily` is what organisers
 * come for and always stands there; the others are a press away: what comes from `others`, and how the `house` is kept.
 */
export type Room = {
  readonly of: 'daily' | 'others' | 'house'
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

/** Shows, where a hub or a list of kinds is shown (`hub` null: of any hub here), how else one may follow it than from a server or by a feed. */
export type Following = (
  world: World,
  about: { readonly hub: string | null; readonly nouns?: string },
) => Promise<Child>

/** A kind of private data that a slice holds: what it is, what for, who gets it, and when it is erased. */
export type Holding = {
  /** What a hub’s choice is kept under: `acts`. */
  readonly key: string
  readonly name: Key
  readonly purpose: Key
  /** Who gets it: nobody but the hub, the server that carries its mail, or other servers. */
  readonly recipients: 'nobody' | 'mail' | 'servers'
  /** When it goes, or in words how long it stays where no clock runs. */
  readonly goes: RetentionClock | { readonly until: Key }
}

/** A clock that erases: after so many days, or after as many as a hub chooses between the fewest and the most. */
export type RetentionClock = {
  readonly days: number
  /** Both left out where no hub may choose. */
  readonly fewest?: number
  readonly most?: number
  /** From when on the days are counted, in words. */
  readonly from: Key
  /** How many of a hub’s began to wait before an instant, and when the first of all began. */
  waiting(db: Db, hub: string, before: Instant): Promise<{ count: number; oldest: Instant | null }>
  /** Erases some that began before an instant, so many at most. @returns how many it was */
  erase(tx: Tx, due: Due): Promise<number>
}

/** What a clock erases at one go: what began `before`, now that it is `at`, so many at `most`; `forget` erases all that the slices hold on somebody. */
export type Due = {
  readonly hub: string
  readonly before: Instant
  readonly at: Instant
  readonly most: number
  readonly forget: Offered['forget']
}

/** Somebody of a hub, by id. */
export type Somebody = { readonly id: string; readonly hub: string }

/** A record of a hub in which some words stand: what people call it, its title, and a line around the words. */
export type Mention = {
  readonly noun: string
  readonly id: string
  readonly title: string
  readonly around: string
  /** Whether they stand in what everybody can read, in an earlier wording only, or only inside the hub. */
  readonly where: 'now' | 'earlier' | 'inside'
}

/** How words are found in the records of one kind, and erased from every wording, here and wherever copies are. */
export type Wordings = {
  readonly noun: string
  mentions(db: Db, hub: string, words: string): Promise<Mention[]>
  erase(
    world: World,
    who: Who,
    about: { id: string; words: string; instead: string },
  ): Promise<{ erased: number } | Refusal>
}

/** What the slices offer together, for pages that ask all of them. */
export type Offered = {
  readonly holdings: readonly Holding[]
  readonly wordings: readonly Wordings[]
  /** Links on the page of somebody of the hub, and on one’s own. */
  readonly onPerson: readonly { readonly name: Key; href(id: string): string }[]
  readonly onAccount: readonly { readonly name: Key; readonly href: string }[]
  /** What stands at the very foot of a record’s page. */
  foot: Beside
  /** What stands where it is said how to follow a hub. */
  following: Following
  about(world: World, person: Somebody): Promise<JsonObject>
  forget(tx: Tx, person: Somebody, at: Instant): Promise<void>
}

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
  /** What it shows at the very foot of the pages of others’ records. */
  readonly foot?: Beside
  /** What it shows where it is said how to follow a hub. */
  readonly following?: Following
  /** The kinds of private data it holds. */
  readonly holdings?: readonly Holding[]
  /** All it holds on somebody of a hub, for themselves to read. */
  readonly about?: (world: World, person: Somebody) => Promise<JsonObject>
  /** Erases what it holds on somebody; what they did stays, as of somebody who left. */
  readonly forget?: (tx: Tx, person: Somebody, at: Instant) => Promise<void>
  /** How words are erased from the records it owns. */
  readonly wordings?: readonly Wordings[]
  /** Links it lays on the page of somebody of the hub, and on one’s own. */
  readonly onPerson?: Offered['onPerson']
  readonly onAccount?: Offered['onAccount']
  /** Takes in a complaint from another server, for people to read. */
  readonly complain?: (world: World, complaint: Complaint) => Promise<void>
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
