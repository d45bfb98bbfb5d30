import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Checker, Seen, Shown } from './letters/checkers/checker.ts'
import { checkers } from './letters/checkers/index.ts'
import { everythingSent, type Sent, words } from './support/sent.ts'

/** What somebody reads at once, or once it is unfolded: the title, what it is folded behind, the text, and what a calendar has. */
const readable = ({ title, warning, text, when, where }: Shown): string =>
  [title, warning, text, when, where].filter(Boolean).join('\n')

describe('what a hub sends, on servers of other software', () => {
  let sent: Sent
  /** What each kind of software makes of each letter. */
  const seen = new Map<string, Map<string, Seen>>()
  const of = (checker: Checker, letter: string): Seen => seen.get(checker.name)!.get(letter)!
  const shown = (checker: Checker, letter: string): Shown | null => {
    const it = of(checker, letter)
    return 'shown' in it ? it.shown : null
  }
  const everyShown = (letters: (name: string) => boolean) =>
    checkers.flatMap((checker) =>
      [...seen.get(checker.name)!].flatMap(([letter, it]) =>
        letters(letter) && 'shown' in it ? [{ name: `${letter} on ${checker.name}`, shown: it.shown }] : [],
      ),
    )

  beforeAll(async () => {
    sent = await everythingSent()
    for (const checker of checkers) {
      const results = new Map<string, Seen>()
      for (const [name, letter] of Object.entries(sent.letters))
        results.set(name, await checker.take(letter, (address) => sent.documents[address]))
      seen.set(checker.name, results)
    }
  })

  it('is an error nowhere', () => {
    for (const checker of checkers)
      for (const [letter, it] of seen.get(checker.name)!)
        expect({ on: checker.name, letter, ...it }).not.toHaveProperty('error')
  })

  it('can be followed by people where people follow, and by operators where servers follow calendars', () => {
    expect(Object.fromEntries(checkers.map((one) => [one.name, one.followedBy(sent.hub)]))).toEqual({
      ...{
        Mastodon: 'anybody',
        GoToSocial: 'anybody',
        Misskey: 'anybody',
        Friendica: 'anybody',
        NodeBB: 'anybody',
      },
      Hollo: 'the one whose server it is',
      Mobilizon: 'the operator, for the calendar',
      Gancio: 'the operator, who must trust the hub',
      ...{ gathio: null, Lemmy: null, WordPress: null },
    })
    for (const one of checkers)
      if (one.followedBy(sent.hub)) expect([one.name, one.followedBy(sent.server)]).not.toContain(null)
  })

  it('keeps the title of an issue and what is asked wherever it shows, and leads to its page', () => {
    for (const { name, shown } of everyShown((letter) => letter.startsWith('issue'))) {
      expect({ name, text: readable(shown) }).toMatchObject({
        text: expect.stringContaining(words.issue.title),
      })
      expect({ name, text: readable(shown) }).toMatchObject({
        text: expect.stringContaining(words.issue.asked),
      })
      expect({ name, link: shown.link }).toMatchObject({ link: expect.stringContaining('/issues/') })
    }
    expect(everyShown((letter) => letter === 'issue').length).toBe(6)
  })

  it('tells the day of an assembly wherever it shows, and the place unless it is hidden', () => {
    for (const { name, shown } of everyShown((letter) => /^(assembly|invitation|Announce)/.test(letter))) {
      const text = readable(shown)
      expect({ name, text }).toMatchObject({ text: expect.stringMatching(/\w+day \d+ \w+ 20\d\d/) })
      if (/hidden/.test(name)) {
        expect({ name, text }).not.toMatchObject({ text: expect.stringMatching(/Community Hall|Mill Lane/) })
        expect(shown.where).toBeNull()
      } else if (/online/.test(name))
        expect({ name, text }).toMatchObject({ text: expect.stringContaining('online') })
      else if (!/pin/.test(name))
        expect({ name, text }).toMatchObject({ text: expect.stringContaining('Community Hall') })
      if (/put off|cancelled/.test(name))
        expect({ name, text }).toMatchObject({ text: expect.stringContaining('This assembly is ') })
    }
  })

  it('stands in the calendars of Mobilizon, Gancio and Friendica by its day, in every state', () => {
    const names = ['assembly, no end', 'assembly, venue hidden', 'assembly, online', 'assembly, only a pin']
    for (const name of ['Mobilizon', 'Gancio', 'Friendica'])
      for (const letter of ['assembly', 'assembly, only a name', 'assembly, to register', ...names])
        expect({ name, letter, when: shown(named(name), letter)?.when }).toMatchObject({
          when: '2027-01-12T18:00:00+00:00',
        })
    for (const name of ['Mobilizon', 'Friendica'])
      for (const letter of ['assembly, put off', 'assembly, cancelled'])
        expect(shown(named(name), letter)?.when).toBe('2027-01-13T18:00:00+00:00')
  })

  it('is nothing where an Event is dropped; there the invitation shows what the assembly says', () => {
    for (const name of ['NodeBB', 'Hollo']) {
      expect(of(named(name), 'assembly')).toHaveProperty('dropped')
      const { text } = shown(named(name), 'invitation')!
      for (const part of [words.assembly.title, words.assembly.asked, words.assembly.text])
        expect(text).toContain(part)
    }
  })

  it('shows what was decided and what is done about it whole, and folded behind nothing', () => {
    for (const kind of ['outcome', 'action', 'invitation'] as const)
      for (const { name, shown } of everyShown((letter) => letter === kind)) {
        const about = words[kind === 'invitation' ? 'assembly' : kind]
        expect({ name, ...shown }).toMatchObject({ warning: null, text: expect.stringContaining(about.text) })
        expect(readable(shown)).toContain(about.title)
      }
    expect(everyShown((letter) => letter === 'outcome').length).toBe(6)
  })

  it('has no tags to be read in what it is folded behind', () => {
    for (const { name, shown } of everyShown(() => true))
      expect({ name, warning: shown.warning ?? '' }).not.toMatchObject({
        warning: expect.stringMatching(/[<>]/),
      })
  })

  it('is in its language where that is shown', () => {
    for (const name of ['Mastodon', 'GoToSocial', 'Friendica'])
      expect(shown(named(name), 'issue')!.language).toBe('en')
    expect(shown(named('Mobilizon'), 'assembly')!.language).toBe('en')
  })

  it('goes where a record is withdrawn', () => {
    for (const checker of checkers.filter((one) => one.followedBy(sent.hub)))
      if (shown(checker, 'assembly')) expect(of(checker, 'assembly, withdrawn')).toHaveProperty('done')
  })

  it('is what FEDERATION.md says that each server shows', () => {
    const paper = readFileSync(new URL('../FEDERATION.md', import.meta.url), 'utf8')
    const section = paper.split('## What other servers show\n')[1]?.split('\n## ')[0] ?? ''
    expect(section.split('\n').filter((line) => line.startsWith('|'))).toEqual([
      '| on | who can follow a hub | an issue | an assembly | an outcome, an action, an invitation | a change | withdrawn |',
      '|---|---|---|---|---|---|---|',
      ...checkers.map(rowOf),
    ])
  })

  const named = (name: string): Checker => checkers.find((one) => one.name === name)!

  function rowOf(checker: Checker): string {
    const by = checker.followedBy(sent.hub)
    const cells =
      by === null
        ? ['nobody', '–', '–', '–', '–', '–']
        : [by, said('issue'), said('assembly'), said('outcome'), changes(), ends()]
    return `| ${checker.name} ${checker.version} | ${cells.join(' | ')} |`

    function said(letter: 'issue' | 'assembly' | 'outcome'): string {
      const it = shown(checker, letter)
      return it ? inWords(it, words[letter]) : 'nothing'
    }
    function changes(): string {
      const read = (['issue', 'assembly'] as const).filter((kind) => shown(checker, `${kind}, amended`))
      const first = (['issue', 'assembly'] as const).filter((kind) => shown(checker, kind))
      return read.length === 0
        ? 'not shown'
        : read.length === first.length
          ? 'shown'
          : `of an ${read.join()} only`
    }
    function ends(): string {
      const gone = (['issue', 'assembly'] as const).filter((kind) => shown(checker, kind))
      return gone.every((kind) => 'done' in of(checker, `${kind}, withdrawn`)) ? 'gone' : 'stays'
    }
  }
})

type Words = { title: string; text: string; asked?: string; place?: string }

/** What is shown of a record, in a few words. */
function inWords(shown: Shown, { title, text, asked, place }: Words): string {
  const body = [shown.title, shown.text].join('\n')
  const whole = body.includes(text)
  const parts = [
    (shown.title?.includes(title) || !whole) && 'title',
    whole ? 'whole text' : asked && body.includes(asked) ? 'what is asked, link' : 'link',
    place &&
      shown.when === null &&
      (body.includes(place) ? 'day and place in words' : 'neither day nor place'),
    place && shown.when !== null && 'in its calendar',
    shown.warning && 'folded behind what is asked',
  ]
  return parts.filter(Boolean).join(', ')
}
