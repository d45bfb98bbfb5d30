import { englishName } from '../lib/language.ts'
import type { Instant } from '../lib/time.ts'
import { type Link, type RecordView, viewAlike } from '../records/view.ts'
import {
  type AssemblyModel,
  kindNames,
  meetingNames,
  provisionNames,
  selectionNames,
  stateNames,
  timesOf,
} from './model.ts'
import { whenInWords, whereInWords } from './model-words.ts'

/** An assembly as a page shows it, every text made ready. A venue that is hidden is not in it. */
export type AssemblyView = RecordView & {
  readonly state: { readonly key: string; readonly name: string }
  readonly noun: string
  readonly when: string
  readonly start: Instant | null
  readonly where: string
  readonly online: string | null
  readonly register: string | null
  readonly facts: readonly { readonly of: string; readonly says: string }[]
  readonly issues: readonly Link[]
  readonly agenda: readonly {
    readonly title: string
    readonly minutes: number | null
    readonly issue: string | null
  }[]
  readonly series: string | null
}

/** Makes an assembly ready to be shown, in the language asked for where it has one, else in its primary one. */
export function viewOf(assembly: AssemblyModel, asked: string | undefined): AssemblyView {
  const { state, kind, selection, meeting, capacity, spoken, access, accessNote, destination, funding } =
    assembly
  const facts: [of: string, says: string | null][] = [
    ['Who comes', `${selectionNames[selection]}${capacity === null ? '' : `; ${capacity} places`}`],
    ['Where people meet', meetingNames[meeting]],
    ['Languages spoken', spoken.map(englishName).join(', ')],
    ['Provided', access.map((key) => provisionNames[key]).join(', ')],
    ['Access', accessNote],
    ['Where the result goes', destination],
    ['Paid for by', funding],
  ]
  return {
    ...viewAlike(assembly, asked),
    state: { key: state, name: stateNames[state] },
    noun: kind === '' ? 'assembly' : kindNames[kind],
    when: whenInWords(assembly),
    start: timesOf(assembly)?.start ?? null,
    where: whereInWords(assembly),
    online: assembly.online,
    register: assembly.register,
    facts: facts.flatMap(([of, says]) => (says ? [{ of, says }] : [])),
    issues: assembly.issues.map((href) => ({ href, name: new URL(href).host })),
    agenda: assembly.agenda,
    series: assembly.series,
  }
}
