import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { draftIssue, publishIssue } from '../../src/issues/actions.ts'
import { amendOutcome, draftOutcome, publishOutcome, withdrawOutcome } from '../../src/outcomes/actions.ts'
import { draftAction, moveAction, publishAction } from '../../src/outcomes/actions-action.ts'
import { dialects } from '../support/db.ts'
import { openGoToSocial } from '../support/gotosocial.ts'
import { openMastodon } from '../support/mastodon.ts'
import type { Json } from '../support/peer-signatures.ts'
import { sure } from '../support/people.ts'
import { startServer, type TestServer, until } from '../support/server.ts'

/** Ann’s server, as she sees it: the posts there, and the letters as they came. */
type There = {
  readonly statuses: ReadonlyMap<
    string,
    { html: string; warning: string; language: string | null; edited: string | null }
  >
  readonly letters: () => Json[]
  readonly end: () => Promise<unknown>
}

describe.each(dialects)('outcomes and actions of a hub on %s', (dialect) => {
  let server: TestServer
  let north: Awaited<ReturnType<TestServer['hub']>>
  const opened: There[] = []
  beforeAll(async () => {
    server = await startServer(dialect)
    north = await server.hub('northend')
  })
  afterEach(async () => {
    for (const there of opened.splice(0)) await there.end()
  })
  afterAll(() => server.end())

  const onMastodon = async (): Promise<There> => {
    const there = await openMastodon()
    opened.push(there)
    const follow = await there.follow(there.account('ann'), `@northend@localhost:${server.port}`)
    await until('she follows', () => there.follows.get(follow.id)?.state === 'accepted')
    return there
  }
  const onGoToSocial = async (): Promise<There> => {
    const there = await openGoToSocial()
    opened.push(there)
    const follow = await there.follow(there.account('ann'), `@northend@localhost:${server.port}`)
    await until('she follows', () => there.accepted.has(follow.letter.id))
    return there
  }

  it.each([
    ['Mastodon', onMastodon],
    ['GoToSocial', onGoToSocial],
  ])('show whole on %s, without a warning, each under what it answers', async (_, open) => {
    const there = await open()
    const draft = await draftIssue(server.world, north.who, { basis: 'listening', titles: { en: 'Lifts' } })
    const issue = sure(await publishIssue(server.world, north.who, sure(draft).id))
    // Two letters that go out at once may come in any order; what answers another is looked up there if need be.
    await until('the issue is there', () => there.statuses.get(issue.iri))
    const outcome = sure(
      await draftOutcome(server.world, north.who, {
        titles: { en: 'A fund for the lifts' },
        summaries: { en: 'We pay first, and ask for it back.' },
        contents: { en: 'It was **loud**.' },
        decisions: [
          {
            ...{ text: 'We open a fund.', method: 'consensus', result: 'adopted' },
            tally: { favour: 35, against: 0, abstained: 3 },
          },
        ],
        present: 38,
        assembly: 'https://hall.example/assemblies/12',
        issues: [issue.iri],
        themes: ['housing'],
      }),
    )
    sure(await publishOutcome(server.world, north.who, outcome.id))
    const shown = await until('the outcome is there', () => there.statuses.get(outcome.iri))
    expect(shown).toMatchObject({ warning: '', language: 'en' })
    for (const part of [
      '<strong>A fund for the lifts</strong>',
      'https://hall.example/assemblies/12',
      'We pay first, and ask for it back.',
      'We open a fund.',
      'Adopted by consensus: 35 for, 0 against, 3 abstained.',
      '38 people were there.',
      'It was <strong>loud</strong>.',
    ])
      expect(shown.html).toContain(part)

    const action = sure(
      await draftAction(server.world, north.who, {
        titles: { en: 'Leaflet every stairwell' },
        ...{ doer: 'the stairwell group', due: '2026-12-20', outcome: outcome.iri },
        contents: { en: 'Two sides.' },
      }),
    )
    sure(await publishAction(server.world, north.who, action.id))
    const task = await until('the action is there', () => there.statuses.get(action.iri))
    expect(task.warning).toBe('')
    for (const part of ['Leaflet every stairwell', 'the stairwell group', '20 December 2026', 'Two sides.'])
      expect(task.html).toContain(part)

    const answers = there
      .letters()
      .filter(({ type }) => type === 'Create')
      .map(({ object }) => [object.id, object.inReplyTo])
    expect(answers).toEqual([
      [issue.iri, undefined],
      [outcome.iri, issue.iri],
      [action.iri, outcome.iri],
    ])
    for (const [, answered] of answers) if (answered) expect(there.statuses.has(answered)).toBe(true)
  })

  it.each([
    ['Mastodon', onMastodon],
    ['GoToSocial', onGoToSocial],
  ])('are corrected, superseded and gone on %s as they are here', async (_, open) => {
    const there = await open()
    const publish = async (more: object = {}) => {
      const draft = await draftOutcome(server.world, north.who, {
        ...{ titles: { en: 'A fund' }, contents: { en: 'We open one.' } },
        ...more,
      })
      return sure(await publishOutcome(server.world, north.who, sure(draft).id))
    }
    const first = await publish()
    await until('it is there', () => there.statuses.get(first.iri))
    sure(await amendOutcome(server.world, north.who, first.id, { contents: { en: 'We open two.' } }))
    await until('it is corrected', () => there.statuses.get(first.iri)?.html.includes('We open two.'))
    const second = await publish({ supersedes: first.iri })
    await until('the first leads on', () => there.statuses.get(first.iri)?.html.includes(second.iri))
    expect((await until('the second leads back', () => there.statuses.get(second.iri))).html).toContain(
      first.iri,
    )

    const action = sure(await draftAction(server.world, north.who, { titles: { en: 'Open an account' } }))
    sure(await publishAction(server.world, north.who, action.id))
    await until('the action is there', () => there.statuses.get(action.iri))
    sure(await moveAction(server.world, north.who, action.id, { to: 'done' }))
    await until('it is done', () => there.statuses.get(action.iri)?.html.includes('How far it is: done'))

    sure(await withdrawOutcome(server.world, north.who, second.id, 'A mistake.'))
    await until('it is gone', () => !there.statuses.has(second.iri))
  })
})
