import { titleOf } from '../records/model.ts'
import { DeskPage } from '../web/desk.tsx'
import { Complaints, Field, TextArea } from '../web/form.tsx'
import { useWords } from '../web/visit.tsx'
import type { World } from '../world.ts'
import type { Issue } from './model.ts'

type Errors = Readonly<Record<string, string>>

/** The page on which another issue of the hub is chosen in which one goes on. */
export function MergePage(about: {
  world: World
  issue: Issue
  text: string
  others: readonly { readonly id: string; readonly title: string; readonly language: string }[]
  errors: Errors
}) {
  const { world, issue, text, others, errors } = about
  const { t } = useWords()
  const home = `/desk/issues/${issue.id}`
  return (
    <DeskPage world={world} title={t('issues.merge-title', { title: titleOf(issue) })} here="/desk/issues">
      <Complaints errors={errors} />
      <p class="lede">{t('issues.merge-lede')}</p>
      <form class="write" action={`${home}/merge`}>
        <Field name="text" type="search" label={t('issues.merge-search')} value={text} />
        <p>
          <button class="second" type="submit">
            {t('issues.merge-find')}
          </button>
        </p>
      </form>
      {others.length === 0 ? (
        <p>{t(text.trim() === '' ? 'issues.merge-none' : 'issues.merge-nothing')}</p>
      ) : (
        <form class="write" method="post" action={`${home}/merge`}>
          <fieldset class="field boxes" id="into">
            <legend>{t('issues.merge-into')}</legend>
            {others.map(({ id, title, language }) => (
              <label class="box">
                <input type="radio" name="into" value={id} />
                <span lang={language} dir="auto">
                  {title}
                </span>
              </label>
            ))}
          </fieldset>
          <p class="ways">
            <button type="submit">{t('issues.merge-button')}</button>
            <a class="button second" href={home}>
              {t('write.keep')}
            </a>
          </p>
        </form>
      )}
    </DeskPage>
  )
}

/** The page on which the titles are written that one issue is split into. */
export function SplitPage({
  world,
  issue,
  typed,
  errors,
}: {
  world: World
  issue: Issue
  typed: string
  errors: Errors
}) {
  const { t } = useWords()
  const home = `/desk/issues/${issue.id}`
  return (
    <DeskPage world={world} title={t('issues.split-title', { title: titleOf(issue) })} here="/desk/issues">
      <Complaints errors={errors} />
      <p class="lede">{t('issues.split-lede')}</p>
      <form class="write" method="post" action={`${home}/split`}>
        <TextArea
          name="titles"
          label={t('issues.split-titles')}
          hint={t('issues.split-hint')}
          value={typed}
          error={errors.titles}
          lang={issue.language}
          rows={5}
        />
        <p class="ways">
          <button type="submit">{t('issues.split-button')}</button>
          <a class="button second" href={home}>
            {t('write.keep')}
          </a>
        </p>
      </form>
    </DeskPage>
  )
}
