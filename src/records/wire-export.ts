import { z } from 'zod'
import type { RecordKind } from '../federation/kinds.ts'
import { normalForm } from '../federation/normal.ts'
import type { JsonObject } from '../lib/json.ts'
import type { LanguageMap } from '../lib/language.ts'
import { licenceName } from '../lib/licences.ts'
import { markdownOfText } from '../lib/markdown.ts'
import { markdownOfHtml } from '../lib/markdown-of-html.ts'
import { isRefusal, type Refusal, refuse } from '../lib/refusal.ts'
import type { Instant } from '../lib/time.ts'
import { HttpUrl, sameOrigin } from '../lib/url.ts'
import type { Placed, Said } from './model.ts'
import { line, longestText } from './shape.ts'

/** What the file of a record says of itself first; a file of another version is not read. */
const format = 'folkmoot-record'
const version = 1

/** The longest file that is read, in characters: a document has at most a mebibyte. */
export const longestFile = 2_000_000

/**
 * A record in a file, as docs/vocabulary.md has it: the document exactly as its hub publishes it, with context and proof, so
 * that nothing is in it that is not public, and beside it what people call the hub and when the file was made.
 */
export const toRecordFile = (about: {
  kind: string
  document: JsonObject
  publisher: string
  exported: Instant
}): JsonObject => ({ format, version, ...about })

const RecordFile = z.object({
  kind: z.string(),
  publisher: line(200),
  document: z.looseObject({ id: HttpUrl, attributedTo: HttpUrl }),
})

/** A record out of a file: what it says, and where it is from. */
export type Imported<Model> = {
  readonly model: Model
  /** Its address, and what people call the hub that published it. */
  readonly address: string
  readonly publisher: string
}

/**
 * Reads a record of a kind out of a file, or says in one sentence why not. That its hub did publish it is not checked: whoever
 * takes it in reads it, and answers for the draft.
 */
export async function readRecordFile<Model extends Placed>(
  text: string,
  kind: RecordKind<Model>,
): Promise<Imported<Model> | Refusal> {
  const file = parsed(text)
  if (file?.format !== format) return refuse('This is no file of a record that Folkmoot has written.')
  if (file.version !== version)
    return refuse(
      `This file has the form ${String(file.version)}, and only the form ${version} is read here. Update the server, or ask for it again.`,
    )
  const read = RecordFile.safeParse(file)
  if (!read.success || !sameOrigin(read.data.document.id, read.data.document.attributedTo))
    return refuse('The file is broken: something is missing from it.')
  if (read.data.kind !== kind.kind)
    return refuse(
      `This is the file of an ${read.data.kind}, and not of an ${kind.kind}.`.replace(
        /\ban (?=[^aeiou])/g,
        'a ',
      ),
    )
  const document = await inNormalForm(read.data.document as JsonObject)
  if (isRefusal(document)) return document
  if (document['moot:kind'] !== kind.term) return refuse(`The record in the file is no ${kind.kind}.`)
  const model = kind.read(document)
  if (isRefusal(model)) return model
  if (model.licence === '')
    return refuse('It states no licence, so its words may not be taken over. Ask the hub that wrote it.')
  return { model, address: read.data.document.id, publisher: read.data.publisher }
}

/** What a draft made of a record of another hub says: its words as Markdown, with the source and its licence below. */
export function wordingOf<Model extends Said & Placed>({ model, address, publisher }: Imported<Model>) {
  const { language, titles, summaries, level, place, pin, themes, areas, licence } = model
  const source = `${markdownOfText(publisher)}, <${address}>, ${markdownOfText(licenceName(licence))}`
  return {
    ...{ language, titles: { ...titles }, summaries: { ...summaries }, contents: withSource(model, source) },
    ...{ level, place, pin, themes: [...themes], areas: [...areas], licence },
  }
}

/** Each text with its source below it; in the primary language the source stands also where there is no text. */
function withSource({ html, language }: Said, source: string): Record<string, string> {
  const texts: LanguageMap = { [language]: '', ...html }
  const contents = Object.entries(texts).map(([tag, text]) => [
    tag,
    [markdownOfHtml(text), source].filter(Boolean).join('\n\n'),
  ])
  const whole = Object.fromEntries(contents) as Record<string, string>
  const length = Object.values(whole).reduce((sum, text) => sum + text.length, 0)
  return length <= longestText ? whole : { [language]: whole[language]! }
}

function parsed(text: string): Record<string, unknown> | null {
  if (text.length > longestFile) return null
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

/** A document in normal form, or that it cannot be read: a file may hold anything. */
async function inNormalForm(document: JsonObject): Promise<JsonObject | Refusal> {
  try {
    return await normalForm(document)
  } catch {
    return refuse('The record in the file cannot be read.')
  }
}
