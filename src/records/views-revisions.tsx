import type { Instant } from '../lib/time.ts'
import { Page } from '../web/page.tsx'
import { asLink, asTime, Say, useWords } from '../web/visit.tsx'
import { Day, type Frame, type Shown } from './views.tsx'

/** The page of one revision of a record, which stays as it is. */
export function RevisionPage({ frame, view, at, children, latest }: Shown & { latest: number }) {
  const words = useWords()
  const { revision, updated, iri } = at
  const own = `${iri}/revisions/${revision}`
  return (
    <Page
      {...frame}
      title={words.t('record.revision-title', { title: view.title, revision })}
      canonical={own}
      hidden
      alternates={[{ type: 'application/activity+json', href: own }]}
    >
      <article>
        <p class="card" role="note">
          <Say
            of={revision === latest ? 'record.latest-revision' : 'record.earlier-revision'}
            values={{ revision, latest, day: words.day(updated) }}
            tags={{ day: asTime(updated), record: asLink(iri), all: asLink(`${iri}/revisions`) }}
          />
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
  const words = useWords()
  return (
    <Page {...frame} title={words.t('record.revisions-of', { title })} canonical={`${iri}/revisions`} hidden>
      <h1>
        <Say
          of="record.revisions-heading"
          values={{ title }}
          tags={{
            record: (name) => (
              <a href={iri} lang={language} dir="auto">
                {name}
              </a>
            ),
          }}
        />
      </h1>
      <p class="lede">{words.t('record.revisions-lede')}</p>
      <ol reversed>
        {revisions.toReversed().map(({ revision, published, erased }) => (
          <li value={revision}>
            {erased ? (
              <Say
                of="record.erased"
                values={{ day: words.day(published) }}
                tags={{ day: asTime(published) }}
              />
            ) : (
              <a href={`${iri}/revisions/${revision}`}>
                <Day at={published} />, <bdi>{published.slice(11, 16)} UTC</bdi>
              </a>
            )}
          </li>
        ))}
      </ol>
    </Page>
  )
}
