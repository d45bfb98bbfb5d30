import type { Child } from 'hono/jsx'
import type { Instant } from '../lib/time.ts'
import { Page, type PageProps } from '../web/page.tsx'
import type { IssueView, Link } from './model-view.ts'

/** Whose issue it is, and where it stands. */
export type Standing = {
  readonly hub: Link
  /** The address of the issue at its origin. */
  readonly iri: string
  readonly revision: number
  readonly published: Instant
  readonly updated: Instant
}

type Frame = Pick<PageProps, 'world' | 'brand'>

/** The page of an issue of a hub of this server. */
export function IssuePage({ frame, view, at }: { frame: Frame; view: IssueView; at: Standing }) {
  return (
    <Page
      {...frame}
      title={view.title}
      description={view.summary || view.title}
      canonical={at.iri}
      alternates={[{ type: 'application/activity+json', href: at.iri }]}
    >
      <article>
        <Head view={view} at={at} />
        <Wording view={view} />
        <Facts view={view} />
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

/** The page of a copy of another server's issue; `seen` is when it was last looked at there. */
export function CopyPage(about: {
  frame: Frame
  view: IssueView
  at: Standing
  seen: Instant | null
  /** Whether its hub is gone for good. */
  gone: boolean
}) {
  const { frame, view, at, seen, gone } = about
  return (
    <Page {...frame} title={view.title} description={view.summary || view.title} canonical={at.iri} hidden>
      <article>
        <p class="card" role="note">
          This is a copy. The issue is kept by <a href={at.hub.href}>{at.hub.name}</a> on{' '}
          {new URL(at.iri).host}: <a href={at.iri}>read it there</a>.
          {gone && ' That hub is gone for good, so this is what was last seen of it.'}
          {seen !== null && (
            <>
              {' '}
              We last looked on <Day at={seen} />.
            </>
          )}
        </p>
        <Head view={view} at={at} />
        <Wording view={view} />
        <Facts view={view} />
        <p class="from soft">
          Published <Day at={at.published} />, revision {at.revision} of <Day at={at.updated} />.
        </p>
      </article>
    </Page>
  )
}

/** The page of one revision of an issue, which stays as it is. */
export function RevisionPage(about: { frame: Frame; view: IssueView; at: Standing; latest: number }) {
  const { frame, view, at, latest } = about
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
          {at.revision === latest ? 'This is the latest revision' : 'This is an earlier revision'} of an
          issue, number {at.revision} of {latest}, from <Day at={at.updated} />. See{' '}
          <a href={at.iri}>the issue</a> or <a href={`${at.iri}/revisions`}>all revisions</a>.
        </p>
        <Head view={view} at={at} />
        <Wording view={view} />
        <Facts view={view} />
      </article>
    </Page>
  )
}

/** The list of an issue's revisions. */
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

function Head({ view, at }: { view: IssueView; at: Standing }) {
  const { state, language, title, place, level, themes, areas, summary } = view
  return (
    <>
      <p class={`state state-${state.key}`}>This issue is {state.name}</p>
      <h1 lang={language} dir="auto">
        {title}
      </h1>
      <p class="from">
        Raised by <a href={at.hub.href}>{at.hub.name}</a>
      </p>
      <ul class="facts large">
        {place !== null && <li>{place}</li>}
        <li>{level} issue</li>
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

function Wording({ view }: { view: IssueView }) {
  const { html, textLanguage, languages, mergedInto, splitFrom } = view
  return (
    <>
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
      <Fact of="Licence">
        {licence === null ? (
          'Its hub states none.'
        ) : (
          <a href={licence.href} rel="license">
            {licence.name}
          </a>
        )}
      </Fact>
    </dl>
  )
}

function Fact({ of, children }: { of: string; children?: Child }) {
  return (
    <>
      <dt>{of}</dt>
      <dd>{children}</dd>
    </>
  )
}

/** A day as people write it, in UTC. */
function Day({ at }: { at: Instant }) {
  const words = new Date(at).toLocaleDateString('en-GB', {
    ...({ day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' } as const),
  })
  return <time datetime={at}>{words}</time>
}
