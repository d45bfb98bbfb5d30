import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { dialects } from './support/db.ts'
import { expectRefused, honest, openStage, type Refused, type Stage, tell } from './support/hostile.ts'
import { issueByIri } from './support/issues.ts'
import { activityJson, post, send } from './support/peer.ts'
import { type Json, signCavage } from './support/peer-signatures.ts'
import { until } from './support/server.ts'

/** A letter of Alice's as bytes, well signed. */
function signedBy({ alice, inbox }: Stage, body: string) {
  return signCavage(alice.key, { method: 'POST', address: inbox, body })
}
const bytes = (says: string, status: number, why: RegExp, body: (stage: Stage) => string): Refused => ({
  says,
  status,
  why,
  send: (stage) => {
    const text = body(stage)
    return post(stage.inbox, text, { signed: signedBy(stage, text) })
  },
})
const shaped = (says: string, status: number, why: RegExp, change: (letter: Json, stage: Stage) => Json) =>
  bytes(says, status, why, (stage) => JSON.stringify(change(honest(stage), stage)))
const typed = (type: string): Refused => ({
  says: `that calls itself ${type}`,
  status: 415,
  why: /no ActivityPub document/,
  send: (stage) => {
    const body = JSON.stringify(honest(stage))
    return post(stage.inbox, body, { signed: signedBy(stage, body), headers: { 'content-type': type } })
  },
})

const padded = (letter: Json, size: number): string => {
  const body = JSON.stringify({ ...letter, padding: '' })
  return body.replace('"padding":""', `"padding":"${'x'.repeat(size - body.length)}"`)
}
const mebibyte = 1 << 20
const nested = (depth: number): Json => (depth === 0 ? {} : { more: nested(depth - 1) })

const tooLarge: Refused[] = [
  bytes('of one byte more than a mebibyte', 413, /over 1 MiB/, (stage) =>
    padded(honest(stage), mebibyte + 1),
  ),
  {
    says: 'of more than a mebibyte that does not say how long it is',
    status: 413,
    why: /over 1 MiB/,
    send: (stage) => {
      const body = padded(honest(stage), mebibyte + 1)
      return post(stage.inbox, body, { signed: signedBy(stage, body), chunked: true })
    },
  },
  {
    says: 'that says it is longer than a mebibyte before it is sent',
    status: 413,
    why: /over 1 MiB/,
    send: (stage) => raw(stage, JSON.stringify(honest(stage)), mebibyte + 1),
  },
  {
    says: 'that is longer than it says',
    status: 400,
    why: /no JSON/,
    send: (stage) => raw(stage, padded(honest(stage), mebibyte + 1), 100),
  },
]

const illShaped: Refused[] = [
  typed('application/json'),
  typed('text/html'),
  typed('application/activity+jsonp'),
  bytes('that is no JSON', 400, /no JSON/, () => 'a letter'),
  bytes('that is empty', 400, /no JSON/, () => ''),
  bytes('that is a list', 400, /no JSON object/, (stage) => JSON.stringify([honest(stage)])),
  bytes('that is a text', 400, /no JSON object/, () => '"a letter"'),
  ...['@graph', '@reverse', '@included', '@nest'].map((word) =>
    shaped(`with ${word} deep inside`, 400, /re-arranges itself/, (letter) => ({
      ...letter,
      object: { ...letter.object, tag: [{ more: { [word]: [] } }] },
    })),
  ),
  shaped('that is too deep', 400, /too deep/, (letter) => ({ ...letter, more: nested(100) })),
  bytes('that is so deep that a parser may fall over it', 400, /too deep|no JSON/, (stage) =>
    JSON.stringify({ ...honest(stage), more: 0 }).replace(
      '"more":0',
      `"more":${'['.repeat(2e5)}${']'.repeat(2e5)}`,
    ),
  ),
  shaped('of too many parts', 400, /too large/, (letter) => ({ ...letter, more: Array(20_000).fill(0) })),
  shaped('with a NUL deep inside', 400, /holds what is no text/, (letter) => ({
    ...letter,
    object: { ...letter.object, tag: [{ name: 'a\u0000b' }] },
  })),
  shaped('with a NUL in its id', 400, /holds what is no text/, (letter) => ({
    ...letter,
    id: `${letter.id}\u0000`,
  })),
  shaped('with half a character', 400, /holds what is no text/, (letter) => ({ ...letter, '\ud83d': 1 })),
  shaped('whose id is short in letters and long in bytes', 400, /no id/, (letter) => ({
    ...letter,
    id: `${letter.id}/${Array.from({ length: 1500 }, (_, at) => String.fromCharCode(0x4e00 + at * 7)).join('')}`,
  })),
  shaped('whose id has a space in it', 400, /no id/, (letter) => ({ ...letter, id: `${letter.id} ` })),
  shaped('of an actor with a password', 400, /no single actor/, (letter) => ({
    ...letter,
    actor: letter.actor.replace('//', '//:secret@'),
  })),
  shaped('of two actors', 400, /no single actor/, (letter, { bob }) => ({
    ...letter,
    actor: [letter.actor, bob.id],
  })),
  shaped('of one actor in a list', 400, /no single actor/, (letter) => ({
    ...letter,
    actor: [letter.actor],
  })),
  shaped('of nobody', 400, /no single actor/, ({ actor: _, ...letter }) => letter),
  shaped('of several types', 400, /no single type/, (letter) => ({ ...letter, type: ['Create', 'Add'] })),
  shaped('of no type', 400, /no single type/, ({ type: _, ...letter }) => letter),
  shaped('without an id', 400, /no id/, ({ id: _, ...letter }) => letter),
  shaped('whose id is no web address', 400, /no id/, (letter) => ({ ...letter, id: 'urn:uuid:1' })),
  shaped('whose id is longer than any address', 400, /no id/, (letter) => ({
    ...letter,
    id: `${letter.id}/${'x'.repeat(3000)}`,
  })),
  shaped('whose id is on another server', 403, /not on the server of its actor/, (letter, { other }) => ({
    ...letter,
    id: other.newId('activities'),
  })),
]

/** Sends a letter over a bare connection with whatever length it claims; gives the first status that comes back. */
function raw(stage: Stage, body: string, length: number): Promise<number> {
  const headers = Object.entries({
    ...signedBy(stage, body),
    'content-type': activityJson,
    'content-length': String(length),
  })
  const head = headers.map(([name, value]) => `${name}: ${value}\r\n`).join('')
  return new Promise((resolve, reject) => {
    const socket = connect(stage.server.port, 'localhost', () =>
      socket.write(`POST /inbox HTTP/1.1\r\n${head}\r\n${body}`),
    )
    socket.on('data', (data) => {
      resolve(Number(/^HTTP\/1\.1 (\d+)/.exec(data.toString())?.[1]))
      socket.destroy()
    })
    socket.on('error', reject)
  })
}

describe.each(dialects)('a letter to a server on %s is refused', (dialect) => {
  let stage: Stage
  beforeAll(async () => {
    stage = await openStage(dialect)
  })
  afterAll(() => stage.end())

  it.each([...tooLarge, ...illShaped])('$says', async (refused) => {
    await expectRefused(stage, refused)
  })

  it('not for being just as large as it may be', async () => {
    const body = padded(honest(stage), mebibyte)
    expect(await post(stage.inbox, body, { signed: signedBy(stage, body) })).toBe(202)
  })

  it('not the second time, but it is handled only once', async () => {
    const letter = honest(stage)
    const from = stage.server.logged.length
    for (const _ of [1, 2, 3]) expect(await tell(stage, stage.alice, letter)).toBe(202)
    const another = honest(stage)
    expect(await tell(stage, stage.alice, another)).toBe(202)
    const read = (iri: string) =>
      stage.server.logged.slice(from).filter(([, what, about]) => what === 'letter read' && about.iri === iri)
    for (const { object } of [letter, another]) await until('it is read', () => read(object.id).length > 0)
    // What is being read does not count as waiting, so the table is asked and not the queue.
    const left = () => stage.world.db.selectFrom('queue').select('seq').where('queue', '=', 'inbox').execute()
    await until('nothing is left to be read', async () => (await left()).length === 0)
    expect(read(letter.object.id)).toHaveLength(1)
  })

  it('not for naming an actor that calls itself something unspeakable; the reading of others goes on', async () => {
    const { theirs, alice, inbox, world } = stage
    const eve = theirs.actor('eve')
    const about = (type: string) => ({ id: theirs.newId('activities'), type, actor: eve.id, object: eve.id })
    expect(await send(eve, inbox, about('Update'))).toBe(202)
    Object.assign(eve.document, { id: '\u0000', preferredUsername: '\u0000' })
    expect(await send(eve, inbox, about('Delete'))).toBe(202)
    const letter = honest(stage)
    expect(await send(alice, inbox, letter)).toBe(202)
    await until('the record is here', () => issueByIri(world, letter.object.id))
  })

  it('where its sender calls itself something that is no text, and no fault is made of it', async () => {
    const { theirs, inbox, server } = stage
    const eve = theirs.actor('nameless')
    for (const more of [{ id: { toString: 1, valueOf: 1 } }, { type: { toString: 1, valueOf: 1 } }]) {
      theirs.serve(eve.id, { body: { ...eve.document, ...more } })
      const letter = { id: theirs.newId('activities'), type: 'Like', actor: eve.id, object: eve.id }
      expect(await send(eve, inbox, letter)).toBe(401)
    }
    expect(server.logged.filter(([level]) => level === 'error')).toEqual([])
  })

  it('where its record has an address of unusual length, and no fault is made of it', async () => {
    const { alice, server } = stage
    const letter = honest(stage)
    const id = `${letter.object.id}/${'é'.repeat(1500)}`
    const from = server.logged.length
    expect(await tell(stage, alice, { ...letter, object: id })).toBe(202)
    await until('it is refused', () =>
      server.logged
        .slice(from)
        .find(([, , about]) => /not on the server of its owner/.test(String(about.why))),
    )
  })

  it('not for bearing the id of a neighbour’s letter, which is no repetition', async () => {
    const hers = honest(stage)
    const his = stage.bob.article({ name: 'Of Bob' })
    stage.bob.publish(his)
    expect(await tell(stage, stage.bob, { ...stage.bob.says('Create', his), id: hers.id })).toBe(202)
    expect(await tell(stage, stage.alice, hers)).toBe(202)
    const kept = () => stage.world.db.selectFrom('records').select('iri').execute()
    await until('her record is here', async () => (await kept()).some(({ iri }) => iri === hers.object.id))
  })
})
