import { Command } from 'commander'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { dialects } from '../../test/support/db.ts'
import { openSearch } from '../../test/support/search.ts'
import { searchCommands } from './commands-search.ts'

describe.each(dialects)('folkmoot search on %s', (dialect) => {
  let here: Awaited<ReturnType<typeof openSearch>>
  beforeAll(async () => {
    here = await openSearch(dialect)
  })
  afterAll(() => here.close())

  async function folkmoot(...words: string[]): Promise<string> {
    const program = new Command('folkmoot').exitOverride()
    searchCommands(program, (work) => work(here.world))
    const said: string[] = []
    const spy = vi.spyOn(console, 'log').mockImplementation((line) => void said.push(String(line)))
    try {
      await program.parseAsync(['search', ...words], { from: 'user' })
      return said.join('\n')
    } finally {
      spy.mockRestore()
    }
  }

  it('makes the index anew and says of how many records', async () => {
    expect(await folkmoot('rebuild')).toBe('Made anew: 0 records are found by their words.')
    await here.publish({ titles: { en: 'Quay wall' } })
    await here.world.db.updateTable('search_records').set({ title: ' lost ' }).execute()
    expect(await folkmoot('rebuild')).toBe('Made anew: 1 record is found by their words.')
    expect(await here.world.db.selectFrom('search_records').select('title').execute()).toEqual([
      { title: ' quay wall ' },
    ])
    expect(await folkmoot('rebuild', '--json')).toBe('{"records":1}')
  })
})
