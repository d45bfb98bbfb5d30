import { areaName } from '../lib/area-names.ts'
import { inLanguage, nearestOf, sameLanguage } from '../lib/language.ts'
import { licenceName } from '../lib/licences.ts'
import { sanitiseHtml, textOfHtml } from '../lib/markdown.ts'
import { plainLine } from '../lib/plain.ts'
import { plainOf, saidPlainly } from '../lib/plain-language.ts'
import { themeName } from '../lib/themes.ts'
import { type Words, wordsFor } from '../lib/words.ts'
import { type Placed, type Said, titleOf } from './model.ts'

/** Whoever reads: how their page says things, and the language that the address asks for. */
export type Reader = { readonly words: Words; readonly asked?: string | undefined }

/** A link with its words. */
export type Link = { readonly name: string; readonly href: string }

/** A record as a page shows it, as far as all kinds are alike; every text made ready. */
export type RecordView = {
  /** BCP 47 tag of the title shown. */
  readonly language: string
  /** What the page calls that language where it is not the page’s own. */
  readonly foreign: string | null
  readonly title: string
  /** What is asked, or empty. */
  readonly summary: string
  /** The text as safe HTML, or empty where it says no more than the title. */
  readonly html: string
  /** The language of what is said in no other: decisions, an agenda, who does it. */
  readonly primary: string
  /** The language the text is in, where the title's has none. */
  readonly textLanguage: string
  /** The other languages it can be read in. */
  readonly languages: readonly (Link & { readonly tag: string })[]
  /** The same in plain words, where it is not shown that way; or from there back to all of it. */
  readonly plain: (Link & { readonly tag: string; readonly to: 'plain' | 'whole' }) | null
  readonly place: string | null
  readonly level: string
  readonly themes: readonly Link[]
  readonly areas: readonly Link[]
  readonly licence: Link | null
}

/** Makes what all kinds have ready to be shown: in the language asked for or the reader’s where it is there, else in the primary one. */
export function viewAlike(record: Said & Placed, { words, asked }: Reader): RecordView {
  const language =
    asked !== undefined && Object.hasOwn(record.titles, asked)
      ? asked
      : (nearestOf(record.titles, words.lang) ?? record.language)
  const title = record.titles[language] ?? titleOf(record)
  const base = saidPlainly(language)
  const other = [base ?? plainOf(language)].find((tag) => Object.hasOwn(record.titles, tag))
  const textLanguage = Object.hasOwn(record.html, language)
    ? language
    : (Object.keys(record.html)[0] ?? language)
  // Sanitised when it was stored, and again here: a rule may have become stricter since.
  const html = sanitiseHtml(inLanguage(record.html, textLanguage))
  return {
    language,
    primary: record.language,
    foreign: sameLanguage(language, words.lang) ? null : words.languageName(language),
    title,
    summary: record.summaries[language] ?? '',
    html: plainLine(textOfHtml(html)) === title ? '' : html,
    textLanguage,
    languages: Object.keys(record.titles)
      .filter((tag) => tag !== language && tag !== other)
      .map((tag) => ({ tag, name: languageName(tag), href: askFor(tag) })),
    plain:
      other === undefined
        ? null
        : {
            tag: other,
            href: askFor(other),
            name: languageName(other),
            to: base === null ? 'plain' : 'whole',
          },
    place: record.place,
    level: words.t(`level.${record.level}`),
    themes: record.themes.map((key) => ({ name: themeName(key, words), href: `/map?theme=${key}` })),
    areas: record.areas.map((key) => ({
      name: areaName(key, words),
      href: `/map?area=${encodeURIComponent(key)}`,
    })),
    licence: licenceLink(record.licence),
  }
}

const askFor = (tag: string): string => `?lang=${encodeURIComponent(tag)}`

/** A language by its own name, as people who read it look for it; what a tag says beyond that (`-x-…`, `-u-…`) has no name. */
function languageName(tag: string): string {
  const plainly = saidPlainly(tag)
  if (plainly !== null) return wordsFor(plainly).t('write.plain', { language: languageName(plainly) })
  const { baseName } = new Intl.Locale(tag)
  return new Intl.DisplayNames([baseName], { type: 'language' }).of(baseName) ?? tag
}

/** A licence as a link with the name people know it by, or null where none is stated. */
export const licenceLink = (address: string | null): Link | null =>
  address ? { name: licenceName(address), href: address } : null
