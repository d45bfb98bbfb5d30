import { recordByIri } from '../federation/store/records.ts'
import type { Filling } from '../records/desk-kind.ts'
import { choicesOf, type Section } from '../records/fields.ts'
import { titleOf } from '../records/model.ts'
import { all, field, linesIn, numberOrNull, one, type Typed } from '../records/typed.ts'
import type { Choice } from '../web/form.tsx'
import type { World } from '../world.ts'
import type { Issue } from './model.ts'
import { bases, deciders, type Evidence, measures } from './model-shape.ts'
import { listIssues, publicIssue } from './store.ts'

const decided = {
  ourselves: 'issues.decider-ourselves',
  council: 'issues.decider-council',
  landlord: 'issues.decider-landlord',
  company: 'issues.decider-company',
  government: 'issues.decider-government',
  other: 'issues.decider-other',
} as const
const keys = Object.keys(deciders) as (keyof typeof decided)[]

const counts = {
  agree: 'issues.count-agree',
  disagree: 'issues.count-disagree',
  pass: 'issues.count-pass',
  voices: 'issues.count-voices',
  present: 'issues.count-present',
  favour: 'issues.count-favour',
  against: 'issues.count-against',
  signatures: 'issues.count-signatures',
} as const
const counted = Object.keys(measures) as (keyof typeof counts)[]

/** The issues that a record of a hub may be about: its own public ones, and those it names already, by their addresses. */
export async function issueChoices(
  world: World,
  owner: string,
  named: readonly string[],
): Promise<readonly Choice[]> {
  const own = await listIssues(world.db, { owner }, { limit: 100 })
  const open = own.filter((issue) => issue.state !== 'merged' && issue.state !== 'split')
  const known = own.filter((issue) => open.includes(issue) || named.includes(issue.iri))
  const others = named.filter((iri) => !own.some((issue) => issue.iri === iri))
  return [
    ...known.map((issue) => ({ value: issue.iri, name: titleOf(issue) })),
    ...(await Promise.all(
      others.map(async (iri) => {
        const entry = await recordByIri(world.db, iri)
        const issue = entry?.kind === 'issue' ? await publicIssue(world.db, entry.id) : undefined
        return { value: iri, name: issue && titleOf(issue) !== '' ? titleOf(issue) : iri }
      }),
    )),
  ]
}

/** The fields that only issues have: where it came from, who can decide, and what it rests on. */
export async function issueSections({ words }: Filling): Promise<readonly Section[]> {
  const { t } = words
  return [
    {
      title: t('issues.origin'),
      folded: false,
      fields: [
        {
          ...{ name: 'basis', label: t('issues.basis'), as: 'choice', none: t('write.choose') },
          choices: choicesOf(bases, (basis) => `issues.basis-${basis}`, words),
        },
        {
          ...{ name: 'deciders', label: t('issues.deciders'), as: 'boxes' },
          choices: choicesOf(keys, (key) => decided[key], words),
        },
        { name: 'bodies', label: t('issues.bodies'), hint: t('issues.bodies-hint'), as: 'lines', rows: 2 },
      ],
    },
    {
      title: t('issues.evidence'),
      folded: true,
      fields: counted.map((measure) => ({
        name: `evidence.${measure}`,
        label: t(counts[measure]),
        as: 'number',
        ...(measure === 'voices' && { hint: t('issues.count-voices-hint') }),
      })),
    },
  ]
}

/** What stands in these fields of an issue. */
export function typedOf({ basis, deciders: list, evidence }: Issue): Typed {
  const known = (key: string) => Object.hasOwn(deciders, key)
  const bodies = list.filter((key) => !known(key))
  return {
    basis: field(basis || null),
    deciders: list.filter(known),
    bodies: bodies.length === 0 ? [] : [bodies.join('\n')],
    ...Object.fromEntries(evidence.map(({ measure, count }) => [`evidence.${measure}`, field(count)])),
  }
}

/** What they say; counts that the form has no field for stay. */
export function saidIn(typed: Typed, before: Issue | null): Record<string, unknown> {
  const kept = (before?.evidence ?? []).filter(({ measure }) => !Object.hasOwn(measures, measure))
  return {
    basis: one(typed, 'basis'),
    deciders: [...all(typed, 'deciders'), ...linesIn(typed, 'bodies')],
    evidence: [
      ...counted.flatMap((measure): Evidence[] => {
        const count = numberOrNull(typed, `evidence.${measure}`)
        return count === null ? [] : [{ measure, count }]
      }),
      ...kept,
    ],
  }
}
