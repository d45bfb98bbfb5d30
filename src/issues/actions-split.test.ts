import { afterEach, expect, it } from 'vitest'
import { dialects, testWorld } from '../../test/support/db.ts'
import { foundHub, sure } from '../../test/support/people.ts'
import { isRefusal } from '../lib/refusal.ts'
import { draftIssue, publishIssue } from './actions.ts'
import { splitInto } from './actions-split.ts'
import { ownIssues, partsOf } from './store.ts'

const ends: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const end of ends.splice(0)) await end()
})

it.each(dialects)(
  'who splits an issue at the same moment as somebody else leaves no drafts behind, on %s',
  async (dialect) => {
    const here = await testWorld(dialect)
    ends.push(here.close)
    const { world } = here
    const { hub, who } = await foundHub(world, 'northend')
    const draft = sure(
      await draftIssue(world, who, {
        basis: 'petition',
        titles: { en: 'Lifts and stairs' },
        themes: ['housing'],
      }),
    )
    const issue = sure(await publishIssue(world, who, draft.id))
    const split = () => splitInto(world, who, issue.id, ['The lifts', 'The stairs'])
    const done = await Promise.all([split(), split(), split()])
    expect(done.filter((answer) => !isRefusal(answer))).toHaveLength(1)
    expect(await ownIssues(world.db, hub.id, { limit: 20 })).toHaveLength(3)
    expect(await partsOf(world.db, hub.id, issue.iri)).toMatchObject([
      { titles: { en: 'The lifts' }, themes: ['housing'], basis: 'petition', revision: 0 },
      { titles: { en: 'The stairs' } },
    ])
  },
)

it('an issue is split into titles that can stand, or into none', async () => {
  const here = await testWorld('sqlite')
  ends.push(here.close)
  const { world } = here
  const { hub, who } = await foundHub(world, 'northend')
  const draft = sure(await draftIssue(world, who, { basis: 'petition', titles: { en: 'Lifts' } }))
  const why = async (...titles: string[]) => {
    const answer = await splitInto(world, who, draft.id, titles)
    return isRefusal(answer) ? answer.refused : 'split'
  }
  expect(await why('One', 'Two')).toContain('still a draft')
  sure(await publishIssue(world, who, draft.id))
  expect(await why('One', 'One')).toContain('two others at least')
  expect(await why('One', 'x'.repeat(201))).toContain('There is room for 200 characters')
  expect(await why(...Array.from({ length: 21 }, (_, at) => `Part ${at}`))).toContain('20 others at most')
  expect(await ownIssues(world.db, hub.id, { limit: 20 })).toHaveLength(1)
  expect(await why('One', 'Two')).toBe('split')
})
