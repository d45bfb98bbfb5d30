import type { Child } from 'hono/jsx'
import { asLink, asName, Say, useWords } from '../web/visit.tsx'
import { type SearchTyped, searchAddress } from './model-search.ts'
import type { Advice } from './search.ts'

/** What to do where nothing was found: fewer words, or none of what narrows the search. */
export function NothingFound({ typed, advice }: { typed: SearchTyped; advice: Advice | null }) {
  const { t, row } = useWords()
  const { q = '' } = typed
  const narrowed = Object.keys(typed).length > 1
  const alone = advice?.words ?? []
  const byOne = (word: string) => (
    <a href={searchAddress({ ...typed, q: word })}>
      <bdi>{word}</bdi>
    </a>
  )
  return (
    <Nothing heading={<Say of="search.nothing" values={{ q }} tags={{ q: asName }} />}>
      {t('search.all-words')}
      {narrowed && (
        <>
          {' '}
          <a href={searchAddress({ q })}>{t('search.everywhere')}</a>
        </>
      )}
      {alone.length > 0 && (
        <>
          {' '}
          <Say
            of="search.found-alone"
            tags={{
              words: () =>
                row(
                  alone.map((word) => ({ word })),
                  'or',
                ).map((each) => (typeof each === 'string' ? each : byOne(each.word))),
            }}
          />
        </>
      )}
    </Nothing>
  )
}

/** A word on why nothing stands here, and where else one may look. */
export function Nothing({ heading, children }: { heading: Child; children: Child }) {
  return (
    <div class="card" role="status">
      <h2>{heading}</h2>
      <p>{children}</p>
      <p>
        <Say
          of="search.look-through"
          tags={{
            issues: asLink('/map'),
            assemblies: asLink('/assemblies'),
            outcomes: asLink('/outcomes'),
            actions: asLink('/actions'),
          }}
        />
      </p>
    </div>
  )
}
