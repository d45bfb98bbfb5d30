import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Command } from 'commander'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { testWorld } from '../../test/support/db.ts'
import { foundHub } from '../../test/support/people.ts'
import { outcomeCommands } from './commands.ts'
import { actionCommands } from './commands-action.ts'
import { decisionIn } from './commands-said.ts'

let here: Awaited<ReturnType<typeof testWorld>>
let there: Awaited<ReturnType<typeof testWorld>>
beforeAll(async () => {
  here = await testWorld('sqlite')
  there = await testWorld('sqlite')
  await foundHub(here.world, 'northend', { name: 'North *End* Together', areas: ['gss:E05000026'] })
  await foundHub(there.world, 'southside')
})
afterAll(async () => {
  await here.close()
  await there.close()
})

/** Runs the operator's tool of a server with these words, and gives back what it printed. */
async function on({ world }: typeof here, ...words: string[]): Promise<string> {
  const program = new Command('folkmoot').exitOverride().configureOutput({ writeErr: () => {} })
  const exitAlso = (command: Command) => {
    for (const inner of command.commands)
      exitAlso(inner.exitOverride().configureOutput({ writeErr: () => {} }))
  }
  outcomeCommands(program, (work) => work(world))
  actionCommands(program, (work) => work(world))
  exitAlso(program)
  const lines: string[] = []
  const print = vi.spyOn(console, 'log').mockImplementation((line) => void lines.push(String(line)))
  try {
    await program.parseAsync(words, { from: 'user' })
    return lines.join('\n')
  } finally {
    print.mockRestore()
  }
}
const folkmoot = (...words: string[]) => on(here, ...words)
const json = async (...words: string[]) => JSON.parse(await folkmoot(...words, '--json'))
const asAmina = ['--as', 'Amina'] as const
const repair = 'Repair the lifts; method=consensus; result=adopted; favour=35; against=0; abstained=3'

const drafted = (...more: string[]) =>
  json('outcome', 'draft', '--title', 'A fund', '--decision', repair, ...more, ...asAmina)

/** What `export` prints, in a file. */
async function exported(...words: string[]): Promise<string> {
  const file = join(mkdtempSync(join(tmpdir(), 'folkmoot-')), 'file.json')
  writeFileSync(file, await folkmoot(...words))
  return file
}

describe('folkmoot outcome', () => {
  it('drafts with decisions as people type them, shows them, takes away what is none, and publishes', async () => {
    const draft = await drafted(
      ...['--assembly', 'https://far.example/assemblies/1', '--issue', 'https://far.example/issues/1'],
      ...['--present', '38', '--checked', '2026-12-14', '--prepared-by', 'the facilitators'],
      ...['--disagreement', 'How large', '--disagreement', 'Who keeps it', '--summary', 'We pay first.'],
    )
    expect(draft).toMatchObject({
      state: 'drafting',
      present: 38,
      disagreements: ['How large', 'Who keeps it'],
      decisions: [
        {
          ...{ text: 'Repair the lifts', method: 'consensus', result: 'adopted' },
          tally: { favour: 35, against: 0, abstained: 3, blocked: null },
        },
      ],
    })
    const seen = await folkmoot('outcome', 'show', draft.id)
    for (const fact of [
      '“A fund” is being written (a draft)',
      'From the assembly: https://far.example/assemblies/1',
      'Decision: Repair the lifts (Adopted by consensus: 35 for, 0 against, 3 abstained)',
      'Who was there: 38 people were there',
      'Checked: 14 December 2026',
      'Not agreed: Who keeps it',
      'Summary (en):\nWe pay first.',
    ])
      expect(seen).toContain(fact)
    const revised = await json(
      ...['outcome', 'revise', draft.id, '--present', 'none', '--disagreement', 'none', '--issue', 'none'],
      ...['--state', 'checking', ...asAmina],
    )
    expect(revised).toMatchObject({ present: null, disagreements: [], issues: [], state: 'checking' })
    expect(await folkmoot('outcome', 'publish', draft.iri, ...asAmina)).toBe(
      `“A fund” is published, revision 1: ${draft.iri}`,
    )
    expect(await folkmoot('outcome', 'list')).toContain('published')
  })

  it.each([
    [['--decision', 'Repair; result=perhaps'], 'choose from the list. One of these: adopted'],
    [['--decision', 'Repair'], 'What was decided, no. 2: choose from the list'],
    [['--decision', 'Repair; result=adopted; favour=many; against=0'], 'this is not a whole number'],
    [['--decision', 'Repair; result=adopted; votes=3'], '“votes=3” says nothing about a decision'],
    [['--present', '20'], 'No more people can be counted than were there'],
    [['--present', '3.5'], 'How many people were there: this is not a whole number'],
    [['--checked', 'Tuesday'], 'this is not a day, such as'],
    [['--assembly', 'the last one'], 'Assembly: this is not a web address, such as'],
  ])('says what is wrong with %s', async (words, why) => {
    await expect(drafted(...words)).rejects.toThrow(why)
  })

  it('reads a text that has signs of its own', () => {
    expect(decisionIn('Rents; repairs; and more = less; result=adopted')).toEqual({
      text: 'Rents; repairs; and more = less',
      result: 'adopted',
    })
  })
})

describe('folkmoot action', () => {
  it('drafts, publishes, moves on and is listed', async () => {
    const draft = await json(
      ...['action', 'draft', '--title', 'Leaflet every stairwell', '--owner', 'the stairwell group'],
      ...['--due', '2026-12-20', '--outcome', 'https://far.example/outcomes/1', ...asAmina],
    )
    expect(draft).toMatchObject({ doer: 'the stairwell group', due: '2026-12-20', progress: 0 })
    await folkmoot('action', 'publish', draft.id, ...asAmina)
    const move = (...words: string[]) => json('action', 'move', draft.id, ...words, ...asAmina)
    expect(await move('--to', 'in-progress', '--progress', '40')).toMatchObject({ progress: 40 })
    expect(await move('--progress', '60')).toMatchObject({ state: 'in-progress', progress: 60 })
    await expect(move('--to', 'blocked')).rejects.toThrow('Say in a line what blocks it')
    expect(await move('--to', 'blocked', '--blocked-by', 'No printer')).toMatchObject({
      blockedBy: 'No printer',
    })
    const seen = await folkmoot('action', 'show', draft.id)
    for (const fact of ['is blocked', 'Who does it: the stairwell group', 'By when: 20 December 2026'])
      expect(seen).toContain(fact)
    expect(await move('--to', 'done')).toMatchObject({ state: 'done', progress: 100 })
    expect(await json('action', 'amend', draft.id, '--due', 'none', ...asAmina)).toMatchObject({ due: null })
  })
})

describe('a record in a file', () => {
  const imported = async (file: string, noun = 'outcome') =>
    JSON.parse(await on(there, noun, 'import', file, ...asAmina, '--json'))

  it('becomes a draft of another hub, with its source and licence below the text, and supersedes nothing', async () => {
    const first = await drafted()
    await folkmoot('outcome', 'publish', first.id, ...asAmina)
    const outcome = await drafted(
      ...['--content', 'It was **loud**.', '--present', '38', '--supersedes', first.iri],
      ...['--issue', 'https://far.example/issues/1', '--theme', 'housing', '--language', 'cy'],
    )
    await folkmoot('outcome', 'publish', outcome.id, ...asAmina)
    const draft = await imported(await exported('outcome', 'export', outcome.iri))
    expect(draft).toMatchObject({
      ...{ state: 'drafting', revision: 0, supersedes: null, replyTo: null, present: 38 },
      ...{ titles: { cy: 'A fund' }, language: 'cy', themes: ['housing'], areas: ['gss:E05000026'] },
      ...{ issues: ['https://far.example/issues/1'], decisions: outcome.decisions, licence: outcome.licence },
      contents: {
        cy: `It was **loud**.\n\nNorth \\*End\\* Together, <${outcome.iri}>, CC BY 4.0`,
      },
    })
    expect(draft.html.cy).toContain(`href="${outcome.iri}"`)
    expect(draft.iri).toContain(draft.id)
    expect(await on(there, 'outcome', 'show', draft.id)).toContain('draft, by Amina (import)')
  })

  it('holds nothing that is not public: no draft, no text behind the text, nobody’s name', async () => {
    const outcome = await drafted(
      '--content',
      'Public.\n\n<!-- ask Dan Okafor -->\n\n[ref]: https://secret.example',
    )
    await expect(folkmoot('outcome', 'export', outcome.id)).rejects.toThrow('this one is not public')
    await folkmoot('outcome', 'publish', outcome.id, ...asAmina)
    const text = await folkmoot('outcome', 'export', outcome.id)
    expect(text).not.toMatch(/Okafor|secret|Amina|contents/)
    expect(JSON.parse(text)).toMatchObject({
      ...{ format: 'folkmoot-record', version: 1, kind: 'outcome', publisher: 'North *End* Together' },
      document: { id: outcome.iri, proof: expect.anything() },
    })
    await folkmoot('outcome', 'withdraw', outcome.id, '--reason', 'A double.', ...asAmina)
    await expect(folkmoot('outcome', 'export', outcome.id)).rejects.toThrow('this one is not public')
  })

  it('of an action becomes one that nobody has begun', async () => {
    const action = await json('action', 'draft', '--title', 'Leaflets', '--owner', 'us', ...asAmina)
    await folkmoot('action', 'publish', action.id, ...asAmina)
    await folkmoot('action', 'move', action.id, '--to', 'in-progress', '--progress', '40', ...asAmina)
    const draft = await imported(await exported('action', 'export', action.id), 'action')
    expect(draft).toMatchObject({ state: 'proposed', progress: 0, doer: 'us', titles: { en: 'Leaflets' } })
  })

  it('is refused where it is something else, and says so', async () => {
    const outcome = await drafted()
    await folkmoot('outcome', 'publish', outcome.id, ...asAmina)
    const file = JSON.parse(await folkmoot('outcome', 'export', outcome.id))
    const changed = (changes: object) => {
      const at = join(mkdtempSync(join(tmpdir(), 'folkmoot-')), 'file.json')
      writeFileSync(at, JSON.stringify({ ...file, ...changes }))
      return at
    }
    const document = (changes: object) => changed({ document: { ...file.document, ...changes } })
    const broken = join(mkdtempSync(join(tmpdir(), 'folkmoot-')), 'file.json')
    writeFileSync(broken, '{')
    for (const [path, why] of [
      [broken, 'no file of a record'],
      ['/nowhere/file.json', 'There is no file /nowhere/file.json'],
      [changed({ format: 'other' }), 'no file of a record'],
      [changed({ version: 2 }), 'Update the server'],
      [changed({ kind: 'issue' }), 'This is the file of an issue, and not of an outcome.'],
      [changed({ document: null }), 'something is missing'],
      [document({ id: 'https://other.example/outcomes/1' }), 'something is missing'],
      [document({ 'moot:kind': 'moot:Action' }), 'The record in the file is no outcome.'],
      [document({ 'moot:state': 'moot:dreaming' }), 'a state we do not know'],
      [document({ 'moot:licence': '' }), 'It states no licence'],
      [document({ '@context': 'https://evil.example/context' }), 'cannot be read'],
    ] as const)
      await expect(imported(path), why).rejects.toThrow(why)
    const rosa = ['--as', 'Nobody'] as const
    await expect(on(there, 'outcome', 'import', changed({}), ...rosa)).rejects.toThrow('Nobody')
  })
})
