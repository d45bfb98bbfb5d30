// Bare Fedify, as its manual begins: one actor with an RSA and an Ed25519 key, store and queue in memory, an inbox that
// keeps what comes in a Map. What Folkmoot is measured beside.
import '../src/lib/temporal.ts'
import {
  createFederation,
  generateCryptoKeyPair,
  InProcessMessageQueue,
  type KeyCache,
  MemoryKvStore,
  ParallelMessageQueue,
  verifyObject,
} from '@fedify/fedify'
import {
  Create,
  type CryptographicKey,
  type Multikey,
  Note,
  OrderedCollection,
  Person,
  PUBLIC_COLLECTION,
} from '@fedify/fedify/vocab'
import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import { answering, now } from './child.ts'
import { rsaPair } from './letters-fedify.ts'

const port = Number(process.env.PORT)
const origin = new URL(`http://localhost:${port}`)
const workers = Number(process.env.WORKERS ?? 1)
const queue = new InProcessMessageQueue()
const kept = new Map<string, unknown>()
/** Whether what comes is only counted: where memory is watched for an hour. */
const counting = process.env.KEEP === 'nothing'
let came = 0
const notes = new Map<string, Note>()

const federation = createFederation<void>({
  kv: new MemoryKvStore(),
  queue: workers > 1 ? new ParallelMessageQueue(queue, workers) : queue,
  // Everything here happens on this machine.
  allowPrivateAddress: true,
})

// Fedify's own RSA keys have 4096 bits and sign six times slower; these are like everybody's.
const keys = Promise.all([rsaPair(), generateCryptoKeyPair('Ed25519')])

federation
  .setActorDispatcher('/users/{identifier}', async (ctx, identifier) => {
    if (identifier !== 'alice') return null
    const pairs = await ctx.getActorKeyPairs(identifier)
    return new Person({
      id: ctx.getActorUri(identifier),
      preferredUsername: identifier,
      name: 'Alice',
      summary: 'Somebody to be measured.',
      inbox: ctx.getInboxUri(identifier),
      url: new URL('/page', origin),
      publicKey: pairs[0]!.cryptographicKey,
      assertionMethods: pairs.map((pair) => pair.multikey),
    })
  })
  .setKeyPairsDispatcher((_, identifier) => (identifier === 'alice' ? keys : []))

federation.setInboxListeners('/users/{identifier}/inbox', '/inbox').on(Create, async (_, create) => {
  const object = await create.getObject()
  came++
  if (!counting) kept.set(create.id!.href, object)
})

federation.setObjectDispatcher(Note, '/notes/{id}', (_, { id }) => notes.get(id) ?? null)

const app = new Hono()
const page = `<!doctype html><title>A page</title><p>${'Something to read. '.repeat(120)}`
app.get('/page', (c) => c.html(page))
const longer = new Map<number, string>()
app.get('/page/:bytes', (c) => {
  const bytes = Number(c.req.param('bytes'))
  const held = longer.get(bytes) ?? page.padEnd(bytes)
  longer.set(bytes, held)
  return c.html(held)
})
app.all('*', (c) => federation.fetch(c.req.raw, { contextData: undefined }))
serve({ fetch: app.fetch, port, hostname: '127.0.0.1' })

if (process.send)
  answering({
    kept: () => came,
    /** Writes so many notes; says their addresses. */
    fill: ({ notes: many }: { notes: number }) =>
      Array.from({ length: many }, () => {
        const id = crypto.randomUUID()
        const address = new URL(`/notes/${id}`, origin)
        const content = `<p>${'Damp walls in the flats. '.repeat(30)}</p>`
        const attribution = new URL('/users/alice', origin)
        notes.set(id, new Note({ id: address, attribution, content, to: PUBLIC_COLLECTION }))
        return address.href
      }),
    /** Walks a collection, so many at a time, and checks the proof of each thing in it; says how many there were. */
    walk: async ({ collection, atATime }: { collection: string; atATime: number }) => {
      const ctx = federation.createContext(origin, undefined)
      const loaders = { documentLoader: ctx.documentLoader, contextLoader: ctx.contextLoader }
      const keys = new Map<string, CryptographicKey | Multikey | null>()
      const keyCache: KeyCache = {
        get: async (id) => keys.get(id.href),
        set: async (id, key) => void keys.set(id.href, key),
      }
      const head = await ctx.lookupObject(collection)
      if (!(head instanceof OrderedCollection)) throw new Error(`${collection} is no collection`)
      const ids: URL[] = []
      for (let page = await head.getFirst(loaders); page; page = await page.getNext(loaders))
        ids.push(...page.itemIds)
      const many = ids.length
      const work = async () => {
        for (let id = ids.shift(); id; id = ids.shift()) {
          const { document } = await ctx.documentLoader(id.href)
          const note = await verifyObject(Note, document, { ...loaders, keyCache })
          if (!note) throw new Error(`the proof of ${id} does not hold`)
          kept.set(id.href, note)
        }
      }
      await Promise.all(Array.from({ length: atATime }, work))
      return many
    },
    /** Sends so many notes to all inboxes; says when it began (ms since 1970). */
    deliver: async ({ inboxes, notes }: { inboxes: string[]; notes: number }) => {
      const ctx = federation.createContext(origin, undefined)
      const recipients = inboxes.map((inbox) => ({
        id: new URL(inbox.replace(/\/inbox$/, '')),
        inboxId: new URL(inbox),
      }))
      const began = now()
      for (let i = 0; i < notes; i++) {
        const id = `${origin.origin}/notes/${crypto.randomUUID()}`
        const actor = ctx.getActorUri('alice')
        const object = new Note({
          id: new URL(id),
          attribution: actor,
          content: 'Damp walls in the flats. '.repeat(30),
        })
        const activity = new Create({ id: new URL(`${id}#create`), actor, object, to: PUBLIC_COLLECTION })
        await ctx.sendActivity({ identifier: 'alice' }, recipients, activity)
      }
      return began
    },
  })
