import { z } from 'zod'
import { wrong } from './complaints.ts'

/**
 * Key of an area, `scheme:code`: `gss:E05000026` (the UK's statistical offices), `iso:GB-ENG` (ISO 3166),
 * `geonames:2643743`, `un:world`. Only the shape is checked: the schemes' lists are longer than any we could ship.
 */
export const AreaKey = z
  .string()
  .trim()
  .max(64)
  .regex(/^(gss:[A-Z]\d{8}|iso:[A-Z]{2}(-[A-Z0-9]{1,3})?|geonames:\d{1,9}|un:(world|\d{3}))$/, {
    error: ({ input }) => wrong('wrong.area', { typed: String(input) }),
  })

/** Reads an area key, or null where the text is none. */
export const readArea = (text: unknown): string | null => {
  const read = AreaKey.safeParse(text)
  return read.success ? read.data : null
}
