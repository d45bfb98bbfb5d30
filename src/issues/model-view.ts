import { areaName } from '../lib/area-names.ts'
import { inLanguage } from '../lib/language.ts'
import { licenceName } from '../lib/licences.ts'
import { sanitiseHtml, textOfHtml } from '../lib/markdown.ts'
import { plainLine } from '../lib/plain.ts'
import { themeOf } from '../lib/themes.ts'
import { titleOf } from '../records/model.ts'
import { type IssueModel, stateNames } from './model.ts'
import { type Basis, deciderName, measureOf, type Source } from './model-shape.ts'

/** A link with its words. */
export type Link = { readonly name: string; readonly href: string }

/** An issue as a page shows it, every text made ready. */
export type IssueView = {
  readonly state: { readonly key: string; readonly name: string }
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
  readonly deciders: readonly string[]
  /** Where it came from, or null where its hub says nothing of it that is known here. */
  readonly basis: string | null
  readonly evidence: readonly {
    readonly count: string
    readonly name: string
    readonly means: string | null
  }[]
  readonly source: (Omit<Source, 'licence'> & { readonly licence: Link | null }) | null
  readonly licence: Link | null
  readonly mergedInto: string | null
  readonly splitFrom: string | null
}

/** Makes an issue ready to be shown, in the language asked for where it has one, else in its primary one. */
export function viewOf(issue: IssueModel, asked: string | undefined): IssueView {
  const language = asked !== undefined && Object.hasOwn(issue.titles, asked) ? asked : issue.language
  const title = issue.titles[language] ?? titleOf(issue)
  const textLanguage = Object.hasOwn(issue.html, language)
    ? language
    : (Object.keys(issue.html)[0] ?? language)
  // Sanitised when it was stored, and again here: a rule may have become stricter since.
  const html = sanitiseHtml(inLanguage(issue.html, textLanguage))
  return {
    state: { key: issue.state, name: stateNames[issue.state] },
    language,
    title,
    summary: issue.summaries[language] ?? '',
    html: plainLine(textOfHtml(html)) === title ? '' : html,
    textLanguage,
    languages: Object.keys(issue.titles)
      .filter((tag) => tag !== language)
      .map((tag) => ({ tag, name: languageName(tag), href: `?lang=${encodeURIComponent(tag)}` })),
    place: issue.place,
    level: issue.level,
    themes: issue.themes.map((key) => ({ name: themeOf(key)?.name ?? key, href: `/map?theme=${key}` })),
    areas: issue.areas.map((key) => ({ name: areaName(key), href: `/map?area=${encodeURIComponent(key)}` })),
    deciders: issue.deciders.map(deciderName),
    basis: issue.basis === '' ? null : basisNames[issue.basis],
    evidence: issue.evidence.map(({ measure, count }) => ({
      count: count.toLocaleString('en-GB'),
      ...measureOf(measure),
    })),
    source: issue.source && { ...issue.source, licence: licenceLink(issue.source.licence) },
    licence: licenceLink(issue.licence),
    mergedInto: issue.links.mergedInto,
    splitFrom: issue.links.splitFrom,
  }
}

const basisNames: Readonly<Record<Basis, string>> = {
  listening: 'listening to people',
  assembly: 'an assembly',
  petition: 'a petition',
  import: 'a consultation held elsewhere',
}

/** A language by its own name, as people who read it look for it; what a tag says beyond that (`-x-…`, `-u-…`) has no name. */
function languageName(tag: string): string {
  const { baseName } = new Intl.Locale(tag)
  return new Intl.DisplayNames([baseName], { type: 'language' }).of(baseName) ?? tag
}

const licenceLink = (address: string | null): Link | null =>
  address ? { name: licenceName(address), href: address } : null
