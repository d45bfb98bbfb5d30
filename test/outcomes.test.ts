import { afterEach, describe, expect, it } from 'vitest'
import { followHub } from '../src/hubs/actions-follow.ts'
import { draftIssue, publishIssue } from '../src/issues/actions.ts'
import { amendOutcome, draftOutcome, publishOutcome, withdrawOutcome } from '../src/outcomes/actions.ts'
import { draftAction, moveAction, publishAction } from '../src/outcomes/actions-action.ts'
import { publicOutcomeAt } from '../src/outcomes/store.ts'
import { listActions } from '../src/outcomes/store-action.ts'
import { dialects } from './support/db.ts'
import { sure } from './support/people.ts'
import { startServer, type TestServer, until } from './support/server.ts'

const running: TestServer[] = []
afterEach(async () => {
  for (const server of running.splice(0)) await server.end()
})
const start = async (...about: Parameters<typeof startServer>) => {
  const server = await startServer(...about)
  running.push(server)
  return server
}

describe.each(dialects)('outcomes and actions between hubs on %s', (dialect) => {
  it('come with a follow, go on, and lead to each other on both servers', async () => {
    const here = await start(dialect)
    const there = await start(dialect)
    const north = await here.hub('northend')
    const city = await there.hub('city', { level: 'regional' })
    const draft = await draftIssue(here.world, north.who, {
      basis: 'listening',
      titles: { en: 'Dead lifts' },
    })
    const issue = sure(await publishIssue(here.world, north.who, sure(draft).id))
    const outcome = sure(
      await draftOutcome(here.world, north.who, {
        titles: { en: 'A fund for the lifts' },
        decisions: [{ text: 'We open a fund.', method: 'consent', result: 'adopted' }],
        issues: [issue.iri],
        present: 38,
      }),
    )
    sure(await publishOutcome(here.world, north.who, outcome.id))
    sure(await followHub(there.world, city.who, `@northend@localhost:${here.port}`))
    const copy = await until('the outcome is there', () => publicOutcomeAt(there.world.db, outcome.iri))
    expect(copy).toMatchObject({
      ...{ hub: null, owner: north.hub.actor, present: 38, replyTo: issue.iri, issues: [issue.iri] },
      decisions: [{ text: 'We open a fund.', method: 'consent', result: 'adopted', tally: null }],
    })

    // Each hub does something about it: one its own, the other for a neighbour's outcome.
    const act = async (server: TestServer, who: typeof north.who, title: string) => {
      const action = sure(
        await draftAction(server.world, who, { titles: { en: title }, outcome: outcome.iri }),
      )
      return sure(await publishAction(server.world, who, action.id))
    }
    const leaflet = await act(here, north.who, 'Leaflet every stairwell')
    await act(there, city.who, 'Lend them a printer')
    sure(await moveAction(here.world, north.who, leaflet.id, { to: 'in-progress', progress: 40 }))
    await until('the action is there, and under way', async () =>
      (await listActions(there.world.db, { outcome: outcome.iri }, { limit: 5 })).some(
        ({ progress }) => progress === 40,
      ),
    )
    const page = await (await fetch(`${there.origin}/seen/outcomes/${copy.id}`)).text()
    for (const part of [
      'What is done about it',
      'Leaflet every stairwell',
      'Lend them a printer',
      'Hub of city',
    ])
      expect(page).toContain(part)
    const seen = await there.world.db.selectFrom('issues').select('id').where('iri', '=', issue.iri).execute()
    expect(page).toContain(`<a href="/seen/issues/${seen[0]!.id}" lang="en" dir="auto">Dead lifts</a>`)
    // And back: from the issue to the outcome, on both servers.
    for (const [at, back] of [
      [`${there.origin}/seen/issues/${seen[0]!.id}`, `/seen/outcomes/${copy.id}`],
      [issue.iri, `/outcomes/${outcome.id}`],
    ]) {
      const below = (await (await fetch(at!)).text()).split('What was decided')[1]
      expect(below).toContain(`<a href="${back}" lang="en" dir="auto">A fund for the lifts</a>`)
    }

    sure(await amendOutcome(here.world, north.who, outcome.id, { present: 40 }))
    await until(
      'the correction is there',
      async () => (await publicOutcomeAt(there.world.db, outcome.iri))?.present === 40,
    )
    sure(await withdrawOutcome(here.world, north.who, outcome.id, 'Nobody had checked it.'))
    const gone = await until('the withdrawal is there', async () => {
      const left = await publicOutcomeAt(there.world.db, outcome.iri)
      return left?.withdrawn ? left : null
    })
    expect(gone).toMatchObject({ titles: {}, decisions: [], present: null, reason: 'Nobody had checked it.' })
  })
})
