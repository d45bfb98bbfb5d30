import { titleOf } from '../records/model.ts'
import { DeskPage } from '../web/desk.tsx'
import { Complaints, Field } from '../web/form.tsx'
import { Page } from '../web/page.tsx'
import { asLink, asTime, Say, useWords } from '../web/visit.tsx'
import type { World } from '../world.ts'
import type { Issue } from './model.ts'
import type { Presses } from './model-press.ts'

/** On the page of an issue: the button “this affects me too”, and how often it was pressed, as exactly what that is. */
export function AffectedToo({
  issue,
  asked,
  presses,
}: {
  issue: Pick<Issue, 'id'>
  asked: boolean
  presses: Presses | null
}) {
  const { t } = useWords()
  const counted = presses !== null && presses.pressed > 0
  if (!asked && !counted) return null
  return (
    <section class="affected" aria-labelledby="affected">
      <h2 id="affected">{t(asked ? 'press.title' : 'press.title-over')}</h2>
      {asked && (
        <form method="post" action={`/issues/${issue.id}/affected`} class="press">
          <button type="submit">{t('press.button')}</button>
        </form>
      )}
      {counted ? <Counted presses={presses} /> : <p class="small soft">{t('press.none')}</p>}
    </section>
  )
}

/** A count of presses in a sentence that says what it is. */
function Counted({ presses: { pressed, since } }: { presses: Presses }) {
  const { t, day } = useWords()
  return (
    <p class="small soft">
      {t('press.counted', { count: pressed })}{' '}
      <Say of="press.means" values={{ day: day(since) }} tags={{ day: asTime(since) }} />
    </p>
  )
}

/** Thanks whoever pressed, or took it back, and says what they can do next. */
export function ThanksPage(about: {
  world: World
  issue: Issue
  hub: { readonly id: string; readonly handle: string; readonly name: string }
  back: boolean
}) {
  const { world, issue, hub, back } = about
  const { t } = useWords()
  const home = `/issues/${issue.id}`
  return (
    <Page world={world} title={t(back ? 'press.back-title' : 'press.thanks-title')} brand={hub.name} hidden>
      <article class="plain">
        <h1>{t(back ? 'press.back-title' : 'press.thanks-title')}</h1>
        <p class="lede">
          <a href={home} lang={issue.language} dir="auto">
            {titleOf(issue)}
          </a>
        </p>
        <p>{t(back ? 'press.back' : 'press.thanks')}</p>
        <h2>{t('press.next')}</h2>
        <ul>
          <li>
            <Say of="press.next-come" tags={{ link: asLink(`/assemblies?hub=${hub.handle}`) }} />
          </li>
          <li>
            <Say of="press.next-follow" tags={{ link: asLink(`/hubs/${hub.id}#follow`) }} />
          </li>
          <li>
            <Say of="press.next-say" tags={{ link: asLink(`/feedback?hub=${hub.id}`) }} />
          </li>
        </ul>
        {!back && (
          <>
            <h2>{t('press.mistake')}</h2>
            <p>{t('press.mistake-how')}</p>
            <form method="post" action={`${home}/affected/back`} class="press">
              <button type="submit" class="button second">
                {t('press.take-back')}
              </button>
            </form>
          </>
        )}
      </article>
    </Page>
  )
}

/** At the desk: how often the button of an issue was pressed, and the form that sets the count back. */
export function PressesPage(about: {
  world: World
  issue: Issue
  presses: Presses | null
  typed: string
  errors: Readonly<Record<string, string>>
}) {
  const { world, issue, presses, typed, errors } = about
  const { t } = useWords()
  const home = `/desk/issues/${issue.id}`
  const counted = presses !== null && presses.pressed > 0
  return (
    <DeskPage world={world} title={t('press.desk-title', { title: titleOf(issue) })} here="/desk/issues">
      <p>
        <a href={home}>{t('press.desk-leave')}</a>
      </p>
      <Complaints errors={errors} />
      {counted ? <Counted presses={presses} /> : <p>{t('press.nothing')}</p>}
      <p>{t('press.desk-means')}</p>
      {counted && (
        <form class="write" method="post" action={`${home}/presses`}>
          <Field
            name="reason"
            label={t('press.reason')}
            hint={t('press.reason-hint')}
            value={typed}
            error={errors.reason}
            required
            maxlength={300}
          />
          <p>
            <button type="submit" class="button grave">
              {t('press.set-back')}
            </button>
          </p>
        </form>
      )}
    </DeskPage>
  )
}
