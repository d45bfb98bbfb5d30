import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Command } from 'commander'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { block, unblock } from '../src/federation/lists.ts'
import { weigh } from '../src/federation/weigh.ts'
import { weighedInWords } from '../src/federation/weigh-words.ts'
import { followHub } from '../src/hubs/actions-follow.ts'
import { renewKeys } from '../src/hubs/actions-keys.ts'
import { verifyCommand } from '../src/hubs/commands-verify.ts'
import { amendIssue, draftIssue, publishIssue, withdrawIssue } from '../src/issues/actions.ts'
import { dialects } from './support/db.ts'
import { issueByIri } from './support/issues.ts'
import { startPeer } from './support/peer.ts'
import { openHub, type PeerHub } from './support/peer-hub.ts'
import { type Json, proveBy } from './support/peer-signatures.ts'
import { sure } from './support/people.ts'
import { startServer, type TestServer, until } from './support/server.ts'

const folder = mkdtempSync(join(tmpdir(), 'folkmoot-verify-'))
afterAll(() => rmSync(folder, { recursive: true }))
afterEach(() => {
  process.exitCode = undefined
})
let files = 0
const save = (document: unknown) => {
  const path = join(folder, `${++files}.json`)
  writeFileSync(path, typeof document === 'string' ? document : JSON.stringify(document))
  return path
}
const get = async (address: string): Promise<Json> =>
  (await fetch(address, { headers: { accept: 'application/activity+json' } })).json() as Promise<Json>
const asking = { offline: false, keys: null }
const alone = { offline: true, keys: null }

/** Runs `folkmoot verify` with these words: what it printed, and with which code it would exit. */
async function verify(world: TestServer['world'], ...words: string[]) {
  const program = new Command('folkmoot').exitOverride().configureOutput({ writeErr: () => {} })
  verifyCommand(program, (work) => work(world))
  for (const command of program.commands) command.exitOverride().configureOutput({ writeErr: () => {} })
  const lines: string[] = []
  const print = vi.spyOn(console, 'log').mockImplementation((line) => void lines.push(String(line)))
  try {
    await program.parseAsync(['verify', ...words], { from: 'user' })
    return { said: lines.join('\n'), code: process.exitCode ?? 0 }
  } finally {
    print.mockRestore()
    process.exitCode = undefined
  }
}

describe.each(dialects)('what is proved of a record, asked on %s', (dialect) => {
  let here: TestServer
  let there: TestServer
  let hub: Awaited<ReturnType<TestServer['hub']>>
  let city: typeof hub
  beforeAll(async () => {
    here = await startServer(dialect)
    there = await startServer('sqlite')
    hub = await there.hub('northend')
    city = await here.hub('city')
  })
  afterAll(async () => {
    await here.end()
    await there.end()
  })
  const publish = async (title: string) => {
    there.clock.ahead += 1000
    const draft = sure(
      await draftIssue(there.world, hub.who, { level: 'local', basis: 'listening', titles: { en: title } }),
    )
    return sure(await publishIssue(there.world, hub.who, draft.id))
  }
  const judged = async (document: Json, means = asking) => weigh(here.world, document, means)

  it('is said of what its origin serves, with the key, its dates and the entry of the log', async () => {
    const { iri } = await publish('Damp flats')
    const { said, code } = await verify(here.world, iri)
    expect(code).toBe(0)
    expect(said).toContain(`Proved: this is the issue ${iri}, revision 1`)
    expect(said).toContain(`as Hub of northend (${hub.hub.actor}) signed it on `)
    expect(said).toMatch(/The key is \S+#ed25519-key, in use since [-\d]+ [:\d]+ UTC, listed by its owner/)
    expect(said).toContain('Its origin serves just this now.')
    expect(said).toMatch(/The log of its hub names just this: entry (\d+) of \1 entr/)
    expect(said).toContain('- That what it says is true.')
    expect(said).not.toContain('Could not be found out')
    expect(said).not.toContain('How it came to')
  })

  it('is said of an earlier revision, as not the latest word', async () => {
    const issue = await publish('Late buses')
    const first = await get(issue.iri)
    there.clock.ahead += 1000
    sure(await amendIssue(there.world, hub.who, issue.id, { titles: { en: 'No buses at all' } }))
    const weighed = await judged(first)
    expect(weighed).toMatchObject({
      proved: true,
      claims: { revision: 1 },
      origin: { says: 'other', revision: 2 },
      log: { names: 'this' },
    })
    const { entry, newest } = weighed.log as { entry: number; newest: number }
    expect(newest).toBe(entry + 1)
    const { said, code } = await verify(here.world, save(first))
    expect(code).toBe(0)
    expect(said).toContain('revision 2 now')
    expect(said).toContain('what you have is not its latest word')
    expect(said).toContain(`Entry ${newest} is a later one about the same record.`)
    expect(said).toContain('- How it came to ')
    const kept = await verify(here.world, `${issue.iri}/revisions/1`)
    expect([kept.code, kept.said.includes('not its latest word')]).toEqual([0, true])
  })

  it('is said of what was withdrawn: of its Tombstone, and of the words somebody kept', async () => {
    const issue = await publish('Closed library')
    const words = await get(issue.iri)
    there.clock.ahead += 1000
    sure(await withdrawIssue(there.world, hub.who, issue.id, 'It opened again.'))
    const { said, code } = await verify(here.world, issue.iri)
    expect(code).toBe(0)
    expect(said).toContain(`this is the word that the issue ${issue.iri} was withdrawn`)
    const kept = await verify(here.world, save(words))
    expect(kept.code).toBe(0)
    expect(kept.said).toContain('Its origin has withdrawn it since, and says why: “It opened again.”')
  })

  it('is nothing where a word was changed, where the proof is another’s, or where there is none', async () => {
    const { iri } = await publish('Street lights')
    const document = await get(iri)
    const changed = await verify(here.world, save({ ...document, name: 'Street fights' }))
    expect(changed.code).toBe(1)
    expect(changed.said).toContain('Not proved: its proof does not hold')
    const { proof: _, ...bare } = document
    expect((await judged(bare)).why).toBe('it carries no proof')
    const elsewhere = { ...document, id: 'https://other.example/issues/1' }
    expect((await judged(elsewhere)).why).toContain('who is on another server')
    const letter = { type: 'Create', id: `${iri}#create`, actor: hub.hub.actor, object: document }
    expect((await judged(letter)).why).toContain(
      `it is a letter and no record; ask about what it is about: ${iri}`,
    )
  })

  it('needs no network for a file, where the key is known here or was kept, and says what it could not ask', async () => {
    const { iri } = await publish('Parking')
    const document = await get(iri)
    const owner = await get(hub.hub.actor)
    const history = await get(`${hub.hub.actor}/keys`)
    await there.close()
    try {
      const unknown = await verify(here.world, save(document), '--offline')
      expect(unknown.code).toBe(1)
      expect(unknown.said).toContain('Not proved: the keys of its owner could not be had')
      const kept = await verify(here.world, save(document), '--offline', '--keys', save(history))
      expect(kept.code).toBe(0)
      expect(kept.said).toContain('in use since')
      expect(kept.said).toContain('- Whether its origin still says so: nobody was asked, as was wished.')
      expect(kept.said).toContain('- Whether the log of its hub names it')
      expect(kept.said).toContain('- That the file of keys is really what ')
      const undated = await verify(here.world, save(document), '--offline', '--keys', save(owner))
      expect([undated.code, undated.said.includes('Since when its key is in use')]).toEqual([0, true])
      const silent = await verify(here.world, save(document), '--keys', save(owner))
      expect(silent.said).toContain('- Whether its origin still says so: nobody answers there.')
      expect((await verify(here.world, save(document), '--keys', save({ id: 'x' }))).code).toBe(1)
    } finally {
      await there.open()
    }
    sure(await followHub(here.world, city.who, hub.hub.actor))
    await until('the copy is here', () => issueByIri(here.world, iri))
    const known = await judged(document, alone)
    expect(known).toMatchObject({ proved: true, owner: { learnt: 'here' }, copy: { same: true } })
    const words = weighedInWords(known, 'a file')
    expect(words.unchecked.join()).toContain('Whether its owner still lists that key')
    const own = sure(
      await draftIssue(here.world, city.who, { level: 'local', basis: 'listening', titles: { en: 'Ours' } }),
    )
    const ours = sure(await publishIssue(here.world, city.who, own.id))
    expect(await judged(await get(ours.iri), alone)).toMatchObject({
      proved: true,
      key: { listed: true },
      owner: { learnt: 'here' },
      copy: null,
    })
  })

  it('is said of what a retired key signed in its time, and of nothing that it signed later', async () => {
    const issue = await publish('Signed with the old key')
    const document = await get(issue.iri)
    there.clock.ahead += 60_000
    sure(await renewKeys(there.world, hub.who))
    const { said, code } = await verify(here.world, save(document))
    expect(code).toBe(0)
    expect(said).toMatch(
      /#ed25519-key, in use from .* until .* and retired since, and stands in its owner’s key history/,
    )
    expect(said).toContain('whoever still has the retired key can write an old date')
  })

  it('asks nothing of a blocked domain, and says so', async () => {
    const { iri } = await publish('Noise')
    const document = await get(iri)
    const { host } = new URL(there.origin)
    sure(await block(here.world, host, '', null))
    expect((await judged(document)).origin).toEqual({ says: 'unknown', why: 'its domain is blocked' })
    await expect(verify(here.world, iri)).rejects.toThrow(`${iri} is not to be had: its domain is blocked.`)
    sure(await unblock(here.world, host, null))
  })

  it('is answered to scripts in JSON, with the same exit codes', async () => {
    const { iri } = await publish('Potholes')
    const proved = await verify(here.world, iri, '--json')
    expect(JSON.parse(proved.said)).toMatchObject({
      ...{ proved: true, claims: { id: iri, kind: 'moot:Issue' }, origin: { says: 'this' } },
      ...{ log: { names: 'this' }, words: { unchecked: [] } },
    })
    const lost = await verify(here.world, `${iri}x`, '--json')
    expect([lost.code, JSON.parse(lost.said).proved]).toEqual([1, false])
    expect(JSON.parse(lost.said).why).toContain('it answers 404')
    await expect(verify(here.world, join(folder, 'none.json'))).rejects.toThrow(
      'neither a file nor an address',
    )
    await expect(verify(here.world, save('{'))).rejects.toThrow('is no JSON')
    await expect(verify(here.world, iri, '--offline')).rejects.toMatchObject({ name: 'CommanderError' })
    await expect(verify(here.world)).rejects.toMatchObject({ name: 'CommanderError' })
  })
})

describe('what is proved of the record of a hub that does as it likes', () => {
  let here: TestServer
  let hub: PeerHub
  let end: () => Promise<void>
  let peer: Awaited<ReturnType<typeof startPeer>>
  beforeAll(async () => {
    here = await startServer('sqlite')
    peer = await startPeer()
    hub = openHub(peer, 'sly', { 'moot:keys': `${peer.origin}/users/sly/keys` })
    end = peer.end
  })
  afterAll(async () => {
    await here.end()
    await end()
  })
  const served = (more: Json = {}) => {
    const document = hub.article(more)
    hub.publish(document)
    return document
  }
  const said = async (document: Json) => {
    const weighed = await weigh(here.world, document, asking)
    return { ...weighed, words: weighedInWords(weighed, 'a file').found.join('\n') }
  }
  const key = () => hub.document.assertionMethod[0]
  const history = (more: Json) =>
    peer.serve(`${hub.id}/keys`, { body: { id: `${hub.id}/keys`, items: [{ ...key(), ...more }] } })

  it('is not that it stands in the log, where it does not', async () => {
    const document = served()
    const { proved, log, words } = await said(document)
    expect([proved, log?.names]).toEqual([true, 'not this'])
    expect(words).toContain('The log of its hub does not name it')
    hub.log(document)
    hub.log(served())
    expect((await said(document)).log).toEqual({ names: 'this', entry: 1, newest: 1, length: 2, since: 1 })
    const again = hub.prove({ ...document, name: 'Other words, never logged' })
    expect((await said(again)).words).toContain('though entry 1 is about this record')
  })

  it('is nothing by a log that does not hold together', async () => {
    const document = served()
    hub.log(document)
    hub.log(served())
    hub.serveLog({ 'moot:chain': 'sha-256:other' })
    expect((await said(document)).log).toEqual({ names: 'unknown', why: 'its log does not hold together' })
    hub.serveLog()
    expect((await said(document)).log?.names).toBe('this')
  })

  it('says when another text stands under the same number, or nothing at all', async () => {
    const document = served()
    hub.publish(hub.prove({ ...document, name: 'Rewritten in silence' }))
    expect((await said(document)).words).toContain('the same number with another text')
    peer.serve(document.id, { status: 404, body: {} })
    expect((await said(document)).words).toContain('knows nothing of it now')
  })

  it('is nothing outside the time in which its key was in use', async () => {
    const at = async (created: string) => {
      const { proof: _, ...bare } = served()
      return (await said(proveBy(hub.proofKey, bare, created))).why
    }
    history({ 'moot:validFrom': '2026-11-02T00:00:00.000Z', 'moot:validUntil': '2026-11-04T00:00:00.000Z' })
    expect(await at('2026-11-03T00:00:00Z')).toBeNull()
    expect(await at('2026-11-01T12:00:00Z')).toContain('dated before its key came into use')
    expect(await at('2026-11-05T00:00:00Z')).toContain('dated after its key was retired')
    expect(await at('2026-10-01T00:00:00Z')).toContain('older than its wording')
  })

  it('is nothing by a key that its owner does not have', async () => {
    const other = openHub(peer, 'other')
    const { proof: _, ...bare } = served()
    const { proved, why } = await said(proveBy(other.proofKey, bare, '2026-11-03T00:00:00Z'))
    expect([proved, why]).toEqual([false, expect.stringContaining('which is none of its owner’s')])
  })
})

describe('what is proved of a record far back in a long log', () => {
  it('is found, page by page, and every entry after it is followed to the end', async () => {
    const there = await startServer('sqlite')
    const hub = await there.hub('northend')
    const iris: string[] = []
    for (let i = 0; i < 103; i++) {
      const draft = sure(
        await draftIssue(there.world, hub.who, {
          level: 'local',
          basis: 'listening',
          titles: { en: `No. ${i}` },
        }),
      )
      iris.push(sure(await publishIssue(there.world, hub.who, draft.id)).iri)
    }
    const weighed = await weigh(there.world, await get(iris[1]!), asking)
    expect(weighed.log).toEqual({ names: 'this', entry: 2, newest: 2, length: 103, since: 1 })
    await there.end()
  })
})
