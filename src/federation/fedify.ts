import '../lib/temporal.ts'

/**
 * What we take of Fedify, all in one place because it is dear: to load it takes as long as all the rest of a start, and as
 * much memory. So this file is only ever loaded later (loadFedify), when the first letter comes or is to be signed anew.
 */
export { signRequest, verifyRequestDetailed } from '@fedify/fedify/sig'
export { CryptographicKey } from '@fedify/fedify/vocab'
export { preloadedContexts } from '@fedify/vocab-runtime'
