// Bare Fedify, as its manual begins: one actor with an RSA and an Ed25519 key, store and queue in memory, an inbox that
// keeps what comes in a Map. What Folkmoot is measured beside.
import '../src/lib/temporal.ts'
import {
  createFederation,
  generateCryptoKeyPair,
  InProcessMessageQueue,
  MemoryKvStore,
  ParallelMessageQueue,
} from '@fedify/fedify'
import { Create, Note, Person, PUBLIC_COLLECTION } from '@fedify/fedify/vocab'
import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import { answering, now } from './child.ts'
import { rsaPair } from './letters-fedify.ts'

const port = Number(process.env.PORT)
const origin = new URL(`http://localhost:${port}`)
const workers = Number(process.env.WORKERS ?? 1)
const queue = new InProcessMessageQueue()
const kept = new Map<string, unknown>()

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

federation
  .setInboxListeners('/users/{identifier}/inbox', '/inbox')
  .on(Create, async (_, create) => void kept.set(create.id!.href, await create.getObject()))

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
    kept: () => kept.size,
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
