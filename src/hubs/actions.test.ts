import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { dialects, testWorld } from '../../test/support/db.ts'
import { inTransaction } from '../db/index.ts'
import { renderCount } from '../federation/collections.ts'
import { actorByHandle, actorById } from '../federation/store/actors.ts'
import { logHead } from '../federation/store/changes.ts'
import { keysOfActor } from '../federation/store/keys.ts'
import { untold } from '../federation/store/outbox.ts'
import { granted } from '../lib/granted.ts'
import type { Who } from '../lib/who.ts'
import { changeHub, foundHubIn, meanwhile, prepareHub, refreshHubs } from './actions.ts'
import { type Hub, NewHub } from './model.ts'
import { allHubs, hubByHandle, hubById } from './store.ts'

const northend = NewHub.parse({
  handle: 'northend',
  name: 'North End Together',
  place: 'North End',
  areas: ['gss:E05000026', 'iso:GB-ENG'],
  pin: { lat: 51.5612345, lon: -1.7854321 },
  languages: ['en', 'cy'],
})
const energy = NewHub.parse({ handle: 'warm_homes', name: 'Warm Homes', theme: 'energy', level: 'national' })

describe.each(dialects)('a hub on %s', (dialect) => {
  let here: Awaited<ReturnType<typeof testWorld>>
  beforeEach(async () => {
    here = await testWorld(dialect)
  })
  afterEach(() => here.close())

  const found = async (hub: NewHub): Promise<Hub> => {
    const prepared = granted(await prepareHub(here.world, hub))
    return inTransaction(here.world.db, (tx) => foundHubIn(tx, here.world, prepared))
  }
  const organiserOf = (hub: Hub): Who => ({ person: 'p', name: 'Ann', hub: hub.id, roles: ['organiser'] })

  it('is founded with an address of its own, keys, an empty log and a document', async () => {
    const hub = await found(northend)
    expect(hub.actor).toBe(`http://localhost:4000/actors/${hub.id}`)
    expect(hub.pin).toEqual({ lat: 51.561, lon: -1.785 })
    expect(await hubById(here.world, hub.id)).toEqual(hub)
    expect(await hubByHandle(here.world, 'NorthEnd')).toEqual(hub)
    expect((await keysOfActor(here.world.db, hub.id)).map((key) => key.algorithm).sort()).toEqual([
      'ed25519',
      'rsa',
    ])
    expect(await logHead(here.world.db, hub.id)).toMatchObject({ seq: 0 })
    const document = JSON.parse((await actorById(here.world.db, hub.id))!.document!)
    expect(document).toMatchObject({
      id: hub.actor,
      name: 'North End Together',
      preferredUsername: 'northend',
    })
    expect(document.publicKey.publicKeyPem).toContain('BEGIN PUBLIC KEY')
  })

  it('may be of a theme and of no place', async () => {
    expect(await found(energy)).toMatchObject({ theme: 'energy', place: null, areas: [], pin: null })
  })

  it('cannot take a handle that another on this server has', async () => {
    await found(northend)
    expect(await prepareHub(here.world, { ...energy, handle: 'northend' })).toMatchObject({
      field: 'handle',
      refused: 'The handle “northend” is taken on this server; choose another.',
    })
  })

  it('cannot take a handle that belongs to the server', async () => {
    expect(await prepareHub(here.world, { ...energy, handle: 'admin' })).toMatchObject({ field: 'handle' })
  })

  it('changes what it says of itself, and whoever follows it is told', async () => {
    const hub = await found(northend)
    here.clock.now += 1000
    const changes = { name: 'North End', areas: ['gss:E05000027'], pin: null }
    const changed = granted(await changeHub(here.world, organiserOf(hub), hub.id, changes))
    expect(changed).toMatchObject({ ...changes, handle: 'northend', place: 'North End', id: hub.id })
    expect(await hubById(here.world, hub.id)).toEqual(changed)
    expect(changed.changed > hub.changed).toBe(true)
    const document = JSON.parse((await actorById(here.world.db, hub.id))!.document!)
    expect(document).toMatchObject({ name: 'North End', updated: changed.changed })
    expect(await untold(here.world.db, 10)).toMatchObject([{ news: 'actor.changed', subject: hub.id }])
  })

  it('keeps its handle whatever is asked of it', async () => {
    const hub = await found(northend)
    await changeHub(here.world, organiserOf(hub), hub.id, { name: 'N', ...{ handle: 'southend' } })
    expect((await hubById(here.world, hub.id))?.handle).toBe('northend')
    expect(await hubByHandle(here.world, 'southend')).toBeUndefined()
  })

  it('must keep something that others can find it by', async () => {
    const hub = await found(northend)
    expect(await changeHub(here.world, organiserOf(hub), hub.id, { place: null, areas: [] })).toMatchObject({
      field: 'place',
      refused: 'Place: give a place, an area or a theme, so that others can find the hub.',
    })
    expect(await hubById(here.world, hub.id)).toEqual(hub)
  })

  it('does not tell those who follow it of what stands on its pages only', async () => {
    const hub = await found(northend)
    const changes = { rules: 'Be kind.', privacy: 'We keep little.', controller: 'Ann, 1 Mill Street' }
    const changed = granted(await changeHub(here.world, organiserOf(hub), hub.id, changes))
    expect(await hubById(here.world, hub.id)).toMatchObject(changes)
    expect(changed.changed > hub.changed).toBe(true)
    expect(await untold(here.world.db, 10)).toEqual([])
    expect((await actorById(here.world.db, hub.id))!.document).not.toContain('Mill Street')
  })

  it('is not changed by whoever has not seen the last change, and then nothing else is done either', async () => {
    const hub = await found(northend)
    await changeHub(here.world, organiserOf(hub), hub.id, { name: 'First' })
    const done: string[] = []
    const late = await changeHub(
      here.world,
      organiserOf(hub),
      hub.id,
      { name: 'Second' },
      { seen: hub.changed, also: async () => void done.push('noted') },
    )
    expect([late, done]).toEqual([meanwhile, []])
    expect((await hubById(here.world, hub.id))?.name).toBe('First')
  })

  it('tells the number of those who follow it to nobody where it does not want to, also after a start', async () => {
    const hub = await found(northend)
    const shown = () => renderCount(here.world, hub.id, 'followers')
    expect(await shown()).toHaveProperty('totalItems', 0)
    await changeHub(here.world, organiserOf(hub), hub.id, { followersHidden: true })
    expect(await shown()).not.toHaveProperty('totalItems')
    await here.world.db.updateTable('actors').set({ followers_hidden: 0 }).execute()
    await refreshHubs(here.world)
    expect(await shown()).not.toHaveProperty('totalItems')
    await changeHub(here.world, organiserOf(hub), hub.id, { followersHidden: false })
    expect(await shown()).toHaveProperty('totalItems', 0)
  })

  it('is changed by its own organisers and by operators, and by nobody else', async () => {
    const [hub, other] = [await found(northend), await found(energy)]
    const change = (who: Who) => changeHub(here.world, who, hub.id, { name: 'Ours now' })
    expect(await change(organiserOf(other))).toHaveProperty('refused')
    expect(await change({ ...organiserOf(hub), roles: ['note-taker'] })).toHaveProperty('refused')
    expect(await change({ ...organiserOf(other), roles: ['operator'] })).toHaveProperty('name', 'Ours now')
  })

  it('stands apart from another on the same server', async () => {
    const [first, second] = [await found(northend), await found(energy)]
    expect((await allHubs(here.world)).map((hub) => hub.handle).sort()).toEqual(['northend', 'warm_homes'])
    const keys = await Promise.all([first, second].map((hub) => keysOfActor(here.world.db, hub.id)))
    expect(new Set(keys.flat().map((key) => key.public)).size).toBe(4)
    await changeHub(here.world, organiserOf(first), first.id, { name: 'Changed', areas: [] })
    expect(await hubById(here.world, second.id)).toEqual(second)
    expect((await actorByHandle(here.world.db, 'warm_homes'))?.id).toBe(second.id)
  })
})
