import { announceAssembly, draftAssembly, moveAssembly } from '../../src/assemblies/actions.ts'
import type { Assembly } from '../../src/assemblies/model.ts'
import { type AssemblyInput, facts as assemblyFacts } from '../../src/assemblies/model-shape.ts'
import { keepCopy as keepAssemblyCopy } from '../../src/assemblies/store.ts'
import { inTransaction } from '../../src/db/index.ts'
import { askToFollow } from '../../src/federation/store/follows.ts'
import { changePeer, keepIntroduction } from '../../src/federation/store/peers.ts'
import { keepCopy as keepRecord } from '../../src/federation/store/records.ts'
import { draftIssue, publishIssue } from '../../src/issues/actions.ts'
import type { Issue } from '../../src/issues/model.ts'
import { facts, type IssueInput } from '../../src/issues/model-shape.ts'
import { keepCopy } from '../../src/issues/store.ts'
import { newId } from '../../src/lib/id.ts'
import { DAY, HOUR, type Instant, instant, MINUTE } from '../../src/lib/time.ts'
import type { Who } from '../../src/lib/who.ts'
import { draftOutcome, publishOutcome } from '../../src/outcomes/actions.ts'
import { draftAction, publishAction } from '../../src/outcomes/actions-action.ts'
import type { World } from '../../src/world.ts'
import { foundHub, sure } from './people.ts'

/** A world with a clock that one can set. */
type Timed = { world: World; clock: { now: number } }

/** Issues of a hub of ours, invented, published one hour after another. */
export const northEndIssues: readonly Partial<IssueInput>[] = [
  {
    titles: { ar: 'ترجمة مواعيد الطبيب إلى لغات السكان' },
    language: 'ar',
    summaries: { ar: 'نطلب مترجمين في العيادة حتى يفهم الجميع ما يقوله الطبيب.' },
    themes: ['health', 'migration'],
  },
  {
    titles: { en: 'The last 12 bus leaves before the late shift ends' },
    summaries: {
      en: 'Cleaners and carers who finish at eleven walk home along an unlit road. They ask for one more bus at 23:20.',
    },
    themes: ['transport', 'work'],
    areas: ['gss:E05000026'],
    evidence: [{ measure: 'voices', count: 41 }],
  },
  {
    titles: { en: 'Damp in the Linden Court flats', pl: 'Wilgoć w blokach Linden Court' },
    summaries: {
      en: 'Nineteen of thirty flats have black mould. The landlord answers with bleach; people ask for a survey and dry walls.',
    },
    themes: ['housing', 'health'],
    evidence: [
      { measure: 'voices', count: 63 },
      { measure: 'signatures', count: 218 },
    ],
  },
  {
    titles: { en: 'Nowhere to sit down between the surgery and the shops' },
    summaries: { en: 'It is 900 metres uphill. Four benches would do.' },
    themes: ['streets', 'access'],
  },
  {
    titles: { cy: 'Ail-agor y neuadd gymunedol' },
    language: 'cy',
    summaries: { cy: 'Mae’r neuadd wedi bod ar gau ers dwy flynedd. Hoffem gael yr allweddi yn ôl.' },
    themes: ['spaces'],
  },
  {
    titles: { en: 'School uniform costs more than a week’s food' },
    summaries: { en: 'A swap shop at each school, and plain jumpers without a badge.' },
    themes: ['cost-of-living', 'schools'],
    evidence: [
      { measure: 'agree', count: 143 },
      { measure: 'disagree', count: 12 },
    ],
  },
]

const otherThemes = ['water', 'climate', 'energy', 'money', 'safety', 'digital', 'culture', 'democracy']

/** What another hub says, invented: so many issues, the first an hour old, each an hour older than the one before. */
function otherIssues(place: string, count: number): { title: string; summary: string; theme: string }[] {
  const asks: readonly [title: string, summary: string][] = [
    [
      'Sewage in the river after every storm',
      'The weir smells for days. People ask when the tank will be built.',
    ],
    ['Shade for the playground', 'The slide was too hot to touch on 22 days last summer.'],
    ['Heating that can be turned down', 'One boiler for sixty homes, and windows open in January.'],
    ['Debt letters nobody can read', 'Letters in plain words, and a name to ring.'],
    ['Street lights on the canal path', 'It is the short way home, and nobody dares take it after six.'],
    ['A library that opens after work', 'It closes at five, when people come off shift.'],
    ['A field for more than one faith', 'The old chapel could hold weddings of all.'],
    ['Minutes of council meetings one can understand', 'Two pages in plain words, within a week.'],
  ]
  return Array.from({ length: count }, (_, i) => {
    const [title, summary] = asks[i % asks.length]!
    return {
      title: `${title}, ${place}${i < asks.length ? '' : ` (${Math.floor(i / asks.length) + 1})`}`,
      summary,
      theme: otherThemes[i % otherThemes.length]!,
    }
  })
}

/** A hub of ours with its issues. */
export async function illustrateNorthEnd({ world, clock }: Timed): Promise<{ hub: string; who: Who }> {
  const end = clock.now
  clock.now = end - northEndIssues.length * HOUR
  const { hub, who } = await foundHub(world, 'northend', {
    name: 'North End Together',
    place: 'North End',
    areas: ['gss:E05000026'],
    contact: 'Tuesdays, 10 to 12, the old bakery',
    languages: ['en', 'cy'],
    summary:
      'We knock on doors, listen, and bring people together to act on what they find. **Everybody in North End is welcome**: come on the first Saturday of the month.',
  })
  for (const issue of northEndIssues) {
    const draft = sure(await draftIssue(world, who, { basis: 'listening', ...issue } as IssueInput))
    sure(await publishIssue(world, who, draft.id))
    clock.now += HOUR
  }
  clock.now = end
  return { hub: hub.id, who }
}

/** A hub elsewhere that ours follows, with copies of its issues; it was last heard `ago` milliseconds before now. */
export async function illustrateFollowed(
  { world, clock }: Timed,
  hub: string,
  about: { host: string; name: string; issues: number; ago?: number; level?: Issue['level'] },
): Promise<string> {
  const { host, name, ago = 3 * MINUTE, level = 'local' } = about
  const actor = `https://${host}/actors/${newId(clock.now)}`
  const heard = instant(clock.now - ago)
  await keepIntroduction(world.db, {
    ...{ actor, origin: `https://${host}`, handle: `hub@${host}`, name, type: 'Organization' },
    ...{
      inbox: `${actor}/inbox`,
      shared_inbox: null,
      keys: '[]',
      document: '{}',
      changes: `${actor}/changes`,
    },
    fetched: heard,
  })
  await changePeer(world.db, actor, { crawled: heard })
  const answered = { asked: heard, asks: 1, answered: heard, ended: null }
  await inTransaction(world.db, async (tx) => {
    await askToFollow(tx, {
      ...{ hub_id: hub, actor, activity: `${actor}#follow`, state: 'accepted' },
      ...answered,
    })
    for (const [i, said] of otherIssues(name, about.issues).entries()) {
      const updated = instant(clock.now - ago - (i + 1) * HOUR)
      const issue = copyOf({ host, actor, level, updated, ...said })
      await keepRecord(tx, {
        ...{
          id: issue.id,
          iri: issue.iri,
          kind: 'issue',
          owner: actor,
          origin: `https://${host}`,
          hub_id: null,
        },
        ...{ revision: 1, published: updated, updated, state: 'live', licence: issue.licence },
        ...{ digest: 'none', document: '{}', reason: null, seen: heard, origin_seq: i + 1 },
      })
      await keepCopy(tx, issue, true)
    }
  })
  return actor
}

function copyOf(about: {
  host: string
  actor: string
  level: Issue['level']
  updated: Instant
  title: string
  summary: string
  theme: string
}): Issue {
  const id = newId()
  return {
    ...facts.parse({
      level: about.level,
      basis: 'listening',
      themes: [about.theme],
      areas: ['iso:GB-ENG'],
      evidence: [{ measure: 'agree', count: 96 }],
    }),
    ...{ id, hub: null, iri: `https://${about.host}/issues/${id}`, owner: about.actor, state: 'published' },
    ...{
      language: 'en',
      titles: { en: about.title },
      summaries: { en: about.summary },
      html: {},
      contents: {},
    },
    ...{ revision: 1, created: about.updated, published: about.updated, updated: about.updated },
    ...{ withdrawn: null, reason: null },
  }
}

/** A map as a neighbour might see it: our hub, three that it follows, one of them silent for half a year. */
export async function illustrateMap(timed: Timed): Promise<{ hub: string; who: Who }> {
  const { hub, who } = await illustrateNorthEnd(timed)
  await illustrateFollowed(timed, hub, { host: 'hafod.example', name: 'Hafod Commons', issues: 40 })
  await illustrateFollowed(timed, hub, {
    ...{ host: 'region.example', name: 'Five Valleys', issues: 10, level: 'regional', ago: 20 * HOUR },
  })
  await illustrateFollowed(timed, hub, { host: 'quiet.example', name: 'Old Mill', issues: 3, ago: 180 * DAY })
  return { hub, who }
}

/** An outcome of a hub of ours and an action that comes of it, invented; the paths of their pages. */
export async function illustrateOutcome(
  { world }: Pick<Timed, 'world'>,
  who: Who,
): Promise<{ outcome: string; action: string }> {
  const draft = await draftOutcome(world, who, {
    titles: { en: 'A fund for the lifts in Linden Court', cy: 'Cronfa i’r lifftiau' },
    summaries: {
      en: 'Tenants pay the repair first, and ask the landlord for all of it back before the winter.',
    },
    contents: { en: 'We met in the community hall on a wet evening. Most had **walked up**.' },
    themes: ['housing', 'access'],
    decisions: [
      {
        ...{ text: 'We open a fund for both lifts.', method: 'consensus', result: 'adopted' },
        tally: { favour: 35, against: 0, abstained: 3 },
      },
      { text: 'Who speaks to the landlord?', result: 'deferred' },
    ],
    ...{ present: 38, checked: '2026-10-14', preparedBy: 'the facilitation team' },
    disagreements: ['How large the fund should be.'],
    assembly: 'https://hall.example/assemblies/12',
  })
  const outcome = sure(await publishOutcome(world, who, sure(draft).id))
  const leaflet = await draftAction(world, who, {
    ...{ titles: { en: 'Leaflet every stairwell' }, doer: 'the stairwell group', due: '2026-10-20' },
    ...{ outcome: outcome.iri, progress: 40 },
  })
  const action = sure(await publishAction(world, who, sure(leaflet).id))
  return { outcome: new URL(outcome.iri).pathname, action: new URL(action.iri).pathname }
}

/** Assemblies of a hub of ours, invented: one that is over and some to come. The last one’s venue is hidden. */
export const northEndAssemblies: readonly Partial<AssemblyInput>[] = [
  {
    titles: { en: 'What the river needs' },
    summaries: { en: 'Who must do what before the next storm?' },
    ...{ starts: '2026-10-10T14:00', ends: '2026-10-10T16:30', themes: ['water'] },
  },
  {
    titles: { en: 'Rents, damp and repairs', pl: 'Czynsze, wilgoć i naprawy' },
    summaries: {
      en: 'What must be mended before any rent goes up?',
      pl: 'Co trzeba naprawić przed podwyżką czynszu?',
    },
    ...{ starts: '2026-11-14T18:00', ends: '2026-11-14T20:30', themes: ['housing', 'health'] },
    venue: {
      ...{ name: 'The old bakery', street: '3 Mill Lane', postalCode: 'NE1 4QQ', locality: 'North End' },
      country: null,
    },
    access: ['step-free', 'childcare', 'food', 'interpretation'],
    pin: { lat: 51.561, lon: -1.785 },
    register: 'https://come.example/rents',
    spoken: ['en', 'pl'],
    capacity: 80,
  },
  {
    titles: { en: 'The late bus: what do we tell the company?' },
    summaries: { en: 'Three offers are on the table. Which one do we take?' },
    ...{ starts: '2026-11-14T10:30', themes: ['transport', 'work'] },
    ...{ meeting: 'hybrid', online: 'https://meet.example/late-bus' },
  },
  {
    titles: { cy: 'Dyfodol y neuadd' },
    language: 'cy',
    summaries: { cy: 'Beth wnawn ni gyda’r neuadd pan gawn ni’r allweddi?' },
    ...{ starts: '2026-12-05T14:00', ends: '2026-12-05T17:00', themes: ['spaces'] },
    ...{ venue: { name: 'A kitchen in Bell Street' }, venueHidden: true, pin: { lat: 51.56, lon: -1.78 } },
  },
]

/** The assemblies of a hub of ours, announced; then one is called off, and the last one put off. @returns their ids in this order */
export async function illustrateAssemblies({ world }: Timed, who: Who): Promise<string[]> {
  const ids: string[] = []
  const announce = async (assembly: Partial<AssemblyInput>) => {
    const draft = sure(
      await draftAssembly(world, who, {
        ...{
          kind: 'community',
          zone: 'Europe/London',
          destination: 'The council answers in writing by March.',
        },
        ...assembly,
      } as AssemblyInput),
    )
    sure(await announceAssembly(world, who, draft.id))
    ids.push(draft.id)
    return draft.id
  }
  for (const assembly of northEndAssemblies) await announce(assembly)
  const calledOff = await announce({
    titles: { en: 'Shade for the playground' },
    summaries: { en: 'Trees or sails?' },
    ...{ starts: '2026-11-21T11:00', themes: ['climate'] },
  })
  sure(await moveAssembly(world, who, calledOff, 'cancelled', 'The hall is flooded.'))
  const putOff = await announce({
    titles: { en: 'Evening with the housing officer' },
    summaries: { en: 'What has become of our eleven asks?' },
    ...{ starts: '2026-11-28T19:00', kind: 'accountability', themes: ['housing'] },
  })
  sure(await moveAssembly(world, who, putOff, 'postponed', 'She is ill.'))
  return ids
}

/** Copies of assemblies of a hub elsewhere that ours follows, one for each of these days. */
export async function illustrateAssembliesOf(
  { world, clock }: Timed,
  actor: string,
  days: readonly { title: string; starts: string; zone: string; pin?: { lat: number; lon: number } }[],
): Promise<Assembly[]> {
  const host = new URL(actor).host
  const updated = instant(clock.now - HOUR)
  const copies = days.map(({ title, starts, zone, pin = null }): Assembly => {
    const id = newId()
    return {
      ...assemblyFacts.parse({ level: 'local', kind: 'community', starts, zone, pin, areas: ['iso:GB-ENG'] }),
      ...{ id, hub: null, iri: `https://${host}/assemblies/${newId()}`, owner: actor, state: 'announced' },
      ...{ language: 'en', titles: { en: title }, summaries: { en: 'What do we do first?' } },
      ...{ html: {}, contents: {}, revision: 2, created: updated, published: updated, updated },
      ...{ withdrawn: null, reason: null },
    }
  })
  await inTransaction(world.db, async (tx) => {
    for (const copy of copies) {
      await keepRecord(tx, {
        ...{ id: copy.id, iri: copy.iri, kind: 'assembly', owner: actor, origin: `https://${host}` },
        ...{ hub_id: null, revision: 2, published: updated, updated, state: 'live', licence: copy.licence },
        ...{ digest: 'none', document: '{}', reason: null, seen: updated, origin_seq: null },
      })
      await keepAssemblyCopy(tx, copy, true)
    }
  })
  return copies
}
