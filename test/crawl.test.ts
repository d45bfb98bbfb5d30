import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { takeIn } from '../src/federation/copies.ts'
import { crawlDue } from '../src/federation/crawl.ts'
import { stopFollowing } from '../src/federation/follows.ts'
import { activityJson } from '../src/federation/iri.ts'
import { readForNewKinds } from '../src/federation/learned.ts'
import { meetActor } from '../src/federation/remote.ts'
import { setSetting } from '../src/federation/store/settings.ts'
import { changeHub } from '../src/hubs/actions.ts'
import { followHub } from '../src/hubs/actions-follow.ts'
import { renewKeys } from '../src/hubs/actions-keys.ts'
import { peersInWords } from '../src/hubs/peers.ts'
import { amendIssue, withdrawIssue } from '../src/issues/actions.ts'
import type { JsonObject } from '../src/lib/json.ts'
import { DAY, HOUR, MINUTE } from '../src/lib/time.ts'
import { copyOf } from './support/backup.ts'
import { publishMany, withdrawMany } from './support/busy.ts'
import type { Address } from './support/db.ts'
import { differences, holdingsOf } from './support/likeness.ts'
import { sure } from './support/people.ts'
import { type About, startServer, type TestServer, until } from './support/server.ts'

// Neither server works by itself here: letters never go out, and logs are read when a test says so.
let origin: TestServer
let follower: TestServer
let north: Awaited<ReturnType<TestServer['hub']>>
let city: Awaited<ReturnType<TestServer['hub']>>
let door: NonNullable<About['door']>
const drops: (() => Promise<void>)[] = []

const openOrigin = (about: About = {}) =>
  startServer('sqlite', { working: false, door: (inside) => (request) => door(inside)(request), ...about })

beforeEach(async () => {
  door = (inside) => inside
  origin = await openOrigin()
  follower = await startServer('sqlite', { working: false })
  north = await origin.hub('northend')
  city = await follower.hub('city', { level: 'regional' })
  sure(await followHub(follower.world, city.who, north.hub.actor))
})
afterEach(async () => {
  await origin.end()
  await follower.end()
  for (const drop of drops.splice(0)) await drop()
})

/** The hub has accepted, as if its letter had come. */
const accept = () =>
  follower.world.db
    .updateTable('followings')
    .set((eb) => ({ state: 'accepted', answered: eb.ref('asked') }))
    .execute()

/** An hour later the log is due, and is read. */
function read(signal?: AbortSignal) {
  follower.clock.ahead += HOUR
  return crawlDue(follower.world, follower.office.kinds, signal)
}

const peer = () => follower.world.db.selectFrom('peers').selectAll().executeTakeFirstOrThrow()
const following = () => follower.world.db.selectFrom('followings').selectAll().executeTakeFirstOrThrow()
const askings = async () =>
  (await follower.world.db.selectFrom('outbox').selectAll().where('news', '=', 'follow.asked').execute())
    .length
const differing = async () =>
  differences(
    await holdingsOf(origin.world, north.hub.actor),
    await holdingsOf(follower.world, north.hub.actor),
  )
const owed = () => follower.world.db.selectFrom('owed').selectAll().orderBy('seq').execute()
const iriOf = (id: string) => `${origin.origin}/issues/${id}`
/** A letter about an issue comes: it is looked up. */
const letter = (id: string) =>
  takeIn(follower.world, follower.office.kinds, { iri: iriOf(id), owner: north.hub.actor })

/** Watches what is asked for at the origin's door, and may answer in its place. */
function watch(answer: (path: string) => Response | null = () => null) {
  const seen = { paths: [] as string[], now: 0, most: 0, alone: true }
  door = (inside) => async (request) => {
    const { pathname, search } = new URL(request.url)
    seen.paths.push(pathname + search)
    seen.most = Math.max(seen.most, ++seen.now)
    if (search !== '' && seen.now > 1) seen.alone = false
    const given = answer(pathname + search) ?? (await inside(request))
    // Long enough for the next to come meanwhile.
    await new Promise((resolve) => setTimeout(resolve, 3))
    seen.now--
    return given
  }
  return seen
}

/** Puts the origin's database of an earlier time in the place of the one it has. */
async function restore(backup: Address) {
  const { port } = origin
  drops.push((await origin.leave()).drop)
  origin = await openOrigin({ port, at: backup })
}
const backUp = () => copyOf('sqlite', origin.database.at.address)

describe('The reading of another hub’s log', () => {
  it('goes on in the middle of a page, and looks nothing up twice', async () => {
    await accept()
    await publishMany(origin.world, north.who, 30, 'Damp flats')
    const stop = new AbortController()
    const seen = watch((path) => {
      if (path.includes('/issues/') && seen.paths.length > 12) stop.abort()
      return null
    })
    await read(stop.signal)
    const some = (await holdingsOf(follower.world, north.hub.actor)).live.size
    expect(some).toBeGreaterThan(0)
    expect(some).toBeLessThan(30)
    expect(await peer()).toMatchObject({ cursor: 0, failing: null, failures: 0 })
    await read()
    expect(await differing()).toEqual([])
    expect(seen.paths.filter((path) => path.includes('/issues/'))).toHaveLength(30)
  })

  it('goes on at the page that could not be had, and says what is wrong meanwhile', async () => {
    await accept()
    await publishMany(origin.world, north.who, 120, 'Damp flats')
    watch((path) => (path.includes('page=2') ? new Response(null, { status: 500 }) : null))
    await read()
    expect(await peer()).toMatchObject({
      cursor: 100,
      head: 120,
      last_error: 'page 2 of its log could not be read: it answers 500',
    })
    const seen = watch()
    await read()
    expect(await differing()).toEqual([])
    expect(await peer()).toMatchObject({ cursor: 120, failing: null, last_error: null })
    expect(seen.paths.filter((path) => path.includes('/issues/'))).toHaveLength(20)
  })

  it.each([
    ['answers with a fault', () => new Response('oh', { status: 500 }), 'it answers 500'],
    [
      'serves a page instead',
      () => new Response('<p>', { headers: { 'content-type': 'text/html' } }),
      'it does not answer with an ActivityPub document',
    ],
    [
      'serves more than anybody reads',
      () => new Response(new Uint8Array((1 << 20) + 1), { headers: { 'content-type': activityJson } }),
      'its answer is over 1 MiB',
    ],
  ])('is not held up by a record of which its server %s', async (_, answer, why) => {
    await accept()
    const ids = await publishMany(origin.world, north.who, 3, 'Damp flats')
    const ill = iriOf(ids[1]!)
    const seen = watch((path) => (ill.endsWith(path) ? answer() : null))
    await read()
    expect((await holdingsOf(follower.world, north.hub.actor)).live.size).toBe(2)
    expect(await peer()).toMatchObject({ cursor: 3, failing: null })
    expect(await owed()).toMatchObject([{ iri: ill, tries: 1, why: `${ill} could not be read: ${why}` }])
    expect((await peersInWords(follower.world))[0]!.words).toMatch(
      /^Up to date, .*\. 1 of its records cannot be had, and is asked for again: /,
    )
    // It is asked for again, less and less often, and nothing else is.
    for (let hours = 0; hours < 24; hours++) await read()
    expect(seen.paths.filter((path) => path.includes('/issues/')).length).toBeLessThan(3 + 10)
    expect((await owed())[0]!.tries).toBeGreaterThan(4)
    watch()
    follower.clock.ahead += DAY
    await read()
    expect(await differing()).toEqual([])
    expect(await owed()).toEqual([])
  })

  it('waits where its server is ill: has no time, or can serve hardly anything', async () => {
    await accept()
    await publishMany(origin.world, north.who, 30, 'Damp flats')
    for (const status of [503, 429, 502]) {
      watch((path) => (path.includes('/issues/') ? new Response(null, { status }) : null))
      await read()
      expect(await peer()).toMatchObject({ cursor: 0, last_error: expect.stringContaining(`${status}`) })
      expect(await owed()).toEqual([])
    }
    watch((path) => (path.includes('/issues/') ? new Response(null, { status: 500 }) : null))
    follower.clock.ahead += DAY
    await read()
    expect(await peer()).toMatchObject({ cursor: 0, last_error: expect.stringContaining('500') })
    expect((await owed()).length).toBeLessThan(24)
    watch()
    follower.clock.ahead += DAY
    await read()
    await read()
    expect(await differing()).toEqual([])
    expect(await owed()).toEqual([])
  })

  it('forgets what is owed where the log has taken another way, or nobody here reads it any more', async () => {
    await accept()
    const [, backup] = [await publishMany(origin.world, north.who, 1, 'Damp flats'), await backUp()]
    const [lost] = await publishMany(origin.world, north.who, 1, 'Late buses')
    const fault = (path: string) => (iriOf(lost!).endsWith(path) ? new Response(null, { status: 500 }) : null)
    watch(fault)
    await read()
    expect(await owed()).toHaveLength(1)
    await restore(backup)
    watch()
    await read()
    expect(await owed()).toEqual([])
    expect(await differing()).toEqual([])
    const [other] = await publishMany(origin.world, north.who, 1, 'Dark streets')
    watch((path) => (iriOf(other!).endsWith(path) ? new Response(null, { status: 500 }) : null))
    await read()
    expect(await owed()).toHaveLength(1)
    sure(await stopFollowing(follower.world, city.who.hub, north.hub.actor))
    await read()
    expect(await owed()).toEqual([])
  })

  it('does not wait for another log that is slow', async () => {
    const south = await origin.hub('southend')
    sure(await followHub(follower.world, city.who, south.hub.actor))
    await accept()
    await publishMany(origin.world, south.who, 1, 'Late buses')
    const [slow, released] = [Promise.withResolvers<void>(), { yet: false }]
    door = (inside) => async (request) => {
      if (request.url.includes(`${north.hub.actor}/changes`) && !released.yet) await slow.promise
      return inside(request)
    }
    const reading = read()
    await until('the other log is read', async () => {
      const { live } = await holdingsOf(follower.world, south.hub.actor)
      return live.size === 1
    })
    released.yet = true
    slow.resolve()
    expect(await reading).toBe(2)
  })

  it('asks for four records at a time at most, and for each page alone', async () => {
    await accept()
    await publishMany(origin.world, north.who, 120, 'Damp flats')
    const seen = watch()
    await read()
    expect(await differing()).toEqual([])
    expect(seen.most).toBeLessThanOrEqual(4)
    expect(seen.most).toBeGreaterThan(1)
    expect(seen.alone).toBe(true)
  })

  it.each<[what: string, change: (items: JsonObject[]) => void, why: string]>([
    [
      'an entry is changed',
      (items) => void Object.assign(items[1]!, { 'moot:digest': items[0]!['moot:digest'] }),
      'does not hold together',
    ],
    ['an entry is missing', (items) => void items.splice(1, 1), 'does not hold together'],
    ['an entry comes twice', (items) => void items.splice(1, 0, items[1]!), 'does not hold together'],
    ['two have changed places', (items) => void items.reverse(), 'does not hold together'],
    [
      'the chain is another',
      (items) => void Object.assign(items[2]!, { 'moot:chain': items[1]!['moot:chain'] }),
      'does not hold together',
    ],
  ])('stops where %s, and keeps nothing of that page', async (_, change, why) => {
    await accept()
    await publishMany(origin.world, north.who, 3, 'Damp flats')
    tamper((page) => change(page.orderedItems as JsonObject[]))
    await read()
    expect((await peer()).last_error).toContain(why)
    expect((await holdingsOf(follower.world, north.hub.actor)).live.size).toBe(0)
  })

  it('begins anew where a new version keeps what the one before read past', async () => {
    const { world, office, clock } = follower
    await accept()
    await publishMany(origin.world, north.who, 2, 'Damp flats')
    await setSetting(world.db, 'kinds', '[]')
    clock.ahead += HOUR
    await crawlDue(world, [])
    expect(await peer()).toMatchObject({ cursor: 2, failing: null })
    expect(await differing()).toHaveLength(2)
    for (const times of [1, 2]) {
      await readForNewKinds(world, office.kinds)
      expect((await peer()).cursor).toBe(times === 1 ? 0 : 2)
      await crawlDue(world, office.kinds)
      expect(await differing()).toEqual([])
    }
  })

  it('lets others have their turn before a long log is read to its end', async () => {
    const south = await origin.hub('southend')
    sure(await followHub(follower.world, city.who, south.hub.actor))
    await accept()
    await publishMany(origin.world, north.who, 120, 'Damp flats')
    const [other] = (await publishMany(origin.world, south.who, 1, 'Late buses')) as [string]
    const seen = watch()
    follower.clock.ahead += HOUR
    await crawlDue(follower.world, follower.office.kinds, undefined, 0)
    const records = seen.paths.filter((path) => path.includes('/issues/'))
    expect(records).toHaveLength(121)
    expect(records.indexOf(`/issues/${other}`)).toBeLessThan(20)
    expect(await differing()).toEqual([])
    expect(await peer()).toMatchObject({ cursor: 120, crawled: expect.any(String) })
  })

  it('says so where the log is shorter than its head says', async () => {
    await accept()
    await publishMany(origin.world, north.who, 3, 'Damp flats')
    tamper((page) => void (page.orderedItems as JsonObject[]).pop())
    await read()
    expect((await peer()).last_error).toBe('its log does not lead to what its head says')
  })
})

/** Changes each page of the origin's log on its way out. */
function tamper(change: (page: JsonObject) => void) {
  door = (inside) => async (request) => {
    const answer = await inside(request)
    if (!request.url.includes('page=')) return answer
    const page = (await answer.json()) as JsonObject
    change(page)
    return new Response(JSON.stringify(page), { headers: { 'content-type': 'application/activity+json' } })
  }
}

describe('After the origin was restored from a backup', () => {
  it('what only letters had brought goes too, although the log has not moved', async () => {
    await accept()
    const [amended, withdrawn] = (await publishMany(origin.world, north.who, 3, 'Damp flats')) as [
      string,
      string,
    ]
    await read()
    const backup = await backUp()
    const [lost] = (await publishMany(origin.world, north.who, 1, 'Late buses')) as [string]
    sure(await amendIssue(origin.world, north.who, amended, { titles: { en: 'Damp and dark flats' } }))
    sure(await withdrawIssue(origin.world, north.who, withdrawn, 'It was fixed.'))
    for (const id of [lost, amended, withdrawn]) await letter(id)
    expect(await differing()).toEqual([])
    await restore(backup)
    expect(await differing()).toHaveLength(4)
    await read()
    expect(await differing()).toEqual([])
  })

  it('what a reading was ahead of goes too', async () => {
    await accept()
    const [amended] = (await publishMany(origin.world, north.who, 2, 'Damp flats')) as [string]
    const backup = await backUp()
    // The log is read as it was before the amendment, but what stands at the address is the amendment already.
    const log = `${north.hub.actor}/changes`
    const before = new Map<string, string>()
    for (const address of [log, `${log}?page=1`]) before.set(address, await (await fetch(address)).text())
    watch((path) => {
      const body = before.get(origin.origin + path)
      const headers = { 'content-type': 'application/activity+json' }
      return body === undefined ? null : new Response(body, { headers })
    })
    sure(await amendIssue(origin.world, north.who, amended, { titles: { en: 'Damp and dark flats' } }))
    await read()
    watch()
    expect(await differing()).toEqual([])
    await restore(backup)
    await read()
    expect(await differing()).toEqual([])
  })

  it('nothing of what is in doubt is forgotten when the reading is stopped half-way', async () => {
    await accept()
    const ids = await publishMany(origin.world, north.who, 8, 'Damp flats')
    const backup = await backUp()
    await publishMany(origin.world, north.who, 8, 'Late buses')
    await withdrawMany(origin.world, north.who, ids.slice(0, 4))
    await read()
    expect(await differing()).toEqual([])
    await restore(backup)
    await publishMany(origin.world, north.who, 20, 'No crossing')
    for (const most of [6, 12, 18, 24, 30]) {
      const stop = new AbortController()
      const seen = watch(() => {
        if (seen.paths.length > most) stop.abort()
        return null
      })
      await read(stop.signal)
    }
    watch()
    await read()
    expect(await differing()).toEqual([])
  })
})

describe('A hub whose server answers that nothing is there', () => {
  const everywhere = (status: number) => watch(() => new Response('page not found', { status }))

  it('is not given up while it is only a proxy that says so, and nothing of it is lost', async () => {
    await accept()
    await publishMany(origin.world, north.who, 3, 'Damp flats')
    await read()
    follower.clock.ahead += DAY
    everywhere(404)
    await read()
    await meetActor(follower.world, north.hub.actor)
    expect(await peer()).toMatchObject({
      gone: null,
      failures: 1,
      last_error: expect.stringContaining('404'),
    })
    watch()
    await publishMany(origin.world, north.who, 3, 'Late buses')
    await read()
    expect(await peer()).toMatchObject({ gone: null, failing: null })
    expect(await differing()).toEqual([])
  })

  it('is not believed about what its log has just named, nor about what is here already', async () => {
    await accept()
    const [known] = (await publishMany(origin.world, north.who, 3, 'Damp flats')) as [string]
    await read()
    await publishMany(origin.world, north.who, 3, 'Late buses')
    const seen = watch(() =>
      seen.paths.some((path) => path.includes('/issues/'))
        ? new Response('page not found', { status: 404 })
        : null,
    )
    await read()
    expect((await peer()).last_error).toContain('it answers 404')
    expect(await letter(known)).toMatchObject({ later: expect.stringContaining('it answers 404') })
    watch()
    await read()
    expect(await differing()).toEqual([])
  })

  it('has its old records read once its old keys can be had again', async () => {
    await accept()
    await publishMany(origin.world, north.who, 1, 'Damp flats')
    sure(await renewKeys(origin.world, north.who))
    await publishMany(origin.world, north.who, 1, 'Late buses')
    watch((path) => (path.endsWith('/keys') ? new Response('busy', { status: 500 }) : null))
    follower.clock.ahead += DAY
    await read()
    expect((await owed()).map(({ why }) => why)).toEqual([
      expect.stringContaining('/keys could not be read: it answers 500'),
    ])
    watch()
    await read()
    expect(await differing()).toEqual([])
  })

  it('is gone where it says that it is gone for good', async () => {
    await accept()
    await read()
    everywhere(410)
    await read()
    expect(await peer()).toMatchObject({ gone: expect.any(String), crawl_due: null })
  })
})

describe('What is looked up', () => {
  it('does not bring back what was withdrawn while the answer was on its way', async () => {
    await accept()
    const [id] = (await publishMany(origin.world, north.who, 1, 'Damp flats')) as [string]
    await letter(id)
    sure(await amendIssue(origin.world, north.who, id, { titles: { en: 'Damp and dark flats' } }))
    let release = () => {}
    const held = new Promise<void>((resolve) => {
      release = resolve
    })
    let first = true
    door = (inside) => async (request) => {
      const answer = await inside(request)
      if (first && request.url.includes('/issues/')) {
        first = false
        await held
      }
      return answer
    }
    const slow = letter(id)
    while (first) await new Promise((resolve) => setTimeout(resolve, 5))
    follower.clock.ahead += MINUTE
    sure(await withdrawIssue(origin.world, north.who, id, 'It was fixed.'))
    await letter(id)
    release()
    expect(await slow).toMatchObject({ refused: expect.stringContaining('newer') })
    expect(await differing()).toEqual([])
  })
})

describe('A hub that asked to follow another', () => {
  it('reads nothing before it is answered, and asks again, less and less often', async () => {
    await publishMany(origin.world, north.who, 1, 'Damp flats')
    const { activity } = await following()
    await read()
    expect(await askings()).toBe(2)
    expect((await following()).activity).not.toBe(activity)
    follower.clock.ahead += 2 * HOUR
    await read()
    expect(await askings()).toBe(3)
    expect((await holdingsOf(follower.world, north.hub.actor)).live.size).toBe(0)
    // Within a month of silence: at first after hours, in the end once a week.
    for (let days = 0; days < 30; days++) {
      follower.clock.ahead += DAY
      await read()
    }
    expect(await askings()).toBeGreaterThan(8)
    expect(await askings()).toBeLessThan(14)
  })

  it('asks again after a week, and stays a follower meanwhile', async () => {
    await accept()
    await read()
    expect(await askings()).toBe(1)
    follower.clock.ahead += 7 * DAY
    await read()
    await read()
    expect(await askings()).toBe(2)
    expect(await following()).toMatchObject({ state: 'accepted' })
    follower.clock.ahead += DAY
    await read()
    expect(await askings()).toBe(3)
  })

  it('does not ask again where it stopped following while it read', async () => {
    await accept()
    await publishMany(origin.world, north.who, 1, 'Damp flats')
    follower.clock.ahead += 7 * DAY
    watch((path) => {
      if (path.includes('/issues/')) void stopFollowing(follower.world, city.who.hub, north.hub.actor)
      return null
    })
    await read()
    expect(await following()).toMatchObject({ state: 'ended' })
    expect(await askings()).toBe(1)
  })

  it('learns within a day what the other calls itself now', async () => {
    await accept()
    sure(await changeHub(origin.world, north.who, north.who.hub, { name: 'Northend and Marsh' }))
    follower.clock.ahead += DAY
    await read()
    expect((await peer()).name).toBe('Northend and Marsh')
  })
})
