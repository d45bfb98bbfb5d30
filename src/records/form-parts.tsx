import type { Child } from 'hono/jsx'
import { shorten } from '../lib/plain.ts'
import { plainOf, saidPlainly } from '../lib/plain-language.ts'
import type { Words } from '../lib/words.ts'
import { Boxes, Field, Select, TextArea } from '../web/form.tsx'
import { useWords } from '../web/visit.tsx'
import type { Sayings } from './desk-kind.ts'
import { type FormField, type Section, shownIn } from './fields.ts'
import { longestSummary, longestTitle } from './shape.ts'
import { all, one, type Typed, tagsIn } from './typed.ts'

/** What is wrong with which field, by its name. */
export type Wrong = Readonly<Record<string, string>>

type Filled = { readonly typed: Typed; readonly wrong: Wrong }

/** A language as people know it; what was typed instead of one stays as it is. */
export const tongue = (tag: string, { languageName }: Words): string =>
  /^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*$/.test(tag) ? languageName(tag) : tag

/** Title, summary and text in each language, side by side where there is room, and how one more is added. */
export function Wordings({ say, offered, ...filled }: Filled & { say: Sayings; offered: readonly string[] }) {
  const words = useWords()
  const tags = tagsIn(filled.typed)
  return (
    <>
      <div id="tongues" class={tags.length > 1 ? 'tongues' : undefined}>
        {tags.map((tag) => (
          <Tongue {...{ tag, say, ...filled }} alone={tags.length === 1} plain={plainAfter(tag, tags)} />
        ))}
      </div>
      {tags.length > 1 && (
        <Select
          name="language"
          label={words.t('write.main-language')}
          hint={words.t('write.main-language-hint')}
          value={one(filled.typed, 'language')}
          choices={tags.map((value) => ({ value, name: tongue(value, words) }))}
        />
      )}
      <details class="more" open={filled.wrong.more !== undefined}>
        <summary>{words.t('write.add-language')}</summary>
        <Field
          name="more"
          label={words.t('write.which-language')}
          hint={words.t('write.which-language-hint')}
          error={filled.wrong.more}
          value={one(filled.typed, 'more')}
          suggestions={offered
            .filter((tag) => !tags.includes(tag))
            .map((value) => ({ value, name: tongue(value, words) }))}
        />
        <Add what="tongues" label={words.t('write.add')} />
      </details>
    </>
  )
}

/** What the version of a language in plain words would be, where there may still be one. */
const plainAfter = (tag: string, tags: readonly string[]): string | null =>
  saidPlainly(tag) === null && !tags.includes(plainOf(tag)) ? plainOf(tag) : null

function Tongue(about: Filled & { tag: string; say: Sayings; alone: boolean; plain: string | null }) {
  const { tag, say, typed, wrong, alone, plain } = about
  const words = useWords()
  const { t } = words
  const of = (name: string) => ({
    name: `${name}.${tag}`,
    value: one(typed, `${name}.${tag}`),
    error: wrong[`${name}.${tag}`],
    lang: tag,
  })
  return (
    <fieldset class="tongue">
      <legend class={alone ? 'unseen' : undefined}>{tongue(tag, words)}</legend>
      <input type="hidden" name="tag" value={tag} />
      {saidPlainly(tag) !== null && <p class="hint">{t('write.plain-hint')}</p>}
      <Field {...of('titles')} label={t(say.title)} maxlength={longestTitle} />
      <TextArea
        {...of('summaries')}
        label={t(say.summary)}
        hint={t(say.summaryHint)}
        rows={3}
        maxlength={longestSummary}
      />
      <TextArea {...of('contents')} label={t(say.content)} hint={t('write.content-hint')} rows={9} />
      {plain !== null && <Add what={`titles.${plain}`} value={plain} label={t('write.add-plain')} />}
    </fieldset>
  )
}

/** Fields under a heading; folded away where they are seldom needed, saying what is in them, and opened where something is wrong. */
export function Sections({ sections, ...filled }: Filled & { sections: readonly Section[] }) {
  return (
    <>
      {sections.map(({ title, folded, fields, more }) => {
        const inside = (
          <>
            {fields.map((each) => (
              <Any field={each} {...filled} />
            ))}
            {more && <Add {...more} />}
          </>
        )
        const within = fields.flatMap((each) => {
          const shown = shownIn(each, filled.typed)
          if (shown === '') return []
          return [each.as === 'number' ? `${each.label}: ${shown}` : shown]
        })
        return folded ? (
          <details
            class="more"
            id={more?.what}
            open={
              fields.some(({ name }) => filled.wrong[name] !== undefined) ||
              (more !== undefined && one(filled.typed, 'do') === more.what)
            }
          >
            <summary>
              {title}
              {within.length > 0 && <span class="within">{shorten(within.join(' · '), 120)}</span>}
            </summary>
            {inside}
          </details>
        ) : (
          <section class="part" id={more?.what}>
            <h2>{title}</h2>
            {inside}
          </section>
        )
      })}
    </>
  )
}

/** A button that sends the form to have something added to it; nothing is saved by that, and nothing lost. */
function Add({ what, value = what, label }: { what: string; value?: string; label: string }) {
  // The page that comes back begins where one was.
  return (
    <p>
      <button class="second" type="submit" name="do" value={value} formaction={`#${what}`} formnovalidate>
        {label}
      </button>
    </p>
  )
}

/** One field, whatever it takes. */
export function Any({ field, typed, wrong }: Filled & { field: FormField }): Child {
  const { name, label, hint } = field
  const props = { name, label, hint, error: wrong[name], value: one(typed, name) }
  switch (field.as) {
    case 'line':
      return (
        <Field
          {...props}
          {...(field.most && { maxlength: field.most })}
          suggestions={field.suggestions ?? []}
        />
      )
    case 'lines':
      return <TextArea {...props} rows={field.rows ?? 4} />
    case 'number':
      return <Field {...props} inputmode="numeric" />
    case 'day':
      return <Field {...props} type="date" />
    case 'moment':
      return <Field {...props} type="datetime-local" />
    case 'address':
      return <Field {...props} type="url" inputmode="url" />
    case 'choice':
      return (
        <Select {...props} choices={field.choices} {...(field.none !== undefined && { none: field.none })} />
      )
    case 'boxes':
      return <Boxes {...props} values={all(typed, name)} choices={field.choices} />
    case 'switch':
      return <Boxes {...props} values={all(typed, name)} choices={[{ value: 'on', name: field.says }]} />
  }
}

/** All that was typed, kept in a form that shows something else meanwhile. */
export function Kept({ typed }: { typed: Typed }) {
  return (
    <>
      {Object.entries(typed)
        .filter(([name]) => !['do', 'note'].includes(name))
        .flatMap(([name, values]) =>
          values.map((value) => <input type="hidden" name={name} value={value} />),
        )}
    </>
  )
}
