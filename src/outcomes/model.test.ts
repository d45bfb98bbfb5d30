import { describe, expect, it } from 'vitest'
import { isRefusal } from '../lib/refusal.ts'
import { english } from '../lib/words.ts'
import { readWith } from '../records/shape.ts'
import { fitForPublic, type OutcomeModel } from './model.ts'
import {
  type Action,
  type ActionState,
  actionMoves,
  actionStates,
  holdsTogether,
  isOverdue,
  movedOn,
} from './model-action.ts'
import { actionFacts } from './model-action-shape.ts'
import { type Decision, facts, NewOutcome, outcomeFields, type Tally } from './model-shape.ts'
import { resultOf } from './model-words.ts'

const decision = (tally: Tally | null, more: Partial<Decision> = {}): Decision => ({
  ...{ text: 'Repair the lifts', method: 'consensus', result: 'adopted', tally },
  ...more,
})
const counted = (favour: number, against: number, more: Partial<Tally> = {}): Tally => ({
  ...{ favour, against, abstained: null, blocked: null },
  ...more,
})

describe('figures of a meeting', () => {
  const read = (present: number | null, ...decisions: Decision[]) => {
    const about = { level: 'local', titles: { en: 'x' }, present, decisions }
    const answer = readWith(NewOutcome, about, outcomeFields)
    return isRefusal(answer) ? answer.refused : 'taken'
  }

  it.each<[string, number | null, Tally, string]>([
    ['as many hands as people', 38, counted(35, 0, { abstained: 3 }), 'taken'],
    ['fewer hands than people', 38, counted(3, 1), 'taken'],
    ['those who block counted among those against', 38, counted(30, 8, { blocked: 8 }), 'taken'],
    ['a tally where nobody counted the room', null, counted(300, 20), 'taken'],
    ['one hand too many', 38, counted(35, 1, { abstained: 3 }), 'No more people can be counted'],
    ['more who block than were there', 38, counted(0, 0, { blocked: 39 }), 'No more people can be counted'],
  ])('are refused where they cannot be, and else taken: %s', (_, present, tally, answer) => {
    expect(read(present, decision(tally))).toContain(answer)
  })

  it('name the decision that counts too many', () => {
    expect(read(20, decision(counted(20, 0)), decision(counted(20, 1)))).toBe(
      'How many people were there: it says 20, and decision 2 counts 21. No more people can be counted than were there.',
    )
  })

  const fits = (outcome: Partial<OutcomeModel>) => {
    const answer = fitForPublic({ html: {}, decisions: [], present: null, ...outcome })
    return isRefusal(answer) ? answer.refused : answer
  }

  it('stay in the hub where so few were there that they point to a person', () => {
    expect(fits({ present: 9, decisions: [decision(null)] })).toContain('So few were there (9)')
    expect(fits({ decisions: [decision(counted(5, 4))] })).toContain('leave them out')
    expect(fits({ present: 10, decisions: [decision(counted(1, 0))] })).toBe(true)
    expect(fits({ decisions: [decision(counted(3, 1)), decision(counted(9, 1))] })).toBe(true)
    expect(fits({ decisions: [decision(null)] })).toBe(true)
  })

  it('are not needed, but a text or a decision is', () => {
    expect(fits({})).toContain('It says nothing yet')
    expect(fits({ html: { en: '<p>We talked.</p>' } })).toBe(true)
  })
})

it.each<[Decision, string]>([
  [decision(counted(1035, 0, { abstained: 3 })), 'Adopted by consensus: 1,035 for, 0 against, 3 abstained'],
  [
    decision(null, { method: 'two-thirds', result: 'not-adopted' }),
    'Not adopted by a majority of two thirds',
  ],
  [decision(null, { method: 'none', result: 'deferred' }), 'Put off'],
  [
    decision(counted(4, 2, { blocked: 1 }), { result: 'adopted-with-reservations', method: 'consent' }),
    'Adopted with reservations by consent: 4 for, 2 against, 1 blocked it',
  ],
])('a decision is said in words (%#)', (it, words) => {
  expect(resultOf(it, english)).toBe(words)
})

describe('an action', () => {
  const anAction = (state: ActionState, more: Partial<Action> = {}): Action =>
    ({ ...actionFacts.parse({ level: 'local' }), state, ...more }) as Action

  it('is overdue from the day after its last one, until it is done or dropped', () => {
    const due = '2026-12-20'
    expect(isOverdue({ due, state: 'accepted' }, '2026-12-20')).toBe(false)
    for (const state of actionStates)
      expect(isOverdue({ due, state }, '2026-12-21')).toBe(
        ['accepted', 'in-progress', 'blocked'].includes(state),
      )
    expect(isOverdue({ due: null, state: 'accepted' }, '2026-12-21')).toBe(false)
  })

  it('stands at 100 when it is done, and nothing blocks it', () => {
    const blocked = anAction('blocked', { progress: 30, blockedBy: 'No printer' })
    expect(movedOn(blocked, { to: 'done' })).toMatchObject({ progress: 100, blockedBy: null })
    expect(movedOn(blocked, { to: 'in-progress' })).toMatchObject({ progress: 30, blockedBy: null })
    expect(movedOn(blocked, { to: 'blocked', progress: 40 })).toMatchObject({ blockedBy: 'No printer' })
  })

  it.each<[string, Action, Parameters<typeof movedOn>[1], string]>([
    ['done and half way', anAction('accepted'), { to: 'done', progress: 50 }, 'What is done is at 100'],
    [
      'back from done without a word',
      anAction('done', { progress: 100 }),
      { to: 'in-progress' },
      'Say how far',
    ],
    ['blocked by nothing', anAction('accepted'), { to: 'blocked' }, 'Say in a line what blocks it'],
    [
      'blocked while under way',
      anAction('accepted'),
      { to: 'in-progress', blockedBy: 'x' },
      'only when it becomes',
    ],
  ])('cannot be %s', (_, action, move, why) => {
    const answer = movedOn(action, move)
    expect(isRefusal(answer) && answer.refused).toContain(why)
  })

  it('that is done is never further back than 100', () => {
    expect(holdsTogether({ state: 'done', progress: 100 })).toBe(true)
    expect(isRefusal(holdsTogether({ state: 'done', progress: 99 }))).toBe(true)
    expect(holdsTogether({ state: 'blocked', progress: 99 })).toBe(true)
  })

  it('moves only to where it may, and never out of a draft or back from withdrawn', () => {
    for (const state of actionStates) {
      expect(actionMoves[state]).not.toContain('proposed')
      expect(actionMoves[state]).not.toContain('withdrawn')
      expect(actionMoves[state]).not.toContain(state)
    }
  })
})

it('an outcome names an issue once, and a disagreement too', () => {
  const read = facts.parse({
    ...{ level: 'local', issues: ['https://a.example/1', 'https://a.example/1'] },
    disagreements: ['How much', 'How  much'],
  })
  expect(read).toMatchObject({ issues: ['https://a.example/1'], disagreements: ['How much'] })
})
