import { expect, test } from 'vitest'
import { DAY, HOUR, instant, MINUTE, SECOND } from '../lib/time.ts'
import { english } from '../lib/words.ts'
import { assemblyList } from './list-assemblies.tsx'
import { issueList } from './list-issues.tsx'
import { ago } from './words.ts'

const now = Date.parse('2026-11-01T10:00:00Z')

test.each([
  [20 * SECOND, 'just now'],
  // A clock that goes a little ahead of ours is no reason for nonsense.
  [-2 * MINUTE, 'just now'],
  [MINUTE, '1 minute ago'],
  [59 * MINUTE, '59 minutes ago'],
  [HOUR, '1 hour ago'],
  [47 * HOUR, '1 day ago'],
  [59 * DAY, '59 days ago'],
  [180 * DAY, 'on 5 May 2026'],
])('what was %i ms back was %s', (passed, words) => {
  expect(ago(instant(now - passed), now, english)).toBe(words)
})

test('states begin with a capital', () => {
  expect(issueList.stateWords('published', english)).toBe('Open')
  expect(assemblyList.stateWords('postponed', english)).toBe('Put off; the new day is not set yet')
})
