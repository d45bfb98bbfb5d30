import type { Child } from 'hono/jsx'
import { capital, plainLine, shorten } from '../lib/plain.ts'
import { refusalIn } from '../lib/refusal.ts'
import { Complaints } from '../web/form.tsx'
import { Page } from '../web/page.tsx'
import { asLink, asName, Say, useWords } from '../web/visit.tsx'
import type { World } from '../world.ts'
import { Line } from './entry.tsx'
import { issueList } from './list-issues.tsx'
import type { Origin } from './model.ts'
import { addressOf } from './model-filters.ts'
import { contextIn, markedIn, type Piece } from './model-marks.ts'
import { type SearchErrors, type SearchTyped, searchAddress } from './model-search.ts'
import type { Advice, Findings, Result } from './search.ts'
import { SearchChips, SearchForm } from './search-form.tsx'
import type { HubFound } from './search-hubs.ts'
import { Nothing, NothingFound } from './search-nothing.tsx'
import { NoHubYet } from './views.tsx'
import { placeOf } from './words.ts'

/** What the page of a search shows. */
export type SearchView = {
  readonly world: World
  readonly typed: SearchTyped
  readonly errors: SearchErrors
  readonly origins: readonly Origin[]
  /** Languages to choose from, by the first parts of their tags. */
  readonly languages: readonly string[]
  readonly findings: Findings
  /** What to look for where nothing was found. */
  readonly advice: Advice | null
  readonly page: number
  readonly complete: boolean
}

/** Search over all that lists show: the field, what was found, or what to do where nothing was. */
export function SearchPage(view: SearchView) {
  const { world, typed, errors, origins, languages, page } = view
  const words = useWords()
  const { t } = words
  const { q } = typed
  const complaints = Object.fromEntries(
    Object.entries(errors).map(([field, refusal]) => [field, refusalIn(words, refusal)]),
  )
  return (
    <Page
      world={world}
      title={q === undefined ? t('frame.search') : t('search.title', { q: shorten(plainLine(q), 60) })}
      description={t('search.description')}
      here="/search"
      canonical={`${world.config.origin}/search`}
      hidden={q !== undefined}
      alternates={
        q === undefined
          ? []
          : [{ type: 'application/atom+xml', href: searchAddress(typed, { suffix: '.atom' }) }]
      }
    >
      <h1>{t('frame.search')}</h1>
      <Complaints errors={complaints} />
      <div class="aside-and-list">
        <aside aria-label={t('search.what')}>
          <SearchForm {...{ typed, origins, languages }} errors={complaints} />
        </aside>
        <section aria-labelledby="results">
          <h2 id="results" class="unseen">
            {t('search.results')}
          </h2>
          <SearchChips {...{ typed, errors, origins }} />
          {origins.length === 0 ? <NoHubYet /> : <Results view={view} />}
          {page > 1 && q !== undefined && (
            <p>
              <a href={searchAddress(typed)}>{t('map.first-page')}</a>
            </p>
          )}
        </section>
      </div>
    </Page>
  )
}

function Results({ view }: { view: SearchView }) {
  const { typed, findings, page, complete } = view
  const { t } = useWords()
  if (typed.q === undefined) return <p class="lede">{t('search.lede')}</p>
  if (findings.words.length === 0)
    return <Nothing heading={t('search.no-word')}>{t('search.write-a-word')}</Nothing>
  if (findings.total === 0 && page > 1)
    return <Nothing heading={t('search.no-such-page')}>{t('search.end-before')}</Nothing>
  return (
    <>
      <What view={view} />
      {!complete && <p class="small soft after">{t('search.being-made')}</p>}
    </>
  )
}

/** What was found; where nothing was, what is found by what may have been meant, or what to do. */
function What({ view }: { view: SearchView }) {
  const { typed, findings } = view
  const { t } = useWords()
  const { q = '' } = typed
  const meant = view.advice?.meant ?? null
  if (findings.total > 0)
    return (
      <>
        <p class="soft order" role="status">
          <Say of="search.found" values={{ count: findings.total, q }} tags={{ q: asName }} />
          {findings.shortened && ` ${t('search.first-words')}`}
          {findings.cut && ` ${t('search.more-there')}`}
        </p>
        <Found view={view} />
      </>
    )
  if (meant === null) return <NothingFound typed={typed} advice={view.advice} />
  const instead = { ...typed, q: meant.q }
  const link = (words: string) => (
    <a href={searchAddress(instead)}>
      <bdi>{words}</bdi>
    </a>
  )
  return (
    <>
      <p class="lede" role="status">
        <Say of="search.meant" values={{ q, meant: meant.q }} tags={{ q: asName, meant: link }} />
      </p>
      <p class="small soft">
        {t('search.found-by-that', { count: meant.findings.total })}
        {meant.findings.cut && ` ${t('search.more-there')}`}
      </p>
      <Found view={{ ...view, typed: instead, findings: meant.findings }} />
    </>
  )
}

function Found({ view }: { view: SearchView }) {
  const { world, typed, findings, page } = view
  const { t } = useWords()
  const { hubs, results, more } = findings
  return (
    <>
      {(hubs.length > 0 || results.length > 0) && (
        <ol class="entries">
          {hubs.map((hub) => (
            <li>
              <HubLine found={hub} view={view} />
            </li>
          ))}
          {results.map((result) => (
            <li>
              <ResultLine result={result} now={world.clock()} />
            </li>
          ))}
        </ol>
      )}
      {more && (
        <nav class="ways" aria-label={t('search.pages')}>
          <a class="button" rel="next" href={searchAddress(typed, { page: page + 1 })}>
            {t('search.more')}
          </a>
        </nav>
      )}
      <p class="small soft after">
        <Say
          of="search.follow"
          tags={{
            feed: asLink(searchAddress(typed, { suffix: '.atom' }), { type: 'application/atom+xml' }),
            data: asLink(searchAddress(typed, { suffix: '.json' }), { type: 'application/json' }),
          }}
        />
      </p>
    </>
  )
}

function ResultLine({ result: { kind, entry, said }, now }: { result: Result; now: number }) {
  const spoken = {
    language: said.language,
    title: <Marked pieces={said.title} />,
    summary: said.context.length === 0 ? null : <Marked pieces={said.context} />,
  }
  return <Line entry={entry} kind={kind} now={now} {...kind.page.line} said={spoken} />
}

/** A text with what was looked for marked; both are escaped like all text. */
const Marked = ({ pieces }: { pieces: readonly Piece[] }): Child => (
  <>{pieces.map(({ text, match }) => (match ? <mark>{text}</mark> : text))}</>
)

function HubLine({ found, view: { findings } }: { found: HubFound; view: SearchView }) {
  const { origin, place, summary, language } = found
  const words = useWords()
  const line = plainLine(summary)
  return (
    <article class="entry">
      <p class="state">{capital(words.t('hub.noun'))}</p>
      <h3>
        <a href={origin.hub === null ? origin.actor : `/hubs/${origin.hub}`}>
          <bdi>
            <Marked pieces={markedIn(origin.name, findings.words)} />
          </bdi>
        </a>
      </h3>
      {line !== '' && (
        <p class="summary" lang={language} dir="auto">
          <Marked pieces={contextIn(line, findings.words) ?? [{ text: shorten(line, 200) }]} />
        </p>
      )}
      <ul class="facts">
        {place !== null && (
          <li>
            <bdi>{place}</bdi>
          </li>
        )}
        <li>
          <bdi>{placeOf(origin, words)}</bdi>
        </li>
        <li>
          <a href={addressOf(issueList, { hub: origin.handle })}>{words.t('search.its-issues')}</a>
        </li>
      </ul>
    </article>
  )
}
