import { encode } from 'uqr'
import { DeskPage } from '../web/desk.tsx'
import { momentAt, Say, useVisit, useWords } from '../web/visit.tsx'
import type { World } from '../world.ts'
import type { Shown } from './actions-shown.ts'
import { spelled } from './model-passes.ts'
import { Press } from './views-press.tsx'

/** What was just given, large enough to be read from a screen by somebody else, and made to be printed. */
export function ShownPage(props: { world: World; hub: string; id: string; shown: Shown }) {
  const { world, hub, id, shown } = props
  const { t } = useWords()
  const { kind, passes } = shown
  const slips = kind === 'invitation' && passes.length > 1
  const title = t(slips ? 'shown.slips' : `shown.${kind}`, { name: shown.name ?? '' })
  const back = kind === 'device' || kind === 'recovery' ? '/account' : '/desk/people'
  return (
    <DeskPage world={world} title={title} here={back} scripts={['print.js', 'copy.js']}>
      {shown.mailed && <p class="not-printed">{t('shown.mailed')}</p>}
      <p class="not-printed">{t('shown.once')}</p>
      {kind === 'recovery' ? (
        <RecoverySheet hub={hub} shown={shown} origin={world.config.origin} />
      ) : (
        <ul class={slips ? 'slips' : 'slips one'}>
          {passes.map((pass) => (
            <li class="slip">
              <Slip hub={hub} shown={shown} pass={pass} origin={world.config.origin} />
            </li>
          ))}
        </ul>
      )}
      <div class="ways not-printed">
        <button type="button" data-print hidden>
          {t('shown.print')}
        </button>
        {kind !== 'recovery' && !slips && (
          <CopyLink link={`${world.config.origin}/enter/${passes[0]?.link}`} />
        )}
        <Press to={`/shown/${id}/away`} says={t('shown.away')} kind="second" />
      </div>
    </DeskPage>
  )
}

/** Copies the link of the only slip, to be pasted into a message: who has a phone seldom has a printer. */
function CopyLink({ link }: { link: string }) {
  const { t } = useWords()
  return (
    <span class="copying">
      <button type="button" class="second" data-copy={link} data-copied={t('away.copied')} hidden>
        {t('shown.copy')}
      </button>{' '}
      <span class="small" role="status"></span>
    </span>
  )
}

function Slip(props: { hub: string; shown: Shown; pass: Shown['passes'][number]; origin: string }) {
  const { hub, shown, pass, origin } = props
  const { words, hub: at } = useVisit()
  const { t, day } = words
  const link = `${origin}/enter/${pass.link}`
  // What opens for minutes says the minute, what opens for days the day.
  const until = shown.kind === 'device' ? momentAt(words, pass.expires, at?.zone) : day(pass.expires)
  return (
    <>
      <p class="slip-of">
        <strong>{hub}</strong>
        {shown.role && <span> · {t('shown.as', { role: t(`role.${shown.role}`) })}</span>}
      </p>
      {shown.name && <p class="slip-for">{t('shown.for', { name: shown.name })}</p>}
      <div class="slip-in">
        <Qr text={link} label={t('shown.qr')} />
        <div>
          <p>
            <Say of="shown.how" tags={{ address: () => <b class="handle">{`${origin}/sign-in`}</b> }} />
          </p>
          <Code code={pass.code} />
        </div>
      </div>
      <p class="small handle">{link}</p>
      <p class="small">{t('shown.until', { until })}</p>
    </>
  )
}

function RecoverySheet({ hub, shown, origin }: { hub: string; shown: Shown; origin: string }) {
  const { t, day } = useWords()
  return (
    <section class="slip">
      <p class="slip-of">
        <strong>{hub}</strong> · {shown.name} · {day(shown.made)}
      </p>
      <p>
        <Say of="shown.recovery-how" tags={{ address: () => <b class="handle">{`${origin}/sign-in`}</b> }} />
      </p>
      <ol class="codes">
        {shown.passes.map(({ code }) => (
          <li>
            <Code code={code} />
          </li>
        ))}
      </ol>
      <p class="small">{t('shown.recovery-keep')}</p>
    </section>
  )
}

/** A code in groups; for ears letter by letter. */
function Code({ code }: { code: string }) {
  const groups = spelled(code)
  return (
    <p class="code">
      <span aria-hidden="true">{groups}</span>
      <span class="unseen">
        {groups
          .split('-')
          .map((group) => [...group].join(' '))
          .join(', ')}
      </span>
    </p>
  )
}

/** A QR as a drawing, black on white by day and night, with the quiet edge that cameras need. */
function Qr({ text, label }: { text: string; label: string }) {
  const { data, size } = encode(text, { ecc: 'M', border: 3 })
  const dots = data.flatMap((row, y) => row.flatMap((dark, x) => (dark ? [`M${x} ${y}h1v1h-1z`] : [])))
  return (
    <svg
      class="qr"
      viewBox={`0 0 ${size} ${size}`}
      role="img"
      aria-label={label}
      shape-rendering="crispEdges"
    >
      <rect width={size} height={size} fill="#fff" />
      <path d={dots.join('')} fill="#000" />
    </svg>
  )
}

/** Says that nothing is shown here any more, and what to do. */
export function ShownOverPage({ world }: { world: World }) {
  const { words } = useVisit()
  return (
    <DeskPage world={world} title={words.t('shown.over')} here="/desk">
      <p>{words.t('shown.over-explained')}</p>
    </DeskPage>
  )
}
