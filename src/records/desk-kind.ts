import type { Child } from 'hono/jsx'
import type { Db } from '../db/index.ts'
import type { Hub } from '../hubs/model.ts'
import type { JsonObject } from '../lib/json.ts'
import type { Refusal } from '../lib/refusal.ts'
import type { Who } from '../lib/who.ts'
import type { Key, Words } from '../lib/words.ts'
import type { World } from '../world.ts'
import type { FormField, Section } from './fields.ts'
import type { AnyRecord } from './model.ts'
import type { Typed } from './typed.ts'

/** What a form of a kind is made for: who fills it in, for which hub, and what stands in it. */
export type Filling = {
  readonly world: World
  readonly who: Who
  readonly hub: Hub
  readonly words: Words
  readonly typed: Typed
}

/** How the pages of a kind speak of it. */
export type Sayings = {
  /** Its place at the desk, what it is for, and what to do where there is nothing yet. */
  readonly room: Key
  readonly lede: Key
  readonly empty: Key
  /** To begin one. */
  readonly begin: Key
  readonly fresh: Key
  /** What its title, its summary and its text are asked for as. */
  readonly title: Key
  readonly summary: Key
  readonly summaryHint: Key
  readonly content: Key
  /** The button that makes it public. */
  readonly publish: Key
  /** How many drafts wait; `count`. */
  readonly waiting: Key
  /** What withdrawing one means. */
  readonly withdrawing: Key
}

/** A page on which something of its own is done with records of a kind, such as a merge: where it lies below the record, and as what a link leads there. */
export type Way<R extends AnyRecord> = {
  readonly path: string
  readonly name: Key
  /** Whether this person may go it with this record. */
  may(who: Who, record: R): boolean
}

/** What a kind says of itself so that its records can be written, published and changed at the desk. Verbs are those of the operator’s tool. */
export type Desked<R extends AnyRecord> = {
  /** What it is called in the registry; its public pages lie at `path`, those of the desk at `/desk` before it. */
  readonly noun: string
  readonly path: string
  readonly say: Sayings
  readonly draftStates: readonly string[]
  readonly firstState: string
  stateName(state: string): Key
  one(db: Db, hub: string, id: string): Promise<R | undefined>
  own(
    db: Db,
    hub: string,
    about: { states?: readonly string[] | undefined; limit: number },
  ): Promise<readonly R[]>
  /** The fields of its own, beside those that all kinds have. */
  sections(filling: Filling): Promise<readonly Section[]>
  /** What stands in them of a record, and what they say of one; `before` is what it said until now, `lang` the page’s language. */
  typed(record: R): Typed
  said(typed: Typed, before: R | null, lang: string): Record<string, unknown>
  /** With what a new one begins, where another page leads to it (`?assembly=…`). */
  begun?(world: World, who: Who, asked: (name: string) => string | undefined): Promise<Typed>
  /** Names of groups of fields that may be left empty between filled ones. */
  readonly groups?: readonly string[]
  draft(
    world: World,
    who: Who,
    input: Record<string, unknown>,
    about: { id: string; state: string },
  ): Promise<R | Refusal>
  revise(
    world: World,
    who: Who,
    id: string,
    about: { changes: Record<string, unknown>; state: string; seen: string },
  ): Promise<R | Refusal>
  amend(
    world: World,
    who: Who,
    id: string,
    about: { changes: Record<string, unknown>; note: string | null; seen: string },
  ): Promise<R | Refusal>
  /** What it would say with these changes, without writing them. */
  reword(record: R, changes: Record<string, unknown>): R | Refusal
  publish(world: World, who: Who, id: string, seen: string): Promise<R | Refusal>
  withdraw(world: World, who: Who, id: string, reason: string): Promise<R | Refusal>
  discard(world: World, who: Who, id: string, seen: string): Promise<R | Refusal>
  mayRevise(who: Who, record: R): true | Refusal
  mayAmend(who: Who, record: R): true | Refusal
  mayPublish(who: Who, record: R): true | Refusal
  /** A draft as it would be if it were published now, and the document that would leave. */
  asPublished(world: World, draft: R): Promise<R>
  write(record: R): JsonObject
  /** Where a public one may go on from where it stands, and how it does; some need more to be said. */
  readonly moves: {
    to(record: R): readonly string[]
    fields?(record: R, words: Words): readonly FormField[]
    carry(
      world: World,
      who: Who,
      record: R,
      about: { to: string; typed: Typed; note: string | null },
    ): Promise<R | Refusal>
  }
  readonly ways?: readonly Way<R>[]
  /** What else stands on its page at the desk. */
  beside?(world: World, who: Who, record: R): Promise<Child>
  /** What is to be known after a draft was thrown away. */
  afterDiscard?(record: R): Key | null
}
