import type { Child } from 'hono/jsx'
import type { Fate } from '../federation/fates.ts'
import type { Instant } from '../lib/time.ts'
import { type Alternate, Page, type PageProps } from '../web/page.tsx'
import type { Link, RecordView } from './view.ts'

/** Whose record it is, and where it stands. */
export type Standing = {
  readonly hub: Link
  /** The address of the record at its origin. */
  readonly iri: string
  readonly revision: number
  readonly published: Instant
  readonly updated: Instant
}

type Frame = Pick<PageProps, 'world' | 'brand'>

/** What a page of a record shows: its frame, what people call its kind, what is alike for all, and the whole of it. */
type Shown = {
  readonly frame: Frame
  readonly noun: string
  readonly view: RecordView
  readonly at: Standing
  /** Other faces that its page tells of. */
  readonly faces?: readonly Alternate[] | undefined
  readonly children?: Child
}

/** The page of a record of a hub of this server. */
export function RecordPage({ frame, view, at, faces = [], children, more }: Shown & { more?: Child }) {
  return (
    <Page
      {...frame}
      title={view.title}
      description={view.summary || view.title}
      canonical={at.iri}
      alternates={[{ type: 'application/activity+json', href: at.iri }, ...faces]}
    >
      <article>
        {children}
        {more}
        <p class="from soft">
          Published <Day at={at.published} />
          {at.revision > 1 && (
            <>
              , changed <Day at={at.updated} />
            </>
          )}
          . This is revision {at.revision}: <a href={`${at.iri}/revisions`}>all revisions</a>.
        </p>
      </article>
    </Page>
  )
}

/** The page of a copy of another server's record; `seen` is when it was last looked at there. */
export function CopyPage({
  frame,
  noun,
  view,
  at,
  faces,
  children,
  seen,
  fate,
}: Shown & { seen: Instant | null; fate: Fate }) {
  return (
    <Page
      {...frame}
      title={view.title}
      description={view.summary || view.title}
      canonical={at.iri}
      alternates={faces}
      hidden
    >
      <article>
        <p class="card" role="note">
          This is a copy. The {noun} is kept by <a href={at.hub.href}>{at.hub.name}</a> on{' '}
          {new URL(at.iri).host}: <a href={at.iri}>read it there</a>.
          {seen !== null && (
            <>
              {' '}
              We last looked on <Day at={seen} />.
            </>
          )}
          <Mark fate={fate} />
        </p>
        {children}
        <p class="from soft">
          Published <Day at={at.published} />, revision {at.revision} of <Day at={at.updated} />.
        </p>
      </article>
    </Page>
  )
}

/** What a copy must say of itself where it is not kept up to date. */
function Mark({ fate: { fate, since, until } }: { fate: Fate }) {
  if (fate === 'followed') return null
  const day = <Day at={since!} />
  return (
    <strong>
      {' '}
      {fate === 'gone' && 'That hub is gone for good, so this is what was last seen of it.'}
      {fate === 'left' && (
        <>
          No hub here follows that hub any more: since {day} this may be out of date or withdrawn, and it is
          not counted.
        </>
      )}
      {fate === 'silent' && (
        <>Its hub has not answered since {day}: this may be out of date, and is not counted.</>
      )}
      {until !== null && (
        <>
          {' '}
          It is thrown away on <Day at={until} />.
        </>
      )}
    </strong>
  )
}

/** The page of one revision of a record, which stays as it is. */
export function RevisionPage({ frame, noun, view, at, children, latest }: Shown & { latest: number }) {
  const own = `${at.iri}/revisions/${at.revision}`
  return (
    <Page
      {...frame}
      title={`${view.title} (revision ${at.revision})`}
      canonical={own}
      hidden
      alternates={[{ type: 'application/activity+json', href: own }]}
    >
      <article>
        <p class="card" role="note">
          {at.revision === latest ? 'This is the latest revision' : 'This is an earlier revision'} of{' '}
          {aOr(noun)}, number {at.revision} of {latest}, from <Day at={at.updated} />. See{' '}
          <a href={at.iri}>the {noun}</a> or <a href={`${at.iri}/revisions`}>all revisions</a>.
        </p>
        {children}
      </article>
    </Page>
  )
}

/** The list of a record's revisions. */
export function RevisionsPage(about: {
  frame: Frame
  title: string
  language: string
  iri: string
  revisions: readonly { revision: number; published: Instant; erased: boolean }[]
}) {
  const { frame, title, language, iri, revisions } = about
  return (
    <Page {...frame} title={`Revisions of “${title}”`} canonical={`${iri}/revisions`} hidden>
      <h1>
        Revisions of{' '}
        <a href={iri} lang={language} dir="auto">
          {title}
        </a>
      </h1>
      <p class="lede">
        There is a new one whenever what it says changes, or where it stands. Each stays readable at an
        address of its own, so that what was once quoted can be looked up.
      </p>
      <ol reversed>
        {revisions.toReversed().map(({ revision, published, erased }) => (
          <li value={revision}>
            {erased ? (
              <>
                <Day at={published} />: its words were erased
              </>
            ) : (
              <a href={`${iri}/revisions/${revision}`}>
                <Day at={published} />, {published.slice(11, 16)} UTC
              </a>
            )}
          </li>
        ))}
      </ol>
    </Page>
  )
}

/** The head of a record: where it stands, its title, whose it is (“Raised by”), where and what about, and what is asked. */
export function Head(about: {
  state: { key: string; words: string }
  by: string
  view: RecordView
  at: Standing
  noun: string
  children?: Child
}) {
  const { state, by, view, at, noun, children } = about
  const { language, title, place, level, themes, areas, summary } = view
  return (
    <>
      <p class={`state state-${state.key}`}>{state.words}</p>
      <h1 lang={language} dir="auto">
        {title}
      </h1>
      <p class="from">
        {by} <a href={at.hub.href}>{at.hub.name}</a>
      </p>
      {children}
      <ul class="facts large">
        {place !== null && <li>{place}</li>}
        <li>
          {level} {noun}
        </li>
        {[...themes, ...areas].map(({ name, href }) => (
          <li>
            <a href={href}>{name}</a>
          </li>
        ))}
      </ul>
      {summary !== '' && (
        <p class="lede" lang={language} dir="auto">
          {summary}
        </p>
      )}
    </>
  )
}

/** The text of a record, and in which other languages it can be read. */
export function Wording({ view }: { view: RecordView }) {
  const { html, textLanguage, languages } = view
  return (
    <>
      {html !== '' && (
        <div class="prose" lang={textLanguage} dir="auto" dangerouslySetInnerHTML={{ __html: html }} />
      )}
      {languages.length > 0 && (
        <p>
          Also in:{' '}
          {languages.map(({ tag, name, href }, at) => (
            <>
              {at > 0 && ', '}
              <a href={href} hreflang={tag} lang={tag}>
                {name}
              </a>
            </>
          ))}
        </p>
      )}
    </>
  )
}

/** One fact of a record, in the list of them. */
export function Fact({ of, children }: { of: string; children?: Child }) {
  return (
    <>
      <dt>{of}</dt>
      <dd>{children}</dd>
    </>
  )
}

/** The licence of a record, the last of its facts. */
export const LicenceFact = ({ licence }: Pick<RecordView, 'licence'>) => (
  <Fact of="Licence">
    {licence === null ? (
      'Its hub states none.'
    ) : (
      <a href={licence.href} rel="license">
        {licence.name}
      </a>
    )}
  </Fact>
)

/** A day as people write it, in UTC. */
export function Day({ at }: { at: Instant }) {
  const words = new Date(at).toLocaleDateString('en-GB', {
    ...({ day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' } as const),
  })
  return <time datetime={at}>{words}</time>
}

const aOr = (noun: string): string => (/^[aeiou]/.test(noun) ? `an ${noun}` : `a ${noun}`)
