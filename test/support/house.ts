import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path/posix'

/** The source as it lies in the folders: the text of each file by its path, as `src/issues/store.ts`. */
export type House = ReadonlyMap<string, string>

/** One import of a file: a path in the house (`src/lib/id.ts`) or the name of a package (`hono/jsx`). */
export type Import = { readonly of: string; readonly typeOnly: boolean; readonly names: string }

const root = new URL('../../', import.meta.url)

/** Reads every source file of src and migrations. */
export function readHouse(): House {
  const files = ['src', 'migrations'].flatMap((folder) =>
    readdirSync(new URL(folder, root), { recursive: true, encoding: 'utf8' })
      .map((name) => `${folder}/${name.replaceAll('\\', '/')}`)
      .filter((path) => /\.tsx?$/.test(path)),
  )
  return new Map(files.sort().map((path) => [path, readFileSync(new URL(path, root), 'utf8')]))
}

/** Whether a file is a test: tests may look everywhere. */
export const isTest = (path: string): boolean => /\.test\.tsx?$/.test(path)

/** The files that are no tests. */
export const sources = (house: House): [path: string, text: string][] =>
  [...house].filter(([path]) => !isTest(path))

/** The code without its comments: those that stand on lines of their own, and those after code. */
export const codeOf = (text: string): string =>
  text
    .replace(/^[ \t]*(\{[ \t]*)?\/\*[\s\S]*?\*\/[ \t]*\}?[ \t]*$/gm, '')
    .replace(/^[ \t]*\/\/.*$/gm, '')
    .replace(/[ \t]\/\/ .*$/gm, '')

/** All a file imports, re-exports or loads later; relative paths are resolved to paths in the house. */
export function importsOf(path: string, text: string): Import[] {
  const found: Import[] = []
  const add = (from: string, typeOnly: boolean, names = '') =>
    found.push({ of: from.startsWith('.') ? join(dirname(path), from) : from, typeOnly, names })
  const code = codeOf(text)
  // What stands between `import` and `from` never has a quotation mark in it, so nothing is read across two statements.
  for (const [, type, names = '', from = ''] of code.matchAll(
    /^import\s+(type\s)?([^'"]*?)\s*from\s+'([^']+)'/gm,
  ))
    add(from, type !== undefined, names)
  for (const [, type, names = '', from = ''] of code.matchAll(
    /^export\s+(type\s+)?(\{[^}]*\}|\*(?:\s+as\s+\w+)?)\s+from\s+'([^']+)'/gm,
  ))
    add(from, type !== undefined, names)
  for (const [, from = ''] of code.matchAll(/^import\s+'([^']+)'/gm)) add(from, false)
  for (const [, from = ''] of code.matchAll(/\bimport\(\s*'([^']+)'\s*\)/g)) add(from, false)
  return found
}

/** The places of the house from left to right: a file leans only on files of its own place or of one to its left. */
export const order = [
  ...['lib', 'config', 'db', 'world', 'federation', 'mail', 'slice', 'web'],
  ...[
    'hubs',
    'members',
    'records',
    'issues',
    'listening',
    'assemblies',
    'rooms',
    'decisions',
    'lottery',
    'outcomes',
  ],
  ...['sharing', 'mandates', 'map', 'digests', 'moderation', 'fediverse'],
  ...['slices', 'adopt', 'open', 'operate', 'app', 'serve', 'run', 'main', 'demo', 'cli'],
] as const

/** The slices: places that own a part of the domain. `records` stands among them and is none: it is what those to its right share. */
export const slices: readonly string[] = order
  .slice(order.indexOf('hubs'), order.indexOf('slices'))
  .filter((place) => place !== 'records')

/** The place a file of src lives in: its folder, or its own name where it stands alone. */
export const placeOf = (path: string): string => /^src\/([^/.]+)/.exec(path)?.[1] ?? ''

/** The order of files inside a slice, from left to right. Wire stands before actions: a verb signs what it publishes. */
export const layers = ['model', 'table', 'store', 'wire', 'actions', 'views', 'pages', 'commands', 'index']

/** Files with a name of their own stand with the views; these stand elsewhere. */
const elsewhere: Readonly<Record<string, string>> = { 'src/issues/import-polis.ts': 'model' }

/** Which layer of its slice a file is of: `store-history.ts` is store, `filters.tsx` is views. */
export function layerOf(path: string): string {
  const name = /([^/]+?)\.tsx?$/.exec(path)?.[1] ?? ''
  return elsewhere[path] ?? layers.find((layer) => name === layer || name.startsWith(`${layer}-`)) ?? 'views'
}

/** Every group of files that import each other in a ring, as a sentence. Types do not count: they are gone when the program runs. */
export function rings(house: House): string[] {
  const leanings = new Map(
    sources(house).map(([path, text]) => [
      path,
      importsOf(path, text)
        .filter(({ of, typeOnly }) => !typeOnly && house.has(of))
        .map(({ of }) => of),
    ]),
  )
  const found = new Set<string>()
  const done = new Set<string>()
  const walk = (path: string, way: string[]): void => {
    const at = way.indexOf(path)
    if (at >= 0) found.add(`these lean on each other in a ring: ${[...way.slice(at), path].join(' → ')}`)
    if (at >= 0 || done.has(path)) return
    for (const next of leanings.get(path) ?? []) walk(next, [...way, path])
    done.add(path)
  }
  for (const path of leanings.keys()) walk(path, [])
  return [...found]
}

/** Exports that no doc comment explains. One comment may stand over several exports that follow each other without an empty line. */
export function unexplained(text: string): string[] {
  const found: string[] = []
  const lines = text.split('\n')
  const exported =
    /^export (?:default )?(?:async )?(?:abstract )?(?:function\*?|const|let|class|type|interface|enum) (\w+)/
  lines.forEach((line, at) => {
    const name = exported.exec(line)?.[1]
    if (name !== undefined && !isExplained(lines, at)) found.push(name)
  })
  return found
}

function isExplained(lines: readonly string[], at: number): boolean {
  for (let above = at - 1; above >= 0; above--) {
    const line = lines[above]!
    if (/\*\/\s*$/.test(line)) return true
    if (/^\/\/ biome-ignore/.test(line)) continue
    // What belongs to the export before it is indented or closes it; anything else ends the paragraph.
    if (line.trim() === '' || !/^(export |\s|[)\]}])/.test(line)) return false
  }
  return false
}
