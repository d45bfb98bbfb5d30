import type { Child } from 'hono/jsx'
import { plainLine, shorten } from '../lib/plain.ts'
import { Complaints } from '../web/form.tsx'
import { Page } from '../web/page.tsx'
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
import { NoHubYet } from './views.tsx'
import { counted, placeOf } from './words.ts'

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
  /** The language a reader asked for in the address, handed on to the next page. */
  readonly lang: string | undefined
}

/** Search over all that lists show: the field, what was found, or what to do where nothing was. */
export function SearchPage(view: SearchView) {
  const { world, typed, errors, page } = view
  const { q } = typed
  return (
    <Page
      world={world}
      title={q === undefined ? 'Search' : `${q.slice(0, 60)} · Search`}
      description="Search issues, assemblies, outcomes, actions and hubs, in every language."
      here="/search"
      canonical={`${world.config.origin}/search`}
      hidden={q !== undefined}
      alternates={
        q === undefined
          ? []
          : [{ type: 'application/atom+xml', href: searchAddress(typed, { suffix: '.atom' }) }]
      }
    >
      <h1>Search</h1>
      <Complaints errors={errors} />
      <div class="aside-and-list">
        <aside aria-label="What to look for">
          <SearchForm {...view} />
        </aside>
        <section aria-label="Results">
          <SearchChips {...view} />
          {view.origins.length === 0 ? <NoHubYet /> : <Results view={view} />}
          {page > 1 && q !== undefined && (
            <p>
              <a href={searchAddress(typed, { lang: view.lang })}>Back to the first page</a>
            </p>
          )}
        </section>
      </div>
    </Page>
  )
}

function Results({ view }: { view: SearchView }) {
  const { typed, findings, page, complete } = view
  const meant = view.advice?.meant ?? null
  if (typed.q === undefined)
    return (
      <p class="lede">
        Write a word or the beginning of one. Accents and capitals make no difference, and a slip of the pen
        is mostly forgiven.
      </p>
    )
  const note = !complete && (
    <p class="small soft after">The search is being made anew just now: some records are not found yet.</p>
  )
  if (findings.words.length === 0)
    return <Nothing heading="There is no word in that">Write a word with letters or digits.</Nothing>
  if (findings.total === 0 && page > 1)
    return <Nothing heading="There is nothing on this page">The results end before it.</Nothing>
  if (findings.total === 0 && meant !== null)
    return (
      <>
        <p class="lede" role="status">
          Nothing was found for “<bdi>{typed.q}</bdi>”. Did you mean{' '}
          <a href={searchAddress({ ...typed, q: meant.q }, { lang: view.lang })}>
            <bdi>{meant.q}</bdi>
          </a>
          ?
        </p>
        <p class="small soft">{countWords(meant.findings)} for that:</p>
        <Found view={{ ...view, typed: { ...typed, q: meant.q }, findings: meant.findings }} />
        {note}
      </>
    )
  if (findings.total === 0)
    return (
      <>
        <NothingFound view={view} />
        {note}
      </>
    )
  return (
    <>
      <p class="soft order" role="status">
        {countWords(findings)} for “<bdi>{typed.q}</bdi>”.
        {findings.shortened && ' Only the first eight words were looked for.'}
        {findings.cut && ' There are more: another word would narrow it down.'}
      </p>
      <Found view={view} />
      {note}
    </>
  )
}

const countWords = ({ total, cut }: Findings): string =>
  `${cut ? 'More than ' : ''}${counted(total, 'result')}`

function Found({ view }: { view: SearchView }) {
  const { world, typed, findings, page, lang } = view
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
        <nav class="ways" aria-label="Pages of the results">
          <a class="button" rel="next" href={searchAddress(typed, { page: page + 1, lang })}>
            Show more results
          </a>
        </nav>
      )}
      <p class="small soft after">
        Follow this search in <a href={searchAddress(typed, { suffix: '.atom' })}>a feed reader</a>, or take
        it along as <a href={searchAddress(typed, { suffix: '.json' })}>open data</a>.
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
  return <Line entry={entry} kind={kind} now={now} {...kind.page.more} said={spoken} />
}

/** A text with what was looked for marked; both are escaped like all text. */
const Marked = ({ pieces }: { pieces: readonly Piece[] }): Child => (
  <>{pieces.map(({ text, match }) => (match ? <mark>{text}</mark> : text))}</>
)

function HubLine({ found, view: { findings } }: { found: HubFound; view: SearchView }) {
  const { origin, place, summary, language } = found
  return (
    <article class="entry">
      <p class="state">Hub</p>
      <h3>
        <a href={origin.hub === null ? origin.actor : `/hubs/${origin.hub}`} dir="auto">
          <Marked pieces={markedIn(origin.name, findings.words)} />
        </a>
      </h3>
      {summary !== '' && (
        <p class="summary" lang={language} dir="auto">
          <Marked
            pieces={
              contextIn(plainLine(summary), findings.words) ?? [{ text: shorten(plainLine(summary), 200) }]
            }
          />
        </p>
      )}
      <ul class="facts">
        {place !== null && <li>{place}</li>}
        <li>{placeOf(origin)}</li>
        <li>
          <a href={addressOf(issueList, { hub: origin.handle })}>its issues</a>
        </li>
      </ul>
    </article>
  )
}

function NothingFound({ view: { typed, advice, lang } }: { view: SearchView }) {
  const narrowed = Object.keys(typed).length > 1
  const words = advice?.words ?? []
  return (
    <Nothing
      heading={
        <>
          Nothing was found for “<bdi>{typed.q}</bdi>”
        </>
      }
    >
      All words must stand in it; the last one may be the beginning of a word.
      {narrowed && (
        <>
          {' '}
          <a href={searchAddress({ q: typed.q ?? '' }, { lang })}>Look for it everywhere.</a>
        </>
      )}
      {words.length > 0 && (
        <>
          {' '}
          Something is found by{' '}
          {words.map((word, at) => (
            <>
              {at > 0 && (at === words.length - 1 ? ' or by ' : ', ')}
              <a href={searchAddress({ ...typed, q: word }, { lang })}>{word}</a>
            </>
          ))}{' '}
          alone.
        </>
      )}
    </Nothing>
  )
}

const Nothing = ({ heading, children }: { heading: Child; children: Child }) => (
  <div class="card" role="status">
    <h2>{heading}</h2>
    <p>{children}</p>
    <p>
      Or look through <a href="/map">the issues</a>, <a href="/assemblies">the assemblies</a>,{' '}
      <a href="/outcomes">the outcomes</a> and <a href="/actions">the actions</a>.
    </p>
  </div>
)
