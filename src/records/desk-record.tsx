import type { Child } from 'hono/jsx'
import type { Hub } from '../hubs/model.ts'
import { isRefusal, refusalIn } from '../lib/refusal.ts'
import type { Instant } from '../lib/time.ts'
import type { Who } from '../lib/who.ts'
import type { Key } from '../lib/words.ts'
import { DeskPage } from '../web/desk.tsx'
import { Complaints, Field, Select } from '../web/form.tsx'
import { Moment, Say, useWords } from '../web/visit.tsx'
import type { World } from '../world.ts'
import type { Desked } from './desk-kind.ts'
import { Done } from './desk-list.tsx'
import { Leaving } from './desk-preview.tsx'
import { Any, type Wrong } from './form-parts.tsx'
import { type AnyRecord, isDraft, titleOf } from './model.ts'
import { one, type Typed } from './typed.ts'
import type { Preview } from './wire-preview.ts'

/** One thing that was done with a record. */
type Line = {
  readonly verb: string
  readonly revision: number
  readonly note: string | null
  readonly at: Instant
  readonly by: string | null
}

type About<R extends AnyRecord> = {
  readonly world: World
  readonly hub: Hub
  readonly kind: Desked<R>
  readonly record: R
  readonly who: Who
  readonly typed: Typed
  readonly wrong: Wrong
  readonly done: string | undefined
  readonly lines: readonly Line[]
  readonly preview: Preview | null
  readonly beside: Child
}

/** A record at the desk, with the buttons that will work for whoever looks, and the reason where one is missing. */
export function ShowPage<R extends AnyRecord>(about: About<R>) {
  const { world, kind, record, wrong, done, lines, preview, beside } = about
  const { t } = useWords()
  const room = `/desk${kind.path}`
  const state = t(kind.stateName(record.state))
  return (
    <DeskPage world={world} title={titleOf(record)} here={room}>
      <p>
        <a href={room}>{t(kind.say.room)}</a>
      </p>
      <Done what={done} title={titleOf(record)} />
      <p class={`state state-${record.state}`}>{isDraft(record) ? t('write.a-draft', { state }) : state}</p>
      <Complaints errors={wrong} />
      {isDraft(record) ? <Draft {...about} preview={preview!} /> : <Public {...about} />}
      {beside}
      <History {...{ lines }} />
    </DeskPage>
  )
}

function Draft<R extends AnyRecord>(about: About<R> & { preview: Preview }) {
  const { world, hub, kind, record, who, preview } = about
  const words = useWords()
  const { t } = words
  const at = `/desk${kind.path}/${record.id}`
  const may = kind.mayPublish(who, record)
  return (
    <>
      <p>{t('write.preview-lede')}</p>
      <p class="ways">
        <a class="button second" href={`${at}/edit`}>
          {t('write.change')}
        </a>
        <a class="button second" href={`${at}/discard`}>
          {t('write.discard')}
        </a>
      </p>
      <Leaving {...{ world, hub, preview }} />
      <section class="part">
        <h2>{t('write.publishing')}</h2>
        {isRefusal(may) ? (
          <p class="card">
            {who.roles.includes('organiser') ? refusalIn(words, may) : t('write.organisers-publish')}{' '}
            {who.roles.includes('organiser') && <a href={`${at}/edit`}>{t('write.change')}</a>}
          </p>
        ) : (
          <form method="post" action={`${at}/publish`}>
            <p>{t('write.publishing-hint')}</p>
            <input type="hidden" name="seen" value={record.updated} />
            <p class="ways">
              <button type="submit">{t(kind.say.publish)}</button>
            </p>
          </form>
        )}
      </section>
    </>
  )
}

function Public<R extends AnyRecord>(about: About<R>) {
  const { kind, record, who } = about
  const { t, day } = useWords()
  const at = `/desk${kind.path}/${record.id}`
  if (record.withdrawn !== null)
    return (
      <p>
        {t('write.withdrawn', { day: day(record.withdrawn), reason: record.reason ?? '' })}{' '}
        <a href={`${kind.path}/${record.id}`}>{t('write.what-others-see')}</a>
      </p>
    )
  const may = kind.mayAmend(who, record)
  const ways = (kind.ways ?? []).filter((way) => way.may(who, record))
  return (
    <>
      <p>
        <Say
          of="write.is-public"
          values={{ revision: record.revision }}
          tags={{
            page: (words) => <a href={`${kind.path}/${record.id}`}>{words}</a>,
            revisions: (words) => <a href={`${kind.path}/${record.id}/revisions`}>{words}</a>,
          }}
        />
      </p>
      {isRefusal(may) && <p class="card">{t('write.organisers-change')}</p>}
      {(!isRefusal(may) || ways.length > 0) && (
        <p class="ways">
          {!isRefusal(may) && <Way to={`${at}/edit`} name="write.change-public" />}
          {ways.map(({ path, name }) => (
            <Way to={`${at}/${path}`} name={name} />
          ))}
          {!isRefusal(may) && <Way to={`${at}/withdraw`} name="write.withdraw" />}
        </p>
      )}
      {!isRefusal(may) && <Moves {...about} />}
    </>
  )
}

const Way = ({ to, name }: { to: string; name: Key }) => (
  <a class="button second" href={to}>
    {useWords().t(name)}
  </a>
)

function Moves<R extends AnyRecord>({ kind, record, typed, wrong }: About<R>) {
  const words = useWords()
  const { t } = words
  const ways = kind.moves.to(record)
  if (ways.length === 0) return null
  return (
    <section class="part">
      <h2>{t('write.where-it-stands')}</h2>
      <form class="write" method="post" action={`/desk${kind.path}/${record.id}/move`}>
        <Select
          name="to"
          label={t('write.move-to', { state: t(kind.stateName(record.state)) })}
          error={wrong.to}
          value={one(typed, 'to')}
          none={t('write.choose')}
          choices={ways.map((state) => ({ value: state, name: t(kind.stateName(state)) }))}
        />
        {(kind.moves.fields?.(record, words) ?? []).map((field) => (
          <Any {...{ field, typed, wrong }} />
        ))}
        <Field
          name="note"
          label={t('write.note')}
          hint={t('write.note-hint')}
          value={one(typed, 'note')}
          maxlength={300}
          required={false}
        />
        <p class="ways">
          <button type="submit">{t('write.move')}</button>
        </p>
      </form>
    </section>
  )
}

/** What was done with it and by whom: for the hub alone. */
function History({ lines }: { lines: readonly Line[] }) {
  const { t } = useWords()
  return (
    <section class="part">
      <h2>{t('write.history')}</h2>
      <p class="hint">{t('write.history-hint')}</p>
      <ol class="history" reversed>
        {lines.map(({ verb, revision, note, at, by }) => (
          <li>
            <strong>{t(verbKeys[verb] ?? 'write.did-change')}</strong>
            {revision > 0 && <> ({t('write.revision', { revision })})</>}
            {', '}
            {by === null ? t('write.somebody') : by}, <Moment at={at} />
            {note !== null && <q class="said">{note}</q>}
          </li>
        ))}
      </ol>
    </section>
  )
}

const verbKeys: Readonly<Record<string, Key>> = {
  draft: 'write.did-draft',
  revise: 'write.did-revise',
  publish: 'write.did-publish',
  amend: 'write.did-amend',
  move: 'write.did-move',
  merge: 'write.did-merge',
  split: 'write.did-split',
  supersede: 'write.did-supersede',
  withdraw: 'write.did-withdraw',
}
