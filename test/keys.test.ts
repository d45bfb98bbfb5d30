import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { followHub } from '../src/hubs/actions-follow.ts'
import { renewKeys } from '../src/hubs/actions-keys.ts'
import { draftIssue, publishIssue } from '../src/issues/actions.ts'
import { dialects } from './support/db.ts'
import { issueByIri } from './support/issues.ts'
import { sure } from './support/people.ts'
import { startServer, type TestServer, until } from './support/server.ts'

describe.each(dialects)('a hub on %s that renews its keys', (dialect) => {
  let here: TestServer
  let there: TestServer
  let hub: Awaited<ReturnType<TestServer['hub']>>
  const publish = async (title: string) => {
    const draft = sure(
      await draftIssue(here.world, hub.who, { level: 'local', basis: 'listening', titles: { en: title } }),
    )
    return sure(await publishIssue(here.world, hub.who, draft.id)).iri
  }
  beforeAll(async () => {
    here = await startServer(dialect)
    there = await startServer('sqlite')
    hub = await here.hub('northend')
  })
  afterAll(async () => {
    await here.end()
    await there.end()
  })

  it('keeps the old ones in its public history, with their dates, and signs only with the new', async () => {
    const old = await publish('Signed with the first key')
    here.clock.ahead += 60_000
    sure(await renewKeys(here.world, hub.who))
    const fresh = await publish('Signed with the second key')
    const read = async (iri: string) =>
      (await fetch(iri, { headers: { accept: 'application/activity+json' } })).json() as Promise<any>
    expect((await read(old)).proof.verificationMethod).toBe(`${hub.hub.actor}#ed25519-key`)
    expect((await read(fresh)).proof.verificationMethod).toBe(`${hub.hub.actor}#ed25519-key-2`)
    const actor = await read(hub.hub.actor)
    expect(actor.publicKey.id).toBe(`${hub.hub.actor}#main-key-2`)
    expect(actor.assertionMethod.map((key: any) => key.id)).toEqual([`${hub.hub.actor}#ed25519-key-2`])
    const history = (await read(`${hub.hub.actor}/keys`)).items
    expect(history.map((key: any) => [key.id.split('#')[1], key['moot:validUntil'] !== undefined])).toEqual([
      ['ed25519-key-2', false],
      ['main-key-2', false],
      ['ed25519-key', true],
      ['main-key', true],
    ])
  })

  it('is believed by who follows it now, for old records and for new ones', async () => {
    const city = await there.hub('city')
    sure(await followHub(there.world, city.who, `@northend@localhost:${here.port}`))
    const titles = async () => {
      const all = await there.world.db
        .selectFrom('records')
        .select('iri')
        .where('owner', '=', hub.hub.actor)
        .execute()
      return Promise.all(all.map(async ({ iri }) => (await issueByIri(there.world, iri))?.titles.en))
    }
    await until('both records are there', async () => (await titles()).length === 2)
    expect((await titles()).sort()).toEqual(['Signed with the first key', 'Signed with the second key'])
  })

  it('is believed at the next letter by who followed it before', async () => {
    sure(await renewKeys(here.world, hub.who))
    there.clock.ahead += 120_000
    here.clock.ahead += 120_000
    const iri = await publish('Signed with the third key')
    await until('the record is there', () => issueByIri(there.world, iri))
    expect(here.logged.filter(([level]) => level === 'error')).toEqual([])
  })
})
