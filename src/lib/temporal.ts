import { Temporal } from '@js-temporal/polyfill'

// Node has no Temporal of its own yet; Fedify needs one before it is imported.
if (!('Temporal' in globalThis)) Object.assign(globalThis, { Temporal })
