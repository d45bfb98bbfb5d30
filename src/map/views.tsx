import type { Child } from 'hono/jsx'
import type { Hub } from '../hubs/model.ts'
import { Complaints } from '../web/form.tsx'
import { Page } from '../web/page.tsx'
import type { World } from '../world.ts'
import { Entries } from './entry.tsx'
import { Chips, Filters } from './filters.tsx'
import { Kinds } from './kinds.tsx'
import { definitions, type FilterName, type MapList, mapAddress, type Origin, type Typed } from './model.ts'
import { counted } from './words.ts'

/** What the page of the list shows. */
export type MapView = {
  readonly world: World
  readonly hubs: readonly Hub[]
  readonly origins: readonly Origin[]
  readonly typed: Typed
  readonly errors: { readonly [name in FilterName | 'after']?: string }
  readonly list: MapList
  /** Cursor this page begins after, or undefined on the first. */
  readonly after: string | undefined
}

/** The list of issues: figures, filters, lines, and the way to more. */
export function MapPage(view: MapView) {
  const { world, typed, errors, origins, list, after } = view
  const narrowed = Object.keys(typed).length > 0
  return (
    <Page
      world={world}
      title={after === undefined ? 'Map of issues' : 'Map of issues, further on'}
      description="What people raise in the hubs of this server and in those they follow."
      here="/map"
      canonical={`${world.config.origin}/map`}
      hidden={narrowed || after !== undefined}
      alternates={[
        {
          type: 'application/atom+xml',
          href: mapAddress(typed, { suffix: '.atom' }),
          title: 'These issues as a feed',
        },
        {
          type: 'application/json',
          href: mapAddress(typed, { suffix: '.json' }),
          title: 'These issues as open data',
        },
      ]}
    >
      <Kinds here="/map" />
      <h1>What people raise</h1>
      <Figures view={view} narrowed={narrowed} />
      <Complaints errors={errors} />
      <div class="aside-and-list">
        <aside aria-label="Narrow the list">
          <Filters typed={typed} errors={errors} origins={origins} areas={areasOf(view.hubs)} />
        </aside>
        <section aria-label="Issues">
          <Chips typed={usable(typed, errors)} origins={origins} />
          {list.entries.length > 0 && <p class="small soft order">The latest change first.</p>}
          {list.entries.length === 0 ? (
            <Nothing view={view} narrowed={narrowed} />
          ) : (
            <Entries entries={list.entries} now={world.clock()} />
          )}
          <Ways typed={typed} after={after} next={list.next} />
          <p class="small soft after">
            This list <a href={mapAddress(typed, { suffix: '.atom' })}>as a feed</a> and{' '}
            <a href={mapAddress(typed, { suffix: '.json' })}>as open data</a>.
          </p>
        </section>
      </div>
    </Page>
  )
}

/** Each figure by itself with what it counts; never one headline. */
function Figures({ view: { list, origins }, narrowed }: { view: MapView; narrowed: boolean }) {
  const { issues, hubs, silent } = list.figures
  if (origins.length === 0) return null
  return (
    <>
      <dl class="figures">
        <Figure count={issues} of={issues === 1 ? 'issue' : 'issues'}>
          {definitions.issues}
          {narrowed && ' Only those that match the filters below.'}
        </Figure>
        <Figure count={hubs} of={hubs === 1 ? 'hub' : 'hubs'}>
          {definitions.hubs}
        </Figure>
      </dl>
      {silent > 0 && (
        <p class="small soft">
          Not counted: {counted(silent, 'issue')} of hubs that have not answered for 90 days. They are marked
          in the list.
        </p>
      )}
    </>
  )
}

/** One figure with what it counts. */
export function Figure({ count, of, children }: { count: number; of: string; children: Child }) {
  return (
    <div>
      <dt>{of}</dt>
      <dd class="count">{count.toLocaleString('en-GB')}</dd>
      <dd class="meaning">{children}</dd>
    </div>
  )
}

/** What to do where there is nothing to read. */
function Nothing({ view: { hubs, typed, after }, narrowed }: { view: MapView; narrowed: boolean }) {
  if (hubs.length === 0) return <NoHubYet />
  if (narrowed || after !== undefined)
    return (
      <div class="card">
        <h2>No issue matches</h2>
        <p>
          {after !== undefined && !narrowed
            ? 'This is the end of the list.'
            : 'Take off a filter above, or write fewer words: each filter narrows the list further.'}
        </p>
        <p>
          <a class="button" href={after === undefined ? '/map' : mapAddress(typed)}>
            {after === undefined ? 'Take off all filters' : 'Back to the first page'}
          </a>
        </p>
      </div>
    )
  return (
    <div class="card">
      <h2>Nothing is published yet</h2>
      <p>
        When a hub of this server publishes its first issue, or follows a hub that has some, they will stand
        here.
      </p>
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

function Ways({ typed, after, next }: { typed: Typed; after: string | undefined; next: string | null }) {
  if (after === undefined && next === null) return null
  return (
    <nav class="ways" aria-label="Pages of the list">
      {after !== undefined && (
        <a class="button second" href={mapAddress(typed)}>
          Back to the first page
        </a>
      )}
      {next !== null && (
        <a class="button" rel="next" href={mapAddress(typed, { after: next })}>
          Show more issues
        </a>
      )}
    </nav>
  )
}

/** A filter that cannot be used is not in use: its complaint stands beside its field. */
const usable = (typed: Typed, errors: MapView['errors']): Typed =>
  Object.fromEntries(Object.entries(typed).filter(([name]) => errors[name as FilterName] === undefined))

const areasOf = (hubs: readonly Hub[]): string[] => [...new Set(hubs.flatMap((hub) => hub.areas))].sort()
