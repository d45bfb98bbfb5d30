import type { Beside } from '../slice.ts'
import { Complaints, Field } from '../web/form.tsx'
import { Page } from '../web/page.tsx'
import { asLink, asName, Say, useWords } from '../web/visit.tsx'
import type { World } from '../world.ts'
import type { Aim, Way } from './actions-away.ts'

/** At the foot of a record’s page: the way to one’s own server, where one can answer it or pass it on. */
export const awayLink: Beside = async (_, { iri }) => <AwayLink iri={iri} />

function AwayLink({ iri }: { iri: string }) {
  return (
    <p class="small">
      <Say
        of="away.link"
        tags={{ link: asLink(`/away?about=${encodeURIComponent(iri)}`, { rel: 'nofollow' }) }}
      />
    </p>
  )
}

/** The form by which somebody says where they are at home; what to copy, where their server cannot be asked. */
export function AwayPage(about: {
  world: World
  aim: Aim
  typed: string
  errors: Readonly<Record<string, string>>
}) {
  const { world, aim, typed, errors } = about
  const { t } = useWords()
  const follows = aim.intent === 'follow'
  return (
    <Page world={world} title={t(follows ? 'away.title-follow' : 'away.title-open')} hidden>
      <article class="plain">
        <h1>{t(follows ? 'away.title-follow' : 'away.title-open')}</h1>
        <p class="lede">
          <a href={aim.page} dir="auto">
            {aim.title}
          </a>
        </p>
        <Complaints errors={errors} />
        <form method="post" action="/away">
          <input type="hidden" name="about" value={aim.iri} />
          <Field
            name="from"
            label={t('away.from')}
            hint={t('away.from-hint')}
            value={typed}
            error={errors.from}
            inputmode="email"
            maxlength={300}
            required
          />
          <button type="submit">{t(follows ? 'away.follow' : 'away.open')}</button>
        </form>
        <h2>{t('away.by-hand')}</h2>
        <p>{t(follows ? 'away.by-hand-follow' : 'away.by-hand-open')}</p>
        <p class="handle big" dir="ltr">
          <bdi>{aim.handle ?? aim.iri}</bdi>
        </p>
        <p class="small soft">{t('away.what')}</p>
      </article>
    </Page>
  )
}

/** Where somebody goes on, with the name of the server they are led to: nobody is sent away without having seen it. */
export function OnwardPage({ world, aim, way }: { world: World; aim: Aim; way: Way }) {
  const { t } = useWords()
  return (
    <Page world={world} title={t('away.onward', { host: way.host })} hidden>
      <article class="plain">
        <h1>
          <Say of="away.onward-title" values={{ host: way.host }} tags={{ host: asName }} />
        </h1>
        <p class="lede">
          <a href={aim.page} dir="auto">
            {aim.title}
          </a>
        </p>
        <p>{t(aim.intent === 'follow' ? 'away.onward-follow' : 'away.onward-open')}</p>
        <p class="ways">
          <a class="button" href={way.to} rel="nofollow noopener noreferrer">
            {t('away.onward', { host: way.host })}
          </a>
          <a class="button second" href={`/away?about=${encodeURIComponent(aim.iri)}`}>
            {t('away.other')}
          </a>
        </p>
      </article>
    </Page>
  )
}
