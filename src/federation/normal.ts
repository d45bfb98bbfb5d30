import { isJsonObject, type Json, type JsonObject } from '../lib/json.ts'
import { isOurContext, wholeContext } from './context.ts'
import { loadJsonLd } from './later.ts'

/**
 * A document in normal form: compact, with the names that we use ourselves. Our own documents are in it already, and
 * only their context is checked; any other is expanded and compacted anew, with the contexts that come with the program
 * and no others: nothing is fetched to understand a document.
 * @throws where it uses a context that we do not know
 */
export async function normalForm(document: JsonObject): Promise<JsonObject> {
  if (isOurContext(document['@context'])) return document
  const { jsonld, contexts } = await loadJsonLd()
  const documentLoader = async (address: string) => {
    const known = contexts[address]
    if (known === undefined) throw new Error(`it uses the context ${address}, which we do not know`)
    return { contextUrl: null, documentUrl: address, document: known }
  }
  const compact = await jsonld
    .compact(document, wholeContext as object, { documentLoader })
    // The library tells of possible causes at length; the real one is inside.
    .catch((error: { details?: { cause?: unknown } }) => {
      throw error?.details?.cause ?? error
    })
  if (!isJsonObject(compact as Json)) throw new Error('it cannot be read as JSON-LD')
  return compact as JsonObject
}
