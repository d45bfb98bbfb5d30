import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Command } from 'commander'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { dialects, testWorld } from '../../test/support/db.ts'
import { foundHub, sure } from '../../test/support/people.ts'
import { isBlocked } from '../federation/policy.ts'
import { addPerson } from '../members/actions.ts'
import { peerCommands } from './commands-peer.ts'

const folder = mkdtempSync(join(tmpdir(), 'folkmoot-blocks-'))
afterAll(() => rmSync(folder, { recursive: true }))
const file = (text: string | Uint8Array) => {
  const path = join(folder, 'blocks.csv')
  writeFileSync(path, text)
  return path
}

describe.each(dialects)('folkmoot peer on %s', (dialect) => {
  let here: Awaited<ReturnType<typeof testWorld>>
  beforeAll(async () => {
    here = await testWorld(dialect, {
      env: { FOLKMOOT_ORIGIN: 'https://hub.example', FOLKMOOT_FEDERATION: 'off' },
    })
    const { hub, who } = await foundHub(here.world, 'northend')
    sure(await addPerson(here.world, who, { hub: hub.id, name: 'Ben', roles: ['organiser'] }))
  })
  afterEach(() => here.world.db.deleteFrom('policy').execute())
  afterAll(() => here.close())

  /** Runs the operator’s tool with these words, and gives back what it printed, on stderr too. */
  async function folkmoot(...words: string[]): Promise<string> {
    const program = new Command('folkmoot').exitOverride()
    peerCommands(program, (work) => work(here.world))
    const lines: string[] = []
    const take = (line: unknown) => void lines.push(String(line))
    const spies = [
      vi.spyOn(console, 'log').mockImplementation(take),
      vi.spyOn(console, 'error').mockImplementation(take),
      vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
        lines.push(String(text))
        return true
      }),
    ]
    try {
      await program.parseAsync(['peer', ...words], { from: 'user' })
      return lines.join('\n')
    } finally {
      for (const spy of spies) spy.mockRestore()
    }
  }
  const asAmina = ['--as', 'Amina'] as const
  const blocked = (host: string) => isBlocked(here.world, `https://${host}/users/x`)

  it('blocks and unblocks domains and accounts, and says who did', async () => {
    expect(await folkmoot('block', 'spam.example', '--reason', 'It sends spam.', ...asAmina)).toBe(
      'Blocked spam.example: nothing is taken from it, sent to it or shown of it.',
    )
    expect(await folkmoot('block', 'https://wide.example/users/sly', ...asAmina)).toContain(
      'It could not be asked whether https://wide.example/users/sly is an account’s own address',
    )
    expect(await folkmoot('blocks')).toBe(
      'https://wide.example/users/sly  since 2026-11-01 by Amina\nspam.example  since 2026-11-01 by Amina: It sends spam.',
    )
    expect(JSON.parse(await folkmoot('blocks', '--json'))).toMatchObject([
      { domain: null, actor: 'https://wide.example/users/sly', by: 'Amina' },
      { domain: 'spam.example', actor: null, reason: 'It sends spam.', by: 'Amina' },
    ])
    expect(await blocked('sub.spam.example')).toBe(true)
    expect(await folkmoot('unblock', 'spam.example', ...asAmina)).toBe(
      'spam.example is not blocked any more.',
    )
    expect(await blocked('spam.example')).toBe(false)
  })

  it('lets operators only change a list', async () => {
    const ben = ['--as', 'Ben'] as const
    for (const words of [
      ['block', 'spam.example'],
      ['unblock', 'spam.example'],
      ['allow', 'fine.example'],
      ['disallow', 'fine.example'],
      ['limit', 'on'],
      ['import-blocks', file('#domain\nspam.example\n')],
    ])
      await expect(folkmoot(...words, ...ben)).rejects.toThrow('Only an operator')
    expect(await here.world.db.selectFrom('policy').selectAll().execute()).toEqual([])
  })

  it('keeps an allow-list, and says whether it is in force', async () => {
    expect(await folkmoot('allow', 'fine.example', ...asAmina)).toBe(
      'fine.example is on the allow-list. The limit is off: everybody is dealt with who is not blocked.',
    )
    expect(await folkmoot('limit', 'on', ...asAmina)).toBe(
      'The limit is on: this server deals only with whom the allow-list names.',
    )
    expect([await blocked('fine.example'), await blocked('other.example')]).toEqual([false, true])
    expect(await folkmoot('disallow', 'fine.example', ...asAmina)).toContain('this server deals with nobody')
    expect(await folkmoot('allowed')).toBe(
      'Nobody is on the allow-list.\nThe limit is on and nobody is on the allow-list: this server deals with nobody.',
    )
    await folkmoot('limit', 'off', ...asAmina)
    expect(await blocked('other.example')).toBe(false)
  })

  it('takes in a list of blocks and hands its own on, without the reasons unless they are asked for', async () => {
    await folkmoot('block', 'old.example', '--reason', 'Ann knows.', ...asAmina)
    const list = file('#domain,#severity\nold.example,suspend\nnew.example,suspend\nloud.example,silence\n')
    expect(await folkmoot('import-blocks', list, ...asAmina)).toBe(
      'Line 4: loud.example is left out, since “silence” is no block.\nBlocked 1 domain; 1 were blocked already, 1 left out.',
    )
    expect([await blocked('new.example'), await blocked('loud.example')]).toEqual([true, false])
    expect(await folkmoot('blocks')).toContain('old.example  since 2026-11-01 by Amina: Ann knows.')
    await folkmoot('block', 'https://wide.example/users/sly', ...asAmina)
    const csv = await folkmoot('blocks', '--csv')
    expect(csv).toContain('new.example,suspend,true,true,,false\nold.example,suspend,true,true,,false\n')
    expect(csv).toContain('1 blocked account is not in it')
    expect(csv).not.toContain('sly')
    expect(await folkmoot('blocks', '--csv', '--reasons')).toContain(
      'old.example,suspend,true,true,Ann knows.',
    )
  })

  it('applies nothing of a list that is broken', async () => {
    const broken = file('#domain,#severity\nnew.example,suspend\nno domain,suspend\n')
    await expect(folkmoot('import-blocks', broken, ...asAmina)).rejects.toThrow(
      'Line 3: “no domain” is no domain.',
    )
    await expect(folkmoot('import-blocks', file(Buffer.of(0xe9)), ...asAmina)).rejects.toThrow('UTF-8')
    await expect(folkmoot('import-blocks', join(folder, 'none.csv'), ...asAmina)).rejects.toThrow('no file')
    expect(await here.world.db.selectFrom('policy').selectAll().execute()).toEqual([])
  })
})
