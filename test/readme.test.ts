import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path/posix'
import { Command } from 'commander'
import { describe, expect, it } from 'vitest'
import { type BadConfig, readConfig } from '../src/config.ts'
import { ownTerms } from '../src/federation/context.ts'
import { chainAfter, chainStart, type Entry } from '../src/federation/store/changes.ts'
import { operateCommands } from '../src/operate/commands.ts'
import { slices } from '../src/slices.ts'
import { importsOf, placeOf, readHouse, sources } from './support/house.ts'

const root = new URL('../', import.meta.url)
const read = (path: string): string => readFileSync(new URL(path, root), 'utf8')
const there = (path: string): boolean => existsSync(new URL(path, root))

const papers: ReadonlyMap<string, string> = new Map(
  [
    ...readdirSync(root).filter((name) => name.endsWith('.md')),
    ...readdirSync(new URL('docs', root), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.md'))
      .map((name) => `docs/${name.replaceAll('\\', '/')}`),
  ].map((path) => [path, read(path)]),
)

/** Everything a pattern finds in the papers, with the paper it stands in. */
const found = (pattern: RegExp): [paper: string, word: string][] =>
  [...papers].flatMap(([paper, text]) =>
    [...text.matchAll(pattern)].map((match): [string, string] => [paper, match[1]!]),
  )

const manifest = JSON.parse(read('package.json')) as Record<
  'scripts' | 'dependencies' | 'devDependencies',
  Record<string, string>
>

describe('the papers', () => {
  it('lead nowhere that is not there', () => {
    const links = found(/\]\((?!https?:|mailto:|#)([^)\s#]+)[^)]*\)/g)
    expect(links.length).toBeGreaterThan(20)
    expect(links.filter(([paper, to]) => !there(join(dirname(paper), to)))).toEqual([])
  })

  it('name no file that is not there', () => {
    const files = found(/`((?:src|test|migrations|bench|docs)\/[\w./-]+\.\w+)`/g)
    expect(files.length).toBeGreaterThan(20)
    expect(files.filter(([, path]) => !there(path))).toEqual([])
  })

  it('say of each place in the source what it is', () => {
    const places = new Set([...readHouse().keys()].map(placeOf).filter((place) => place !== ''))
    const table = [...papers.get('docs/architecture.md')!.matchAll(/^\| (`[^|]+`) \|/gm)].join('')
    expect([...places].filter((place) => !table.includes(`\`${place}\``))).toEqual([])
  })

  it('name only npm scripts that exist', () => {
    const scripts = found(/\bnpm (?:run )?((?<=run )[\w:]+|start|test)\b/g)
    expect(scripts.map(([, name]) => name)).toEqual(
      expect.arrayContaining(['start', 'test', 'demo', 'bench']),
    )
    expect(scripts.filter(([, name]) => !(name in manifest.scripts))).toEqual([])
  })

  it('name only commands that the operator’s tool has', async () => {
    const program = new Command('folkmoot')
    for (const name of ['serve', 'migrate', 'demo']) program.command(name)
    operateCommands(program, { settings: () => readConfig({}), withWorld: async () => {} })
    for (const slice of slices) await slice.commands?.(program, async () => {})
    // Only where a command is shown to be typed; in sentences the words after the name are anything.
    const shown = found(/(?:`|\bnpx |^)folkmoot ((?!-)[a-z-]+(?: (?!-)[a-z-]+)?)/gm)
    expect(shown.length).toBeGreaterThan(5)
    expect(shown.filter(([, words]) => !knows(program, words.split(' ')))).toEqual([])
  })

  it('explain each setting, and no other', () => {
    const settings = [...papers.get('docs/operating.md')!.matchAll(/^\| `([A-Z_]+)` \|/gm)].map(
      ([, key]) => key!,
    )
    expect(settings.toSorted()).toEqual(allSettings().toSorted())
  })

  it('give a reason for each package, and for no other', () => {
    const explained = [...papers.get('docs/dependencies.md')!.matchAll(/^\| (`[^|]+`) \|/gm)]
      .flatMap(([, names]) => names!.split(', '))
      .map((name) => name.replaceAll('`', ''))
    const installed = [...Object.keys(manifest.dependencies), ...Object.keys(manifest.devDependencies)]
    expect(explained.toSorted()).toEqual(installed.toSorted())
  })

  it('count on no package that an image without development tools lacks', () => {
    const packages = sources(readHouse()).flatMap(([path, text]) =>
      importsOf(path, text)
        .filter(({ of, typeOnly }) => !typeOnly && !/^(src|migrations)\/|^node:/.test(of))
        .map(({ of }) => /^(@[^/]+\/)?[^/]+/.exec(of)![0]),
    )
    expect([...new Set(packages)].filter((name) => !(name in manifest.dependencies))).toEqual([])
  })

  it('explain each of our own terms on the wire', () => {
    const vocabulary = papers.get('docs/vocabulary.md') ?? ''
    expect(Object.keys(ownTerms).filter((term) => !new RegExp(`\`${term}\``).test(vocabulary))).toEqual([])
  })

  it('show other implementers a chain that is right', () => {
    const federation = papers.get('FEDERATION.md')!
    const example = /An example to test with[^`]*```json\n([\s\S]*?)\n```/.exec(federation)![1]!
    const entries = JSON.parse(example) as Record<string, string | number>[]
    expect(entries.length).toBeGreaterThan(1)
    let chain = chainStart
    for (const entry of entries) {
      const own = ['sequence', 'kind', 'verb', 'revision', 'digest'].map((name) => entry[`moot:${name}`])
      const [seq, kind, verb, revision, digest] = own
      const { object: iri, updated } = entry
      chain = chainAfter(chain, { seq, iri, kind, verb, revision, updated, digest } as Entry)
      expect(chain).toBe(entry['moot:chain'])
    }
  })
})

/** Whether a program has a command, and below it another where it has any. */
function knows(program: Command, [first, second]: string[]): boolean {
  const command = program.commands.find((each) => each.name() === first)
  if (!command) return false
  // What takes a word of its own may be followed by any.
  const takesAny = command.commands.length === 0 || command.registeredArguments.length > 0
  return second === undefined || takesAny || knows(command, [second])
}

/** The settings, as the complaint about an unknown one lists them. */
function allSettings(): string[] {
  try {
    readConfig({ FOLKMOOT_NONSENSE: 'yes' })
  } catch (error) {
    const list = /The settings are ([^.]+)\./.exec((error as BadConfig).complaints[0]!)
    return list![1]!.split(', ')
  }
  throw new Error('an unknown setting was let pass')
}

it('the lock file keeps npm from compiling what comes compiled', () => {
  // npm 9 and 10 build whatever has a binding.gyp unless the lock says otherwise, and a bare machine has no compiler.
  // `npm install` drops the line; put it back beside the package's engines.
  const lock = JSON.parse(readFileSync(new URL('../package-lock.json', import.meta.url), 'utf8'))
  expect(lock.packages['node_modules/better-sqlite3'].gypfile).toBe(false)
})

it('the lock file keeps npm on an old Node from leaving out what the tests run on', () => {
  // npm leaves out an optional package whose engines do not fit the Node that npm itself runs on, without a word. Ours run on
  // the Node we bring. `npm install` writes the engines again; take them out.
  const lock = JSON.parse(readFileSync(new URL('../package-lock.json', import.meta.url), 'utf8'))
  type Locked = { optional?: boolean; engines?: { node?: string } }
  const leftOut = Object.entries(lock.packages as Record<string, Locked>)
    .filter(([, { optional, engines }]) => optional && engines?.node !== undefined)
    .filter(([, { engines }]) => !/(^|\|\| )>= ?(1[0-8]|\d)\b/.test(engines!.node!))
  expect(leftOut.map(([name]) => name)).toEqual([])
})
