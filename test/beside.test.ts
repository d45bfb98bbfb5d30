import { describe, expect, it } from 'vitest'
import { announceAssembly, draftAssembly } from '../src/assemblies/actions.ts'
import { assemblies } from '../src/assemblies/index.ts'
import { draftIssue, publishIssue } from '../src/issues/actions.ts'
import { issues } from '../src/issues/index.ts'
import { DAY, HOUR, instant } from '../src/lib/time.ts'
import { map } from '../src/map/index.ts'
import { draftOutcome, publishOutcome, withdrawOutcome } from '../src/outcomes/actions.ts'
import { draftAction, publishAction } from '../src/outcomes/actions-action.ts'
import { outcomes } from '../src/outcomes/index.ts'
import { dialects } from './support/db.ts'
import { openPages } from './support/pages.ts'
import { foundHub, sure } from './support/people.ts'

describe.each(dialects)('the page of a record leads to those that name it on %s', (dialect) => {
  it('an issue to its assemblies, what was decided and what is done; an assembly to its outcome; drafts to nobody', async () => {
    const here = await openPages(dialect, [issues, assemblies, outcomes, map])
    const { world, app } = here
    const { who } = await foundHub(world, 'northend')
    const read = async (iri: string) => (await app.request(new URL(iri).pathname)).text()
    const titled = (title: string) => ({ titles: { en: title } })
    const publishedIssue = async (title: string) =>
      sure(
        await publishIssue(
          world,
          who,
          sure(await draftIssue(world, who, { basis: 'listening', ...titled(title) })).id,
        ),
      )
    const issue = await publishedIssue('Dead lifts')
    const other = await publishedIssue('Dark stairs')
    const announced = async (title: string, begins: number) => {
      const day = instant(new Date(begins))
      const said = {
        ...{ kind: 'community' as const, issues: [issue.iri], destination: 'The council.', ...titled(title) },
        ...{ summaries: { en: 'What now?' }, starts: day.slice(0, 16) },
      }
      return sure(await announceAssembly(world, who, sure(await draftAssembly(world, who, said as never)).id))
    }
    expect(await read(issue.iri)).not.toMatch(/Assemblies (to|that)|What was decided|What is done/)

    await announced('An evening in spring', world.clock() + 30 * DAY)
    const past = await announced('An evening last month', world.clock() - 30 * DAY - HOUR)
    const drafted = sure(
      await draftOutcome(world, who, {
        ...titled('A fund for the lifts'),
        ...{ issues: [issue.iri], assembly: past.iri },
        decisions: [{ text: 'We open a fund.', method: 'consent', result: 'adopted' }],
      }),
    )
    expect(await read(past.iri)).not.toContain('A fund for the lifts')
    const outcome = sure(await publishOutcome(world, who, drafted.id))
    const action = sure(
      await draftAction(world, who, { ...titled('Leaflets'), outcome: outcome.iri, issue: issue.iri }),
    )
    sure(await publishAction(world, who, action.id))

    const page = await read(issue.iri)
    const order = [
      ...['Assemblies to come', 'An evening in spring', 'Assemblies that talked about it'],
      ...[
        'An evening last month',
        'What was decided',
        'A fund for the lifts',
        'What is done about it',
        'Leaflets',
      ],
    ]
    const places = order.map((words) => page.indexOf(words))
    expect(places.every((place) => place > 0)).toBe(true)
    expect(places).toEqual(places.toSorted((a, b) => a - b))
    expect(await read(past.iri)).toContain('A fund for the lifts')
    expect(await read(outcome.iri)).toContain('Leaflets')
    expect(await read(other.iri)).not.toMatch(/Assemblies (to|that)|What was decided|What is done/)

    sure(await withdrawOutcome(world, who, outcome.id, 'Nobody had checked it.'))
    expect(await read(issue.iri)).not.toContain('A fund for the lifts')
    await here.close()
  })

  it('an outcome to what is done about it, what is due first and what is late named so', async () => {
    const here = await openPages(dialect, [issues, assemblies, outcomes, map])
    const { world, app } = here
    const { who } = await foundHub(world, 'northend')
    const outcome = sure(
      await publishOutcome(
        world,
        who,
        sure(await draftOutcome(world, who, { titles: { en: 'A fund' }, contents: { en: 'We talked.' } })).id,
      ),
    )
    const drafted = async (title: string, more: object = { outcome: outcome.iri }) =>
      sure(await draftAction(world, who, { titles: { en: title }, ...more }))
    const published = async (...about: Parameters<typeof drafted>) =>
      sure(await publishAction(world, who, (await drafted(...about)).id))
    await published('Later', { outcome: outcome.iri, due: '2026-12-20', doer: 'the stairwell group' })
    await published('Sooner', { outcome: outcome.iri, due: '2026-10-20' })
    await published('Some day')
    await published('Elsewhere', {})
    await drafted('Secret')
    const page = await (await app.request(new URL(outcome.iri).pathname)).text()
    expect(page).toMatch(/Sooner.*Later.*the stairwell group.*20 December 2026.*Some day/s)
    expect(page).toContain('Agreed, and not begun, and overdue')
    expect(page).not.toMatch(/Elsewhere|Secret|All of them/)

    for (let more = 0; more < 20; more++) await published(`More ${more}`)
    const full = await (await app.request(new URL(outcome.iri).pathname)).text()
    const all = /<a href="([^"]*)">All of them/.exec(full)![1]!.replaceAll('&amp;', '&')
    expect(full.match(/<article class="entry">/g)).toHaveLength(20)
    const list = await (await app.request(all)).text()
    expect(list.match(/<article class="entry">/g)).toHaveLength(23)
    expect(list).not.toContain('Elsewhere')
    await here.close()
  })
})
