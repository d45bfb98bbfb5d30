import { expect, it } from 'vitest'
import { openAllowance } from './allowance.ts'
import { HOUR, MINUTE, SECOND } from './time.ts'

/** An allowance of sixty a minute, by a clock that stands still until it is set. */
function sixty() {
  const clock = { now: 1_000_000 }
  return { clock, ...openAllowance(60, () => clock.now) }
}
const times = (count: number, take: () => number) => Array.from({ length: count }, take)

it('grants what there is and then one each second, to each name by itself', () => {
  const { take, clock } = sixty()
  expect(times(60, () => take('ann'))).toEqual(Array(60).fill(0))
  expect([take('ann'), take('bob')]).toEqual([1, 0])
  clock.now += SECOND
  expect([take('ann'), take('ann')]).toEqual([0, 1])
})

it('says when as much as is wanted will be there', () => {
  const { take, clock } = sixty()
  expect([take('ann', 50), take('ann', 30)]).toEqual([0, 20])
  clock.now += 20 * SECOND
  expect(take('ann', 30)).toBe(0)
})

it('saves up no more than a minute’s worth, however long somebody was quiet', () => {
  const { take, clock } = sixty()
  take('ann')
  clock.now += HOUR
  expect(times(61, () => take('ann')).at(-1)).toBe(1)
})

it('grants even more than there ever is, once all is there, and minds no clock that goes back', () => {
  const { take, clock } = sixty()
  expect([take('ann', 1000), take('ann', 1000)]).toEqual([0, 60])
  clock.now -= HOUR
  expect(take('ann', 1000)).toBe(60)
  clock.now += MINUTE
  expect(take('ann', 1000)).toBe(0)
})

it('remembers ten thousand names and not one more', () => {
  const { take } = sixty()
  take('ann', 60)
  for (let name = 0; name < 9_999; name++) take(String(name))
  expect(take('ann')).toBe(1)
  for (let name = 0; name < 10_000; name++) take(String(name))
  expect(take('ann')).toBe(0)
})
