import type { Reply } from '../federation/store/responses.ts'
import { sanitiseHtml } from '../lib/markdown.ts'
import { Day } from './views.tsx'

/** How people on other servers answered a record: counts, and the replies that the hub shows. Whose likes they are is shown nowhere. */
export function Responses({
  counts,
  replies,
}: {
  counts: { readonly likes: number; readonly boosts: number; readonly shown: number }
  replies: readonly Pick<Reply, 'iri' | 'actor' | 'html' | 'language' | 'published'>[]
}) {
  const said = [
    of(counts.likes, 'like'),
    of(counts.boosts, 'boost'),
    of(replies.length, 'reply', 'replies'),
  ].filter((words) => words !== null)
  if (said.length === 0) return null
  return (
    <section>
      <p class="soft">From the fediverse: {said.join(', ')}.</p>
      {replies.map(({ iri, actor, html, language, published }) => (
        <article class="card">
          <p class="from">
            <a href={iri} rel="nofollow noopener noreferrer ugc">
              {new URL(actor).host}
            </a>
            , <Day at={published} />
          </p>
          <div
            class="prose"
            {...(language === null ? {} : { lang: language })}
            dir="auto"
            // Sanitised when it was stored, and again here: a rule may have become stricter since.
            dangerouslySetInnerHTML={{ __html: sanitiseHtml(html) }}
          />
        </article>
      ))}
    </section>
  )
}

const of = (count: number, one: string, more = `${one}s`): string | null =>
  count === 0 ? null : `${count.toLocaleString('en-GB')} ${count === 1 ? one : more}`
