import { afterEach, expect, it } from 'vitest'
import { startServer } from '../../test/support/server.ts'
import { changeHub } from '../hubs/actions.ts'
import { newId } from '../lib/id.ts'
import { instant } from '../lib/time.ts'
import { tellTheNetwork } from './tell.ts'

const ends: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const end of ends.splice(0)) await end()
})

it('what happens while federation is switched off is told once it is on', async () => {
  const server = await startServer('sqlite', { working: false })
  ends.push(server.end)
  const { world, office } = server
  const { who } = await server.hub('northend')
  await tellTheNetwork(office)
  await changeHub(world, who, who.hub, { name: 'Northend and Marsh' })
  const off = { ...office, world: { ...world, config: { ...world.config, federation: false } } }
  expect(await tellTheNetwork(off)).toBe(0)
  expect(await tellTheNetwork(office)).toBe(1)
})

it('what cannot be told does not keep what came after it from being told', async () => {
  const server = await startServer('sqlite', { working: false })
  ends.push(server.end)
  const { world, office } = server
  const { who } = await server.hub('northend')
  await tellTheNetwork(office)
  // As a newer version may have left it, that was taken back.
  const ids = Array.from({ length: 60 }, () => newId())
  for (const id of ids)
    await world.db
      .insertInto('outbox')
      .values({
        ...{ id, hub_id: who.hub, actor_id: who.hub, news: 'record.praised', subject: who.hub },
        ...{ detail: null, happened: instant(world.clock()), told: null },
      })
      .execute()
  await changeHub(world, who, who.hub, { name: 'Northend and Marsh' })
  expect(await tellTheNetwork(office)).toBe(1)
  const left = await world.db
    .selectFrom('outbox')
    .select('id')
    .where('told', 'is', null)
    .orderBy('id')
    .execute()
  expect(left.map(({ id }) => id)).toEqual(ids)
  expect(server.logged.filter(([level]) => level === 'error')).toHaveLength(60)
})
