import type { Hub } from '../hubs/model.ts'
import type { Instant } from '../lib/time.ts'
import type { Words } from '../lib/words.ts'
import type { Holding } from '../slice.ts'
import { DeskPage } from '../web/desk.tsx'
import { Complaints, Field } from '../web/form.tsx'
import { Say, useWords } from '../web/visit.tsx'
import type { World } from '../world.ts'
import type { Forecast } from './actions-retention.ts'
import { isTicking, maySet } from './model-retention.ts'

/** How long each kind of data is kept, what goes next and how much, and the form to change that. */
export function RetentionPage(props: {
  world: World
  forecasts: readonly Forecast[]
  /** What was typed, by the key of the kind. */
  typed: Readonly<Record<string, string>>
  errors: Readonly<Record<string, string>>
}) {
  const { world, forecasts, typed, errors } = props
  const words = useWords()
  const { t } = words
  const settable = forecasts.filter(({ holding }) => maySet(holding))
  const fixed = forecasts.filter(({ holding }) => !maySet(holding))
  return (
    <DeskPage world={world} title={t('retention.title')} here="/desk/retention">
      <p class="lede">{t('retention.lede')}</p>
      <Complaints errors={errors} />
      <form method="post" action="/desk/retention">
        {settable.map(({ holding, days, ...due }) => (
          <section class="card">
            <h2>{t(holding.name)}</h2>
            <p>{t(holding.purpose)}</p>
            <Field
              name={holding.key}
              type="number"
              inputmode="numeric"
              label={t('retention.days')}
              hint={t('retention.days-hint', {
                from: t(holding.goes.from),
                fewest: words.number(holding.goes.fewest ?? 0),
                most: words.number(holding.goes.most ?? 0),
              })}
              value={typed[holding.key] ?? String(days)}
              error={errors[holding.key]}
              required
            />
            <Due {...due} />
          </section>
        ))}
        <p class="soft">{t('retention.second-thoughts')}</p>
        <button type="submit">{t('retention.keep')}</button>
      </form>
      <h2>{t('retention.fixed')}</h2>
      {fixed.map(({ holding, days, ...due }) => (
        <section class="card">
          <h3>{t(holding.name)}</h3>
          <p>
            {t(holding.purpose)} {t('retention.after', { count: days, from: t(holding.goes.from) })}
          </p>
          <Due {...due} />
        </section>
      ))}
      <p>
        <Say
          of="retention.more"
          tags={{
            record: (text) => <a href="/desk/processing">{text}</a>,
            words: (text) => <a href="/desk/erase-words">{text}</a>,
          }}
        />
      </p>
    </DeskPage>
  )
}

function Due({ now, soon, next }: { now: number; soon: number; next: Instant | null }) {
  const words = useWords()
  const { t } = words
  return (
    <p class={now > 0 ? 'due now' : 'due'}>
      {now > 0 ? t('retention.now', { count: now }) : t('retention.not-now')}{' '}
      {soon > now && t('retention.soon', { count: soon })}{' '}
      {now === 0 && next !== null && t('retention.next', { day: words.day(next) })}
    </p>
  )
}

/** How long a kind of data stays, in words. */
function staysFor(words: Words, holding: Holding, forecasts: readonly Forecast[]): string {
  if (!isTicking(holding)) return words.t((holding.goes as { until: Parameters<Words['t']>[0] }).until)
  const days = forecasts.find((each) => each.holding.key === holding.key)?.days ?? holding.goes.days
  return words.t('retention.after', { count: days, from: words.t(holding.goes.from) })
}

/** The risks that are looked at, each with what is done about it. */
const risks = ['opinions', 'seen', 'stolen', 'public', 'few', 'strangers', 'copies', 'mail'] as const

/** The record of processing and the look at its risks, filled in from what this server does, to print. */
export function ProcessingPage(props: {
  world: World
  hub: Hub
  people: number
  holdings: readonly Holding[]
  forecasts: readonly Forecast[]
  today: string
}) {
  const { world, hub, people, holdings, forecasts, today } = props
  const words = useWords()
  const { t } = words
  return (
    <DeskPage world={world} title={t('processing.title', { hub: hub.name })} here="/desk/retention">
      <p class="lede">{t('processing.lede')}</p>
      <p class="soft">
        {t('processing.made', { day: words.day(today), server: new URL(world.config.origin).host })}
      </p>
      <h2>{t('processing.who')}</h2>
      <dl class="about">
        <dt>{t('processing.hub')}</dt>
        <dd>{hub.name}</dd>
        <dt>{t('processing.contact')}</dt>
        <dd>{hub.contact ?? t('processing.no-contact')}</dd>
        <dt>{t('processing.people')}</dt>
        <dd>{t('processing.people-count', { count: people })}</dd>
      </dl>
      <h2>{t('processing.what')}</h2>
      {holdings.map((holding) => (
        <section class="card">
          <h3>{t(holding.name)}</h3>
          <dl class="about">
            <dt>{t('processing.purpose')}</dt>
            <dd>{t(holding.purpose)}</dd>
            <dt>{t('processing.stays')}</dt>
            <dd>{staysFor(words, holding, forecasts)}</dd>
            <dt>{t('processing.recipients')}</dt>
            <dd>{t(`processing.recipients.${holding.recipients}`)}</dd>
          </dl>
        </section>
      ))}
      <section class="card">
        <h3>{t('processing.records')}</h3>
        <p>{t('processing.records-about')}</p>
      </section>
      <h2>{t('processing.rights')}</h2>
      <p>{t('processing.rights-about')}</p>
      <h2>{t('processing.safety')}</h2>
      <p>{t('processing.safety-about')}</p>
      <h2>{t('processing.risks')}</h2>
      <p>{t('processing.risks-about')}</p>
      <ol class="risks">
        {risks.map((risk) => (
          <li>
            <h3>{t(`processing.risk.${risk}`)}</h3>
            <p>{t(`processing.against.${risk}`)}</p>
          </li>
        ))}
      </ol>
      <h2>{t('processing.left')}</h2>
      <ul>
        {(['basis', 'house', 'backups', 'look-again'] as const).map((left) => (
          <li>{t(`processing.left.${left}`)}</li>
        ))}
      </ul>
    </DeskPage>
  )
}
