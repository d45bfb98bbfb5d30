import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { dialects, testWorld } from '../../test/support/db.ts'
import { type Hub, NewHub } from '../hubs/model.ts'
import { granted } from '../lib/granted.ts'
import type { Role, Who } from '../lib/who.ts'
import { foundHub, setUp } from '../settings/actions-setup.ts'
import { addPerson, whoIs } from './actions.ts'
import { endPerson, endRole, grantRole } from './actions-people.ts'
import { peopleOf } from './store.ts'

const hubOf = (handle: string, name: string) => NewHub.parse({ handle, name, place: name })

describe.each(dialects)('the people of a hub on %s', (dialect) => {
  let here: Awaited<ReturnType<typeof testWorld>>
  let north: Hub
  let ann: Who
  beforeEach(async () => {
    here = await testWorld(dialect)
    north = granted(
      await setUp(here.world, { hub: hubOf('north', 'North'), organiser: 'Ann Árnadóttir' }, null),
    ).hub
    ann = granted(await whoIs(here.world, null, 'Ann Árnadóttir'))
  })
  afterEach(() => here.close())

  const addSouth = async () =>
    granted(await foundHub(here.world, ann, { hub: hubOf('south', 'South'), organiser: 'Sam' })).hub
  const add = (name: string, ...roles: Role[]) => addPerson(here.world, ann, { hub: north.id, name, roles })

  it('begin with one who may do everything', () => {
    expect(ann).toMatchObject({ name: 'Ann Árnadóttir', hub: north.id, roles: ['operator', 'organiser'] })
  })

  it('are named without the hub where there is only one, in any case and accent', async () => {
    expect(await whoIs(here.world, null, '  ann  ARNADOTTIR')).toEqual(ann)
    expect(await whoIs(here.world, '@North@localhost:4000', 'Ann Árnadóttir')).toEqual(ann)
  })

  it('are not found under another name, and it is said how to add one', async () => {
    expect(await whoIs(here.world, null, 'Ben')).toMatchObject({
      refused:
        'There is nobody called “Ben” in North. Add them with: folkmoot user add Ben --role organiser --hub north --as SOMEBODY',
    })
  })

  it('are asked for in a hub that there is', async () => {
    expect(await whoIs(here.world, 'west', 'Ann Árnadóttir')).toMatchObject({
      refused: 'There is no hub “west” on this server. Its hubs are: north.',
    })
  })

  it('must say which hub they mean where there are several', async () => {
    await addSouth()
    expect(await whoIs(here.world, null, 'Sam')).toMatchObject({
      refused: 'There are several hubs on this server; say which with --hub: north, south.',
    })
    expect(await whoIs(here.world, 'south', 'Sam')).toMatchObject({ name: 'Sam', roles: ['organiser'] })
  })

  it('of one hub are nobody in another, save an operator, who has there only what operators have', async () => {
    const south = await addSouth()
    expect(await whoIs(here.world, 'north', 'Sam')).toHaveProperty('refused')
    expect(await whoIs(here.world, 'south', 'Ann Árnadóttir')).toEqual({
      ...ann,
      hub: south.id,
      roles: ['operator'],
    })
  })

  it('are added by organisers, and two of one name never are', async () => {
    expect(await add('Ben', 'note-taker')).toMatchObject({ name: 'Ben', roles: ['note-taker'] })
    expect(await add('bén', 'organiser')).toHaveProperty('refused')
    expect(await add('  ', 'organiser')).toHaveProperty('refused')
    const ben = granted(await whoIs(here.world, null, 'Ben'))
    const third = { hub: north.id, name: 'Cleo', roles: ['note-taker'] as const }
    expect(await addPerson(here.world, ben, third)).toMatchObject({
      refused: 'Ben is neither an organiser of this hub nor an operator of this server.',
    })
    expect((await peopleOf(here.world.db, north.id)).map((person) => person.name)).toEqual([
      'Ann Árnadóttir',
      'Ben',
    ])
  })

  it('are added to their own hub only, and make no operators, unless an operator does it', async () => {
    const south = await addSouth()
    const sam = granted(await whoIs(here.world, 'south', 'Sam'))
    const add = (hub: Hub, role: Role) =>
      addPerson(here.world, sam, { hub: hub.id, name: 'Cleo', roles: [role] })
    expect(await add(north, 'organiser')).toHaveProperty('refused')
    expect(await add(south, 'operator')).toMatchObject({
      refused: 'Only an operator may make or end an operator, and Sam is none.',
    })
    expect(await add(south, 'organiser')).toHaveProperty('name', 'Cleo')
    expect(await peopleOf(here.world.db, north.id)).toHaveLength(1)
  })

  it('are not added by nobody, once there is somebody', async () => {
    expect(
      await addPerson(here.world, null, { hub: north.id, name: 'Eve', roles: ['organiser'] }),
    ).toHaveProperty('refused')
  })

  it('are given roles and lose them again', async () => {
    await add('Ben', 'note-taker')
    const change = { name: 'Ben', role: 'organiser' } as const
    expect(await grantRole(here.world, ann, change)).toHaveProperty('roles', ['note-taker', 'organiser'])
    expect(await grantRole(here.world, ann, change)).toMatchObject({
      refused: 'Ben has this role already: organiser.',
    })
    expect((await whoIs(here.world, null, 'Ben')) as Who).toMatchObject({
      roles: ['organiser', 'note-taker'],
    })
    await endRole(here.world, ann, change)
    expect(await endRole(here.world, ann, change)).toMatchObject({
      refused: 'Ben does not have this role: organiser.',
    })
    expect((await whoIs(here.world, null, 'Ben')) as Who).toMatchObject({ roles: ['note-taker'] })
  })

  it('may do nothing any more once they have left', async () => {
    await add('Ben', 'organiser')
    expect(await endPerson(here.world, ann, 'Ben')).toHaveProperty('name', 'Ben')
    expect(await whoIs(here.world, null, 'Ben')).toHaveProperty('refused')
    expect(await endPerson(here.world, ann, 'Ben')).toHaveProperty('refused')
    expect(await add('Ben', 'organiser')).toMatchObject({
      refused: expect.stringContaining('has or had somebody'),
    })
  })

  it('keep an operator: the last one neither leaves nor gives that up', async () => {
    expect(await endPerson(here.world, ann, ann.name)).toHaveProperty('refused')
    expect(await endRole(here.world, ann, { name: ann.name, role: 'operator' })).toHaveProperty('refused')
    await add('Ben', 'operator')
    expect(await endPerson(here.world, ann, ann.name)).toHaveProperty('name', ann.name)
    expect(await whoIs(here.world, null, 'Ben')).toMatchObject({ roles: ['operator'] })
  })

  it('found further hubs only as operators', async () => {
    await add('Ben', 'organiser')
    const ben = granted(await whoIs(here.world, null, 'Ben'))
    expect(await foundHub(here.world, ben, { hub: hubOf('west', 'West'), organiser: 'Will' })).toMatchObject({
      refused: 'Only an operator of this server may found a hub, and Ben is none.',
    })
  })
})

it('a server without a hub says how to get one', async () => {
  const here = await testWorld('sqlite')
  expect(await whoIs(here.world, null, 'Ann')).toMatchObject({
    refused: expect.stringContaining('folkmoot setup'),
  })
  await here.close()
})
