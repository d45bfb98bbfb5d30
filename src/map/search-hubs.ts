import type { AskedWord } from '../db/search.ts'
import type { Hub } from '../hubs/model.ts'
import { primaryTag } from '../lib/language.ts'
import { renderMarkdown, textOfHtml } from '../lib/markdown.ts'
import { wordsIn } from '../lib/search-words.ts'
import { themeName } from '../lib/themes.ts'
import { spoken, wordsFor } from '../lib/words.ts'
import type { Origin } from './model.ts'
import type { SearchFilter } from './model-search.ts'

/** A hub that was found, ours or one that ours follow, with what it says of itself where that is known here. */
export type HubFound = {
  readonly origin: Origin
  readonly place: string | null
  /** Its description as plain text. */
  readonly summary: string
  readonly language: string | undefined
}

/**
 * The hubs that have all the words, in name or handle, or in what they say of themselves: those whose name fits best first.
 * They are the very hubs whose records are shown, so whoever is blocked or not followed is not among them.
 */
export function findHubs(
  words: readonly AskedWord[],
  about: { hubs: readonly Hub[]; origins: readonly Origin[]; filter: SearchFilter },
): HubFound[] {
  const ours = new Map(about.hubs.map((hub) => [hub.id, hub]))
  return about.origins
    .map((origin) => ({ origin, hub: ours.get(origin.hub ?? '') }))
    .filter(({ origin, hub }) => isSought(origin, hub, about.filter))
    .map((one) => ({ ...one, fit: fitOf(words, one) }))
    .filter(({ fit }) => fit > 0)
    .sort((a, b) => b.fit - a.fit)
    .map(({ origin, hub }) => ({
      origin,
      place: hub?.place ?? null,
      summary: hub === undefined ? '' : textOfHtml(renderMarkdown(hub.summary)),
      language: hub?.languages[0],
    }))
}

/** The words of the hubs’ names, to find what was meant by a word that nobody says. */
export const wordsOfHubs = (origins: readonly Origin[]): string[] =>
  origins.flatMap(({ name }) => wordsIn(name).map(({ word }) => word))

/** Of another server’s hub we know neither theme nor languages, so it is not found where one of these is asked for. */
function isSought(origin: Origin, hub: Hub | undefined, filter: SearchFilter): boolean {
  const { theme, language, near, hub: only } = filter
  if (only !== undefined && only.actor !== origin.actor) return false
  if (near && origin.hub === null) return false
  if (theme !== undefined && hub?.theme !== theme) return false
  return language === undefined || (hub?.languages.map(primaryTag).includes(language) ?? false)
}

/** How well a hub fits, 0 where it has not all the words. A word in its name counts more than one in what it says of itself. */
function fitOf(
  words: readonly AskedWord[],
  { origin, hub }: { origin: Origin; hub: Hub | undefined },
): number {
  const name = foldedIn(origin.name)
  const rest = foldedIn(
    [origin.handle, hub?.place ?? '', ...themeNames(hub?.theme ?? null), hub?.summary ?? ''].join('\n'),
  )
  let fit = 0
  for (const { word, begins } of words) {
    const starts = (one: string) => begins && one.startsWith(word)
    if (name.includes(word)) fit += 12
    else if (name.some(starts)) fit += 8
    else if (rest.includes(word) || rest.some(starts)) fit += 1
    else return 0
  }
  return fit
}

/** What a theme is called in each language that pages speak: who looks for it writes one of these. */
const themeNames = (theme: string | null): string[] =>
  theme === null ? [] : spoken.map(({ lang }) => themeName(theme, wordsFor(lang)))

const foldedIn = (text: string): string[] => wordsIn(text).map(({ word }) => word)
