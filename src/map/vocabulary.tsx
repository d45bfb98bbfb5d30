import { namespace, ownTerms } from '../federation/context.ts'
import { Page } from '../web/page.tsx'
import { asCode, Say, useWords } from '../web/visit.tsx'
import type { World } from '../world.ts'

/**
 * Each term of our own that stands in the records, with what it means. For those who write software that reads them: what a
 * term means is said in English alone, so that there is one meaning.
 */
export function VocabularyPage({ world }: { world: World }) {
  const { t, lang } = useWords()
  return (
    <Page
      world={world}
      title={t('ns.title')}
      description={t('ns.description')}
      canonical={`${world.config.origin}/ns`}
    >
      <article class="prose">
        <h1>{t('ns.title')}</h1>
        <p class="lede">{t('ns.lede')}</p>
        <p>
          <Say of="ns.begin" values={{ namespace }} tags={{ code: asCode }} />
        </p>
        {lang !== 'en' && <p class="soft">{t('ns.in-english')}</p>}
        <dl class="terms" dir="ltr">
          {Object.entries(ownTerms).map(([term, { means }]) => (
            <div id={term.replace(/^moot:/, '')}>
              <dt>
                <code>{term}</code>
              </dt>
              <dd lang="en">{means}</dd>
            </div>
          ))}
        </dl>
      </article>
    </Page>
  )
}
