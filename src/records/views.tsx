import type { Child } from 'hono/jsx'
import type { Fate } from '../federation/fates.ts'
import type { Instant } from '../lib/time.ts'
import type { Key } from '../lib/words.ts'
import { type Alternate, Page, type PageProps } from '../web/page.tsx'
import { asLink, asName, asTime, Say, useWords } from '../web/visit.tsx'
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

/** What the frame of a record’s page is told. */
export type Frame = Pick<PageProps, 'world' | 'brand'>

/** What a page of a record shows: its frame, what is alike for all kinds, and the whole of it. */
export type Shown = {
  readonly frame: Frame
  readonly view: RecordView
  readonly at: Standing
  /** Other faces that its page tells of. */
  readonly faces?: readonly Alternate[] | undefined
  readonly children?: Child
}

/** The page of a record of a hub of this server. */
export function RecordPage({ frame, view, at, faces = [], children, more }: Shown & { more?: Child }) {
  const words = useWords()
  const { published, updated, revision, iri } = at
  return (
    <Page
      {...frame}
      title={view.title}
      description={view.summary || view.title}
      canonical={iri}
      alternates={[{ type: 'application/activity+json', href: iri }, ...faces]}
    >
      <article>
        {children}
        {more}
        <p class="from soft">
          <Say
            of={revision > 1 ? 'record.changed' : 'record.published'}
            values={{ published: words.day(published), updated: words.day(updated), revision }}
            tags={{
              published: asTime(published),
              updated: asTime(updated),
              all: asLink(`${iri}/revisions`),
            }}
          />
        </p>
      </article>
    </Page>
  )
}

/** The page of a copy of another server's record; `seen` is when it was last looked at there. */
export function CopyPage({
  frame,
  view,
  at,
  faces,
  children,
  seen,
  fate,
}: Shown & { seen: Instant | null; fate: Fate }) {
  const words = useWords()
  const { published, updated, revision } = at
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
          <Say
            of="record.copy"
            values={{ hub: at.hub.name, host: new URL(at.iri).host }}
            tags={{
              hub: (name) => (
                <a href={at.hub.href}>
                  <bdi>{name}</bdi>
                </a>
              ),
              host: asName,
              read: asLink(at.iri),
            }}
          />
          {seen !== null && (
            <>
              {' '}
              <Say of="record.seen" values={{ day: words.day(seen) }} tags={{ day: asTime(seen) }} />
            </>
          )}
          <Mark fate={fate} />
        </p>
        {children}
        <p class="from soft">
          <Say
            of="record.copied"
            values={{ published: words.day(published), updated: words.day(updated), revision }}
            tags={{ published: asTime(published), updated: asTime(updated) }}
          />
        </p>
      </article>
    </Page>
  )
}

/** What a copy must say of itself where it is not kept up to date. */
function Mark({ fate: { fate, since, until } }: { fate: Fate }) {
  const words = useWords()
  if (fate === 'followed') return null
  const day = since === null ? {} : { values: { day: words.day(since) }, tags: { day: asTime(since) } }
  return (
    <strong>
      {' '}
      {fate === 'gone' && <Say of="record.hub-gone" />}
      {fate === 'left' && <Say of="record.hub-left" {...day} />}
      {fate === 'silent' && <Say of="record.hub-silent" {...day} />}
      {until !== null && (
        <>
          {' '}
          <Say of="record.thrown-away" values={{ day: words.day(until) }} tags={{ day: asTime(until) }} />
        </>
      )}
    </strong>
  )
}

/** The head of a record: where it stands, its title, whose it is (“Raised by”), how wide it reaches, where and what about, and what is asked. */
export function Head(about: {
  state: { key: string; words: string }
  /** A sentence with the place `hub`. */
  by: Key
  view: RecordView
  at: Standing
  /** What its kind is called. */
  noun: string
  children?: Child
}) {
  const { state, by, view, at, noun, children } = about
  const { language, foreign, title, place, level, themes, areas, summary, plain } = view
  const { t } = useWords()
  return (
    <>
      <p class={`state state-${state.key}`}>{state.words}</p>
      <h1 lang={language} dir="auto">
        {title}
      </h1>
      <p class="from">
        <Say
          of={by}
          values={{ hub: at.hub.name }}
          tags={{
            hub: (name) => (
              <a href={at.hub.href}>
                <bdi>{name}</bdi>
              </a>
            ),
          }}
        />
        {foreign !== null && <span class="soft"> · {t('record.in', { language: foreign })}</span>}
      </p>
      {plain !== null && (
        <p class="plainly">
          <a href={plain.href} hreflang={plain.tag}>
            {t(plain.to === 'plain' ? 'record.plainly' : 'record.whole')}
          </a>
        </p>
      )}
      {children}
      <ul class="facts large">
        {place !== null && (
          <li>
            <bdi>{place}</bdi>
          </li>
        )}
        <li>{t('record.reach', { level, noun })}</li>
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
  const { t, row } = useWords()
  return (
    <>
      {html !== '' && (
        <div class="prose" lang={textLanguage} dir="auto" dangerouslySetInnerHTML={{ __html: html }} />
      )}
      {languages.length > 0 && (
        <p>
          {t('record.also-in')}{' '}
          {row(languages).map((each) =>
            typeof each === 'string' ? (
              each
            ) : (
              <a href={each.href} hreflang={each.tag} lang={each.tag}>
                {each.name}
              </a>
            ),
          )}
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

/** What somebody wrote who made a record, in the record’s language. */
export const Told = ({ view, children }: { view: Pick<RecordView, 'primary'>; children?: Child }) => (
  <span lang={view.primary} dir="auto">
    {children}
  </span>
)

/** The licence of a record, the last of its facts. */
export function LicenceFact({ licence }: Pick<RecordView, 'licence'>) {
  const { t } = useWords()
  return (
    <Fact of={t('record.licence')}>
      {licence === null ? (
        t('record.no-licence')
      ) : (
        <a href={licence.href} rel="license">
          <bdi>{licence.name}</bdi>
        </a>
      )}
    </Fact>
  )
}

/** A day as people write it, in UTC. */
export function Day({ at }: { at: Instant }) {
  return <time datetime={at}>{useWords().day(at)}</time>
}
