import type { PeerView } from '../hubs/peers.ts'
import type { Instant } from '../lib/time.ts'
import { DeskPage } from '../web/desk.tsx'
import { Complaints, Field } from '../web/form.tsx'
import { useWords } from '../web/visit.tsx'
import type { World } from '../world.ts'
import { type Errors, WhomField } from './views-report.tsx'

/** A line of a list, as it is kept. */
export type Line = { subject: string; reason: string; since: Instant; by_person: string | null }

/** What was typed into one of the forms that was refused. */
export type PeerForm = { list: 'block' | 'allow'; whom: string; reason: string }

/** With whom this server deals: who is blocked, who is allowed, whether only they are, and whom its hubs follow. */
export function PeersPage(props: {
  world: World
  blocks: readonly Line[]
  allowed: readonly Line[]
  limited: boolean
  peers: readonly PeerView[]
  names: ReadonlyMap<string, string>
  form: PeerForm | null
  errors: Errors
}) {
  const { world, blocks, allowed, limited, peers, names, form, errors } = props
  const { t } = useWords()
  const listForm = (list: 'block' | 'allow') => {
    const typed = form?.list === list ? form : { whom: '', reason: '' }
    return (
      <form method="post" action={`/desk/peers/${list === 'block' ? 'blocks' : 'allowed'}`}>
        <WhomField id={`whom-${list}`} value={typed.whom} error={errors[`whom-${list}`]} />
        <Field
          name="reason"
          label={t('peers.reason')}
          hint={t('peers.reason-hint')}
          value={typed.reason}
          required={false}
          maxlength={500}
        />
        <button type="submit">{t(`peers.${list}`)}</button>
      </form>
    )
  }
  return (
    <DeskPage world={world} title={t('peers.title')} here="/desk/peers">
      <p class="lede">{t('peers.lede')}</p>
      <Complaints errors={errors} />
      <h2>{t('peers.blocked')}</h2>
      <Lines lines={blocks} names={names} end="/desk/peers/blocks/end" button={t('peers.unblock')} />
      {blocks.length === 0 && <p>{t('peers.nobody-blocked')}</p>}
      {listForm('block')}
      <h2>{t('peers.allowed')}</h2>
      <p>
        {t(
          limited ? (allowed.length === 0 ? 'peers.limited-to-nobody' : 'peers.limited') : 'peers.unlimited',
        )}
      </p>
      <form method="post" action="/desk/peers/limit">
        <input type="hidden" name="limit" value={limited ? 'off' : 'on'} />
        {!limited && peers.length > 0 && <p class="hint">{t('peers.limit-hint', { count: peers.length })}</p>}
        <button type="submit">{t(limited ? 'peers.limit-off' : 'peers.limit-on')}</button>
      </form>
      <Lines lines={allowed} names={names} end="/desk/peers/allowed/end" button={t('peers.disallow')} />
      {listForm('allow')}
      <h2>{t('peers.followed')}</h2>
      {peers.length === 0 && <p>{t('peers.nobody-followed')}</p>}
      <ul class="plain-list">
        {peers.map(({ handle, actor, words }) => (
          <li>
            <strong class="address">{handle ?? actor}</strong>: {words}
          </li>
        ))}
      </ul>
    </DeskPage>
  )
}

function Lines(props: {
  lines: readonly Line[]
  names: ReadonlyMap<string, string>
  end: string
  button: string
}) {
  const words = useWords()
  return (
    <>
      {props.lines.map(({ subject, reason, since, by_person }) => (
        <section class="card">
          <p>
            <strong class="address">{subject}</strong>
            <br />
            {words.t('peers.since', { day: words.day(since) })}{' '}
            {by_person !== null && props.names.get(by_person)}
            {reason !== '' && (
              <>
                <br />
                <span dir="auto">{reason}</span>
              </>
            )}
          </p>
          <form method="post" action={props.end}>
            <input type="hidden" name="whom" value={subject} />
            <button type="submit">{props.button}</button>
          </form>
        </section>
      ))}
    </>
  )
}
