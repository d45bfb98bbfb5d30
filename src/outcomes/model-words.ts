import type { Words } from '../lib/words.ts'
import type { Decision, Tally } from './model-shape.ts'

/** What became of a decision, how, and by how many: “Adopted by consensus: 35 for, 0 against”. */
export function resultOf(
  { result, method, tally }: Pick<Decision, 'result' | 'method' | 'tally'>,
  words: Words,
) {
  const { t } = words
  const became = t(`result.${result}`)
  const how =
    method === 'none' ? became : t('decision.how', { result: became, method: t(`method.${method}`) })
  return tally === null ? how : t('decision.counted', { how, tally: tallyOf(tally, words) })
}

/** A tally in words; what nobody counted is left out. */
export function tallyOf({ favour, against, abstained, blocked }: Tally, { t, items }: Words): string {
  const said = [
    t('tally.favour', { count: favour }),
    t('tally.against', { count: against }),
    ...(abstained === null ? [] : [t('tally.abstained', { count: abstained })]),
    ...(blocked === null ? [] : [t('tally.blocked', { count: blocked })]),
  ]
  return items(said)
}

/** How many people were there, as a sentence without its stop. */
export const attendanceOf = (present: number, { t }: Words): string =>
  t('outcome.present', { count: present })

/** A day as people write it: 2026-11-30 is “30 November 2026”. */
export const dayName = (day: string, words: Words): string => words.day(day.slice(0, 10))
