import type { Hub } from '../hubs/model.ts'
import { useWords } from '../web/visit.tsx'
import type { World } from '../world.ts'
import { tongue } from './form-parts.tsx'
import type { Preview } from './wire-preview.ts'

/** What leaves the hub with a record: how a list elsewhere shows it, the text in each language, and every field of it. */
export function Leaving({ world, hub, preview }: { world: World; hub: Hub; preview: Preview }) {
  const words = useWords()
  const { t } = words
  const { title, summary, texts, address, whole } = preview
  const host = new URL(world.config.origin).host
  const [main] = texts
  return (
    <section class="leaving">
      <h2>{t('write.elsewhere')}</h2>
      <p class="hint">{t('write.elsewhere-hint')}</p>
      <div class="card elsewhere" lang={main?.tag} dir="auto">
        <p class="from">
          <strong>{hub.name}</strong>{' '}
          <span class="soft">
            @{hub.handle}@{host}
          </span>
        </p>
        {title === null ? (
          <div dangerouslySetInnerHTML={{ __html: (main?.parts ?? []).join('') }} />
        ) : (
          <>
            <p>
              <strong>{title}</strong>
            </p>
            {summary.split('\n').map((line) => (
              <p>{line}</p>
            ))}
            <p class="address">{address}</p>
          </>
        )}
      </div>
      <h2>{t('write.whole')}</h2>
      <p class="hint">{t('write.whole-hint')}</p>
      {texts.map(({ tag, parts }) => (
        <>
          {texts.length > 1 && <h3>{tongue(tag, words)}</h3>}
          <div class="card prose" lang={tag} dir="auto">
            {parts.map((html, at) => (
              <>
                {at > 0 && <hr />}
                <div dangerouslySetInnerHTML={{ __html: html }} />
              </>
            ))}
          </div>
        </>
      ))}
      <details class="more">
        <summary>{t('write.exactly')}</summary>
        <p class="hint">{t('write.exactly-hint')}</p>
        <pre class="exactly" tabindex={0}>
          {whole}
        </pre>
      </details>
    </section>
  )
}
