import { DeskPage } from '../web/desk.tsx'
import { useWords } from '../web/visit.tsx'
import type { World } from '../world.ts'
import type { Subject } from './actions-records.ts'
import type { DecisionRow } from './store.ts'
import { Rooms } from './views.tsx'

/** Who decided what, the latest first. */
export function DecisionsPage(props: {
  world: World
  decisions: readonly DecisionRow[]
  names: ReadonlyMap<string, string>
  /** What stands at the addresses that the decisions are about, where that is known here. */
  subjects: ReadonlyMap<string, Subject>
  /** Where the list goes on, or null. */
  more: string | null
}) {
  const { world, decisions, names, subjects, more } = props
  const words = useWords()
  const { t } = words
  return (
    <DeskPage world={world} title={t('moderation.log')} here="/desk/moderation">
      <p class="lede">{t('moderation.log-lede')}</p>
      <Rooms at="log" />
      {decisions.length === 0 && <p>{t('moderation.log-empty')}</p>}
      <ul class="plain-list">
        {decisions.map(({ decision, about, reason, person_id, at }) => (
          <li>
            {words.day(at)}, {names.get(person_id ?? '') ?? t('moderation.somebody')}:{' '}
            <strong>{t(`moderation.done.${decision}`)}</strong>{' '}
            {about !== '' && <About about={about} subject={subjects.get(about)} />} (
            {t(`moderation.why.${reason}`)})
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

function About({ about, subject }: { about: string; subject: Subject | undefined }) {
  if (!subject) return <span class="address">{about}</span>
  return subject.page === null ? (
    <span dir="auto">{subject.title}</span>
  ) : (
    <a href={subject.page}>{subject.title}</a>
  )
}
