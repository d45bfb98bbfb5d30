import { once } from '../lib/once.ts'

/** Fedify's signatures and keys, loaded when they are first asked for: see fedify.ts. */
export const loadFedify = once(() => import('./fedify.ts'))

/** The JSON-LD processor with the contexts that come with it: only needed for documents that are not written like ours. */
export const loadJsonLd = once(async () => {
  const [{ default: jsonld }, { preloadedContexts }] = await Promise.all([
    import('@fedify/vocab-runtime/jsonld'),
    import('@fedify/vocab-runtime'),
  ])
  return { jsonld, contexts: preloadedContexts as Record<string, unknown> }
})
