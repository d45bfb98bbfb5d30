import type { Child } from 'hono/jsx'
import type { Hub } from '../hubs/model.ts'
import { type Refusal, refusalIn } from '../lib/refusal.ts'
import { Complaints } from '../web/form.tsx'
import { Page } from '../web/page.tsx'
import { asCode, asLink, Say, useWords } from '../web/visit.tsx'
import type { World } from '../world.ts'
import { Chips, Filters } from './filters.tsx'
import { facesOf, type ListFace, type ListKind } from './kind.ts'
import { Kinds } from './kinds.tsx'
import type { Entry, Origin, RecordList } from './model.ts'
import { addressOf, type FilterErrors, type FilterName, type Typed } from './model-filters.ts'

/** What the page of a list shows. */
export type ListView<E extends Entry> = {
  readonly world: World
  readonly kind: ListKind<E>
  readonly hubs: readonly Hub[]
  readonly origins: readonly Origin[]
  readonly typed: Typed
  readonly errors: FilterErrors & { readonly after?: Refusal }
  readonly list: RecordList<E>
  /** Cursor this page begins after, or undefined on the first. */
  readonly after: string | undefined
  /** How else one may follow what it shows. */
  readonly following: Child
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
  const words = useWords()
  const { t } = words
  const { name, title, heading, description, order } = kind.page
  const narrowed = Object.keys(typed).length > 0
  const complaints = Object.fromEntries(
    Object.entries(errors).map(([field, refusal]) => [field, refusalIn(words, refusal)]),
  )
  return (
    <Page
      world={world}
      title={after === undefined ? t(title) : t('map.further-on', { list: t(title) })}
      description={t(description)}
      here={kind.path as '/map'}
      canonical={`${world.config.origin}${kind.path}`}
      hidden={narrowed || after !== undefined}
      alternates={facesOf(kind, typed).map(({ type, href, file }) => ({
        ...{ type, href },
        title: t('frame.fact', { of: t(name), says: t(file) }),
      }))}
    >
      <Kinds here={kind.path} />
      <h1>{t(heading)}</h1>
      <Figures view={view} narrowed={narrowed} />
      <Complaints errors={complaints} />
      <div class="aside-and-list">
        <aside aria-label={t('map.narrow')}>
          <Filters {...{ kind, typed, origins }} errors={complaints} areas={areasOf(view.hubs)} />
        </aside>
        <section aria-labelledby="list">
          <h2 id="list" class="unseen">
            {t(name)}
          </h2>
          <Chips kind={kind} typed={usable(typed, errors)} origins={origins} />
          {list.entries.length > 0 && <p class="small soft order">{t(order(typed))}</p>}
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
          {view.following}
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
      <Say
        of="map.subscribe"
        tags={{
          faces: () => <FaceLinks faces={faces.filter(({ subscribed }) => subscribed)} />,
          files: () => <FaceLinks faces={faces.filter(({ subscribed }) => !subscribed)} />,
          what: asLink('/about#data'),
        }}
      />
    </p>
  )
}

function FaceLinks({ faces }: { faces: readonly ListFace[] }) {
  const { t, row } = useWords()
  return (
    <>
      {row(faces, 'or').map((each) =>
        typeof each === 'string' ? each : asLink(each.href, { type: each.type })(t(each.name)),
      )}
    </>
  )
}

/** Each figure by itself with what it counts; never one headline. */
function Figures({ view: { kind, list, origins }, narrowed }: { view: View; narrowed: boolean }) {
  const { t } = useWords()
  const { records, hubs, silent } = list.figures
  if (origins.length === 0) return null
  return (
    <>
      <dl class="figures">
        <Figure count={records} of={t(kind.called, { count: records })}>
          {t(kind.means.records)}
          {narrowed && ` ${t('map.means.narrowed')}`}
        </Figure>
        <Figure count={hubs} of={t('map.hubs', { count: hubs })}>
          {t(kind.means.hubs)}
        </Figure>
      </dl>
      {silent > 0 && <p class="small soft">{t('map.not-counted', { count: silent })}</p>}
    </>
  )
}

function Figure({ count, of, children }: { count: number; of: string; children: Child }) {
  const { number } = useWords()
  return (
    <div>
      <dt>{of}</dt>
      <dd class="count">{number(count)}</dd>
      <dd class="meaning">{children}</dd>
    </div>
  )
}

/** What to do where there is nothing to read. */
function Nothing({ view: { kind, hubs, typed, after }, narrowed }: { view: View; narrowed: boolean }) {
  const { t } = useWords()
  if (hubs.length === 0) return <NoHubYet />
  if (narrowed || after !== undefined)
    return (
      <div class="card">
        <h2>{t(kind.page.none)}</h2>
        <p>{t(after !== undefined && !narrowed ? 'map.end' : 'map.take-off-one')}</p>
        <p>
          <a class="button" href={after === undefined ? kind.path : addressOf(kind, typed)}>
            {t(after === undefined ? 'map.take-off-all' : 'map.first-page')}
          </a>
        </p>
        {kind.names.includes('past') && typed.past === undefined && (
          <p>
            <a href={addressOf(kind, { ...typed, past: '1' })}>{t('map.among-over')}</a>
          </p>
        )}
      </div>
    )
  return (
    <div class="card">
      <h2>{t(kind.page.nothing)}</h2>
      <p>{t(kind.page.empty)}</p>
      {kind.page.over !== undefined && (
        <p>
          <a href={addressOf(kind, { past: '1' })}>{t(kind.page.over)}</a>
        </p>
      )}
    </div>
  )
}

/** What a server says before its first hub is set up. The link itself is shown only to who started it. */
export function NoHubYet() {
  const { t } = useWords()
  return (
    <div class="card">
      <h2>{t('home.no-hub')}</h2>
      <p>
        <Say of="home.no-hub-yours" tags={{ code: asCode }} />
      </p>
      <p>{t('home.no-hub-else')}</p>
    </div>
  )
}

function Ways({ view: { kind, typed, after, list } }: { view: View }) {
  const { t } = useWords()
  const past = kind.names.includes('past') && typed.past === undefined && list.next === null
  if (after === undefined && list.next === null && !past) return null
  return (
    <nav class="ways" aria-label={t('map.pages')}>
      {after !== undefined && (
        <a class="button second" href={addressOf(kind, typed)}>
          {t('map.first-page')}
        </a>
      )}
      {list.next !== null && (
        <a class="button" rel="next" href={addressOf(kind, typed, { after: list.next })}>
          {t(kind.page.more)}
        </a>
      )}
      {past && list.entries.length > 0 && (
        <a class="button second" href={addressOf(kind, { ...typed, past: '1' })}>
          {t('map.show-over')}
        </a>
      )}
    </nav>
  )
}

/** A filter that cannot be used is not in use: its complaint stands beside its field. */
const usable = (typed: Typed, errors: FilterErrors): Typed =>
  Object.fromEntries(Object.entries(typed).filter(([name]) => errors[name as FilterName] === undefined))

const areasOf = (hubs: readonly Hub[]): string[] => [...new Set(hubs.flatMap((hub) => hub.areas))].sort()
