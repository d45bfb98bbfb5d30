import { z } from 'zod'

/** A pin on the map in degrees; rounded to about a hundred metres, so that it marks a place and no door. */
export const Pin = z.object({
  lat: degrees(90).transform(rounded),
  lon: degrees(180).transform(rounded),
})

function degrees(most: number) {
  return z
    .number({ error: 'must be a latitude and a longitude in degrees, such as 51.561, -1.785' })
    .min(-most)
    .max(most)
}

function rounded(degrees: number): number {
  return Math.round(degrees * 1000) / 1000
}

/** A pin as people type it, `51.561, -1.785`, for Pin to judge; null where nothing was typed. */
export function pinFrom(text: string): { lat: number; lon: number } | null {
  if (text.trim() === '') return null
  const [lat = NaN, lon = NaN, more] = text.split(/[\s,;]+(?=\S)/).map((part) => Number(part.trim() || NaN))
  return more === undefined ? { lat, lon } : { lat: NaN, lon: NaN }
}
