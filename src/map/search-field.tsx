import { Field } from '../web/form.tsx'
import { useWords } from '../web/visit.tsx'

/** One field to search from, on a page about something else. */
export function SearchField() {
  const { t } = useWords()
  return (
    <search>
      <form class="search-row quick" method="get" action="/search">
        <Field name="q" label={t('search.in-any-language')} type="search" maxlength={200} />
        <button type="submit">{t('filter.search')}</button>
      </form>
    </search>
  )
}
