import { titleOf } from '../records/model.ts'
import { DeskPage } from '../web/desk.tsx'
import { Complaints, Field } from '../web/form.tsx'
import { useWords } from '../web/visit.tsx'
import type { World } from '../world.ts'
import type { Assembly } from './model.ts'

/** The page on which another date of an assembly is planned. */
export function RepeatPage(about: {
  world: World
  assembly: Assembly
  id: string
  day: string
  errors: Readonly<Record<string, string>>
}) {
  const { world, assembly, id, day, errors } = about
  const { t } = useWords()
  const home = `/desk/assemblies/${assembly.id}`
  const title = t('assemblies.repeat-title', { title: titleOf(assembly) })
  return (
    <DeskPage world={world} title={title} here="/desk/assemblies">
      <Complaints errors={errors} />
      <p class="lede">{t('assemblies.repeat-lede')}</p>
      <form class="write" method="post" action={`${home}/repeat`}>
        <input type="hidden" name="id" value={id} />
        <Field name="day" type="date" label={t('assemblies.repeat-day')} value={day} error={errors.day} />
        <p class="ways">
          <button type="submit">{t('assemblies.repeat-button')}</button>
          <a class="button second" href={home}>
            {t('write.keep')}
          </a>
        </p>
      </form>
    </DeskPage>
  )
}

/** What comes after an assembly: its outcome, and a note where it is seen that it was put off. */
export function Afterwards({ assembly }: { assembly: Assembly }) {
  const { t } = useWords()
  return (
    <section class="part">
      <h2>{t('assemblies.afterwards')}</h2>
      {assembly.state === 'postponed' && <p>{t('assemblies.new-day')}</p>}
      <p>
        <a href={`/desk/outcomes/new?assembly=${encodeURIComponent(assembly.iri)}`}>
          {t('assemblies.write-outcome')}
        </a>
      </p>
    </section>
  )
}
