import { escapeHtml } from '../lib/markdown.ts'
import { titleOf } from '../records/model.ts'
import { contentOf, linkTo, paragraphs, summaryOf, whereabouts } from '../records/wire-text.ts'
import {
  type AssemblyModel,
  kindNames,
  meetingNames,
  provisionNames,
  selectionNames,
  stateNames,
} from './model.ts'
import { whenInWords, whereInWords } from './model-words.ts'

/**
 * The summary as every server shows it: the question, then in brackets when with the zone, where, and what it is. Mastodon
 * shows it under the title and drops the text, the time and the place.
 */
export const summaryFor = (assembly: AssemblyModel, language: string): string =>
  summaryOf(
    [...gone(assembly), ...(assembly.summaries[language] ? [assembly.summaries[language]] : [])],
    [whenInWords(assembly), whereInWords(assembly), kindOf(assembly)].filter(Boolean).join(' · '),
  )

/** The content as every server shows it: when, where and the question again, the text, the agenda and what there is to know. */
export const contentFor = (assembly: AssemblyModel, language: string): string =>
  contentOf({
    head: headOf(assembly, language),
    text: assembly.html[language] ?? '',
    foot: paragraphs(footOf(assembly)),
  })

/** That it does not take place stands before everything else. */
const gone = ({ state }: AssemblyModel): string[] =>
  state === 'cancelled' || state === 'postponed' ? [`This assembly is ${stateNames[state]}.`] : []

const kindOf = ({ kind, level, themes, place }: AssemblyModel): string =>
  whereabouts({ level, themes, place: null }, kind === '' ? 'assembly' : kindNames[kind]) || (place ?? '')

function headOf(assembly: AssemblyModel, language: string): string {
  const asked = assembly.summaries[language]
  const where = whereInWords(assembly)
  return paragraphs([
    `<strong>${escapeHtml(assembly.titles[language] ?? titleOf(assembly))}</strong>`,
    ...gone(assembly).map(escapeHtml),
    escapeHtml(whenInWords(assembly)),
    ...(where === '' ? [] : [escapeHtml(where)]),
    ...(asked ? [escapeHtml(asked)] : []),
    escapeHtml(kindOf(assembly)),
  ])
}

function footOf(assembly: AssemblyModel): string[] {
  const { selection, meeting, online, register, capacity, spoken, access, accessNote } = assembly
  const { destination, funding, issues, agenda } = assembly
  const lines: string[] = []
  const fact = (of: string, words: string | null) => {
    if (words) lines.push(`${of}: ${words}`)
  }
  fact('Who comes', `${selectionNames[selection]}${capacity === null ? '' : `, ${capacity} places`}`)
  if (meeting !== 'in-person') fact('Where people meet', meetingNames[meeting])
  fact('To join online', online && linkTo(online))
  fact('To say that you come', register && linkTo(register))
  fact('Languages spoken', spoken.map(escapeHtml).join(', '))
  fact('Provided', access.map((key) => provisionNames[key]).join(', '))
  fact('Access', accessNote && escapeHtml(accessNote))
  fact('Where the result goes', destination && escapeHtml(destination))
  fact('Paid for by', funding && escapeHtml(funding))
  fact('Issues it takes up', issues.map((iri) => linkTo(iri)).join(', '))
  const items = agenda.map(({ title, minutes }) =>
    escapeHtml(minutes === null ? title : `${title} (${minutes} min)`),
  )
  fact('Agenda', items.join('; '))
  return lines
}
