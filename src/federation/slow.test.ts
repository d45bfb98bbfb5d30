import { expect, it } from 'vitest'
import { MINUTE, SECOND } from '../lib/time.ts'
import type { Client } from '../world.ts'
import { Postpone } from './queue.ts'
import { inTurnOfItsServer } from './slow.ts'

const [slow, other] = ['https://slow.example/users/1', 'https://other.example/users/1']

/** Reads letters by a clock that is set; a letter is read for as long as it is held. */
function reading() {
  const clock = { now: 1_000_000 }
  const world = { client: {} as Client, clock: () => clock.now }
  const read = (actor: string) => {
    const held = Promise.withResolvers<void>()
    const done = inTurnOfItsServer(world, actor, () => held.promise).then(
      () => 'read',
      (error: Error) => (error instanceof Postpone ? 'put off' : 'failed'),
    )
    const end = (after: number) => {
      clock.now += after
      held.resolve()
      return done
    }
    return { done, end }
  }
  return { clock, read }
}

it('letters of one server are read side by side while it is quick', async () => {
  const { read } = reading()
  const letters = [read(slow), read(slow), read(slow)]
  for (const { end } of letters) expect(await end(100)).toBe('read')
})

it('once a server has let us wait, its letters are read one at a time, and those of others as before', async () => {
  const { read, clock } = reading()
  expect(await read(slow).end(3 * SECOND)).toBe('read')
  const [first, second, another] = [read(slow), read(slow), read(other)]
  expect(await second.done).toBe('put off')
  expect([await first.end(0), await another.end(0)]).toEqual(['read', 'read'])
  clock.now += 2 * MINUTE
  const again = [read(slow), read(slow)]
  for (const { end } of again) expect(await end(0)).toBe('read')
})
