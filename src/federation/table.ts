import type { Generated } from 'kysely'
import type { Instant } from '../lib/time.ts'

/** What the post office keeps. JSON columns are opaque text; `sealed` columns are encrypted with the server's secret. */
export interface FederationTables {
  settings: { key: string; value: string }
  /** Everybody who speaks from this server. `document` is the actor as served, byte for byte. */
  actors: {
    id: string
    kind: 'hub' | 'server'
    hub_id: string | null
    handle: string
    document: string | null
    /** 1 where the number of those who follow it is told to nobody. */
    followers_hidden: number
    created: Instant
    changed: Instant
    closed: Instant | null
  }
  /** Every key ever used; a retired one stays listed in public and never signs again. `public` is PEM (rsa) or multibase (ed25519). */
  keys: {
    id: string
    actor_id: string
    hub_id: string | null
    /** The fragment of its id: `main-key` in `…/actors/x#main-key`. */
    name: string
    algorithm: 'rsa' | 'ed25519'
    public: string
    sealed: string
    created: Instant
    retired: Instant | null
  }
  /** The registry: every public record, ours (hub_id set) and copies of others'. */
  records: {
    api_id: Generated<number>
    id: string
    iri: string
    /** Our word for what it is, as `issue`. */
    kind: string
    /** IRI of the actor who owns it. */
    owner: string
    origin: string
    hub_id: string | null
    revision: number
    published: Instant
    updated: Instant
    state: 'live' | 'withdrawn'
    licence: string | null
    digest: string
    /** The object as served (ours) or as it was fetched (a copy); of a withdrawn one its Tombstone. */
    document: string | null
    reason: string | null
    /** When a copy was last seen at its origin; null for ours. */
    seen: Instant | null
    /** Number in its owner's log of changes when we last read it there; null for ours, and for what only a letter brought. */
    origin_seq: number | null
  }
  revisions: {
    record_id: string
    revision: number
    hub_id: string | null
    document: string
    digest: string
    published: Instant
    erased: Instant | null
  }
  /** Head of each hub's public log of changes. */
  change_logs: { actor_id: string; hub_id: string | null; epoch: string; seq: number; chain: string }
  changes: {
    actor_id: string
    seq: number
    hub_id: string | null
    record_id: string
    iri: string
    kind: string
    verb: 'publish' | 'amend' | 'withdraw'
    revision: number
    updated: Instant
    digest: string
    /** Digest of this entry and the chain before it: two logs that agree here agree on everything before. */
    chain: string
  }
  /** What happened here and must be told: a kind and an id, never the content. */
  outbox: {
    id: string
    hub_id: string | null
    actor_id: string
    news: string
    subject: string
    detail: string | null
    happened: Instant
    told: Instant | null
  }
  /** The body of an activity on its way, once for all its receivers. */
  letters: { id: string; actor_id: string; sealed: string; made: Instant }
  queue: {
    seq: Generated<number>
    queue: string
    sealed: string
    ordering_key: string | null
    due: Instant
    attempts: number
    leased_by: string | null
    leased_until: Instant | null
    made: Instant
    why: string | null
  }
  dead_letters: {
    seq: number
    queue: string
    sealed: string
    ordering_key: string | null
    attempts: number
    why: string
    made: Instant
    died: Instant
  }
  kv: { key: string; value: string; expires: Instant | null }
  /** Ids of activities already taken in, so that a repeated letter is harmless. */
  received: { activity: string; actor: string; at: Instant }
  /** Actors of other servers, and how far we have read their log of changes. */
  peers: {
    actor: string
    origin: string
    /** `name@host` as WebFinger gave it, or null. */
    handle: string | null
    name: string | null
    type: string
    inbox: string
    shared_inbox: string | null
    /** JSON: PeerKey[] of federation/remote.ts. */
    keys: string
    document: string
    /** Address of its log of changes, or null where it keeps none. */
    changes: string | null
    fetched: Instant
    gone: Instant | null
    epoch: string | null
    /** Number of the last entry of its log that we have read and applied. */
    cursor: number
    chain: string | null
    /** Number of the newest entry its log had when we last looked. */
    head: number
    crawl_due: Instant | null
    /** When its log was last read to the end. */
    crawled: Instant | null
    /** Since when it has not answered, or null. */
    failing: Instant | null
    failures: number
    last_error: string | null
  }
  peer_pages: { actor: string; page: number; chain: string }
  /** Records that a peer's log names and that it does not serve as it should: its log is read on, and they are asked for again. */
  owed: {
    actor: string
    iri: string
    /** The newest entry of the log about it: number, digest and verb. */
    seq: number
    digest: string
    verb: string
    tries: number
    due: Instant
    why: string
  }
  /** Whom our hubs follow. */
  followings: {
    hub_id: string
    actor: string
    activity: string
    state: 'asked' | 'accepted' | 'rejected' | 'ended'
    asked: Instant
    /** How often it has been asked since the hub wanted it. */
    asks: number
    answered: Instant | null
    ended: Instant | null
  }
  /** Who follows our hubs. */
  followers: {
    hub_id: string
    actor: string
    activity: string
    inbox: string
    shared_inbox: string | null
    state: 'following' | 'ended' | 'dead'
    since: Instant
    ended: Instant | null
    why: string | null
  }
  /** Likes and boosts of records of ours: counted, and never shown by whom. */
  reactions: {
    record_id: string
    hub_id: string
    what: 'like' | 'boost'
    actor: string
    activity: string
    at: Instant
  }
  /** Replies to records of ours. Each is held until an organiser of the hub shows or hides it. */
  replies: {
    iri: string
    record_id: string
    hub_id: string
    actor: string
    /** The text as sanitised HTML. */
    html: string
    language: string | null
    published: Instant
    updated: Instant
    state: 'held' | 'shown' | 'hidden'
    judged: Instant | null
    received: Instant
  }
  /** How delivery goes: to a server by its origin (does anybody answer?), to an inbox by its own address (is it taken?). */
  hosts: {
    address: string
    failing: Instant | null
    failures: number
    last_error: string | null
    last_ok: Instant | null
  }
  /** Whom this server has nothing to do with, and whom alone it deals with. What has ended stays, with who ended it. */
  policy: {
    seq: Generated<number>
    /** `block`; `allow`; or `limit`, with the subject `all`, while only those who are allowed are dealt with. */
    list: 'block' | 'allow' | 'limit'
    /** A domain, with its port where it has one of its own, for it and all below it; or the address of one actor. */
    subject: string
    hub_id: string | null
    reason: string
    by_person: string | null
    since: Instant
    ended: Instant | null
    ended_by: string | null
  }
}
