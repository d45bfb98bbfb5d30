import { join } from 'node:path'
import { generateIdentity, identityToRecipient } from 'age-encryption'
import { afterEach, describe, expect, it } from 'vitest'
import { offeredBy } from '../src/app.ts'
import { wordIndex } from '../src/db/search.ts'
import { draftIssue, publishIssue, withdrawIssue } from '../src/issues/actions.ts'
import { keepSearchClean, keepSearchWhole } from '../src/map/actions-search.ts'
import { isComplete } from '../src/map/search.ts'
import { makeBackup } from '../src/operate/backup.ts'
import { verifyBackup } from '../src/operate/contents.ts'
import { restore } from '../src/operate/restore.ts'
import { slices } from '../src/slices.ts'
import type { World } from '../src/world.ts'
import { dialects } from './support/db.ts'
import { foundHub, sure } from './support/people.ts'
import { freshPlace, type Place } from './support/places.ts'
import { openSearch } from './support/search.ts'
import { everyText } from './support/texts.ts'

const ends: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const end of ends.splice(0)) await end()
})
const signal = new AbortController().signal
const now = Date.parse('2026-11-26T03:15:00Z')

/** How many rows have a word, by the database’s own index. */
const rowsWith = async ({ db }: World, word: string): Promise<number> =>
  (
    await wordIndex(db)
      .rows({ all: [{ word, begins: false }] }, 99)
      .execute(db)
  ).rows.length
const inTable = async ({ db }: World): Promise<number> =>
  (await db.selectFrom('search_records').select('seq').execute()).length

describe('a backup', () => {
  it.each([
    ['sqlite', 'postgres'],
    ['postgres', 'sqlite'],
    ['sqlite', 'sqlite'],
    ['postgres', 'postgres'],
  ] as const)('of %s has no index of words; in %s it is made anew', async (from, to) => {
    const [here, there]: Place[] = [await freshPlace(from), await freshPlace(to)]
    ends.push(here!.drop, there!.drop)
    await here!.within(async (world) => {
      const { who } = await foundHub(world, 'northend', { languages: ['en'] })
      const said = { level: 'local', basis: 'listening' } as const
      for (const title of ['Quay wall', 'Quay stairs', 'Lamps']) {
        const { id } = sure(await draftIssue(world, who, { ...said, titles: { en: title } }))
        sure(await publishIssue(world, who, id))
      }
      sure(await draftIssue(world, who, { ...said, titles: { en: 'Quay draft' } }))
      await keepSearchWhole.run(world, signal)
      expect([await isComplete(world), await rowsWith(world, 'quay')]).toEqual([true, 2])
    })
    const identity = await generateIdentity()
    const key = { identities: [identity] }
    const lock = { recipients: [await identityToRecipient(identity)] }
    const order = { to: { file: join(here!.folder, 'all.backup.age') }, lock }
    const { file } = sure(await makeBackup(here!.config(), order, now))
    const { tables } = sure(await verifyBackup(here!.config(), file, key))
    expect(Object.keys(tables).filter((name) => name.startsWith('search'))).toEqual([])
    expect(tables.issues!.rows).toBe(4)

    sure(await restore(there!.config(), file, { key, replace: false, now }))
    await there!.within(async (world) => {
      // Until it is made anew it says that it is not whole.
      expect([await isComplete(world), await inTable(world)]).toEqual([false, 0])
      await keepSearchWhole.run(world, signal)
      expect([await isComplete(world), await inTable(world)]).toEqual([true, 3])
      expect([await rowsWith(world, 'quay'), await rowsWith(world, 'draft')]).toEqual([2, 0])
    })
  })
})

describe.each(dialects)('words that must not be found any more on %s', (dialect) => {
  const open = async () => {
    const here = await openSearch(dialect)
    ends.push(here.close)
    return here
  }
  const holds = async ({ world }: { world: World }, word: RegExp) =>
    (await everyText(world.db)).filter((text) => word.test(text)).map((text) => text.split(':')[0])

  it('are found no more once they are erased, and stand in no index', async () => {
    const here = await open()
    const { world, north } = here
    const { id } = await here.publish({
      titles: { en: 'Damp flats, says Xqzioma Quill' },
      contents: { en: 'Ask Xqzioma Quill & friends about the wall.' },
    })
    await here.publish({ titles: { en: 'Another wall' } })
    expect(await here.titles('xqzioma')).toHaveLength(1)
    expect(await holds(here, /xqzioma/)).not.toEqual([])
    const { wordings } = offeredBy(slices)
    const about = { id, words: 'Xqzioma Quill', instead: 'somebody' }
    here.clock.now += 1000
    sure(await wordings.find(({ noun }) => noun === 'issue')!.erase(world, north.who, about))
    for (const q of ['xqzioma', 'quill', 'xqz']) expect(await here.titles(q)).toEqual([])
    expect((await here.find('xqziomma')).meant).toBeNull()
    expect(await here.titles('somebody wall')).toEqual(['Damp flats, says somebody'])
    expect(await holds(here, /xqzi|quill/i)).toEqual([])
    expect(await here.titles('wall')).toHaveLength(2)
  })

  it('are taken out of the index where a record is withdrawn, and out of its file by the work of the day', async () => {
    const here = await open()
    const { id } = await here.publish({ titles: { en: 'Xqzwall leans' } })
    await here.publish({ titles: { en: 'Another wall' } })
    here.clock.now += 1000
    sure(await withdrawIssue(here.world, here.north.who, id, 'It was mended.'))
    expect(await here.titles('xqzwall')).toEqual([])
    expect(await rowsWith(here.world, 'xqzwall')).toBe(0)
    await keepSearchClean.run(here.world, signal)
    // The hub keeps what it said, and nothing else does.
    const left = (await holds(here, /xqzwall/i)).filter((place) => place!.startsWith('search'))
    expect(left).toEqual([])
    expect(await here.titles('another wall')).toHaveLength(1)
  })

  it('are gone from an index of many pieces as well, in which the rest is still found', async () => {
    const here = await open()
    for (let at = 0; at < 40; at++)
      await here.publish({
        titles: { en: `Bench number ${at}` },
        contents: { en: Array.from({ length: 200 }, (_, n) => `w${at}x${n}`).join(' ') },
      })
    const { id } = await here.publish({ titles: { en: 'Xqzwall leans' } })
    here.clock.now += 1000
    sure(await withdrawIssue(here.world, here.north.who, id, 'It was mended.'))
    await keepSearchClean.run(here.world, signal)
    expect((await holds(here, /xqzwall/i)).filter((place) => place!.startsWith('search'))).toEqual([])
    expect((await here.find('bench number')).found.count).toBe(40)
    expect(await here.titles('w7x150')).toEqual(['Bench number 7'])
  })
})
