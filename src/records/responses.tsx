import type { Reply } from '../federation/store/responses.ts'
import { sanitiseHtml } from '../lib/markdown.ts'
import { useWords } from '../web/visit.tsx'
import { Day } from './views.tsx'

/** How people on other servers answered a record: counts, and the replies that the hub shows. Whose likes they are is shown nowhere. */
export function Responses({
  counts,
  replies,
}: {
  counts: { readonly likes: number; readonly boosts: number; readonly shown: number }
  replies: readonly Pick<Reply, 'iri' | 'actor' | 'html' | 'language' | 'published'>[]
}) {
  const { t, items } = useWords()
  const said = [
    ...(counts.likes > 0 ? [t('record.likes', { count: counts.likes })] : []),
    ...(counts.boosts > 0 ? [t('record.boosts', { count: counts.boosts })] : []),
    ...(replies.length > 0 ? [t('record.replies', { count: replies.length })] : []),
  ]
  if (said.length === 0) return null
  return (
    <section>
      <p class="soft">{t('record.from-fediverse', { counts: items(said) })}</p>
      {replies.map(({ iri, actor, html, language, published }) => (
        <article class="card">
          <p class="from">
            <a href={iri} rel="nofollow noopener noreferrer ugc">
              <bdi>{new URL(actor).host}</bdi>
            </a>
            {t('frame.comma')}
            <Day at={published} />
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
