import type { Child } from 'hono/jsx'
import { type Assembly, timesOf } from '../assemblies/model.ts'
import { whereInWords } from '../assemblies/model-words.ts'
import { listAssemblies } from '../assemblies/store.ts'
import type { Hub } from '../hubs/model.ts'
import { listIssues } from '../issues/store.ts'
import { instant } from '../lib/time.ts'
import type { Listed } from '../members/store-people.ts'
import { listOutcomes } from '../outcomes/store.ts'
import { titleOf } from '../records/model.ts'
import { DeskPage } from '../web/desk.tsx'
import { useWords } from '../web/visit.tsx'
import type { World } from '../world.ts'

/** A record as paper has it: what it is called, and what it is about. */
type Told = { readonly title: string; readonly summary: string }

/** What somebody is told on paper: only what everybody may know, and what the hub keeps of them. */
export type Paper = {
  readonly assemblies: readonly (Told & { readonly assembly: Assembly })[]
  readonly outcomes: readonly Told[]
  readonly issues: readonly Told[]
}

/** Reads what fits on a sheet: assemblies to come, what was decided last, what people raise. */
export async function readPaper(world: World, { actor }: Hub): Promise<Paper> {
  const { db, clock } = world
  const owners = { owners: [actor] }
  const coming = await listAssemblies(db, { ...owners, coming: instant(clock()) }, { limit: 5 })
  const told = (record: Parameters<typeof titleOf>[0] & { summaries: Record<string, string> }): Told => ({
    title: titleOf(record),
    summary: record.summaries[record.language] ?? '',
  })
  return {
    assemblies: coming.map((assembly) => ({ ...told(assembly), assembly })),
    outcomes: (await listOutcomes(db, owners, { limit: 5 })).map(told),
    issues: (await listIssues(db, owners, { limit: 5 })).map(told),
  }
}

/** A sheet to print and hand to somebody who has neither mail nor a screen. */
export function PaperPage(props: {
  world: World
  hub: Hub
  person: Listed
  organisers: readonly string[]
  paper: Paper
}) {
  const { world, hub, person, organisers, paper } = props
  const words = useWords()
  const { t, day, moment, list } = words
  return (
    <DeskPage
      world={world}
      title={t('paper.title', { name: person.name })}
      here="/desk/people"
      scripts={['print.js']}
    >
      <p class="lede">{t('paper.from', { hub: hub.name, day: day(instant(world.clock())) })}</p>
      <p class="not-printed">
        <button type="button" data-print hidden>
          {t('shown.print')}
        </button>
      </p>
      <Part title={t('paper.assemblies')} nothing={t('paper.no-assemblies')}>
        {paper.assemblies.map(({ title, summary, assembly }) => (
          <li>
            <b>{title}</b>
            <p>
              {[
                assembly.state === 'postponed' ? null : moment(timesOf(assembly)!.start, assembly.zone),
                whereInWords(assembly, words),
              ]
                .filter(Boolean)
                .join(', ')}
            </p>
            {summary && <p>{summary}</p>}
          </li>
        ))}
      </Part>
      <Part title={t('paper.outcomes')} nothing={t('paper.no-outcomes')}>
        {paper.outcomes.map(lineOf)}
      </Part>
      <Part title={t('paper.issues')} nothing={t('paper.no-issues')}>
        {paper.issues.map(lineOf)}
      </Part>
      <h2>{t('paper.kept')}</h2>
      <ul>
        <li>{t('paper.kept-name', { name: person.name, day: day(person.created) })}</li>
        {person.roles.length > 0 && (
          <li>{t('paper.kept-roles', { roles: list(person.roles.map(({ role }) => t(`role.${role}`))) })}</li>
        )}
      </ul>
      {organisers.length > 0 && <p>{t('paper.kept-ask', { organisers: list(organisers) })}</p>}
      <h2>{t('paper.back')}</h2>
      <div class="ruled" aria-hidden="true" />
    </DeskPage>
  )
}

const lineOf = ({ title, summary }: Told) => (
  <li>
    <b>{title}</b>
    {summary && <p>{summary}</p>}
  </li>
)

function Part({ title, nothing, children }: { title: string; nothing: string; children: readonly Child[] }) {
  return (
    <>
      <h2>{title}</h2>
      {children.length === 0 ? <p>{nothing}</p> : <ul class="paper">{children}</ul>}
    </>
  )
}
