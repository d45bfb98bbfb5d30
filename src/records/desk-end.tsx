import { type Context, Hono } from 'hono'
import { isRefusal, refusalIn } from '../lib/refusal.ts'
import type { Env } from '../slice.ts'
import { DeskPage } from '../web/desk.tsx'
import { answerNotFound, answerRefused } from '../web/errors.tsx'
import { Complaints, Field } from '../web/form.tsx'
import { only } from '../web/only.ts'
import { useWords } from '../web/visit.tsx'
import type { World } from '../world.ts'
import type { Desked } from './desk-kind.ts'
import { ownRecord, small } from './desk-show.tsx'
import { isOvertaken } from './life.ts'
import { type AnyRecord, isDraft, titleOf } from './model.ts'
import { one, typedIn } from './typed.ts'

/** The pages that ask once more before a draft is thrown away, or what is public is withdrawn for good. */
export function endPages<R extends AnyRecord>(kind: Desked<R>): Hono<Env> {
  const pages = new Hono<Env>()
  const room = `/desk${kind.path}`

  pages.get(`${room}/:id/discard`, only('organiser', 'note-taker'), async (c) => {
    const record = await ownRecord(c, kind)
    if (!record) return answerNotFound(c)
    if (!isDraft(record)) return c.redirect(`${room}/${record.id}/withdraw`, 303)
    return c.html(<DiscardPage {...{ world: c.var.world, kind, record }} errors={{}} />)
  })

  pages.post(`${room}/:id/discard`, only('organiser', 'note-taker'), small, async (c) => {
    const record = await ownRecord(c, kind)
    if (!record) return answerNotFound(c)
    const { world, visitor, words } = c.var
    const done = await kind.discard(world, visitor!.who, record.id, one(await typedIn(c), 'seen'))
    if (!isRefusal(done)) return c.redirect(`${room}?done=discarded`, 303)
    const now = await ownRecord(c, kind)
    if (!now || !isDraft(now)) return answerRefused(c, done, 409)
    const errors = { form: isOvertaken(done) ? words.t('write.discard-old') : refusalIn(words, done) }
    return c.html(<DiscardPage {...{ world, kind, record: now, errors }} />, 422)
  })

  pages.get(`${room}/:id/withdraw`, only('organiser'), async (c) => {
    const record = await ownRecord(c, kind)
    if (!record) return answerNotFound(c)
    return (
      away(c, record) ??
      c.html(<WithdrawPage {...{ world: c.var.world, kind, record }} reason="" errors={{}} />)
    )
  })

  pages.post(`${room}/:id/withdraw`, only('organiser'), small, async (c) => {
    const record = await ownRecord(c, kind)
    if (!record) return answerNotFound(c)
    const gone = away(c, record)
    if (gone) return gone
    const { world, visitor } = c.var
    const reason = one(await typedIn(c), 'reason')
    const done = await kind.withdraw(world, visitor!.who, record.id, reason)
    if (!isRefusal(done)) return c.redirect(`${room}/${record.id}?done=withdrawn`, 303)
    const errors = { reason: refusalIn(c.var.words, done) }
    return c.html(<WithdrawPage {...{ world, kind, record, reason, errors }} />, 422)
  })
  return pages

  /** Where there is nothing to withdraw: a draft is discarded, and what is withdrawn already is shown. */
  function away(c: Context<Env>, record: R): Response | Promise<Response> | null {
    if (record.withdrawn !== null) return c.redirect(`${room}/${record.id}?done=withdrawn`, 303)
    const may = kind.mayAmend(c.var.visitor!.who, record)
    return isRefusal(may) ? answerRefused(c, may, 409) : null
  }
}

type Ending<R extends AnyRecord> = {
  readonly world: World
  readonly kind: Desked<R>
  readonly record: R
  readonly errors: Readonly<Record<string, string>>
}

function DiscardPage<R extends AnyRecord>({ world, kind, record, errors }: Ending<R>) {
  const { t } = useWords()
  const room = `/desk${kind.path}`
  const more = kind.afterDiscard?.(record)
  return (
    <DeskPage world={world} title={t('write.discard-title', { title: titleOf(record) })} here={room}>
      <Complaints errors={errors} />
      <p class="lede">{t('write.discard-lede')}</p>
      {more && <p>{t(more)}</p>}
      <form id="form" method="post" action={`${room}/${record.id}/discard`}>
        <input type="hidden" name="seen" value={record.updated} />
        <p class="ways">
          <button class="danger" type="submit">
            {t('write.discard-for-good')}
          </button>
          <a class="button second" href={`${room}/${record.id}`}>
            {t('write.keep')}
          </a>
        </p>
      </form>
    </DeskPage>
  )
}

function WithdrawPage<R extends AnyRecord>({
  world,
  kind,
  record,
  errors,
  reason,
}: Ending<R> & { reason: string }) {
  const { t } = useWords()
  const room = `/desk${kind.path}`
  return (
    <DeskPage world={world} title={t('write.withdraw-title', { title: titleOf(record) })} here={room}>
      <Complaints errors={errors} />
      <p class="lede">{t(kind.say.withdrawing)}</p>
      <form class="write" method="post" action={`${room}/${record.id}/withdraw`}>
        <Field
          name="reason"
          label={t('write.reason')}
          hint={t('write.reason-hint')}
          value={reason}
          error={errors.reason}
          maxlength={500}
        />
        <p class="ways">
          <button class="danger" type="submit">
            {t('write.withdraw-for-good')}
          </button>
          <a class="button second" href={`${room}/${record.id}`}>
            {t('write.keep')}
          </a>
        </p>
      </form>
    </DeskPage>
  )
}
