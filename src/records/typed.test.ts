import { describe, expect, it } from 'vitest'
import {
  alikeIn,
  alikeOf,
  closedUp,
  groupsShown,
  linesIn,
  numberOrNull,
  one,
  type Typed,
  withLanguage,
} from './typed.ts'

describe('what stands in a form', () => {
  it('is found by its name and by no other', () => {
    const typed: Typed = { place: [' Marsh Farm '] }
    expect([one(typed, 'place'), one(typed, 'constructor'), one(typed, '__proto__')]).toEqual([
      ' Marsh Farm ',
      '',
      '',
    ])
  })

  it('is a number, none, or what the shape refuses', () => {
    const typed = { a: ['12'], b: [' '], c: ['12.5'], d: ['-1'], e: ['1e3'] }
    expect(['a', 'b', 'c', 'd', 'e', 'f'].map((name) => numberOrNull(typed, name))).toEqual([
      ...[12, null, Number.NaN, Number.NaN, Number.NaN, null],
    ])
  })

  it('is read line by line, whichever way lines end', () => {
    expect(linesIn({ titles: ['One\r\n\r\n Two \nThree'] }, 'titles')).toEqual(['One', 'Two', 'Three'])
  })

  it('has groups without gaps, in their order', () => {
    const typed = {
      ...{ 'agenda.0.title': [''], 'agenda.0.minutes': [''], 'agenda.1.title': ['Tables'] },
      ...{ 'agenda.10.title': ['Close'], 'agenda.2.minutes': ['5'], place: ['x'] },
    }
    expect(closedUp(typed, 'agenda')).toEqual({
      ...{
        'agenda.0.title': ['Tables'],
        'agenda.1.minutes': ['5'],
        'agenda.2.title': ['Close'],
        place: ['x'],
      },
    })
  })

  it('shows one group at least, those that hold something, and those that were asked for', () => {
    expect(groupsShown({}, 'decisions')).toBe(1)
    expect(groupsShown({ 'decisions.2.text': ['x'], 'decisions.4.text': [''] }, 'decisions')).toBe(3)
    expect(groupsShown({ 'groups.decisions': ['4'] }, 'decisions')).toBe(4)
    expect(groupsShown({ 'groups.decisions': ['1e9'] }, 'decisions')).toBe(100)
    expect(groupsShown({ 'groups.decisions': ['many'] }, 'decisions')).toBe(1)
  })
})

describe('the languages of a form', () => {
  const form = (language: string, titles: Record<string, string>): Typed => ({
    ...{ tag: ['en', 'cy'], language: [language] },
    ...Object.fromEntries(Object.entries(titles).map(([tag, text]) => [`titles.${tag}`, [text]])),
  })

  it.each([
    ['the one that was chosen', form('cy', { en: 'Lift', cy: 'Lifft' }), 'cy'],
    ['the other where nothing is said in it', form('en', { en: ' ', cy: 'Lifft' }), 'cy'],
    ['the chosen one where nothing is said at all', form('en', {}), 'en'],
    ['the first where a stranger was chosen', form('fr', { en: 'Lift' }), 'en'],
  ])('have a main one: %s', (_, typed, main) => {
    expect(alikeIn(typed).language).toBe(main)
  })

  it('become one more, once', () => {
    const typed = { tag: ['en'], more: ['EN-simple'] }
    expect(withLanguage(typed, 'en')).toMatchObject({ tag: ['en', 'en-simple'], more: [] })
    expect(withLanguage({ ...typed, more: ['en'] }, 'en')).toMatchObject({ tag: ['en'] })
  })

  it.each([
    ['its name', 'Spanish', 'en', ['en', 'es']],
    ['what it calls itself', 'español', 'en', ['en', 'es']],
    ['its name in the language of the page', 'galés', 'es', ['en', 'cy']],
    ['several at once', 'Polish, cy', 'en', ['en', 'pl', 'cy']],
    ['its own again', 'English', 'en', ['en']],
  ])('become more by %s', (_, more, lang, tag) => {
    expect(withLanguage({ tag: ['en'], more: [more] }, lang)).toMatchObject({ tag, more: [] })
  })

  it.each(['Elvish', '', ' , ', 'Spanish, Elvish'])('become none by “%s”', (more) => {
    expect(withLanguage({ tag: ['en'], more: [more] }, 'en')).toBeNull()
  })

  it('come back from a record as they went into it', () => {
    const record = {
      ...{ language: 'cy', titles: { en: 'Lift', cy: 'Lifft' }, summaries: { en: 'Both' }, contents: {} },
      ...{ level: 'local', place: 'Marsh Farm', pin: { lat: 51.9, lon: -0.4 } },
      ...{ themes: ['housing'], areas: ['iso:GB', 'gss:E05000026'] },
    }
    const read = alikeIn(alikeOf(record as never)) as Record<string, Record<string, string>>
    expect(read).toMatchObject({
      ...record,
      titles: record.titles,
      summaries: { en: 'Both', cy: '' },
      contents: {},
    })
  })
})
