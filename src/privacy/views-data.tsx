import type { Errors } from '../members/views-sign-in.tsx'
import type { Mention } from '../slice.ts'
import { DeskPage } from '../web/desk.tsx'
import { Complaints, Field } from '../web/form.tsx'
import { Page } from '../web/page.tsx'
import { Say, useWords } from '../web/visit.tsx'
import type { World } from '../world.ts'
import type { Consent, Purpose } from './model-consent.ts'
import { ConsentList } from './views-consent.tsx'

/** What the hub holds on whoever looks: their consents, the whole of it as a file, and the way to be erased. */
export function MyDataPage(props: {
  world: World
  consents: readonly Consent[]
  purposes: readonly Purpose[]
  names: ReadonlyMap<string, string>
}) {
  const { t } = useWords()
  return (
    <DeskPage world={props.world} title={t('data.title')} here="/account/data">
      <p class="lede">{t('data.lede')}</p>
      <h2>{t('data.consents')}</h2>
      <ConsentList {...props} withdrawal={(id) => `/account/data/consents/${id}/withdrawal`} />
      <h2>{t('data.file')}</h2>
      <p>{t('data.file-about')}</p>
      <p>
        <a class="button" href="/account/data/file" download="my-data.json">
          {t('data.download')}
        </a>
      </p>
      <h2>{t('data.erase')}</h2>
      <p>{t('data.erase-about')}</p>
      <p>
        <a href="/account/data/erase">{t('data.erase-link')}</a>
      </p>
    </DeskPage>
  )
}

/** Asks once more before somebody is erased: by themselves, or by an organiser. */
export function ErasePage(props: {
  world: World
  /** Null where they erase themselves. */
  person: { id: string; name: string } | null
  /** Records in which their name stands. */
  mentions: readonly Mention[]
  errors: Errors
}) {
  const { world, person, mentions, errors } = props
  const { t } = useWords()
  const title = person ? t('erase.title', { name: person.name }) : t('erase.title-self')
  return (
    <DeskPage world={world} title={title} here={person ? '/desk/consent' : '/account/data'}>
      <p class="lede">{t('erase.lede')}</p>
      <ul>
        {(['name', 'keys', 'consents', 'acts'] as const).map((what) => (
          <li>{t(`erase.goes.${what}`)}</li>
        ))}
      </ul>
      <p>{t('erase.stays')}</p>
      {mentions.length > 0 && (
        <section class="card waits">
          <h2>{t('erase.named', { count: mentions.length })}</h2>
          <p>{t(person ? 'erase.named-about' : 'erase.named-self')}</p>
          <Mentions mentions={mentions} />
          {person && (
            <p>
              <a href={`/desk/erase-words?words=${encodeURIComponent(person.name)}`}>
                {t('erase.words-link')}
              </a>
            </p>
          )}
        </section>
      )}
      <Complaints errors={errors} />
      <form method="post" action={person ? `/desk/people/${person.id}/erase` : '/account/data/erase'}>
        <div class={errors.sure === undefined ? 'field' : 'field wrong'}>
          <label class="choice">
            <input type="checkbox" name="sure" value="yes" id="sure" required />
            <span>{t('erase.sure')}</span>
          </label>
          {errors.sure !== undefined && <p class="complaint">{errors.sure}</p>}
        </div>
        <button type="submit">{t('erase.button')}</button>
      </form>
      <p>
        <a href={person ? `/desk/people/${person.id}/consent` : '/account/data'}>{t('erase.back')}</a>
      </p>
    </DeskPage>
  )
}

function Mentions({ mentions }: { mentions: readonly Mention[] }) {
  const { t } = useWords()
  return (
    <ul class="plain-list">
      {mentions.map(({ title, around, where }) => (
        <li>
          <strong dir="auto">{title}</strong> ({t(`erase.where.${where}`)}): <span dir="auto">{around}</span>
        </li>
      ))}
    </ul>
  )
}

/** What is left to read for whoever has just erased themselves. */
export function ErasedPage({ world }: { world: World }) {
  const { t } = useWords()
  return (
    <Page world={world} title={t('erase.done-title')} hidden>
      <article class="plain">
        <h1>{t('erase.done-title')}</h1>
        <p class="lede">{t('erase.done')}</p>
      </article>
    </Page>
  )
}

/** Finds words in what the hub published, and erases them from it, record by record. */
export function EraseWordsPage(props: {
  world: World
  words: string
  instead: string
  /** Null where nothing was looked for yet. */
  mentions: readonly Mention[] | null
  errors: Errors
  /** What was erased last, in how many wordings. */
  done: number | null
}) {
  const { world, words, instead, mentions, errors, done } = props
  const { t } = useWords()
  return (
    <DeskPage world={world} title={t('erase-words.title')} here="/desk/retention">
      <p class="lede">{t('erase-words.lede')}</p>
      {done !== null && (
        <p class="card" role="status">
          {t('erase-words.done', { count: done })}
        </p>
      )}
      <Complaints errors={errors} />
      <form action="/desk/erase-words">
        <Field
          name="words"
          label={t('erase-words.words')}
          hint={t('erase-words.words-hint')}
          value={words}
          error={errors.words}
          required
          maxlength={200}
        />
        <Field
          name="instead"
          label={t('erase-words.instead')}
          value={instead}
          maxlength={100}
          required={false}
        />
        <button type="submit">{t('erase-words.look')}</button>
      </form>
      {mentions !== null && mentions.length === 0 && <p>{t('erase-words.nowhere')}</p>}
      {mentions?.map(({ noun, id, title, around, where }) => (
        <section class="card">
          <h2 dir="auto">{title}</h2>
          <p class="small soft">{t(`erase.where.${where}`)}</p>
          <p dir="auto">{around}</p>
          <form method="post" action="/desk/erase-words">
            <input type="hidden" name="noun" value={noun} />
            <input type="hidden" name="id" value={id} />
            <input type="hidden" name="words" value={words} />
            <input type="hidden" name="instead" value={instead} />
            <button type="submit">{t('erase-words.erase')}</button>
          </form>
        </section>
      ))}
      <p class="soft">
        <Say of="erase-words.what-happens" />
      </p>
    </DeskPage>
  )
}
