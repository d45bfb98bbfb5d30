import type { Decision, Method, Result, Tally } from './model-shape.ts'

/** How people decided, as it stands after what became of it: “adopted by consensus”. */
export const methodNames: Readonly<Record<Method, string>> = {
  consensus: 'by consensus',
  consent: 'by consent',
  majority: 'by majority',
  'two-thirds': 'by a majority of two thirds',
  'temperature-check': 'in a temperature check',
  ranked: 'by ranking the choices',
  lot: 'by lot',
  none: '',
}

/** What became of it, with a capital in front. */
export const resultNames: Readonly<Record<Result, string>> = {
  adopted: 'Adopted',
  'adopted-with-reservations': 'Adopted with reservations',
  'not-adopted': 'Not adopted',
  deferred: 'Put off',
  'no-decision': 'Not decided',
}

/** What became of a decision, how, and by how many: “Adopted by consensus: 35 for, 0 against”. */
export function resultOf({ result, method, tally }: Decision): string {
  const how = [resultNames[result], methodNames[method]].filter(Boolean).join(' ')
  return tally === null ? how : `${how}: ${tallyOf(tally)}`
}

/** A tally in words; what nobody counted is left out. */
export const tallyOf = ({ favour, against, abstained, blocked }: Tally): string =>
  (
    [
      [favour, 'for'],
      [against, 'against'],
      [abstained, 'abstained'],
      [blocked, 'blocked it'],
    ] as const
  )
    .flatMap(([count, word]) => (count === null ? [] : [`${count.toLocaleString('en-GB')} ${word}`]))
    .join(', ')

/** How many people were there, as a sentence without its stop. */
export const attendanceOf = (present: number): string =>
  present === 1 ? '1 person was there' : `${present.toLocaleString('en-GB')} people were there`

/** A day as people write it: 2026-11-30 is “30 November 2026”. */
export const dayName = (day: string): string =>
  new Date(`${day.slice(0, 10)}T00:00:00Z`).toLocaleDateString('en-GB', {
    ...({ day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' } as const),
  })
