import fc from 'fast-check'
import type { Json } from './peer-signatures.ts'

/** Cases in all that `npm test` tries; FUZZ_RUNS=1000000 tries as many more in each part. */
const usual = 140_000
const times = Math.max(1, Number(process.env.FUZZ_RUNS ?? usual)) / usual
const seed = Number(process.env.FUZZ_SEED ?? Date.now() % 2 ** 31)
if (process.env.FUZZ_RUNS !== undefined)
  console.info(`To repeat this: FUZZ_SEED=${seed} FUZZ_RUNS=${process.env.FUZZ_RUNS}`)

/** How often a part is tried; `count` is its share of a usual run. What fails says its seed. */
export const tries = (count: number) => ({ numRuns: Math.max(1, Math.round(count * times)), seed })

/** How long a test of such parts may take (ms): only to end one that never would. */
export const patience = 60_000 * Math.max(1, 2 * times)

/** Addresses, most of them of nobody one should go to. */
const addresses = [
  ...['https://peer.example/1', 'http://peer.example/1', 'https://peer.example/1#', 'https://10.0.0.7/'],
  ...[
    'javascript:alert(1)',
    'data:text/html,x',
    'file:///etc/passwd',
    'https://user:pw@peer.example/',
    'urn:x',
  ],
  ...[
    '//peer.example/',
    'https://',
    'https://peer.example/\u0000',
    `https://peer.example/${'x'.repeat(3000)}`,
  ],
]
const texts = [
  ...[
    '',
    ' ',
    '\u0000',
    '\ud800',
    '\u202egnal',
    '\u200b',
    'é'.repeat(300),
    'x'.repeat(5000),
    '𝕏'.repeat(200),
  ],
  ...[
    '<script>alert(1)</script>',
    '<p onclick=x>',
    '<p>'.repeat(300),
    '<a href="javascript:1">x</a>',
    '&#0;&lt;',
  ],
  ...['2026-02-31', '9999-12-31T23:59:59Z', '-271821-04-20T00:00:00Z', '2026-11-01T10:00:00+99:99', '1e3'],
  ...[
    'https://www.w3.org/ns/activitystreams#Public',
    'moot:Issue',
    'moot:withdraw',
    '__proto__',
    'constructor',
  ],
  ...[
    'OrderedCollection',
    'Tombstone',
    'Create',
    'Delete',
    'z6Mk',
    'z',
    '=',
    '"',
    "'; drop table records; --",
  ],
]
const things: Json[keyof Json][] = [
  ...[null, true, false, 0, -1, -0, 1.5, 2 ** 53, 1e308, Number.MAX_SAFE_INTEGER],
  ...[[], {}, [[]], [null], [{}], { '@graph': [] }, { '@id': 'x' }, { '@value': 'x' }, { '@context': {} }],
  // As text it is nothing at all, and whoever makes it one stumbles.
  { toString: 1, valueOf: 1 },
  ...[{ '@list': [1] }, { id: null }, { type: [] }, { name: { name: {} } }, Array(50).fill({ a: [1] })],
]
const nasty = fc.oneof(
  fc.constantFrom(...addresses, ...texts),
  fc.constantFrom(...things),
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.integer(),
  fc.jsonValue({ maxDepth: 2 }),
)

type Change = { at: number; how: (typeof hows)[number]; to: unknown }
const hows = ['put', 'put', 'put', 'drop', 'list', 'twice', 'rename', 'join', 'swap', 'nest'] as const
const changes = fc.array(fc.record({ at: fc.nat(), how: fc.constantFrom(...hows), to: nasty }), {
  minLength: 1,
  maxLength: 4,
})

/** A document like one of these, changed in a few places: something put, left out, doubled, renamed or nested. */
export const mutated = (originals: readonly Json[]): fc.Arbitrary<Json> =>
  fc
    .tuple(fc.nat(), changes)
    .map(([which, list]) => list.reduce(change, structuredClone(originals[which % originals.length]!)))

const textOf = (value: unknown): string => (typeof value === 'string' ? value : (JSON.stringify(value) ?? ''))

const isList = (value: unknown): boolean => Array.isArray(value)

type Place = { readonly holder: Json; readonly key: string }

function change(document: Json, { at, how, to }: Change): Json {
  const places = placesIn(document, [])
  const { holder, key } = places[at % places.length] ?? { holder: document, key: 'more' }
  const before = holder[key]
  const other = places[(at >>> 8) % Math.max(1, places.length)]
  if (how === 'put') holder[key] = structuredClone(to)
  else if (how === 'drop') delete holder[key]
  else if (how === 'list') holder[key] = [before]
  else if (how === 'twice') holder[key] = [before, structuredClone(to)]
  else if (how === 'rename' && !isList(holder)) {
    delete holder[key]
    define(holder, textOf(to).slice(0, 100), before)
  } else if (how === 'join') holder[key] = textOf(before) + textOf(to)
  else if (how === 'swap' && other) holder[key] = structuredClone(other.holder[other.key])
  else if (how === 'nest')
    holder[key] = { id: before, object: structuredClone(before), type: structuredClone(to) }
  return document
}

/** As JSON.parse does it: a name such as `__proto__` is a name like any other. */
const define = (holder: Json, key: string, value: unknown) =>
  Object.defineProperty(holder, key, { value, enumerable: true, configurable: true, writable: true })

function placesIn(holder: Json, found: Place[]): readonly Place[] {
  for (const key of Object.keys(holder)) {
    found.push({ holder, key })
    if (typeof holder[key] === 'object' && holder[key] !== null) placesIn(holder[key] as Json, found)
  }
  return found
}

/** A text like one of these with some bytes changed, put in, left out or doubled; as bytes. */
export const mutatedBytes = (originals: readonly string[]): fc.Arbitrary<Uint8Array<ArrayBuffer>> => {
  const cuts = fc.array(fc.tuple(fc.nat(), fc.nat({ max: 40 }), fc.uint8Array({ maxLength: 12 })), {
    maxLength: 4,
  })
  return fc.tuple(fc.nat(), cuts).map(([which, list]) => {
    let bytes: Uint8Array = Buffer.from(originals[which % originals.length]!)
    for (const [at, length, put] of list) {
      const from = at % (bytes.length + 1)
      bytes = Buffer.concat([bytes.subarray(0, from), put, bytes.subarray(from + length)])
    }
    return new Uint8Array(bytes)
  })
}
