import { describe, expect, it } from 'vitest'
import {
  codeOf,
  type House,
  importsOf,
  isTest,
  layerOf,
  layers,
  order,
  placeOf,
  readHouse,
  rings,
  slices,
  sources,
  unexplained,
} from './support/house.ts'

/** A rule of the house: what breaks it, in sentences, and files that break it on purpose, so that we know it would notice. */
type Rule = {
  readonly says: string
  readonly breaks: (house: House) => string[]
  readonly planted: readonly Readonly<Record<string, string>>[]
}

/** The complaints of a check over every source file's imports. */
const overImports = (
  check: (path: string, of: string, typeOnly: boolean, names: string) => string | false | undefined,
): Rule['breaks'] => {
  return (house) =>
    sources(house).flatMap(([path, text]) =>
      importsOf(path, text).flatMap(({ of, typeOnly, names }) => {
        const why = check(path, of, typeOnly, names)
        return why ? [`${path}: ${why}`] : []
      }),
    )
}

/** The complaints of a search for words that only some files may have in their code. */
const onlyIn =
  (allowed: RegExp, words: RegExp): Rule['breaks'] =>
  (house) =>
    sources(house).flatMap(([path, text]) => {
      const word = allowed.test(path) ? null : words.exec(codeOf(text))
      return word ? [`${path} has ${word[0]}`] : []
    })

const stores = /^migrations\/|^src\/(db\/|[^/]+\/store[^/]*\.ts$|federation\/store\/)/
const letters = /^src\/(federation\/|[^/]+\/wire[^/]*\.ts$)/
const inSrc = (path: string): boolean => path.startsWith('src/')
const isSlice = (path: string): boolean => slices.includes(placeOf(path))

/** Where a refusal may be an English sentence without a key, since no page shows it; each with why. */
const inEnglishOnly = new RegExp(
  [
    // What makes one, and says what it is for.
    'lib/refusal',
    // Whoever runs the server, at a terminal.
    '[^/]+/commands[^/]*',
    'operate/[^/]+',
    'federation/block-list',
    // What is in a file that is read by a command alone.
    'records/wire-export',
    'assemblies/actions-import',
    'issues/(actions-import|import-polis)',
    // Letters and records of others, and their logs: why one is not taken goes into the log. Where a page has to say that another
    // server is at fault, it says so in a sentence of its own and quotes this.
    '[^/]+/wire[^/]*-read',
    'assemblies/wire-invitation',
    'federation/(copies|crawl|intake|intents|key-search|log-of-changes|log-search|peer-log|proof|remote|responses|verify|weigh)',
    // What a verb of ours hands in and no mail can say: whoever asked for the mail is told that it was not sent.
    'mail/model',
  ]
    .map((path) => `^src/${path}\\.tsx?$`)
    .join('|'),
)

/** What shows a refusal to people. */
const shown =
  /^src\/(web|map|hubs|records|issues|assemblies|outcomes|moderation|fediverse|members|settings|privacy)\/(?!commands)[^/]*\.tsx$|^src\/[^/]+\/(pages|views|desk)[^/]*\.ts$/

/** What nobody does without asking, and how one asks. */
const asking: readonly [does: RegExp, asks: RegExp][] = [
  [/\bclient\.get\(/, /\bmayGo\(/],
  [/\bclient\.post\(/, /\bwhyInboxBlocked\(/],
  [/\.get\(['"`]\/seen/, /\bfateOf\(/],
  [/\b(followedActors|shownReplies|repliesOfHub)\(/, /\bblockedAmong\(/],
]

const rules: readonly Rule[] = [
  {
    says: 'every file lives in a place we know',
    breaks: (house) =>
      [...house.keys()]
        .filter((path) => !isTest(path) && inSrc(path))
        .filter((path) => !(order as readonly string[]).includes(placeOf(path)))
        .map((path) => `${path} lives in no place we know`),
    planted: [{ 'src/utils/strings.ts': '' }, { 'src/helpers.ts': '' }],
  },
  {
    says: 'a file leans only on files to its left',
    breaks: overImports((path, of, typeOnly) => {
      if (!inSrc(path) || !inSrc(of)) return
      // The one list of all tables names the slices' own; types only, and nothing else of them.
      if (path === 'src/db/schema.ts' && typeOnly && of.endsWith('/table.ts')) return
      const [here, there] = [path, of].map((each) => (order as readonly string[]).indexOf(placeOf(each)))
      return there! > here! && `${of} lies to its right`
    }),
    planted: [
      { 'src/lib/id.ts': "import { world } from '../world.ts'" },
      { 'src/hubs/store.ts': "import type { Issue } from '../issues/model.ts'" },
      { 'src/federation/tell.ts': "export { issueKind } from '../issues/wire.ts'" },
      { 'src/open.ts': "const { openServer } = await import('./app.ts')" },
      { 'src/db/schema.ts': "import { hubs } from '../hubs/table.ts'" },
      { 'src/db/schema.ts': "import type { Hub } from '../hubs/model.ts'" },
    ],
  },
  {
    says: 'inside a slice the order is model, table, store, wire, actions, views, pages, commands, index',
    breaks: overImports((path, of) => {
      if (!isSlice(path) || placeOf(path) !== placeOf(of)) return
      return layers.indexOf(layerOf(of)) > layers.indexOf(layerOf(path)) && `${of} is for those to its right`
    }),
    planted: [
      { 'src/hubs/model.ts': "import { hubById } from './store.ts'" },
      { 'src/issues/store-history.ts': "import type { Verb } from './actions-change.ts'" },
      { 'src/issues/wire.ts': "import { publishIssue } from './actions.ts'" },
      { 'src/map/filters.tsx': "import { pages } from './pages.tsx'" },
    ],
  },
  {
    says: 'of another slice only model, store, actions and views are read',
    breaks: overImports((path, of) => {
      const crosses = isSlice(of) && placeOf(of) !== placeOf(path)
      if (!crosses || ['model', 'store', 'actions', 'views'].includes(layerOf(of))) return
      if (path === 'src/slices.ts' && layerOf(of) === 'index') return
      if (path === 'src/db/schema.ts') return
      // A server that moves to another origin makes its hubs' documents anew.
      if (path === 'src/adopt.ts' && of === 'src/hubs/wire.ts') return
      return `${of} is its slice's own`
    }),
    planted: [
      { 'src/issues/actions.ts': "import { renderHub } from '../hubs/wire.ts'" },
      { 'src/map/pages.tsx': "import { pages } from '../issues/pages.tsx'" },
      { 'src/map/list.ts': "import type { IssuesTables } from '../issues/table.ts'" },
      { 'src/serve.ts': "import { members } from './members/index.ts'" },
    ],
  },
  {
    says: 'no two files lean on each other, however long the way round',
    breaks: rings,
    planted: [
      { 'src/lib/a.ts': "import { b } from './b.ts'", 'src/lib/b.ts': "import { a } from './a.ts'" },
      {
        'src/web/a.ts': "import { b } from './b.ts'",
        'src/web/b.ts': "import { c } from './c.ts'",
        'src/web/c.ts': "const a = import('./a.ts')",
      },
    ],
  },
  {
    says: 'SQL stands in stores',
    breaks: (house) => [
      ...onlyIn(stores, /\.(selectFrom|insertInto|updateTable|deleteFrom)\(|\bsql(<[^`]*>)?`/)(house),
      ...overImports(
        (path, of, typeOnly) =>
          of.startsWith('kysely') && !typeOnly && inSrc(path) && !stores.test(path) && `it builds SQL itself`,
      )(house),
    ],
    planted: [
      { 'src/hubs/actions.ts': "await tx.insertInto('hubs').values(hub).execute()" },
      { 'src/map/pages.tsx': 'const { rows } = await sql<{ n: number }>`select 1`.execute(db)' },
      { 'src/app.ts': "import { sql } from 'kysely'" },
    ],
  },
  {
    says: 'only the folder of the database knows which databases there are',
    breaks: (house) => [
      ...onlyIn(/^src\/db\//, /'(sqlite|postgres|postgresql)'|SQLITE_/)(house),
      ...overImports((path, of) => /^(better-sqlite3|pg)\b/.test(of) && !path.startsWith('src/db/') && of)(
        house,
      ),
    ],
    planted: [
      { 'src/hubs/store.ts': "if (dialect === 'postgres') lock()" },
      { 'src/federation/queue.ts': "import pg from 'pg'" },
      { 'src/open.ts': "import type Sqlite from 'better-sqlite3'" },
    ],
  },
  {
    says: 'ActivityPub is spoken in wires and in the post office',
    breaks: (house) => [
      ...onlyIn(
        letters,
        /\b(attributedTo|inReplyTo|orderedItems|OrderedCollection|preferredUsername|publicKeyPem|assertionMethod|sharedInbox)\b|['"`]moot:\w|ns\/activitystreams/,
      )(house),
      ...overImports((path, of) => of.startsWith('@fedify/') && !letters.test(path) && of)(house),
    ],
    planted: [
      { 'src/outcomes/actions.ts': "const note = { type: 'Note', attributedTo: hub.actor }" },
      { 'src/issues/pages.tsx': "const state = document['moot:state']" },
      { 'src/app.ts': "import { createFederation } from '@fedify/fedify'" },
    ],
  },
  {
    says: 'listening, people, who follows by mail and ballots have no wire, and nothing that federates knows them',
    breaks: (house) => [
      ...[...house.keys()]
        .filter((path) =>
          /^src\/(digests|listening|members|privacy|settings)\/wire|^src\/decisions\/wire[^/]*ballot/.test(
            path,
          ),
        )
        .map((path) => `${path} must not be`),
      ...overImports(
        (path, of) =>
          letters.test(path) &&
          /^src\/(digests|listening|mail|members|privacy|settings)\/|^src\/decisions\/[^/]*ballot/.test(of) &&
          `${of} never leaves the hub`,
      )(house),
    ],
    planted: [
      { 'src/members/wire.ts': '' },
      { 'src/listening/wire-campaign.ts': '' },
      { 'src/digests/wire.ts': '' },
      { 'src/decisions/wire-ballots.ts': '' },
      { 'src/issues/wire.ts': "import type { Person } from '../members/model.ts'" },
      { 'src/issues/wire.ts': "import { enqueueMailIn } from '../mail/outbox.ts'" },
      { 'src/decisions/wire.ts': "import { ballots } from './store-ballots.ts'" },
    ],
  },
  {
    says: 'letters leave through one file, mail through one, and all else through one door',
    breaks: (house) => [
      ...onlyIn(/^src\/federation\/deliver\.ts$/, /\bclient\.post\(|\bsendActivity\(/)(house),
      ...onlyIn(/^src\/federation\//, /\bclient\.get\(/)(house),
      ...overImports(
        (path, of, typeOnly) => of === 'undici' && !typeOnly && path !== 'src/federation/client.ts' && of,
      )(house),
      // Loaded there when the first mail goes, and by nobody else.
      ...overImports(
        (path, of, typeOnly) => /^nodemailer\b/.test(of) && !typeOnly && path !== 'src/mail/later.ts' && of,
      )(house),
    ],
    planted: [
      { 'src/federation/follows.ts': 'await world.client.post(peer.inbox, body, {})' },
      { 'src/outcomes/actions.ts': 'await ctx.sendActivity(hub, followers, note)' },
      { 'src/map/list.ts': 'await world.client.get(hub.actor, {})' },
      { 'src/lib/url.ts': "import { request } from 'undici'" },
      { 'src/members/actions.ts': "import { createTransport } from 'nodemailer'" },
      { 'src/mail/smtp.ts': "import SMTPConnection from 'nodemailer/lib/smtp-connection'" },
    ],
  },
  {
    says: 'who reaches out, and who shows what is another’s, asks first whether we have anything to do with it',
    breaks: (house) =>
      sources(house)
        .filter(([path]) => !/^src\/federation\/(client|door)\.ts$/.test(path))
        .flatMap(([path, text]) =>
          asking
            .filter(([does, asks]) => does.test(codeOf(text)) && !asks.test(codeOf(text)))
            .map(([does]) => `${path} has ${does.exec(codeOf(text))![0]} and does not ask`),
        ),
    planted: [
      { 'src/federation/replies.ts': 'const answer = await world.client.get(address, {})' },
      {
        'src/federation/deliver.ts':
          "import { whyInboxBlocked } from './policy.ts'\nclient.post(inbox, body, {})",
      },
      { 'src/outcomes/pages.tsx': "pages.get('/seen/outcomes/:id', async (c) => c.html(page))" },
      { 'src/map/list.ts': 'const followed = await followedActors(world.db)' },
    ],
  },
  {
    says: 'what a page may refuse has a key, and a page says it in its reader’s language',
    breaks: (house) => [
      ...onlyIn(inEnglishOnly, /(?<![\w.])refuse\(|\brefused: ['"`]|\brefused:[^,}]*\bt\(/)(house),
      ...sources(house)
        .filter(([path]) => shown.test(path))
        .flatMap(([path, text]) =>
          codeOf(text)
            .split('\n')
            .filter((line) => /(?<!'error)\.refused\b/.test(line) && !/\bthrow new Error\(/.test(line))
            .map((line) => `${path} shows ${line.trim()}`),
        ),
    ],
    planted: [
      { 'src/issues/model.ts': "return refuse('An issue cannot be merged into itself.')" },
      { 'src/records/life.ts': "return refuse('It is too long: ' + title)" },
      { 'src/web/only.ts': "return answerRefused(c, { refused: 'This is for organisers.' }, 403)" },
      { 'src/web/only.ts': "return answerRefused(c, { refused: words.t('error.refused') }, 403)" },
      { 'src/federation/lookup.ts': 'return refuse(`There is nobody.`)' },
      { 'src/moderation/pages.tsx': 'return show(c, form, { reason: done.refused })' },
      { 'src/records/desk-edit.tsx': 'wrong.form = refusal.refused' },
      { 'src/members/actions-people.ts': "return refuse('They were removed already.')" },
      { 'src/mail/outbox.ts': "return refuse('This server has no mail set up.')" },
      { 'src/settings/pages-setup.tsx': "return answerRefused(c, refuse('This is set up already.'), 410)" },
      { 'src/privacy/pages-consent.tsx': 'return show(c, { error: done.refused })' },
      { 'src/members/pages-address.ts': 'return accountPage(c, { errors: { code: done.refused } })' },
    ],
  },
  {
    says: 'the environment is read in one file',
    breaks: onlyIn(/^src\/config\.ts$/, /\bprocess\.env\b/),
    planted: [{ 'src/serve.ts': 'const port = process.env.PORT' }],
  },
  {
    says: 'Temporal, which Node does not have yet, is used only where Fedify has brought it',
    breaks: onlyIn(/^src\/(lib\/temporal|federation\/verify)\.ts$/, /\bTemporal\b/),
    planted: [{ 'src/members/actions-shown.ts': 'const ttl = Temporal.Duration.from({ minutes: 10 })' }],
  },
  {
    says: 'a migration knows nothing of today’s source',
    breaks: overImports((path, of) => path.startsWith('migrations/') && inSrc(of) && of),
    planted: [{ 'migrations/0002-more.ts': "import { themes } from '../src/lib/themes.ts'" }],
  },
  {
    says: 'nothing of ours is called an event',
    breaks: (house) =>
      sources(house).flatMap(([path, text]) => {
        const word = /\bevents?\b|\b[a-z]\w*Events?\b(?<!addEventListener)/.exec(text)
        return word ? [`${path} says ${word[0]}`] : []
      }),
    planted: [
      { 'src/assemblies/model.ts': '/** An event in a hall. */' },
      { 'src/assemblies/actions.ts': 'const newEvent = () => {}' },
    ],
  },
  {
    says: 'no file is longer than 300 lines, and no test longer than 500',
    breaks: (house) =>
      [...house]
        .filter(([path]) => inSrc(path))
        .map(([path, text]) => [path, text.trimEnd().split('\n').length] as const)
        .filter(([path, lines]) => lines > (isTest(path) ? 500 : 300))
        .map(([path, lines]) => `${path} has ${lines} lines`),
    planted: [
      { 'src/lib/long.ts': '\n'.repeat(300).concat('x') },
      { 'src/lib/long.test.ts': `${'a\n'.repeat(501)}` },
    ],
  },
  {
    says: 'every export is explained in a comment above it',
    breaks: (house) =>
      sources(house).flatMap(([path, text]) =>
        inSrc(path) ? unexplained(text).map((name) => `${path}: ${name}`) : [],
      ),
    planted: [
      { 'src/lib/a.ts': 'export const a = 1' },
      { 'src/lib/b.ts': '/** The first. */\nexport const a = 1\n\nexport const b = 2' },
      { 'src/lib/c.ts': '/** Its own. */\nconst a = 1\nexport async function b() {}' },
    ],
  },
]

describe('the house', () => {
  const house = readHouse()

  it.each(rules)('keeps its rule that $says', ({ breaks }) => {
    expect(breaks(house)).toEqual([])
  })

  const plants = rules.flatMap((rule) =>
    rule.planted.map((files) => ({ ...rule, files, first: Object.keys(files)[0] })),
  )
  it.each(plants)('would notice that $first breaks the rule that $says', ({ breaks, files }) => {
    // Only what is planted is looked at, so that a complaint about another file cannot pass for this one.
    expect(breaks(new Map(Object.entries(files)))).not.toEqual([])
  })

  it('lets pass what the rules allow', () => {
    const allowed = new Map([
      ['src/db/schema.ts', "import type { HubsTables } from '../hubs/table.ts'\n"],
      ['src/issues/store.ts', "import { sql } from 'kysely'\nconst rows = tx.selectFrom('issues')"],
      ['src/issues/wire.ts', "import { Note } from '@fedify/fedify/vocab'\nconst a = { attributedTo: 'x' }"],
      [
        'src/issues/actions.ts',
        "import { hubById } from '../hubs/store.ts'\nimport { toArticle } from './wire.ts'",
      ],
      ['src/slices.ts', "import { hubs } from './hubs/index.ts'"],
      ['src/web/read.ts', "// The Accept header of process.env is no setting.\nconst all = range === '*/*'"],
      ['src/web/wait.ts', "signal.addEventListener('abort', stop)"],
    ])
    for (const { says, breaks } of rules)
      expect({ says, broken: breaks(allowed) }).toEqual({ says, broken: [] })
  })
})
