import type { Instant } from '../lib/time.ts'
import type { howMailGoes } from '../mail/state.ts'
import { DeskPage } from '../web/desk.tsx'
import { momentAt, useWords } from '../web/visit.tsx'
import type { World } from '../world.ts'
import { lists } from './actions-gather.ts'
import { cadences, digestKinds, fewest, lastMorning, shownCount } from './model.ts'
import type { Counts } from './store-keeping.ts'

/** How many follow by mail, by kind and by cadence, where they are enough not to be known by it; how mail goes; and by which clocks. */
export function ByMailPage(props: {
  world: World
  counts: Counts
  mail: Awaited<ReturnType<typeof howMailGoes>>
  /** The zone of the hub's clocks. */
  zone: string
  now: Instant
}) {
  const { world, counts, mail, zone, now } = props
  const words = useWords()
  const { t } = words
  const { all, paused } = counts
  const morning = lastMorning(Date.parse(now), zone, 'daily')
  return (
    <DeskPage world={world} title={t('by-mail.desk.title')} here="/desk/by-mail">
      <p class="lede">{t('by-mail.desk.lede')}</p>
      <p class={mail === 'works' ? undefined : 'troubled'}>{t(`by-mail.desk.mail-${mail}`)}</p>
      <h2>{t('by-mail.desk.how-many')}</h2>
      <dl class="about">
        <Count of={t('by-mail.desk.all')} count={all} all={all} />
        {shownCount(all, all) !== null && (
          <>
            {cadences.map((each) => (
              <Count of={t(`by-mail.${each}`)} count={counts.cadences[each]} all={all} />
            ))}
            {digestKinds.map((each) => (
              <Count of={t(lists[each].page.name)} count={counts.kinds[each]} all={all} />
            ))}
          </>
        )}
        {paused > 0 && <Count of={t('by-mail.desk.paused')} count={paused} all={all} />}
      </dl>
      <p class="small soft">{t('by-mail.desk.few', { fewest: words.number(fewest) })}</p>
      {paused > 0 && <p class="small">{t('by-mail.desk.paused-means')}</p>}
      <h2>{t('by-mail.desk.morning')}</h2>
      <p>{t('by-mail.desk.morning-means', { moment: momentAt(words, morning, zone) })}</p>
      <p>
        <a href="/desk/settings#zone">{t('by-mail.desk.zone')}</a>
      </p>
    </DeskPage>
  )
}

function Count({ of, count, all }: { of: string; count: number; all: number }) {
  const { t, number } = useWords()
  const shown = shownCount(count, all)
  return (
    <>
      <dt>{of}</dt>
      <dd>{shown === null ? t('by-mail.desk.too-few') : number(shown)}</dd>
    </>
  )
}
