import type { Child } from 'hono/jsx'
import type { Hub } from '../hubs/model.ts'
import { Complaints } from '../web/form.tsx'
import { Page } from '../web/page.tsx'
import type { World } from '../world.ts'
import { Chips, Filters } from './filters.tsx'
import { capital, facesOf, type ListFace, type ListKind } from './kind.ts'
import { Kinds } from './kinds.tsx'
import type { Entry, Origin, RecordList } from './model.ts'
import { addressOf, type FilterErrors, type FilterName, type Typed } from './model-filters.ts'
import { counted } from './words.ts'

/** What the page of a list shows. */
export type ListView<E extends Entry> = {
  readonly world: World
  readonly kind: ListKind<E>
  readonly hubs: readonly Hub[]
  readonly origins: readonly Origin[]
  readonly typed: Typed
  readonly errors: FilterErrors & { readonly after?: string }
  readonly list: RecordList<E>
  /** Cursor this page begins after, or undefined on the first. */
  readonly after: string | undefined
}

/** What is alike for all kinds on it. */
type View = Omit<ListView<Entry>, 'kind' | 'list'> & {
  readonly kind: ListKind
  readonly list: RecordList
}

/** A list of records: figures, filters, lines, the way to more, and how to take it elsewhere. */
export function ListPage<E extends Entry>(given: ListView<E>) {
  const { world, typed, errors, origins, list, after } = given
  // What only this kind has is for its own lines.
  const view = given as unknown as View
  const kind = view.kind
  const { title, heading, description, order } = kind.page
  const narrowed = Object.keys(typed).length > 0
  return (
    <Page
      world={world}
      title={after === undefined ? title : `${title}, further on`}
      description={description}
      here={kind.path as '/map'}
      canonical={`${world.config.origin}${kind.path}`}
      hidden={narrowed || after !== undefined}
      alternates={facesOf(kind, typed)}
    >
      <Kinds here={kind.path} />
      <h1>{heading}</h1>
      <Figures view={view} narrowed={narrowed} />
      <Complaints errors={errors} />
      <div class="aside-and-list">
        <aside aria-label="Narrow the list">
          <Filters {...{ kind, typed, errors, origins }} areas={areasOf(view.hubs)} />
        </aside>
        <section aria-label={capital(kind.nouns)}>
          <Chips kind={kind} typed={usable(typed, errors)} origins={origins} />
          {list.entries.length > 0 && <p class="small soft order">{order(typed)}</p>}
          {list.entries.length === 0 ? (
            <Nothing view={view} narrowed={narrowed} />
          ) : (
            given.kind.page.lines({
              entries: list.entries,
              now: world.clock(),
              past: typed.past !== undefined,
            })
          )}
          <Ways view={view} />
          <Subscribe kind={kind} typed={usable(typed, errors)} />
        </section>
      </div>
    </Page>
  )
}

/** The ways to subscribe to a list, and to take it along. */
function Subscribe({ kind, typed }: { kind: ListKind; typed: Typed }) {
  const faces = facesOf(kind, typed)
  return (
    <p class="small soft after">
      Subscribe to this list in <FaceLinks faces={faces.filter(({ subscribed }) => subscribed)} />. Take it
      along as <FaceLinks faces={faces.filter(({ subscribed }) => !subscribed)} />:{' '}
      <a href="/about#data">what is in them</a>.
    </p>
  )
}

const FaceLinks = ({ faces }: { faces: readonly ListFace[] }) => (
  <>
    {faces.map(({ href, type, name }, i) => (
      <>
        {i > 0 && (i === faces.length - 1 ? ' or ' : ', ')}
        <a href={href} type={type}>
          {name}
        </a>
      </>
    ))}
  </>
)

/** Each figure by itself with what it counts; never one headline. */
function Figures({ view: { kind, list, origins }, narrowed }: { view: View; narrowed: boolean }) {
  const { records, hubs, silent } = list.figures
  if (origins.length === 0) return null
  return (
    <>
      <dl class="figures">
        <Figure count={records} of={records === 1 ? kind.noun : kind.nouns}>
          {kind.means.records}
          {narrowed && ' Only those that match the filters below.'}
        </Figure>
        <Figure count={hubs} of={hubs === 1 ? 'hub' : 'hubs'}>
          {kind.means.hubs}
        </Figure>
      </dl>
      {silent > 0 && (
        <p class="small soft">
          Not counted: {counted(silent, kind.noun, kind.nouns)} of hubs that have not answered for 90 days.
          They are marked in the list.
        </p>
      )}
    </>
  )
}

function Figure({ count, of, children }: { count: number; of: string; children: Child }) {
  return (
    <div>
      <dt>{of}</dt>
      <dd class="count">{count.toLocaleString('en-GB')}</dd>
      <dd class="meaning">{children}</dd>
    </div>
  )
}

/** What to do where there is nothing to read. */
function Nothing({ view: { kind, hubs, typed, after }, narrowed }: { view: View; narrowed: boolean }) {
  if (hubs.length === 0) return <NoHubYet />
  if (narrowed || after !== undefined)
    return (
      <div class="card">
        <h2>No {kind.noun} matches</h2>
        <p>
          {after !== undefined && !narrowed
            ? 'This is the end of the list.'
            : 'Take off a filter above, or write fewer words: each filter narrows the list further.'}
        </p>
        <p>
          <a class="button" href={after === undefined ? kind.path : addressOf(kind, typed)}>
            {after === undefined ? 'Take off all filters' : 'Back to the first page'}
          </a>
        </p>
        {kind.names.includes('past') && typed.past === undefined && (
          <p>
            <a href={addressOf(kind, { ...typed, past: '1' })}>Look among those that are over.</a>
          </p>
        )}
      </div>
    )
  return (
    <div class="card">
      <h2>{kind.page.nothing}</h2>
      <p>{kind.page.empty}</p>
      {kind.names.includes('past') && (
        <p>
          <a href={addressOf(kind, { past: '1' })}>See the {kind.nouns} that are over.</a>
        </p>
      )}
    </div>
  )
}

/** What a server says before its first hub is set up. The link itself is shown only to who started it. */
export function NoHubYet() {
  return (
    <div class="card">
      <h2>No hub lives here yet</h2>
      <p>
        If you run this server: at its start it printed a link to set-up. Open that link, or run{' '}
        <code>npx folkmoot setup</code>. It takes a few minutes.
      </p>
      <p>If you do not run it: come back in a while.</p>
    </div>
  )
}

function Ways({ view: { kind, typed, after, list } }: { view: View }) {
  const past = kind.names.includes('past') && typed.past === undefined && list.next === null
  if (after === undefined && list.next === null && !past) return null
  return (
    <nav class="ways" aria-label="Pages of the list">
      {after !== undefined && (
        <a class="button second" href={addressOf(kind, typed)}>
          Back to the first page
        </a>
      )}
      {list.next !== null && (
        <a class="button" rel="next" href={addressOf(kind, typed, { after: list.next })}>
          Show more {kind.nouns}
        </a>
      )}
      {past && list.entries.length > 0 && (
        <a class="button second" href={addressOf(kind, { ...typed, past: '1' })}>
          Show those that are over
        </a>
      )}
    </nav>
  )
}

/** A filter that cannot be used is not in use: its complaint stands beside its field. */
const usable = (typed: Typed, errors: FilterErrors): Typed =>
  Object.fromEntries(Object.entries(typed).filter(([name]) => errors[name as FilterName] === undefined))

const areasOf = (hubs: readonly Hub[]): string[] => [...new Set(hubs.flatMap((hub) => hub.areas))].sort()
