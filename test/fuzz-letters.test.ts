import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { takeIn } from '../src/federation/copies.ts'
import { readLetter } from '../src/federation/receive.ts'
import { followHub } from '../src/hubs/actions-follow.ts'
import { draftIssue, publishIssue } from '../src/issues/actions.ts'
import type { JsonObject } from '../src/lib/json.ts'
import { isRefusal } from '../src/lib/refusal.ts'
import { instant } from '../src/lib/time.ts'
import { slices } from '../src/slices.ts'
import { mutated, mutatedBytes, patience, tries } from './support/fuzz.ts'
import { openPublicServer, type PublicServer } from './support/open-server.ts'
import type { Peer } from './support/peer.ts'
import { openHub, type PeerHub } from './support/peer-hub.ts'
import type { Json } from './support/peer-signatures.ts'
import { sure } from './support/people.ts'
import { until } from './support/server.ts'

let ours: PublicServer
let peer: Peer
let hub: PeerHub
let letters: Json[]
beforeAll(async () => {
  ours = await openPublicServer({ FOLKMOOT_LETTERS_PER_MINUTE: '1000000' })
  peer = ours.peer('peer.example')
  hub = openHub(peer, 'southend')
  const [article, old] = [hub.article(), hub.article()]
  for (const document of [article, old]) hub.publish(document)
  const { activity } = await followed()
  const draft = sure(
    await draftIssue(ours.world, ours.hub.who, {
      level: 'local',
      basis: 'listening',
      titles: { en: 'Buses' },
    }),
  )
  const { iri } = sure(await publishIssue(ours.world, ours.hub.who, draft.id))
  const reply = hub.article({ type: 'Note', inReplyTo: iri, 'moot:kind': null, content: '<p>Here too.</p>' })
  hub.publish(reply)
  const tombstone = { id: old.id, type: 'Tombstone', formerType: 'Article' }
  letters = [
    hub.says('Create', article),
    hub.says('Update', { ...article, name: 'Changed' }),
    hub.says('Delete', tombstone),
    hub.says('Delete', old.id),
    hub.says('Follow', ours.hub.hub.actor),
    hub.says('Undo', hub.says('Follow', ours.hub.hub.actor)),
    hub.says('Accept', activity),
    hub.says('Reject', { id: activity, type: 'Follow', actor: ours.hub.hub.actor, object: hub.id }),
    hub.says('Update', hub.document),
    hub.says('Announce', iri as string),
    hub.says('Like', iri as string),
    hub.says('Undo', hub.says('Like', iri as string)),
    hub.says('Join', iri as string),
    hub.says('Create', reply),
    hub.says('Update', reply),
  ]
})
afterAll(() => ours.end())
beforeEach(() => ours.logged.splice(0))

async function followed() {
  sure(await followHub(ours.world, ours.hub.who, hub.id))
  return ours.world.db.selectFrom('followings').select('activity').executeTakeFirstOrThrow()
}

/** No fault of ours was logged, and nothing in the queue failed for a reason that is ours. */
async function noFault(): Promise<void> {
  expect(ours.logged.filter(([level]) => level === 'error')).toEqual([])
  for (const table of ['queue', 'dead_letters'] as const)
    for (const { why } of await ours.world.db.selectFrom(table).select('why').execute())
      expect(why ?? '').not.toMatch(/Error|not a function|Cannot |undefined|SQLITE|constraint/)
}

const answers = new Set([202, 400, 401, 403, 408, 413, 415, 429])
const post = (body: BodyInit, headers: Record<string, string>) =>
  ours.app.fetch(new Request('https://hub.example/inbox', { method: 'POST', body, headers }))
const types = [
  'application/activity+json',
  'application/ld+json; profile="x"',
  'text/html',
  '',
  'application/activity+jsonx',
]
const headers = fc.record(
  {
    'content-type': fc.oneof(
      { weight: 8, arbitrary: fc.constant(types[0]!) },
      { arbitrary: fc.constantFrom(...types), weight: 1 },
    ),
    signature: fc.oneof(
      fc.constantFrom(
        'keyId="https://peer.example/users/southend#main-key",headers="(request-target) host date digest",signature="AAAA"',
        'keyId="https://peer.example/users/southend#main-key",algorithm="hs2019",signature="="',
        'keyId="x",signature="x"',
        'sig1=:AAAA:',
        'keyId="https://peer.example/users/southend#main-key",,,',
      ),
      fc.string({ unit: 'grapheme-ascii', maxLength: 60 }).map((text) => text.trim()),
    ),
    'signature-input': fc.oneof(
      fc.constantFrom(
        'sig1=("@method" "@target-uri" "content-digest");created=1;keyid="https://peer.example/users/southend#main-key"',
        'sig1=();keyid="https://peer.example/users/southend#main-key"',
        `sig1=(${'"a" '.repeat(500)});keyid="x"`,
      ),
      fc.string({ unit: 'grapheme-ascii', maxLength: 60 }).map((text) => text.trim()),
    ),
    date: fc.constantFrom('', 'yesterday', new Date().toUTCString(), '2026-11-01'),
    digest: fc.constantFrom('', 'SHA-256=', 'sha-256=AAAA', 'md5=x,SHA-256=AAAA'),
    'content-digest': fc.constantFrom('', 'sha-256=:AAAA:', 'sha-256=', 'x'),
  },
  { requiredKeys: ['content-type'] },
)

it('a letter of any bytes, however signed, is answered with a plain no', { timeout: patience }, async () => {
  const raw = mutatedBytes(letters.map((letter) => JSON.stringify(letter)))
  const body = fc.oneof(
    mutated(letters).map((letter) => JSON.stringify(letter)),
    raw,
    fc.uint8Array({ maxLength: 40 }),
  )
  const property = fc.asyncProperty(body, headers, async (bytes, head) => {
    const answer = await post(bytes as BodyInit, head)
    expect(answers).toContain(answer.status)
    expect(answer.status).not.toBe(202)
    expect(await answer.text()).toBe('')
    if (ours.logged.length > 1000) {
      await noFault()
      ours.logged.splice(0)
    }
  })
  await fc.assert(property, tries(20_000))
  await noFault()
})

it('a letter that is well signed may say anything, and no fault is made of it', {
  timeout: patience,
}, async () => {
  const property = fc.asyncProperty(mutated(letters), async (letter) => {
    const status = await ours.tell(hub.key, letter)
    expect(answers).toContain(status)
  })
  await fc.assert(property, tries(1_200))
  // What is being read does not count as waiting, so the table is asked and not the queue.
  const due = () =>
    ours.world.db
      .selectFrom('queue')
      .select('seq')
      .where('queue', '=', 'inbox')
      .where('due', '<=', instant(ours.world.clock()))
      .execute()
  await until('all is read', async () => (await due()).length === 0)
  await noFault()
  // Whatever was said, it is still followed from here and its records are its own.
  const rows = await ours.world.db.selectFrom('records').select(['iri', 'owner']).execute()
  expect(rows.filter(({ owner }) => ![hub.id, ours.hub.hub.actor].includes(owner))).toEqual([])
})

it('what is read behind the door ends in a state or in a reason to try again', {
  timeout: patience,
}, async () => {
  const world = { ...ours.world, client: { ...ours.world.client, get: async () => nobody() } }
  const nobody = (): never => {
    throw new Error('nobody answers there')
  }
  const property = fc.asyncProperty(mutated(letters), async (activity) => {
    // Whatever else is wrong with it, the door has seen to these.
    if (typeof activity.id !== 'string' || typeof activity.type !== 'string') return
    const failed = await readLetter(
      { ...ours.office, world },
      { actor: hub.id, activity: activity as JsonObject },
    ).then(
      () => null,
      (error: Error) => error,
    )
    if (failed) expect(failed.message).toMatch(/could not be read/)
  })
  // Found by a longer run: a type that JavaScript itself knows as a name.
  const liked = letters.find(({ type }) => type === 'Like')!.object
  const object = { id: `${hub.id}#1`, type: 'constructor', object: liked }
  const examples: [Json][] = [[hub.says('Undo', object)]]
  await fc.assert(property, { ...tries(4_000), examples })
  await noFault()
})

it('a document of any content at its origin is kept as what may be shown, or not at all', {
  timeout: patience,
}, async () => {
  const served = { body: '' }
  const get = async (url: string) => ({
    ...{ status: 200, url, type: 'application/activity+json', headers: {} },
    body: url === hub.id ? JSON.stringify(hub.document) : served.body,
  })
  const world = { ...ours.world, client: { ...ours.world.client, get } }
  const kinds = slices.flatMap((slice) => slice.kinds ?? [])
  let kept = 0
  const property = fc.asyncProperty(
    mutated([hub.article(), hub.article({ summary: '<p>a</p>' })]),
    async (changed) => {
      // Proved after it was changed: else nothing would come past the proof.
      served.body = JSON.stringify(proved(changed))
      const iri = typeof changed.id === 'string' ? changed.id : `${peer.origin}/issues/1`
      const verdict = await takeIn(world, kinds, { iri, owner: hub.id })
      if (isRefusal(verdict) || !('kept' in verdict)) return
      if (++kept % 20 > 0) return
      const page = await ours.app.fetch(new Request(`https://hub.example/seen/issues/${verdict.kept}`))
      expect(page.status).toBe(200)
      expect(await page.text()).not.toMatch(/<script|javascript:|onclick|[\u202a-\u202e]/)
    },
  )
  await fc.assert(property, tries(4_000))
  expect(kept).toBeGreaterThan(0)
  for (const face of ['/map', '/map.json', '/map.atom'])
    expect((await ours.app.fetch(new Request(`https://hub.example${face}`))).status).toBe(200)
  await noFault()
})

function proved(document: Json): Json {
  try {
    return hub.prove(document)
  } catch {
    // What has no canonical form has no proof either.
    return document
  }
}
