import { plainText } from './plain.ts'
import type { Instant } from './time.ts'
import type { WallTime } from './zone.ts'

/** One line of a calendar file (RFC 5545 §3.1), not folded yet; the value stands in it as it is. */
export const lineOf = (
  name: string,
  value: string | number,
  parameters: Readonly<Record<string, string>> = {},
): string =>
  `${name}${Object.entries(parameters)
    .map(([key, text]) => `;${key}=${parameterOf(text)}`)
    .join('')}:${value}`

/** One line that holds text of somebody's: what has a meaning in a calendar is escaped (§3.3.11). */
export const textLineOf = (
  name: string,
  text: string,
  parameters: Readonly<Record<string, string>> = {},
): string => lineOf(name, escaped(text), parameters)

/** Text as it stands in a value, where commas and semicolons divide and a line break would end it. */
export const escaped = (text: string): string =>
  plainText(text)
    .replace(/[\\;,]/g, '\\$&')
    .replace(/\n/g, '\\n')

/** A parameter cannot hold a double quotation mark at all (§3.2), and is quoted where something else in it divides. */
function parameterOf(text: string): string {
  const plain = plainText(text).replace(/\n/g, ' ').replace(/"/g, '’')
  return /[:;,]/.test(plain) ? `"${plain}"` : plain
}

/** An instant as calendars write it in UTC: 20261212T180000Z. */
export const utcTime = (at: Instant): string => `${at.slice(0, 19).replace(/[-:]/g, '')}Z`

/** A time of a wall clock as calendars write it, to stand beside a zone: 20261212T180000. */
export const wallTime = (wall: WallTime): string => `${wall.replace(/[-:]/g, '')}00`

/** The lines of a calendar as a file: each folded at 75 octets, never inside a character, and ended as §3.1 wants it. */
export const calendarFile = (lines: readonly string[]): string =>
  lines.map((line) => `${folded(line)}\r\n`).join('')

function folded(line: string): string {
  if (Buffer.byteLength(line) <= 75) return line
  const parts: string[] = []
  let part = ''
  let room = 75
  for (const character of line) {
    const size = Buffer.byteLength(character)
    if (size > room) {
      parts.push(part)
      part = ''
      // The space that a further line begins with counts.
      room = 74
    }
    part += character
    room -= size
  }
  return [...parts, part].join('\r\n ')
}
