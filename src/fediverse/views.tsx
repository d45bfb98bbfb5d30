import type { Reply } from '../federation/store/responses.ts'
import { sanitiseHtml } from '../lib/markdown.ts'
import type { RecordLink } from '../records/links.ts'
import { DeskPage } from '../web/desk.tsx'
import { useWords } from '../web/visit.tsx'
import type { World } from '../world.ts'

type Entry = { readonly reply: Reply; readonly to: RecordLink | null }

/** What people elsewhere answered, those first that wait. */
export function RepliesPage(about: { world: World; entries: readonly Entry[]; done: string | undefined }) {
  const { world, entries, done } = about
  const { t } = useWords()
  return (
    <DeskPage world={world} title={t('replies.room')} here="/desk/replies">
      {(done === 'shown' || done === 'hidden') && (
        <p class="done" role="status">
          {t(done === 'shown' ? 'replies.done-shown' : 'replies.done-hidden')}
        </p>
      )}
      <p class="lede">{t('replies.held-means')}</p>
      {entries.length === 0 ? (
        <p>{t('replies.empty')}</p>
      ) : (
        <ul class="entries own">
          {entries.map((entry) => (
            <Answer {...entry} />
          ))}
        </ul>
      )}
    </DeskPage>
  )
}

function Answer({ reply, to }: Entry) {
  const { t, day } = useWords()
  const { iri, actor, html, language, published, state } = reply
  return (
    <li>
      <p class={`state state-${state}`}>{t(`replies.state-${state}`)}</p>
      <p class="from">
        <a href={iri} rel="nofollow noopener noreferrer ugc">
          {actor}
        </a>
        , <time datetime={published}>{day(published)}</time>
      </p>
      {to !== null && (
        <p class="from">
          {t('replies.to')}{' '}
          <a href={to.href} {...(to.language !== null && { lang: to.language, dir: 'auto' as const })}>
            {to.name}
          </a>
        </p>
      )}
      <div
        class="prose"
        {...(language === null ? {} : { lang: language })}
        dir="auto"
        // Sanitised when it was stored, and again here: a rule may have become stricter since.
        dangerouslySetInnerHTML={{ __html: sanitiseHtml(html) }}
      />
      <div class="ways">
        {state !== 'shown' && <Judge iri={iri} to="show" words={t('replies.show')} />}
        {state !== 'hidden' && <Judge iri={iri} to="hide" words={t('replies.hide')} />}
      </div>
    </li>
  )
}

const Judge = ({ iri, to, words }: { iri: string; to: 'show' | 'hide'; words: string }) => (
  <form method="post" action={`/desk/replies/${to}`}>
    <input type="hidden" name="reply" value={iri} />
    <button class={to === 'show' ? undefined : 'second'} type="submit">
      {words}
    </button>
  </form>
)
