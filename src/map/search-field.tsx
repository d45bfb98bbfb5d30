import { Field } from '../web/form.tsx'

/** One field to search from, on a page about something else. */
export const SearchField = () => (
  <search>
    <form class="search-row quick" method="get" action="/search">
      <Field name="q" label="Search in any language" type="search" maxlength={200} />
      <button type="submit">Search</button>
    </form>
  </search>
)
