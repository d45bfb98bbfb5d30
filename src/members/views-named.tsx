import { DeskPage } from '../web/desk.tsx'
import { Complaints, Field, TextArea } from '../web/form.tsx'
import { asLink, Say, useWords } from '../web/visit.tsx'
import type { World } from '../world.ts'
import { longestNamed, type Named, type NamedForm } from './model-named.ts'
import type { WordingRow } from './store-consent.ts'
import { Done, Press } from './views-press.tsx'

/** What the page shows on which somebody chooses to be named. */
export type BeingNamed = {
  readonly id: string
  readonly form: NamedForm
  /** Whether they are named now. */
  readonly named: boolean
  /** The wording they are asked by; null where the hub asks nobody. */
  readonly asked: Pick<WordingRow, 'version' | 'language' | 'text'> | null
  readonly errors: Readonly<Record<string, string>>
  readonly done: string | undefined
  readonly hub: string
}

/** The page on which somebody of a hub chooses to be named on its page, and takes that back. */
export function NamedPage({ world, about }: { world: World; about: BeingNamed }) {
  const { form, named, asked, errors, done, hub, id } = about
  const { t } = useWords()
  return (
    <DeskPage world={world} title={t('named.title')} here="/account">
      <Done says={done} />
      <p class="lede">
        <Say of="named.lede" tags={{ page: asLink(`/hubs/${hub}#people`) }} />
      </p>
      <Complaints errors={errors} />
      {named && (
        <div class="card">
          <p>
            <strong>{t('named.now')}</strong>
          </p>
          <Press to="/account/named/end" says={t('named.stop')} kind="grave" />
        </div>
      )}
      {!named && asked === null ? (
        <p>{t('named.not-asked')}</p>
      ) : (
        <form method="post" action="/account/named">
          <input type="hidden" name="id" value={id} />
          <Fields {...{ form, errors }} />
          {!named && asked && (
            <fieldset class="field boxes" id="agrees">
              <legend>{t('named.agree')}</legend>
              <input type="hidden" name="version" value={String(asked.version)} />
              <label class="box">
                <input type="checkbox" name="agrees" value="yes" />
                <span lang={asked.language} dir="auto">
                  {asked.text}
                </span>
              </label>
              {errors.agrees !== undefined && (
                <p class="complaint" id="agrees-error">
                  {errors.agrees}
                </p>
              )}
            </fieldset>
          )}
          <button type="submit">{t(named ? 'named.change' : 'named.begin')}</button>
        </form>
      )}
      <p>
        <a href="/account">{t('named.leave')}</a>
      </p>
    </DeskPage>
  )
}

function Fields({ form, errors }: Pick<BeingNamed, 'form' | 'errors'>) {
  const { t } = useWords()
  return (
    <>
      <Field
        name="name"
        label={t('named.name')}
        hint={t('named.name-hint')}
        value={form.name}
        error={errors.name}
        required
        maxlength={longestNamed.name}
      />
      <Field
        name="does"
        label={t('named.does')}
        hint={t('named.does-hint')}
        value={form.does}
        error={errors.does}
        required={false}
        maxlength={longestNamed.does}
      />
      <TextArea
        name="says"
        label={t('named.says')}
        hint={t('named.says-hint')}
        value={form.says}
        error={errors.says}
        required={false}
        rows={3}
        maxlength={longestNamed.says}
      />
    </>
  )
}

/** On the page of a hub: those of its people who chose to be named. Says nothing where nobody did. */
export function NamedPeople({ people }: { people: readonly Named[] }) {
  const { t } = useWords()
  if (people.length === 0) return null
  return (
    <section aria-labelledby="people">
      <h2 id="people">{t('named.people')}</h2>
      <ul class="named">
        {people.map(({ name, does, says, language }) => (
          <li>
            <strong>
              <bdi>{name}</bdi>
            </strong>
            {does !== '' && (
              <span class="soft" lang={language} dir="auto">
                {does}
              </span>
            )}
            {says !== '' && (
              <p lang={language} dir="auto">
                {says}
              </p>
            )}
          </li>
        ))}
      </ul>
    </section>
  )
}
