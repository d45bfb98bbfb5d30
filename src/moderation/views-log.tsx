import { DeskPage } from '../web/desk.tsx'
import { useWords } from '../web/visit.tsx'
import type { World } from '../world.ts'
import type { DecisionRow } from './store.ts'

/** Who decided what, the latest first. */
export function DecisionsPage(props: {
  world: World
  decisions: readonly DecisionRow[]
  names: ReadonlyMap<string, string>
  /** Where the list goes on, or null. */
  more: string | null
}) {
  const { world, decisions, names, more } = props
  const words = useWords()
  const { t } = words
  return (
    <DeskPage world={world} title={t('moderation.log')} here="/desk/moderation">
      <p class="lede">{t('moderation.log-lede')}</p>
      {decisions.length === 0 && <p>{t('moderation.log-empty')}</p>}
      <ul class="plain-list">
        {decisions.map(({ decision, about, reason, person_id, at }) => (
          <li>
            {words.day(at)}, {names.get(person_id ?? '') ?? t('moderation.somebody')}:{' '}
            <strong>{t(`moderation.done.${decision}`)}</strong>{' '}
            {about !== '' && <span class="address">{about}</span>} ({t(`moderation.why.${reason}`)})
          </li>
        ))}
      </ul>
      {more && (
        <p>
          <a href={more}>{t('moderation.more')}</a>
        </p>
      )}
    </DeskPage>
  )
}
