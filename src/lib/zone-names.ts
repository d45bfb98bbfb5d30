import { z } from 'zod'
import { wrong } from './complaints.ts'
import { readZone } from './zone.ts'

/** A time zone by its name in the IANA list, as it was typed. */
export const Zone = z.string().transform((name, ctx): string => {
  const zone = readZone(name.trim().replaceAll(' ', '_'))
  if (zone !== null) return zone
  ctx.addIssue({ code: 'custom', message: wrong('wrong.zone') })
  return z.NEVER
})

/** The zones of a country (`iso:GB`) by the names of the IANA list, those of no country where there is none. */
export function zonesOf(area: string | undefined): readonly string[] {
  const code = /^iso:([A-Z]{2})$/.exec(area ?? '')?.[1]
  if (code === undefined) return []
  // Node has it, TypeScript’s own library does not yet.
  const locale = new Intl.Locale(`und-${code}`) as Intl.Locale & { getTimeZones(): string[] | undefined }
  return (locale.getTimeZones() ?? []).flatMap((name) => readZone(name) ?? [])
}

/** The zone that somebody most likely means: a country's only one, else that of this machine. */
export function likelyZone(area: string | undefined): string {
  const zones = zonesOf(area)
  const here = new Intl.DateTimeFormat().resolvedOptions().timeZone
  return (zones.includes(here) ? here : zones.length === 1 ? zones[0] : undefined) ?? here
}
