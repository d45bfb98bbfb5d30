/** Characters that turn the direction of what follows; with them one name can be made to look like another. */
const turning = /[\u202A-\u202E\u2066-\u2069]/gu

/** Text that any database and any reader can hold: no control characters but the line break, nothing that turns the direction of writing. */
export const plainText = (text: string): string =>
  text
    .replace(/\r\n?|[\u2028\u2029]/gu, '\n')
    .replace(/\t/gu, ' ')
    .replace(/(?!\n)\p{Cc}/gu, '')
    .replace(turning, '')
    .replace(/\p{Cs}/gu, '\uFFFD')
    .trim()

/** The same on one line, one space between words: a title, a name, a place. */
export const plainLine = (text: string): string => plainText(text).replace(/\s+/gu, ' ').trim()

/** Whether there is anything to read in a text, and not only spaces and joiners. */
export const isReadable = (text: string): boolean => /[\p{L}\p{N}\p{P}\p{S}]/u.test(text)

/** A line of at most so many characters, cut between two words where it is too long, with “…” in place of the rest. */
export function shorten(text: string, most: number): string {
  if (text.length <= most) return text
  const start = text.slice(0, most - 1).replace(/\p{Cs}$/u, '')
  const space = start.lastIndexOf(' ')
  return `${(space > most / 2 ? start.slice(0, space) : start).replace(/[\s,;:–-]+$/u, '')}…`
}

/** Somebody else's value, whatever it is, as it may stand in a sentence or a log. */
export const inBrief = (value: unknown): string =>
  shorten(plainLine(typeof value === 'string' ? value : (JSON.stringify(value) ?? 'nothing')), 200)

/** What a text says with a capital in front. */
export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)
