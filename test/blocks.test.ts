import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openPulse } from '../src/db/pulse.ts'
import { block, unblock } from '../src/federation/lists.ts'
import { isBlocked } from '../src/federation/policy.ts'
import { throwAway } from '../src/federation/throw-away.ts'
import { followHub } from '../src/hubs/actions-follow.ts'
import { peersInWords } from '../src/hubs/peers.ts'
import { draftIssue, publishIssue } from '../src/issues/actions.ts'
import { isRefusal } from '../src/lib/refusal.ts'
import { DAY } from '../src/lib/time.ts'
import { dialects } from './support/db.ts'
import { issueByIri } from './support/issues.ts'
import { sure } from './support/people.ts'
import { againOn } from './support/queue.ts'
import { startServer, type TestServer, until } from './support/server.ts'

describe.each(dialects)('a server on %s that blocks another', (dialect) => {
  let here: TestServer
  let there: TestServer
  let hub: Awaited<ReturnType<TestServer['hub']>>
  let city: typeof hub
  let domain: string
  const publish = async (title: string) => {
    const draft = sure(
      await draftIssue(there.world, hub.who, { level: 'local', basis: 'listening', titles: { en: title } }),
    )
    return sure(await publishIssue(there.world, hub.who, draft.id)).iri
  }
  const map = async () => (await fetch(`${here.origin}/map`)).text()
  let early: string

  beforeAll(async () => {
    here = await startServer(dialect)
    there = await startServer('sqlite')
    hub = await there.hub('northend')
    city = await here.hub('city')
    domain = new URL(there.origin).host
    sure(await followHub(here.world, city.who, `@northend@${domain}`))
    early = await publish('Before the block')
    await until('the record is here', () => issueByIri(here.world, early))
  })
  afterAll(async () => {
    await here.end()
    await there.end()
  })

  it('has its blocks from another process soon', async () => {
    const again = againOn(here.database)
    const elsewhere = { ...here.world, db: again.db, pulse: openPulse(again) }
    const blocked = () => isBlocked(here.world, 'https://spam.example/users/x')
    expect(await blocked()).toBe(false)
    sure(await block(elsewhere, 'spam.example', 'It sends spam.', null))
    await until('the block holds here', blocked)
    sure(await unblock(elsewhere, 'spam.example', null))
    await until('it has ended here', async () => !(await blocked()))
    await again.close()
  })

  it('hides what it has of it at once', async () => {
    expect(await map()).toContain('Before the block')
    sure(await block(here.world, domain, 'It sends spam.', null))
    expect(await map()).not.toContain('Before the block')
    expect((await peersInWords(here.world))[0]!.words).toBe(
      'This server has nothing to do with it: its domain is blocked.',
    )
  })

  it('takes nothing from it, and says so in its log', async () => {
    const late = await publish('During the block')
    await until('the letter was refused', () =>
      here.logged.find(
        ([, what, about]) => what === 'letter refused' && about.why === 'its domain is blocked',
      ),
    )
    expect(await issueByIri(here.world, late)).toBeUndefined()
  })

  it('does not follow it any more, nor let itself be asked to', async () => {
    expect(isRefusal(await followHub(here.world, city.who, hub.hub.actor))).toBe(true)
    expect(isRefusal(await block(here.world, new URL(here.origin).host, '', null))).toBe(true)
    expect(isRefusal(await block(here.world, 'no domain', '', null))).toBe(true)
  })

  it('drops the copies within a week', async () => {
    await throwAway(here.office)
    expect((await issueByIri(here.world, early))?.titles.en).toBe('Before the block')
    here.clock.ahead += 7 * DAY
    await throwAway(here.office)
    expect(await issueByIri(here.world, early)).toBeUndefined()
    here.clock.ahead -= 7 * DAY
  })

  it('has everything again after the block has ended', async () => {
    sure(await unblock(here.world, domain, null))
    const late = await until('both records are here', async () => {
      const rows = await here.world.db
        .selectFrom('records')
        .select('iri')
        .where('owner', '=', hub.hub.actor)
        .execute()
      return rows.length === 2 && rows
    })
    expect(late.map(({ iri }) => iri)).toContain(early)
    await until(
      'the map shows both',
      async () => (await map()).includes('During the block') && (await map()).includes('Before the block'),
    )
  })
})
