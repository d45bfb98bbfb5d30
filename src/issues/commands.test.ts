import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Command } from 'commander'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { testWorld } from '../../test/support/db.ts'
import { foundHub } from '../../test/support/people.ts'
import { polisFiles, polisFolder, row } from '../../test/support/polis.ts'
import { issueCommands } from './commands.ts'

let here: Awaited<ReturnType<typeof testWorld>>
beforeAll(async () => {
  here = await testWorld('sqlite')
  await foundHub(here.world, 'northend', { languages: ['cy', 'en'] })
})
afterAll(() => here.close())

/** Runs the operator's tool with these words, and gives back what it printed. */
async function folkmoot(...words: string[]): Promise<string> {
  const program = new Command('folkmoot').exitOverride().configureOutput({ writeErr: () => {} })
  const exitAlso = (command: Command) => {
    for (const inner of command.commands)
      exitAlso(inner.exitOverride().configureOutput({ writeErr: () => {} }))
  }
  issueCommands(program, (work) => work(here.world))
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
const json = async (...words: string[]) => JSON.parse(await folkmoot(...words, '--json'))
const asAmina = ['--as', 'Amina'] as const
const drafting = ['issue', 'draft', '--title', 'x', '--basis', 'listening'] as const

describe('folkmoot issue', () => {
  it('drafts in the language of the hub, publishes, translates, moves on and withdraws', async () => {
    const draft = await json(
      ...['issue', 'draft', '--title', 'Lifft', '--theme', 'housing', '--theme', 'access', '--pin=51.9,-0.4'],
      ...['--basis', 'listening'],
      ...['--decider', 'landlord', '--count', 'voices=41', '--place', 'Marsh Farm', ...asAmina],
    )
    expect(draft).toMatchObject({
      language: 'cy',
      titles: { cy: 'Lifft' },
      themes: ['access', 'housing'],
      pin: { lat: 51.9, lon: -0.4 },
      evidence: [{ measure: 'voices', count: 41 }],
      basis: 'listening',
    })
    const seen = await folkmoot('issue', 'show', draft.id)
    for (const fact of [
      'Where: Marsh Farm',
      'Pin: 51.9, -0.4',
      'Who can decide: the landlord',
      'Counts: 41 voices',
    ])
      expect(seen).toContain(fact)
    const revised = await json(
      'issue',
      'revise',
      draft.id,
      '--content',
      'Mae **dau**.',
      '--state',
      'noticed',
      ...asAmina,
    )
    expect(revised).toMatchObject({
      state: 'noticed',
      contents: { cy: 'Mae **dau**.' },
      themes: draft.themes,
    })
    expect(await folkmoot('issue', 'revise', draft.iri, '--place', 'Marsh Farm', ...asAmina)).toBe(
      `“Lifft” is noticed (a draft): ${draft.id}\nPublish it with: folkmoot issue publish ${draft.id} --as "Amina"`,
    )
    expect(await folkmoot('issue', 'publish', draft.iri, ...asAmina)).toBe(
      `“Lifft” is open, revision 1: ${draft.iri}`,
    )
    const amended = await json('issue', 'amend', draft.id, '--language', 'en', '--title', 'Lift', ...asAmina)
    expect(amended).toMatchObject({ revision: 2, language: 'cy', titles: { cy: 'Lifft', en: 'Lift' } })
    expect(
      await json('issue', 'move', draft.id, '--to', 'on-agenda', '--note', 'May', ...asAmina),
    ).toMatchObject({
      state: 'on-agenda',
    })
    expect(await folkmoot('issue', 'move', draft.id, '--to', 'parked', ...asAmina)).toBe(
      `“Lifft” is parked for now, revision 4: ${draft.iri}`,
    )
    expect(await json('issue', 'withdraw', draft.id, '--reason', 'Wrong place.', ...asAmina)).toMatchObject({
      state: 'withdrawn',
    })
    const shown = await folkmoot('issue', 'show', draft.id)
    expect(shown).toContain('Text (cy):\nMae **dau**.')
    expect(shown).toMatch(/publish, by Amina/)
    expect(shown).toMatch(/move, by Amina \(May\)/)
  })

  it('takes the text from a file, merges and splits', async () => {
    const { folder, remove } = polisFolder(polisFiles([]))
    writeFileSync(join(folder, 'text.md'), '# Long\n\ntext')
    const made = []
    for (const title of ['One', 'Two', 'Three', 'Four']) {
      const words = ['issue', 'draft', '--title', title, '--content-file', join(folder, 'text.md')]
      words.push('--basis', 'assembly')
      const { id } = await json(...words, ...asAmina)
      made.push((await json('issue', 'publish', id, ...asAmina)).id)
    }
    remove()
    const [one, two, three, four] = made
    expect(await json('issue', 'merge', one, '--into', two, ...asAmina)).toMatchObject({ state: 'merged' })
    expect(await json('issue', 'split', two, three, four, ...asAmina)).toMatchObject({ state: 'split' })
    const states = (await json('issue', 'list')).map(({ state }: { state: string }) => state)
    expect(states).toContain('split')
    expect(await json('issue', 'list', '--state', 'merged')).toHaveLength(1)
    expect(await folkmoot('issue', 'list', '--drafts')).toBe('None.')
  })

  it('throws a draft away, and not what is published', async () => {
    const written = ['issue', 'draft', '--title', 'By mistake', '--basis', 'listening', ...asAmina]
    const [one, two] = [await json(...written), await json(...written)]
    expect(await folkmoot('issue', 'discard', one.iri, ...asAmina)).toBe('Discarded “By mistake”.')
    await expect(folkmoot('issue', 'show', one.id)).rejects.toThrow('no record of that id')
    await folkmoot('issue', 'publish', two.id, ...asAmina)
    await expect(folkmoot('issue', 'discard', two.id, ...asAmina)).rejects.toThrow('Withdraw it instead.')
    const { folder, remove } = polisFolder(polisFiles([row(9, 'Also by mistake')]))
    await folkmoot('import', 'polis', folder, ...asAmina)
    remove()
    const [three] = await json('issue', 'list', '--drafts')
    expect(await folkmoot('issue', 'discard', three.id, ...asAmina)).toBe(
      'Discarded “Also by mistake”.\nIf the conversation it came from is imported again, it will be drafted again.',
    )
    expect(await json('issue', 'draft', '--title', 'X', '--basis', 'listening', ...asAmina)).toMatchObject({
      state: 'proposed',
    })
    const [four] = await json('issue', 'list', '--drafts')
    expect(await json('issue', 'discard', four.id, ...asAmina)).toEqual({ discarded: four.id })
  })

  it('says where to begin while there is nothing to list', async () => {
    const empty = await testWorld('sqlite')
    await foundHub(empty.world, 'empty')
    const before = here
    here = empty
    expect(await folkmoot('issue', 'list')).toContain('Begin with: folkmoot issue draft')
    here = before
    await empty.close()
  })

  it('refuses in a plain sentence what may not be, and a stranger', async () => {
    await expect(folkmoot('issue', 'publish', 'x', ...asAmina)).rejects.toThrow(
      'no record of that id in this hub',
    )
    await expect(folkmoot(...drafting, '--as', 'Nobody')).rejects.toThrow('nobody called “Nobody”')
    await expect(folkmoot(...drafting, '--count', 'voices', ...asAmina)).rejects.toThrow('Counts it rests on')
  })

  it.each([
    [['issue', 'publish', 'x'], 'commander.missingMandatoryOptionValue'],
    [['issue', 'move', 'x', '--to', 'heaven', '--as', 'Amina'], 'commander.invalidArgument'],
    [['issue', 'draft', '--title', 'x', '--as', 'Amina'], 'commander.missingMandatoryOptionValue'],
    [['issue', 'draft', '--title', 'x', '--basis', 'dream', '--as', 'Amina'], 'commander.invalidArgument'],
    [[...drafting, '--theme', 'moon', '--as', 'Amina'], 'commander.invalidArgument'],
    [['import', 'polis', 'x', '--min-agree', '101', '--as', 'Amina'], 'commander.invalidArgument'],
    [['import', 'polis', 'x', '--theme', 'moon', '--as', 'Amina'], 'commander.invalidArgument'],
    [['issue', 'dance'], 'commander.unknownCommand'],
  ])('takes %j for wrong usage', async (words, code) => {
    await expect(folkmoot(...words)).rejects.toMatchObject({ code })
  })
})

describe('folkmoot import polis', () => {
  it('says what became of each statement', async () => {
    const { folder, remove } = polisFolder(
      polisFiles([
        row(1, 'One'),
        row(2, 'Two', { agrees: 1 }),
        row(3, 'Three', { agrees: 2 }),
        row(4, 'Four'),
      ]),
    )
    const words = ['import', 'polis', folder, '--language', 'en', '--theme', 'transport', ...asAmina]
    const first = await folkmoot(...words, '--verbose')
    expect(first).toContain('“Better buses”: 4 statements, 2 drafted now, 0 here already, 2 left out.')
    expect(first).toContain('  2 left out: too few votes\n')
    expect(first).toContain('  line 4, statement 3: too few votes (7, fewer than 10)')
    expect(first).toContain('0 published now; 2 wait as drafts.')
    for (const wrong of [
      ['--area', 'Luton'],
      ['--language', 'English'],
    ])
      await expect(folkmoot('import', 'polis', folder, ...wrong, ...asAmina)).rejects.toThrow(
        / is (no area key|not the short code of a language), such as /,
      )
    const again = await json(...words, '--publish', '--min-votes', '5', '--min-agree', '25')
    expect(again).toMatchObject({ drafted: 1, already: 2, published: 3, waiting: 0 })
    expect(again.leftOut).toEqual([
      { line: 3, item: '2', why: 'too little agreement (16 %, less than 25 %)' },
    ])
    remove()
  })

  it('records source and licence of any hub’s conversation, and names only whom it is told to', async () => {
    const summary = (url: string) => `topic,Our own street\nurl,${url}\n`
    const source = async (url: string, ...more: string[]) => {
      const { folder, remove } = polisFolder(polisFiles([row(1, `Trees, ${url}`)], summary(url)))
      await folkmoot('import', 'polis', folder, ...more, ...asAmina)
      remove()
      const made = (await json('issue', 'list')) as { titles: object; licence: string; source: object }[]
      const { source: from, licence } = made.find(({ titles }) => JSON.stringify(titles).includes(url))!
      return { ...from, says: licence }
    }
    const ccBy = 'https://creativecommons.org/licenses/by/4.0/'
    expect(await source('https://pol.is/4own')).toEqual({
      ...{ title: 'Our own street', url: 'https://pol.is/4own', item: '1', gathered: '2018-02-13' },
      ...{ credit: 'a conversation held on Polis', licence: ccBy, says: ccBy },
    })
    const zero = 'https://creativecommons.org/publicdomain/zero/1.0/'
    expect(
      await source('https://pol.is/4theirs', '--credit', 'Better Streets', '--licence', zero),
    ).toMatchObject({ credit: 'Better Streets', licence: zero, says: zero })
  })
})
