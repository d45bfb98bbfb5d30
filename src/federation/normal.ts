import { isJsonObject, type Json, type JsonObject, listOf } from '../lib/json.ts'
import { isOurContext, wholeContext } from './context.ts'
import { loadJsonLd } from './later.ts'

/**
 * A document in normal form: compact, with the names that we use ourselves. Our own documents are in it already, and
 * only their context is checked; any other is expanded and compacted anew, with the contexts that come with the program
 * and no others: nothing is fetched to understand a document, and no context is so involved that this would take long.
 * @throws where it uses a context that we do not know, or an involved one
 */
export async function normalForm(document: JsonObject): Promise<JsonObject> {
  if (isOurContext(document['@context'])) return document
  // A proof may bring a context of its own; it has been checked as it stands, and says nothing of what the document says.
  const { proof: _, ...said } = document
  if (isInvolved(said)) throw new Error('its context is too involved')
  const { jsonld, contexts } = await loadJsonLd()
  const documentLoader = async (address: string) => {
    const known = Object.hasOwn(contexts, address) ? contexts[address] : undefined
    if (known === undefined) throw new Error(`it uses the context ${address}, which we do not know`)
    return { contextUrl: null, documentUrl: address, document: known }
  }
  const compact = await jsonld
    .compact(said, wholeContext as object, { documentLoader })
    // The library tells of possible causes at length; the real one is inside.
    .catch((error: { details?: { cause?: unknown } }) => {
      throw error?.details?.cause ?? error
    })
  if (!isJsonObject(compact as Json)) throw new Error('it cannot be read as JSON-LD')
  return compact as JsonObject
}

/** How many parts a context may have. */
const mostContexts = 16

/**
 * Whether a context has many parts, or holds another, or stands anywhere but at the head. One that belongs to a term is
 * worked through again at each place where the term stands: a hundred kilobytes can take ten seconds so.
 */
function isInvolved({ '@context': context, ...said }: JsonObject): boolean {
  const parts = listOf(context)
  return parts.length > mostContexts || hasContext(said) || parts.some(hasContext)
}

const hasContext = (value: Json): boolean =>
  Array.isArray(value)
    ? value.some(hasContext)
    : isJsonObject(value) && ('@context' in value || Object.values(value).some(hasContext))
