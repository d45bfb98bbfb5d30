import { testMessageQueue } from '@fedify/testing'
import { expect, it } from 'vitest'
import { dialects, freshDb } from '../../test/support/db.ts'
import { openPulse } from '../db/pulse.ts'
import { openVault } from '../db/secret.ts'
import { openQueue, type QueueWorld } from './queue.ts'

it.concurrent.each(dialects)(
  'a queue on %s does what Fedify asks of every queue',
  async (dialect) => {
    const open = await freshDb(dialect)
    const logged: string[] = []
    const world: QueueWorld = {
      db: open.db,
      vault: openVault('a secret for tests that nobody else knows'),
      // Fedify's tests wait by the wall clock.
      clock: Date.now,
      log: (level, what) => void logged.push(`${level}: ${what}`),
      pulse: openPulse(open),
    }
    await testMessageQueue(
      () => openQueue(world, 'contract'),
      ({ controller }) => controller.abort(),
      { testOrderingKey: true },
    )
    expect(await openQueue(world, 'contract').getDepth()).toEqual({ queued: 0, ready: 0, delayed: 0 })
    expect(logged).toEqual([])
    await open.drop()
  },
  90_000,
)
