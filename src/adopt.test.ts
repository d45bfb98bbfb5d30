import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { dialects, testWorld } from '../test/support/db.ts'
import { post } from '../test/support/mail.ts'
import { adoptOrigin } from './adopt.ts'
import { draftAssembly } from './assemblies/actions.ts'
import { ownAssemblies } from './assemblies/store.ts'
import { inTransaction } from './db/index.ts'
import { wordIndex } from './db/search.ts'
import { ensureServerActor } from './federation/actors.ts'
import { actorById, allActors } from './federation/store/actors.ts'
import { logHead } from './federation/store/changes.ts'
import { keysOfActor } from './federation/store/keys.ts'
import { claimSetting, setting } from './federation/store/settings.ts'
import { type Hub, NewHub } from './hubs/model.ts'
import { allHubs, hubByHandle } from './hubs/store.ts'
import { draftIssue, mergeIssues, publishIssue, withdrawIssue } from './issues/actions.ts'
import { issueOfHub, keepCopy, ownIssues, publicIssue } from './issues/store.ts'
import { granted } from './lib/granted.ts'
import type { Who } from './lib/who.ts'
import { keepMailSettings } from './mail/settings.ts'
import { mailState } from './mail/state.ts'
import { addPerson, whoIs } from './members/actions.ts'
import { foundHub, setUp } from './members/actions-setup.ts'
import { draftOutcome, publishOutcome } from './outcomes/actions.ts'
import { draftAction, publishAction } from './outcomes/actions-action.ts'
import { ownOutcomes } from './outcomes/store.ts'
import { ownActions } from './outcomes/store-action.ts'
import { historyOf } from './records/store-history.ts'
import { slices } from './slices.ts'
import type { World } from './world.ts'

const trial = 'http://localhost:4000'
const home = 'https://hub.example'

describe.each(dialects)('a trial that gets a public address on %s', (dialect) => {
  let here: Awaited<ReturnType<typeof testWorld>>
  let there: World
  let hub: Hub
  let ann: Who
  beforeEach(async () => {
    here = await testWorld(dialect)
    const north = NewHub.parse({
      handle: 'north',
      name: 'North',
      place: 'North',
      areas: ['gss:E05000026'],
      languages: ['en', 'cy'],
    })
    await claimSetting(here.world.db, 'origin', trial)
    hub = granted(await setUp(here.world, { hub: north, organiser: 'Ann' }, null)).hub
    ann = granted(await whoIs(here.world, null, 'Ann'))
    there = {
      ...here.world,
      config: { ...here.world.config, origin: home, trial: false, privatePeers: false },
    }
  })
  afterEach(() => here.close())

  const draft = (title: string) =>
    draftIssue(here.world, ann, {
      basis: 'listening',
      titles: { en: title },
      contents: { en: `About ${title}.` },
      themes: ['transport'],
    })
  const move = async () => {
    expect(await adoptOrigin(there, slices, trial)).toBe(true)
    await ensureServerActor(there)
    return (await hubByHandle(there, 'north'))!
  }

  it('has it as its origin from then on, and moves only once', async () => {
    await move()
    expect(await setting(there.db, 'origin')).toBe(home)
    expect(await adoptOrigin(there, slices, trial)).toBe(false)
  })

  it('keeps its mail server, and forgets what waits: its links lead to the trial', async () => {
    granted(
      await keepMailSettings(
        here.world,
        {
          host: 'mail.example.org',
          port: 587,
          tls: 'starttls',
          user: null,
          password: null,
          from: 'a@b.example',
        },
        null,
      ),
    )
    await post(here.world, { hub: hub.id })
    await move()
    expect(await mailState(there)).toMatchObject({ is: 'untried', waiting: 0 })
    expect(await there.db.selectFrom('queue').select('seq').execute()).toEqual([])
  })

  it('keeps its hub as it was, under a new id with new keys, an empty log and a new document', async () => {
    const keys = (await keysOfActor(here.world.db, hub.id)).map((key) => key.public)
    const moved = await move()
    expect(moved).toEqual({ ...hub, id: moved.id, actor: `${home}/actors/${moved.id}` })
    expect(moved.id).not.toBe(hub.id)
    expect(await actorById(there.db, hub.id)).toBeUndefined()
    const after = (await keysOfActor(there.db, moved.id)).map((key) => key.public)
    expect(after).toHaveLength(2)
    expect(after.filter((key) => keys.includes(key))).toEqual([])
    expect(await logHead(there.db, moved.id)).toMatchObject({ seq: 0 })
    const documents = (await allActors(there.db)).map((actor) => actor.document!)
    expect(documents).toHaveLength(2)
    for (const document of documents) expect(document).not.toContain('localhost')
  })

  it('keeps its people and what they may do', async () => {
    await addPerson(here.world, ann, { hub: hub.id, name: 'Ben', roles: ['note-taker'] })
    const moved = await move()
    expect(await whoIs(there, null, 'Ann')).toEqual({ ...ann, hub: moved.id })
    expect(await whoIs(there, null, 'Ben')).toMatchObject({ hub: moved.id, roles: ['note-taker'] })
  })

  it('makes what was published a draft again under a new id, and loses no draft and no history', async () => {
    const open = granted(await draft('Buses'))
    granted(await publishIssue(here.world, ann, open.id))
    granted(await draft('Lamps'))
    const moved = await move()
    const issues = await ownIssues(there.db, moved.id, { limit: 10 })
    expect(issues.map((issue) => issue.titles.en).sort()).toEqual(['Buses', 'Lamps'])
    for (const issue of issues) {
      expect(issue).toMatchObject({
        state: 'proposed',
        revision: 0,
        published: null,
        iri: `${home}/issues/${issue.id}`,
        owner: moved.actor,
        themes: ['transport'],
        areas: ['gss:E05000026'],
      })
      expect(await publicIssue(there.db, issue.id)).toBeUndefined()
    }
    const buses = issues.find((issue) => issue.titles.en === 'Buses')!
    expect(buses.id).not.toBe(open.id)
    expect(await issueOfHub(there.db, hub.id, open.id)).toBeUndefined()
    expect((await historyOf(there.db, moved.id, buses.id)).map((line) => line.verb)).toEqual([
      'draft',
      'publish',
    ])
  })

  it('publishes anew there', async () => {
    const open = granted(await draft('Buses'))
    granted(await publishIssue(here.world, ann, open.id))
    const moved = await move()
    const [issue] = await ownIssues(there.db, moved.id, { limit: 10 })
    granted(await publishIssue(there, { ...ann, hub: moved.id }, issue!.id))
    const record = await there.db.selectFrom('records').selectAll().execute()
    expect(record).toMatchObject([{ iri: issue!.iri, owner: moved.actor, origin: home, revision: 1 }])
    expect(await logHead(there.db, moved.id)).toMatchObject({ seq: 1 })
  })

  it('has its records found only once they are public again, under their new ids', async () => {
    const found = () =>
      there.db.selectFrom('search_records').select(['record_id', 'owner', 'title']).execute()
    const open = granted(await draft('Buses'))
    granted(await publishIssue(here.world, ann, open.id))
    expect(await found()).toMatchObject([{ record_id: open.id, title: ' buses ' }])
    const moved = await move()
    expect(await found()).toEqual([])
    const words = { all: [{ word: 'buses', begins: false }] }
    const inIndex = () => wordIndex(there.db).rows(words, 9).execute(there.db)
    expect((await inIndex()).rows).toEqual([])
    const [issue] = await ownIssues(there.db, moved.id, { limit: 10 })
    granted(await publishIssue(there, { ...ann, hub: moved.id }, issue!.id))
    expect(await found()).toMatchObject([{ record_id: issue!.id, owner: moved.actor }])
    expect((await inIndex()).rows).toHaveLength(1)
  })

  it('keeps what was withdrawn withdrawn, and what was merged pointing to the same issue', async () => {
    const [buses, trams, lamps] = [await draft('Buses'), await draft('Trams'), await draft('Lamps')].map(
      granted,
    )
    for (const issue of [buses, trams, lamps]) granted(await publishIssue(here.world, ann, issue!.id))
    granted(await withdrawIssue(here.world, ann, lamps!.id, 'Fixed already'))
    granted(await mergeIssues(here.world, ann, trams!.id, buses!.id))
    const moved = await move()
    const after = await ownIssues(there.db, moved.id, { limit: 10 })
    const named = (title: string) => after.find((issue) => issue.titles.en === title)!
    expect(named('Lamps')).toMatchObject({ state: 'withdrawn', published: null, reason: 'Fixed already' })
    expect(JSON.stringify(named('Trams').links)).toContain(named('Buses').iri)
    expect(JSON.stringify(after)).not.toContain('localhost')
  })

  it('keeps what its outcomes and actions name pointing to the same things, under their new addresses', async () => {
    const issue = granted(await publishIssue(here.world, ann, granted(await draft('Buses')).id))
    const hall = granted(
      await draftAssembly(here.world, ann, {
        ...{ kind: 'community', titles: { en: 'Buses' }, starts: '2026-12-12T18:00', zone: 'Europe/London' },
        issues: [issue.iri],
      }),
    )
    const said = async (title: string, more: object) => {
      const outcome = await draftOutcome(here.world, ann, {
        ...{ titles: { en: title }, contents: { en: 'We talked.' }, issues: [issue.iri], assembly: hall.iri },
        ...more,
      })
      return granted(await publishOutcome(here.world, ann, granted(outcome).id))
    }
    const first = await said('First', {})
    const second = await said('Second', {
      supersedes: first.iri,
      issues: [issue.iri, 'https://far.example/1'],
    })
    const about = { titles: { en: 'Ask' }, outcome: second.iri, issue: issue.iri }
    const ask = granted(await draftAction(here.world, ann, about))
    granted(await publishAction(here.world, ann, ask.id))
    const { id } = await move()
    const [moved] = await ownIssues(there.db, id, { limit: 5 })
    const [assembly] = await ownAssemblies(there.db, id, { limit: 5 })
    const outcomes = await ownOutcomes(there.db, id, { limit: 5 })
    const named = (title: string) => outcomes.find((outcome) => outcome.titles.en === title)!
    expect(assembly).toMatchObject({ issues: [moved!.iri] })
    expect(named('Second')).toMatchObject({
      ...{ state: 'checking', published: null, replyTo: null, assembly: assembly!.iri },
      ...{ issues: [moved!.iri, 'https://far.example/1'], supersedes: named('First').iri },
    })
    expect(named('First')).toMatchObject({ state: 'checking', supersededBy: null })
    const [action] = await ownActions(there.db, id, { limit: 5 })
    expect(action).toMatchObject({
      ...{ state: 'proposed', outcome: named('Second').iri, issue: moved!.iri, replyTo: null },
    })
    const links = await there.db.selectFrom('outcome_issues').selectAll().execute()
    expect(links.filter(({ issue }) => issue === moved!.iri)).toHaveLength(2)
    expect(await there.db.selectFrom('assembly_issues').selectAll().execute()).toEqual([
      { assembly_id: assembly!.id, issue: moved!.iri },
    ])
    for (const rows of [assembly, outcomes, action]) expect(JSON.stringify(rows)).not.toContain('localhost')
  })

  it('forgets the copies, the followers and all else that others know it by', async () => {
    const issue = granted(await draft('Buses'))
    granted(await publishIssue(here.world, ann, issue.id))
    const iri = 'http://localhost:5000/issues/1'
    await inTransaction(here.world.db, (tx) =>
      keepCopy(tx, { ...issue, id: 'a-copy', hub: null, iri, published: issue.created }, true),
    )
    const at = issue.created
    const link = {
      hub_id: hub.id,
      actor: 'http://localhost:5000/actors/1',
      activity: 'http://localhost:5000/1',
    }
    await here.world.db
      .insertInto('followers')
      .values({
        ...link,
        inbox: 'x',
        shared_inbox: null,
        state: 'following',
        since: at,
        ended: null,
        why: null,
      })
      .execute()
    await here.world.db
      .insertInto('followings')
      .values({ ...link, state: 'accepted', asked: at, asks: 1, answered: at, ended: null })
      .execute()
    await here.world.db
      .insertInto('policy')
      .values({
        ...{ list: 'block', subject: 'bad.example', hub_id: hub.id, reason: 'spam' },
        ...{ by_person: ann.person, since: at, ended: null, ended_by: null },
      })
      .execute()
    const moved = await move()
    for (const table of ['records', 'revisions', 'changes', 'outbox', 'followers', 'followings'] as const)
      expect(await there.db.selectFrom(table).selectAll().execute(), table).toEqual([])
    expect(await publicIssue(there.db, 'a-copy')).toBeUndefined()
    expect(await there.db.selectFrom('policy').selectAll().execute()).toMatchObject([{ hub_id: moved.id }])
  })

  it('moves every hub it has, and keeps them apart', async () => {
    const south = NewHub.parse({ handle: 'south', name: 'South', theme: 'energy' })
    granted(await foundHub(here.world, ann, { hub: south, organiser: 'Sam' }))
    const sam = granted(await whoIs(here.world, 'south', 'Sam'))
    granted(await draft('Buses'))
    granted(await draftIssue(here.world, sam, { basis: 'listening', titles: { en: 'Boilers' } }))
    await move()
    const hubs = await allHubs(there)
    expect(hubs.map((each) => each.handle).sort()).toEqual(['north', 'south'])
    for (const [handle, title] of [
      ['north', 'Buses'],
      ['south', 'Boilers'],
    ] as const) {
      const each = hubs.find((one) => one.handle === handle)!
      expect((await ownIssues(there.db, each.id, { limit: 10 })).map((issue) => issue.titles.en)).toEqual([
        title,
      ])
    }
    expect(await whoIs(there, 'south', 'Sam')).toMatchObject({ name: 'Sam', roles: ['organiser'] })
  })

  it('leaves the address and the ids of the trial nowhere in the database', async () => {
    const issue = granted(await draft('Buses'))
    granted(await publishIssue(here.world, ann, issue.id))
    await move()
    for (const { name } of await there.db.introspection.getTables()) {
      const rows = JSON.stringify(
        await there.db
          .selectFrom(name as 'hubs')
          .selectAll()
          .execute(),
      )
      for (const old of [trial, hub.id, issue.id]) expect(rows, name).not.toContain(old)
    }
  })

  it('stays as it was where the move fails half-way', async () => {
    const broken = { name: 'broken', adopt: () => Promise.reject(new Error('the plug was pulled')) }
    await expect(adoptOrigin(there, [...slices, broken], trial)).rejects.toThrow('the plug was pulled')
    expect(await setting(here.world.db, 'origin')).toBe(trial)
    expect(await hubByHandle(here.world, 'north')).toEqual(hub)
    expect(await whoIs(here.world, null, 'Ann')).toEqual(ann)
  })
})
