import { Fact, Head, LicenceFact, type Standing, Wording } from '../records/views.tsx'
import type { IssueView } from './model-view.ts'

/** The whole of an issue: head, text and facts. */
export function ShownIssue({ view, at }: { view: IssueView; at: Standing }) {
  const { state, mergedInto, splitFrom } = view
  return (
    <>
      <Head
        state={{ key: state.key, words: `This issue is ${state.name}` }}
        by="Raised by"
        noun="issue"
        {...{ view, at }}
      />
      {mergedInto !== null && (
        <p>
          It goes on <a href={mergedInto}>in another issue</a>.
        </p>
      )}
      {splitFrom !== null && (
        <p>
          It was part of <a href={splitFrom}>another issue</a>.
        </p>
      )}
      <Wording view={view} />
      <Facts view={view} />
    </>
  )
}

function Facts({ view }: { view: IssueView }) {
  const { deciders, basis, evidence, source, licence } = view
  return (
    <dl class="about">
      {deciders.length > 0 && <Fact of="Who can decide">{deciders.join(', ')}</Fact>}
      <Fact of="Where it came from">{basis ?? 'Its hub says nothing of it that is known here.'}</Fact>
      {evidence.map(({ count, name, means }) => (
        <Fact of={`${count} ${name}`}>{means ?? 'The hub does not say what this counts.'}</Fact>
      ))}
      {source !== null && (
        <Fact of="Source">
          {source.url === null ? source.title : <a href={source.url}>{source.title}</a>}
          {source.item !== null && `, item ${source.item}`}
          {source.gathered !== null && `, ${source.gathered}`}
          {source.credit !== null && `, ${source.credit}`}
          {source.licence !== null && (
            <>
              , <a href={source.licence.href}>{source.licence.name}</a>
            </>
          )}
        </Fact>
      )}
      <LicenceFact licence={licence} />
    </dl>
  )
}
