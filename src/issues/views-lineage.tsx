import type { Who } from '../lib/who.ts'
import { isDraft, titleOf } from '../records/model.ts'
import { useWords } from '../web/visit.tsx'
import type { World } from '../world.ts'
import type { Issue } from './model.ts'
import { partsOf } from './store.ts'

/** Where an issue goes on, which it was a part of and which are parts of it, at the desk. */
export async function lineageOf(world: World, who: Who, issue: Issue) {
  const { mergedInto, splitFrom } = issue.links
  if (mergedInto === null && splitFrom === null && issue.state !== 'split') return null
  const parts = issue.state === 'split' ? await partsOf(world.db, who.hub, issue.iri) : []
  return <Lineage {...{ mergedInto, splitFrom, parts }} />
}

function Lineage({
  mergedInto,
  splitFrom,
  parts,
}: {
  mergedInto: string | null
  splitFrom: string | null
  parts: readonly Issue[]
}) {
  const { t } = useWords()
  const at = (iri: string) => `/desk${new URL(iri).pathname}`
  return (
    <section class="part">
      <h2>{t('issues.lineage')}</h2>
      {mergedInto !== null && (
        <p>
          <a href={at(mergedInto)}>{t('issues.goes-on')}</a>
        </p>
      )}
      {splitFrom !== null && (
        <p>
          <a href={at(splitFrom)}>{t('issues.part-of')}</a>
        </p>
      )}
      {parts.length > 0 && (
        <>
          <p>{t('issues.parts')}</p>
          <ul>
            {parts.map((part) => (
              <li>
                <a href={at(part.iri)} lang={part.language} dir="auto">
                  {titleOf(part)}
                </a>
                {isDraft(part) && ` (${t('issues.still-draft')})`}
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  )
}
