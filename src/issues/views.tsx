import { Fact, Head, LicenceFact, type Standing, Told, Wording } from '../records/views.tsx'
import { asLink, Say, useWords } from '../web/visit.tsx'
import type { IssueView } from './model-view.ts'

/** The whole of an issue: head, text and facts. */
export function ShownIssue({ view, at }: { view: IssueView; at: Standing }) {
  const { state, mergedInto, splitFrom } = view
  const { t } = useWords()
  return (
    <>
      <Head
        state={{ key: state.key, words: t('issue.is', { state: state.name }) }}
        by="issue.by"
        noun={t('issue.noun')}
        {...{ view, at }}
      />
      {mergedInto !== null && (
        <p>
          <Say of="issue.goes-on" tags={{ other: asLink(mergedInto) }} />
        </p>
      )}
      {splitFrom !== null && (
        <p>
          <Say of="issue.was-part" tags={{ other: asLink(splitFrom) }} />
        </p>
      )}
      <Wording view={view} />
      <Facts view={view} />
    </>
  )
}

function Facts({ view }: { view: IssueView }) {
  const { deciders, basis, evidence, source, licence } = view
  const { t, items } = useWords()
  return (
    <dl class="about">
      {deciders.length > 0 && (
        <Fact of={t('issue.deciders')}>
          <bdi>{items(deciders)}</bdi>
        </Fact>
      )}
      <Fact of={t('issue.basis')}>{basis ?? t('issue.no-basis')}</Fact>
      {evidence.map(({ says, means }) => (
        <Fact of={says}>{means ?? t('measure.no-means')}</Fact>
      ))}
      {source !== null && (
        <Fact of={t('issue.source')}>
          <SourceOf source={source} view={view} />
        </Fact>
      )}
      <LicenceFact licence={licence} />
    </dl>
  )
}

function SourceOf({ source, view }: { source: NonNullable<IssueView['source']>; view: IssueView }) {
  const { t } = useWords()
  const { title, url, item, gathered, credit, licence } = source
  const comma = t('frame.comma')
  return (
    <>
      <Told view={view}>{url === null ? title : <a href={url}>{title}</a>}</Told>
      {item !== null && comma + t('issue.source-item', { item })}
      {gathered !== null && comma + gathered}
      {credit !== null && (
        <>
          {comma}
          <bdi>{credit}</bdi>
        </>
      )}
      {licence !== null && (
        <>
          {comma}
          <a href={licence.href}>
            <bdi>{licence.name}</bdi>
          </a>
        </>
      )}
    </>
  )
}
