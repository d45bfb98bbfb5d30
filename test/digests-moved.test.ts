import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { adoptOrigin } from '../src/adopt.ts'
import { openServer } from '../src/app.ts'
import { askToFollow, confirmFollow, followedBy } from '../src/digests/actions.ts'
import { sendDigests } from '../src/digests/actions-send.ts'
import { ensureServerActor } from '../src/federation/actors.ts'
import { keepStill } from '../src/federation/restored.ts'
import { allHubs } from '../src/hubs/store.ts'
import { draftIssue, publishIssue } from '../src/issues/actions.ts'
import { ownIssues } from '../src/issues/store.ts'
import { newId } from '../src/lib/id.ts'
import type { Who } from '../src/lib/who.ts'
import { workTheMail } from '../src/mail/work.ts'
import { whoIs } from '../src/members/actions.ts'
import { makeBackup } from '../src/operate/backup.ts'
import { restore } from '../src/operate/restore.ts'
import { slices } from '../src/slices.ts'
import type { World } from '../src/world.ts'
import { asRead, DAY, letMailWork } from './support/by-mail.ts'
import { dialects, testWorld } from './support/db.ts'
import { unhurried } from './support/mail.ts'
import { openMailServer } from './support/mail-server.ts'
import { foundHub, sure } from './support/people.ts'
import { freshPlace } from './support/places.ts'
import { until } from './support/server.ts'

const ends: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
})

async function mailServer() {
  const post = await openMailServer()
  ends.push(post.end)
  return post
}

const publish = async (world: World, who: Who, title: string) => {
  const draft = sure(await draftIssue(world, who, { basis: 'listening', titles: { en: title } }))
  return sure(await publishIssue(world, who, draft.id))
}

/** Somebody follows, past the mail that asks whether it was they. */
async function follow(world: World, hub: string, address: string, issue = ''): Promise<string> {
  const followed = (await followedBy(world, { hub, issue }))!
  const id = newId(world.clock())
  const kinds = ['issues', 'outcomes']
  expect(await askToFollow(world, followed, { id, address, kinds, cadence: 'daily', language: 'en' })).toBe(
    true,
  )
  const { sealed } = await world.db
    .selectFrom('digest_follows')
    .select('sealed')
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
  return sure(await confirmFollow(world, JSON.parse(world.vault.unseal(sealed)).secret))
}

/** Sends all that waits. */
async function sendAll(world: World): Promise<void> {
  const stop = new AbortController()
  const working = workTheMail(world, stop.signal, unhurried)
  await until(
    'nothing waits',
    async () =>
      (await world.db.selectFrom('queue').select('seq').where('queue', '=', 'mail').execute()).length === 0,
  )
  stop.abort()
  await working
}

const later = (world: World, days: number): World => {
  const begun = Date.now()
  return { ...world, clock: () => begun + days * DAY }
}

describe('a server that was restored from a backup', () => {
  it.each([
    ['sqlite', 'postgres'],
    ['postgres', 'sqlite'],
  ] as const)(
    'from %s into %s keeps who follows, and sends no digest twice',
    { timeout: 120_000 },
    async (from, to) => {
      const post = await mailServer()
      const origin = 'http://localhost:3000'
      const old = await freshPlace(from, origin)
      ends.push(old.drop)
      const said = () => Promise.all(post.received.map(asRead))
      const secret = await old.within(async (world) => {
        const { hub, who } = await foundHub(world, 'northend')
        await letMailWork(world, post)
        const secret = await follow(later(world, 0), hub.id, 'ben@south.example')
        await publish(later(world, 0), who, 'Damp flats')
        // It is under way, and has not gone, when the backup is made.
        await sendDigests(later(world, 2))
        // What the server that is lost may have told after the backup.
        await publish(later(world, 2), who, 'Old lamps')
        return secret
      })
      const made = {
        to: { file: join(old.folder, 'evening.age') },
        lock: { passphrase: 'where the river bends' },
      }
      const { file } = sure(await makeBackup(old.config(), made, Date.now() + 2 * DAY))
      await old.within((world) => sendAll(later(world, 2)))
      expect(post.received).toHaveLength(1)

      const fresh = await freshPlace(to, origin)
      ends.push(fresh.drop)
      const now = Date.now() + 3 * DAY
      sure(await restore(fresh.config(), file, { key: made.lock, replace: false, now }))
      await fresh.within(async (world) => {
        await keepStill(world.db, false)
      })
      await fresh.within(async (world) => {
        const there = later(world, 4)
        await openServer(there, slices)
        await sendAll(there)
        await sendDigests(there)
        await sendAll(there)
        expect(post.received).toHaveLength(1)
        await publish(there, sure(await whoIs(there, 'northend', 'Amina')), 'Late buses')
        await sendDigests(later(world, 5))
        await sendAll(later(world, 5))
        expect(await confirmFollow(there, secret)).toBe(secret)
      })
      const [, second] = await said()
      expect(second!.text).toContain('Late buses')
      expect(second!.text).not.toMatch(/Damp flats|Old lamps/)
      expect(post.received).toHaveLength(2)
    },
  )
})

describe.each(dialects)('a trial that moves to its address on %s', (dialect) => {
  it('takes along who follows, and tells them what is published from then on', async () => {
    const post = await mailServer()
    const tested = await testWorld(dialect, { now: Date.now() })
    ends.push(tested.close)
    const { world } = tested
    const { hub, who } = await foundHub(world, 'northend')
    await letMailWork(world, post)
    const lifts = await publish(world, who, 'Old lifts')
    await follow(world, hub.id, 'ben@south.example')
    await follow(world, hub.id, 'cleo@south.example', lifts.id)
    const followed = (await followedBy(world, { hub: hub.id, issue: '' }))!
    const asked = { address: 'late@south.example', kinds: ['issues'], cadence: 'daily', language: 'en' }
    await askToFollow(world, followed, { id: newId(), ...asked })
    await publish(world, who, 'Damp flats')
    await sendDigests(later(world, 2))

    const there: World = {
      ...later(world, 3),
      config: { ...world.config, origin: 'https://hub.example', trial: false, privatePeers: false },
    }
    await world.db.insertInto('settings').values({ key: 'origin', value: world.config.origin }).execute()
    expect(await adoptOrigin(there, slices, world.config.origin)).toBe(true)
    await ensureServerActor(there)
    await sendDigests({ ...there, clock: later(world, 4).clock })
    await sendAll(there)
    expect(post.received).toEqual([])

    const [moved] = await allHubs(there)
    const organiser = sure(await whoIs(there, 'northend', 'Amina'))
    const drafts = await ownIssues(there.db, moved!.id, { limit: 10 })
    const again = drafts.find(({ titles }) => titles.en === 'Old lifts')!
    await publish(there, organiser, 'Late buses')
    sure(await publishIssue(there, organiser, again.id))
    const next = { ...there, clock: later(world, 5).clock }
    await sendDigests(next)
    await sendAll(next)
    const mails = await Promise.all(
      post.received.map(async (mail) => ({ to: mail.to[0], ...(await asRead(mail)) })),
    )
    const of = (to: string) => mails.filter((mail) => mail.to === to)
    expect(mails).toHaveLength(2)
    expect(of('ben@south.example')[0]!.text).toMatch(/https:\/\/hub\.example\/issues/)
    expect(of('ben@south.example')[0]!.text).toMatch(/Old lifts[\s\S]*Late buses/)
    expect(of('cleo@south.example')[0]!.text).toContain('Old lifts')
    expect(of('cleo@south.example')[0]!.text).not.toContain('Late buses')
    expect(JSON.stringify(mails)).not.toContain('localhost')
    const rows = await world.db.selectFrom('digest_follows').select('id').execute()
    expect(rows).toHaveLength(2)
  })
})
