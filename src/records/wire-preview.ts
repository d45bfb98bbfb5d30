import { withContext } from '../federation/context.ts'
import { isJsonObject, type JsonObject } from '../lib/json.ts'
import { sanitiseHtml, textOfHtml } from '../lib/markdown.ts'

/** A document as others see it, made ready to be shown. */
export type Preview = {
  /** Absent of a Note: its text stands in lists instead. */
  readonly title: string | null
  readonly summary: string
  /** The text in each language, primary first, in parts between which a rule stands. */
  readonly texts: readonly { readonly tag: string; readonly parts: readonly string[] }[]
  readonly address: string
  /** All of it, as machines read it. */
  readonly whole: string
}

/** What others see of a document of ours, from the document itself. */
export function toPreview(written: JsonObject): Preview {
  const document = withContext(written)
  const { name, summary, content, contentMap } = document
  const texts = isJsonObject(contentMap) ? contentMap : { und: content ?? '' }
  return {
    title: typeof name === 'string' ? name : null,
    summary: typeof summary === 'string' ? textOfHtml(summary) : '',
    texts: Object.entries(texts).map(([tag, text]) => ({
      tag,
      parts: String(text)
        .split('<hr>')
        .map((part) => sanitiseHtml(part))
        .filter((part) => part !== ''),
    })),
    address: String(document.id),
    whole: JSON.stringify(document, null, 2),
  }
}
