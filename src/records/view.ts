import { areaName } from '../lib/area-names.ts'
import { inLanguage } from '../lib/language.ts'
import { licenceName } from '../lib/licences.ts'
import { sanitiseHtml, textOfHtml } from '../lib/markdown.ts'
import { plainLine } from '../lib/plain.ts'
import { themeOf } from '../lib/themes.ts'
import { type Placed, type Said, titleOf } from './model.ts'

/** A link with its words. */
export type Link = { readonly name: string; readonly href: string }

/** A record as a page shows it, as far as all kinds are alike; every text made ready. */
export type RecordView = {
  /** BCP 47 tag of the title shown. */
  readonly language: string
  readonly title: string
  /** What is asked, or empty. */
  readonly summary: string
  /** The text as safe HTML, or empty where it says no more than the title. */
  readonly html: string
  /** The language the text is in, where the title's has none. */
  readonly textLanguage: string
  /** The other languages it can be read in. */
  readonly languages: readonly (Link & { readonly tag: string })[]
  readonly place: string | null
  readonly level: string
  readonly themes: readonly Link[]
  readonly areas: readonly Link[]
  readonly licence: Link | null
}

/** Makes what all kinds have ready to be shown, in the language asked for where there is one, else in the primary one. */
export function viewAlike(record: Said & Placed, asked: string | undefined): RecordView {
  const language = asked !== undefined && Object.hasOwn(record.titles, asked) ? asked : record.language
  const title = record.titles[language] ?? titleOf(record)
  const textLanguage = Object.hasOwn(record.html, language)
    ? language
    : (Object.keys(record.html)[0] ?? language)
  // Sanitised when it was stored, and again here: a rule may have become stricter since.
  const html = sanitiseHtml(inLanguage(record.html, textLanguage))
  return {
    language,
    title,
    summary: record.summaries[language] ?? '',
    html: plainLine(textOfHtml(html)) === title ? '' : html,
    textLanguage,
    languages: Object.keys(record.titles)
      .filter((tag) => tag !== language)
      .map((tag) => ({ tag, name: languageName(tag), href: `?lang=${encodeURIComponent(tag)}` })),
    place: record.place,
    level: record.level,
    themes: record.themes.map((key) => ({ name: themeOf(key)?.name ?? key, href: `/map?theme=${key}` })),
    areas: record.areas.map((key) => ({ name: areaName(key), href: `/map?area=${encodeURIComponent(key)}` })),
    licence: licenceLink(record.licence),
  }
}

/** A language by its own name, as people who read it look for it; what a tag says beyond that (`-x-…`, `-u-…`) has no name. */
function languageName(tag: string): string {
  const { baseName } = new Intl.Locale(tag)
  const name = new Intl.DisplayNames([baseName], { type: 'language' }).of(baseName) ?? tag
  // `en-simple` is the tag of plain English; the word it is shown by comes out in capital letters.
  return name.replace('(SIMPLE)', '(simple)')
}

/** A licence as a link with the name people know it by, or null where none is stated. */
export const licenceLink = (address: string | null): Link | null =>
  address ? { name: licenceName(address), href: address } : null
