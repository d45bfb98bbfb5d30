import { TextArea } from '../web/form.tsx'
import { useWords } from '../web/visit.tsx'
import { type ContactNote, longestNote } from './model-note.ts'

/** A note on somebody as the page of that person shows it: what stands, who wrote it, and what was typed where that was refused. */
export type NoteShown = {
  readonly note: ContactNote | null
  /** What whoever wrote it last is called. */
  readonly by: string | null
  readonly typed?: string
  readonly error?: string
}

/** On the page of somebody at the desk: what organisers note about them. */
export function NotePart({ at, shown: { note, by, typed, error } }: { at: string; shown: NoteShown }) {
  const { t, day } = useWords()
  return (
    <>
      <h2 id="note">{t('note.title')}</h2>
      <form method="post" action={`${at}/note`}>
        <input type="hidden" name="seen" value={note?.changed ?? ''} />
        <TextArea
          name="words"
          label={t('note.words')}
          hint={t('note.hint')}
          value={typed ?? note?.words ?? ''}
          error={error}
          required={false}
          rows={4}
          maxlength={longestNote}
        />
        {typed !== undefined && note && (
          <p class="card said" dir="auto">
            {t('note.now')} {note.words}
          </p>
        )}
        {note && (
          <p class="small soft">
            {by === null
              ? t('note.changed', { day: day(note.changed) })
              : t('note.changed-by', { day: day(note.changed), name: by })}
          </p>
        )}
        <button type="submit" class="button second">
          {t('note.keep')}
        </button>
      </form>
    </>
  )
}
