import { DeskPage } from '../web/desk.tsx'
import { Complaints, Field } from '../web/form.tsx'
import { momentAt, useVisit, useWords } from '../web/visit.tsx'
import type { World } from '../world.ts'
import type { Desked } from './desk-kind.ts'
import type { Difference, Section } from './fields.ts'
import { Kept, Sections, Wordings, type Wrong } from './form-parts.tsx'
import { type AnyRecord, isDraft, titleOf } from './model.ts'
import { one, type Typed } from './typed.ts'

/** Somebody else changed a record while it was being written at: who and when, and what it says now where that differs. */
export type Meanwhile = {
  readonly by: string | null
  readonly at: string
  readonly now: readonly Difference[]
}

/** What a form page shows. */
export type Shown<R extends AnyRecord> = {
  readonly world: World
  readonly kind: Desked<R>
  /** Null of a new one. */
  readonly record: R | null
  readonly typed: Typed
  readonly wrong: Wrong
  readonly sections: readonly Section[]
  readonly offered: readonly string[]
  readonly meanwhile?: Meanwhile | undefined
}

/** The form in which a record is written, in one column; everything that was typed stands in it again after a refusal. */
export function FormPage<R extends AnyRecord>(shown: Shown<R>) {
  const { world, kind, record, typed, wrong, sections, offered, meanwhile } = shown
  const { t } = useWords()
  const room = `/desk${kind.path}`
  const title = record === null ? t(kind.say.fresh) : t('write.change-title', { title: titleOf(record) })
  const draft = record === null || isDraft(record)
  return (
    <DeskPage world={world} title={title} here={room}>
      <p>
        <a href={record === null ? room : `${room}/${record.id}`}>{t('write.leave')}</a>
      </p>
      {meanwhile && <Overtaken {...meanwhile} />}
      <Complaints errors={wrong} />
      <form
        id="form"
        class="write"
        method="post"
        action={record === null ? `${room}/new` : `${room}/${record.id}/edit`}
      >
        <Enter draft={draft} />
        <input
          type="hidden"
          name={record === null ? 'id' : 'seen'}
          value={one(typed, record === null ? 'id' : 'seen')}
        />
        {Object.keys(typed)
          .filter((name) => name.startsWith('groups.'))
          .map((name) => (
            <input type="hidden" name={name} value={one(typed, name)} />
          ))}
        <Wordings say={kind.say} {...{ offered, typed, wrong }} />
        <Sections {...{ sections, typed, wrong }} />
        <p class="ways">
          <button type="submit" name="do" value={draft ? 'save' : 'review'}>
            {t(draft ? 'write.save-draft' : 'write.review')}
          </button>
        </p>
        <p class="hint">{t(draft ? 'write.save-draft-hint' : 'write.review-hint')}</p>
      </form>
    </DeskPage>
  )
}

/** Whoever presses Enter in a line saves, and does not add a language: browsers press the first button of a form. */
function Enter({ draft }: { draft: boolean }) {
  return (
    <button class="unseen" type="submit" name="do" value={draft ? 'save' : 'review'} tabindex={-1}>
      {useWords().t(draft ? 'write.save-draft' : 'write.review')}
    </button>
  )
}

function Overtaken({ by, at, now }: Meanwhile) {
  const { words, hub } = useVisit()
  const { t } = words
  const when = momentAt(words, at, hub?.zone)
  return (
    <div class="complaints" role="alert">
      <p>
        <strong>
          {by === null ? t('write.overtaken', { when }) : t('write.overtaken-by', { name: by, when })}
        </strong>
      </p>
      <p>{t('write.overtaken-next')}</p>
      {now.length > 0 && (
        <dl class="about">
          {now.map(({ of, before }) => (
            <>
              <dt>{of}</dt>
              <dd class="said">{before === '' ? t('write.nothing') : before}</dd>
            </>
          ))}
        </dl>
      )}
    </div>
  )
}

/** What an amendment changes, before others are told: it can still be written on. */
export function ReviewPage<R extends AnyRecord>(about: {
  world: World
  kind: Desked<R>
  record: R
  typed: Typed
  changes: readonly Difference[]
}) {
  const { world, kind, record, typed, changes } = about
  const { t } = useWords()
  const room = `/desk${kind.path}`
  return (
    <DeskPage world={world} title={t('write.review-title')} here={room}>
      <p class="lede">{t('write.review-lede', { title: titleOf(record), revision: record.revision + 1 })}</p>
      <ul class="changes">
        {changes.map(({ of, before, after }) => (
          <li>
            <h2>{of}</h2>
            <p class="said">
              <del class={before === '' ? 'nothing' : undefined}>
                <span class="unseen">{t('write.was')} </span>
                {before === '' ? t('write.nothing') : before}
              </del>
            </p>
            <p class="said">
              <ins>
                <span class="unseen">{t('write.is')} </span>
                {after === '' ? t('write.nothing') : after}
              </ins>
            </p>
          </li>
        ))}
      </ul>
      <form method="post" action={`${room}/${record.id}/edit`}>
        <Kept typed={typed} />
        <Field
          name="note"
          label={t('write.note')}
          hint={t('write.note-hint')}
          value={one(typed, 'note')}
          maxlength={300}
          required={false}
        />
        <p class="ways">
          <button type="submit" name="do" value="save">
            {t('write.amend')}
          </button>
          <button class="second" type="submit" name="do" value="back" formnovalidate>
            {t('write.write-on')}
          </button>
        </p>
      </form>
    </DeskPage>
  )
}
