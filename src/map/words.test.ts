import { expect, test } from 'vitest'
import { DAY, HOUR, instant, MINUTE, SECOND } from '../lib/time.ts'
import { assemblyList } from './list-assemblies.tsx'
import { issueList } from './list-issues.tsx'
import { ago, counted } from './words.ts'

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
  expect(ago(instant(now - passed), now)).toBe(words)
})

test('numbers go with their nouns', () => {
  expect(counted(0, 'issue')).toBe('0 issues')
  expect(counted(1, 'issue')).toBe('1 issue')
  expect(counted(1204, 'issue')).toBe('1,204 issues')
  expect(counted(2, 'assembly', 'assemblies')).toBe('2 assemblies')
})

test('states begin with a capital', () => {
  expect(issueList.stateWords('published')).toBe('Open')
  expect(assemblyList.stateWords('postponed')).toBe('Put off; the new day is not set yet')
})
