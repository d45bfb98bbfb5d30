import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { renderHub } from '../src/hubs/wire.ts'
import { spoken, wordsFor } from '../src/lib/words.ts'
import { testWorld } from './support/db.ts'
import { foundHub } from './support/people.ts'
import { saidIn } from './support/said.ts'

const digestOf = (document: unknown) =>
  createHash('sha256').update(JSON.stringify(document)).digest('hex').slice(0, 16)

describe('what a record says to other servers', () => {
  it('in English has not changed by a byte since pages learnt other languages', () => {
    // Made once by the code before; whoever changes an English sentence on the wire changes its digests here, and says why.
    const before = JSON.parse(
      readFileSync(new URL('./support/said-in-english.json', import.meta.url), 'utf8'),
    )
    const now = Object.fromEntries(
      Object.entries(saidIn('en')).map(([name, document]) => [name, digestOf(document)]),
    )
    expect(Object.keys(now).length).toBeGreaterThan(80)
    expect(now).toEqual(before)
  })

  it('is in English where pages do not speak the language of the record', () => {
    const all = JSON.stringify(saidIn('tlh'))
    expect(all).toContain('Who can decide')
  })

  it.each(spoken.map(({ lang }) => lang).filter((lang) => lang !== 'en'))(
    'is in %s where the record is, and the terms beside it are as in English',
    (lang) => {
      const [theirs, english] = [saidIn(lang), saidIn('en')]
      const { t } = wordsFor(lang)
      expect(theirs['issue parked']!.content).toContain(t('issue.state.parked'))
      expect(theirs['assembly cancelled online']!.summary).toContain(t('assembly.state.cancelled'))
      expect(theirs['outcome consensus adopted']!.content).toContain(t('result.adopted'))
      expect(theirs['action blocked']!.content).toContain(t('action.blocked-by'))
      for (const [name, document] of Object.entries(theirs)) {
        const left = String(document.content).replace(/<[^>]*>/g, ' ')
        expect([name, left]).not.toEqual([name, expect.stringMatching(/Who |This |Where |\bis\b|\bby\b/)])
        for (const [term, value] of Object.entries(document))
          if (term.startsWith('moot:') && !/language|titles|summaries/.test(term))
            expect([name, term, value]).toEqual([name, term, english[name]![term]])
      }
    },
  )

  it('takes what somebody wrote for words, whatever they look like', () => {
    const document = saidIn('en')['issue won']!
    expect(document.summary).toContain('$t(frame.map), {{count}} before winter.')
  })
})

it('the profile of a hub is in its first language', async () => {
  const { world, close } = await testWorld('sqlite')
  const about = { place: 'Hafod', theme: 'water', contact: 'Bob dydd Mawrth <10>', summary: '' }
  const fields = async (handle: string, languages: string[]) => {
    const { hub } = await foundHub(world, handle, { ...about, languages })
    const { attachment } = await renderHub(world, hub)
    return (attachment as { name: string; value: string }[]).map(({ name, value }) => `${name}: ${value}`)
  }
  expect(await fields('hafod', ['en', 'cy'])).toEqual([
    ...['What it is: Local hub', 'Place: Hafod', 'Theme: Water', 'Contact: Bob dydd Mawrth &lt;10&gt;'],
  ])
  expect(await fields('cwm', ['cy'])).toContain('Beth ydyw: Hwb lleol')
  await close()
})
