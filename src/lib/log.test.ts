import { getLogger } from '@logtape/logtape'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { openLog } from './log.ts'

let lines: string[]
beforeEach(() => {
  lines = []
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => lines.push(String(text)) > 0)
})
afterEach(() => vi.restoreAllMocks())

it('writes one line of JSON a record for a machine', () => {
  openLog('info', true)('warning', 'a letter {was} refused', {
    why: 'no signature',
    fault: new Error('broken'),
  })
  expect(lines).toHaveLength(1)
  expect(JSON.parse(lines[0]!)).toEqual({
    at: expect.stringMatching(/Z$/),
    level: 'warning',
    from: 'folkmoot',
    what: 'a letter {was} refused',
    why: 'no signature',
    fault: 'broken',
  })
})

it('writes plain words for somebody who looks at it', () => {
  openLog('info', false)('info', 'stored', { copies: 3, origin: 'https://hub.example' })
  expect(lines[0]).toMatch(/^\S+Z info stored copies=3 origin=https:\/\/hub.example\n$/)
})

it('keeps what others wrote on its line and within bounds, whatever is in it', () => {
  for (const json of [true, false]) {
    openLog('info', json)('info', 'letter refused', {
      why: `a\n\u001b[2Jb ${'c'.repeat(1e6)}`,
      fault: 'x\n  at y',
    })
    const line = lines.pop()!
    expect(line.length).toBeLessThan(1300)
    expect(line).toContain('why')
    expect(line.replace('x\n  at y', '').trim()).not.toMatch(/\p{Cc}/u)
  }
})

it('leaves out what is less than asked for', () => {
  const log = openLog('warning', true)
  log('info', 'nothing of note')
  log('error', 'something')
  expect(lines).toHaveLength(1)
})

it('keeps to itself what libraries attach, which may be somebody’s letter', () => {
  openLog('info', true)
  getLogger(['fedify', 'inbox']).warn('could not read {activity} of {actor}', {
    activity: { content: 'a private word' },
    actor: 'https://hub.example/a',
  })
  getLogger(['fedify', 'inbox']).info('all is well')
  expect(lines).toHaveLength(1)
  expect(JSON.parse(lines[0]!).what).toBe('could not read … of https://hub.example/a')
  expect(lines[0]).not.toContain('private')
})
