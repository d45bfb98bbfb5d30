import { escapeHtml } from '../lib/markdown.ts'
import { type Words, wordsFor } from '../lib/words.ts'
import { titleOf } from '../records/model.ts'
import { contentOf, linkTo, paragraphs, summaryOf, whereabouts } from '../records/wire-text.ts'
import type { AssemblyModel } from './model.ts'
import { kindName, whenInWords, whereInWords } from './model-words.ts'

/**
 * The summary as every server shows it: the question, then in brackets when with the zone, where, and what it is. Mastodon
 * shows it under the title and drops the text, the time and the place.
 */
export function summaryFor(assembly: AssemblyModel, language: string): string {
  const words = wordsFor(language)
  return summaryOf(
    [...gone(assembly, words), ...(assembly.summaries[language] ? [assembly.summaries[language]] : [])],
    [whenInWords(assembly, words), whereInWords(assembly, words), kindOf(assembly, words)]
      .filter(Boolean)
      .join(' · '),
  )
}

/** The content as every server shows it: when, where and the question again, the text, the agenda and what there is to know. */
export const contentFor = (assembly: AssemblyModel, language: string): string =>
  contentOf({
    head: headOf(assembly, language),
    text: assembly.html[language] ?? '',
    foot: paragraphs(footOf(assembly, wordsFor(language))),
  })

/** That it does not take place stands before everything else. */
const gone = ({ state }: AssemblyModel, { t }: Words): string[] =>
  state === 'cancelled' || state === 'postponed'
    ? [t('wire.assembly.gone', { state: t(`assembly.state.${state}`) })]
    : []

const kindOf = ({ kind, level, themes, place }: AssemblyModel, words: Words): string =>
  whereabouts({ level, themes, place: null }, kindName(kind, words), words) || (place ?? '')

function headOf(assembly: AssemblyModel, language: string): string {
  const words = wordsFor(language)
  const asked = assembly.summaries[language]
  const where = whereInWords(assembly, words)
  return paragraphs([
    `<strong>${escapeHtml(assembly.titles[language] ?? titleOf(assembly))}</strong>`,
    ...gone(assembly, words).map(escapeHtml),
    escapeHtml(whenInWords(assembly, words)),
    ...(where === '' ? [] : [escapeHtml(where)]),
    ...(asked ? [escapeHtml(asked)] : []),
    escapeHtml(kindOf(assembly, words)),
  ])
}

function footOf(assembly: AssemblyModel, { t, items }: Words): string[] {
  const { selection, meeting, online, register, capacity, spoken, access, accessNote } = assembly
  const { destination, funding, issues, agenda } = assembly
  const lines: string[] = []
  const fact = (of: string, says: string | null) => {
    if (says) lines.push(t('frame.fact', { of, says }))
  }
  const who = t(`selection.${selection}`)
  fact(t('assembly.who'), capacity === null ? who : t('wire.assembly.who-places', { who, count: capacity }))
  if (meeting !== 'in-person') fact(t('assembly.meeting'), t(`meeting.${meeting}`))
  fact(t('wire.assembly.online'), online && linkTo(online))
  fact(t('wire.assembly.register'), register && linkTo(register))
  fact(t('assembly.spoken'), items(spoken.map(escapeHtml)))
  fact(t('assembly.provided'), items(access.map((key) => t(`provision.${key}`))))
  fact(t('assembly.access'), accessNote && escapeHtml(accessNote))
  fact(t('assembly.destination'), destination && escapeHtml(destination))
  fact(t('assembly.funding'), funding && escapeHtml(funding))
  fact(t('assembly.takes-up'), items(issues.map((iri) => linkTo(iri))))
  const planned = agenda.map(({ title, minutes }) =>
    escapeHtml(minutes === null ? title : `${title} (${t('assembly.minutes', { minutes })})`),
  )
  fact(t('assembly.agenda'), planned.join('; '))
  return lines
}
