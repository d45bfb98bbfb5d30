import { z } from 'zod'
import { wrong } from './complaints.ts'

/** A pin on the map in degrees; rounded to about a hundred metres, so that it marks a place and no door. */
export const Pin = z.object({
  lat: degrees(90).transform(rounded),
  lon: degrees(180).transform(rounded),
})

function degrees(most: number) {
  return z.number(wrong('wrong.pin')).min(-most, wrong('wrong.pin')).max(most, wrong('wrong.pin'))
}

function rounded(degrees: number): number {
  return Math.round(degrees * 1000) / 1000
}

/**
 * A pin as people have it, for Pin to judge: typed (`51.561, -1.785`), with the letters of a compass (`51°33′40″N 1°47′06″W`),
 * as a `geo:` address, or as the link of a map that has it in it. Null where nothing was typed. Nobody is asked: a short
 * link that hides the place is none.
 */
export function pinFrom(text: string): { lat: number; lon: number } | null {
  const typed = text.trim().slice(0, 2048)
  if (typed === '') return null
  return linked(typed) ?? withLetters(typed) ?? inDegrees(typed) ?? { lat: NaN, lon: NaN }
}

type Found = { lat: number; lon: number } | null

const pair = (lat: string | undefined, lon: string | undefined): Found =>
  lat === undefined || lon === undefined ? null : { lat: Number(lat), lon: Number(lon) }

function inDegrees(text: string): Found {
  // Where a comma stands for the point, only a space or a semicolon can part the two.
  const commas = /^([+-]?\d+),(\d+)\s*[;\s]\s*([+-]?\d+),(\d+)$/.exec(text)
  if (commas) return pair(`${commas[1]}.${commas[2]}`, `${commas[3]}.${commas[4]}`)
  const points = /^([+-]?\d+(?:\.\d+)?)°?\s*[\s,;]\s*([+-]?\d+(?:\.\d+)?)°?$/.exec(text)
  return pair(points?.[1], points?.[2])
}

/** Degrees, perhaps minutes and seconds, and the letter of a compass behind them, twice: first how far north, then how far east. */
function withLetters(text: string): Found {
  const part =
    /(\d+(?:\.\d+)?)\s*°?\s*(?:(\d+(?:\.\d+)?)\s*['′’]\s*)?(?:(\d+(?:\.\d+)?)\s*(?:"|″|”|''|′′)\s*)?([NSEW])/giu
  const parts = [...text.matchAll(part)].map(([, degrees, minutes = '0', seconds = '0', letter = '']) => ({
    letter: letter.toUpperCase(),
    degrees:
      (Number(degrees) + Number(minutes) / 60 + Number(seconds) / 3600) * (/[SW]/i.test(letter) ? -1 : 1),
  }))
  const lat = parts.find(({ letter }) => letter === 'N' || letter === 'S')
  const lon = parts.find(({ letter }) => letter === 'E' || letter === 'W')
  // What is left beside the two is no part of a pin: “Flat 2, 5 North Street” is an address and none.
  const rest = text.replace(part, '').replace(/[\s,;]/g, '')
  return parts.length === 2 && lat && lon && rest === '' ? { lat: lat.degrees, lon: lon.degrees } : null
}

const number = String.raw`(-?\d{1,3}(?:\.\d+)?)`
const two = new RegExp(String.raw`^(?:loc:)?\s*${number}\s*[,~ ]\s*${number}`)

/** What the links of maps have the place in: of Google, OpenStreetMap, Apple, Bing and their like, the marked place before the middle of the map. */
function linked(text: string): Found {
  if (/^geo:/i.test(text)) {
    const [place = '', query = ''] = text.slice(4).split('?')
    const asked = two.exec(new URLSearchParams(query).get('q') ?? '')
    return asked ? pair(asked[1], asked[2]) : matched(two, place)
  }
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) return null
  const url = new URL(text)
  const asked = (name: string) => url.searchParams.get(name) ?? undefined
  const path = decoded(url.pathname)
  const hash = decoded(url.hash)
  const named = ['q', 'query', 'll', 'coordinate', 'destination', 'daddr', 'center', 'sll', 'cp'].map(
    (name) => matched(two, asked(name) ?? ''),
  )
  return (
    pair(asked('mlat'), asked('mlon')) ??
    matched(new RegExp(`.*!3d${number}!4d${number}`), path) ??
    named.find((found) => found !== null) ??
    pair(asked('lat'), asked('lon') ?? asked('lng') ?? asked('long')) ??
    matched(new RegExp(`/@${number},${number}`), path) ??
    matched(new RegExp(`^#(?:.*&)?(?:map=)?\\d{1,2}(?:\\.\\d+)?/${number}/${number}`), hash)
  )
}

function matched(pattern: RegExp, text: string): Found {
  const found = pattern.exec(text)
  return pair(found?.[1], found?.[2])
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
