import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { announceAssembly, draftAssembly } from '../src/assemblies/actions.ts'
import { importAssembly } from '../src/assemblies/actions-import.ts'
import { assemblyKind } from '../src/assemblies/wire.ts'
import { recordById } from '../src/federation/store/records.ts'
import { draftIssue, publishIssue } from '../src/issues/actions.ts'
import { importIssue } from '../src/issues/actions-take.ts'
import { issueKind } from '../src/issues/wire.ts'
import type { Who } from '../src/lib/who.ts'
import { readRecordFile, toRecordFile } from '../src/records/wire-export.ts'
import { dialects, testWorld } from './support/db.ts'
import { foundHub, sure } from './support/people.ts'

describe.each(dialects)('a record that goes from hub to hub in a file, on %s', (dialect) => {
  let here: Awaited<ReturnType<typeof testWorld>>
  let there: typeof here
  let north: Who
  let city: Who
  beforeAll(async () => {
    here = await testWorld(dialect)
    there = await testWorld(dialect, { env: { FOLKMOOT_ORIGIN: 'http://localhost:4001' } })
    north = (await foundHub(here.world, 'northend')).who
    city = (await foundHub(there.world, 'city')).who
  })
  afterAll(async () => {
    await here.close()
    await there.close()
  })

  /** What a hub prints of a record, as text. */
  const file = async (id: string, kind: string) => {
    const { document } = (await recordById(here.world.db, id))!
    const about = { kind, publisher: 'Northend', exported: '2026-11-01T10:00:00.000Z' as never }
    return JSON.stringify(toRecordFile({ ...about, document: JSON.parse(document!) }))
  }

  it('is a draft of the other with its source: an issue without the counts of those who supported it there', async () => {
    const draft = sure(
      await draftIssue(here.world, north, {
        ...{ titles: { en: 'Fix the lifts' }, contents: { en: 'They fail **weekly**.' }, basis: 'listening' },
        evidence: [{ measure: 'voices', count: 41 }],
        deciders: ['landlord'],
      }),
    )
    const issue = sure(await publishIssue(here.world, north, draft.id))
    const read = sure(await readRecordFile(await file(issue.id, 'issue'), issueKind as never))
    const taken = sure(await importIssue(there.world, city, read as never))
    expect(taken).toMatchObject({
      ...{ state: 'proposed', titles: issue.titles, deciders: ['landlord'], basis: 'import', evidence: [] },
      hub: city.hub,
    })
    expect(taken.contents.en).toContain('They fail **weekly**.')
    expect(taken.contents.en).toContain(issue.iri)
  })

  it('is a draft of the other with its source: an assembly without its day, its venue, and who received its result', async () => {
    const draft = sure(
      await draftAssembly(here.world, north, {
        ...{ titles: { en: 'Rents' }, summaries: { en: 'What must change first?' }, kind: 'community' },
        ...{ starts: '2026-12-12T18:00', zone: 'Europe/London', venue: { name: 'Community Hall' } },
        ...{ destination: 'The council answers.', access: ['childcare'], capacity: 80 },
        agenda: [{ title: 'What we heard', minutes: 20, phase: 'input' }],
      }),
    )
    const assembly = sure(await announceAssembly(here.world, north, draft.id))
    const read = sure(await readRecordFile(await file(assembly.id, 'assembly'), assemblyKind as never))
    const taken = sure(await importAssembly(there.world, city, read as never))
    expect(taken).toMatchObject({
      ...{ state: 'planning', summaries: assembly.summaries, agenda: assembly.agenda, access: ['childcare'] },
      ...{ starts: null, venue: null, destination: null, capacity: 80, series: null, hub: city.hub },
    })
    expect(JSON.stringify(taken)).not.toContain('Community Hall')
    expect(Object.values(taken.contents).join()).toContain(assembly.iri)
  })
})
