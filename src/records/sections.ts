import { listFrom } from '../hubs/model.ts'
import { areaName } from '../lib/area-names.ts'
import { levels } from '../lib/level.ts'
import { themeName, themes } from '../lib/themes.ts'
import type { Key, Words } from '../lib/words.ts'
import type { Desked, Filling } from './desk-kind.ts'
import { choicesOf, type FormField, type Section } from './fields.ts'
import { tongue } from './form-parts.tsx'
import type { AnyRecord } from './model.ts'
import { tagsIn } from './typed.ts'

/** All sections of the form of a kind: its own, then what all kinds have alike. */
export async function sectionsOf<R extends AnyRecord>(
  kind: Desked<R>,
  filling: Filling,
  draft: boolean,
): Promise<readonly Section[]> {
  const { words } = filling
  return [
    ...(await kind.sections(filling)),
    aboutSection(words),
    placeSection(words),
    ...(draft && kind.draftStates.length > 1 ? [stateSection(kind, words)] : []),
  ]
}

/** Every field of the form of a kind, those of the wording included, for whoever compares two ways of filling it in. */
export function fieldsOf(
  { say }: Pick<Desked<never>, 'say'>,
  { words, typed }: Filling,
  sections: readonly Section[],
): readonly FormField[] {
  const tags = tagsIn(typed)
  const worded = (['titles', 'summaries', 'contents'] as const).flatMap((name) =>
    tags.map((tag): FormField => {
      const label = words.t({ titles: say.title, summaries: say.summary, contents: say.content }[name])
      const in_ = tags.length > 1 ? ` (${tongue(tag, words)})` : ''
      return { name: `${name}.${tag}`, label: `${label}${in_}`, as: 'lines' }
    }),
  )
  const main: FormField = {
    ...{ name: 'language', label: words.t('write.main-language'), as: 'choice' },
    choices: tags.map((value) => ({ value, name: tongue(value, words) })),
  }
  return [...worded, main, ...sections.flatMap(({ fields }) => fields)]
}

const aboutSection = (words: Words): Section => {
  const { t } = words
  return {
    title: t('write.about'),
    folded: true,
    fields: [
      {
        ...{ name: 'themes', label: t('write.themes'), hint: t('write.themes-hint'), as: 'boxes' },
        choices: themes.map(({ key }) => ({ value: key, name: themeName(key, words) })),
      },
    ],
  }
}

const placeSection = (words: Words): Section => {
  const { t } = words
  return {
    title: t('write.where'),
    folded: true,
    fields: [
      { name: 'place', label: t('write.place'), hint: t('write.place-hint'), as: 'line', most: 100 },
      { name: 'pin', label: t('write.pin'), hint: t('write.pin-hint'), as: 'line' },
      {
        ...{ name: 'areas', label: t('write.areas'), hint: t('write.areas-hint'), as: 'line' },
        said: (keys) => words.items(listFrom(keys).map((key) => areaName(key, words))),
      },
      {
        ...{ name: 'level', label: t('write.level'), as: 'choice' },
        choices: choicesOf(levels, (level): Key => `write.level-${level}`, words),
      },
    ],
  }
}

const stateSection = <R extends AnyRecord>(kind: Desked<R>, { t }: Words): Section => ({
  title: t('write.how-far'),
  folded: true,
  fields: [
    {
      ...{ name: 'state', label: t('write.draft-state'), as: 'choice' },
      choices: kind.draftStates.map((state) => ({ value: state, name: t(kind.stateName(state)) })),
    },
  ],
})
