import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Command } from 'commander'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { draftIssue, moveIssue, publishIssue, withdrawIssue } from '../src/issues/actions.ts'
import { english, holdsWords } from '../src/lib/words.ts'
import { logCommand } from '../src/map/commands-log.ts'
import { memberCommands } from '../src/members/commands.ts'
import { settingsCommands } from '../src/settings/commands.ts'
import { dialects } from './support/db.ts'
import { sure } from './support/people.ts'
import { startServer, type TestServer } from './support/server.ts'
import { signIn } from './support/sign-in.ts'

const ends: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
})

async function begin(dialect: (typeof dialects)[number]) {
  const server = await startServer(dialect, { working: false })
  ends.push(server.end)
  const { hub, who } = await server.hub('northend')
  return { server, hub, amina: who, bako: await signIn(server, hub.id, ['organiser'], 'Bako') }
}

/** The lines of a page of the log, as people read them. */
const linesOf = (html: string): string[] =>
  [...html.matchAll(/<\/time><div>(.*?)<\/div><\/li>/gs)].map(([, line]) =>
    line!
      .replace(/<[^>]+>/g, '')
      .replaceAll('&quot;', '"')
      .trim(),
  )

const page = async (server: TestServer, cookie: string, path = '/desk/log'): Promise<string> =>
  (await fetch(server.origin + path, { headers: { cookie } })).text()

/** Runs the operator's tool with these words, and gives back what it printed, line by line. */
async function folkmoot({ world }: TestServer, ...words: string[]): Promise<string[]> {
  const program = new Command('folkmoot').exitOverride()
  memberCommands(program, (work) => work(world))
  settingsCommands(program, (work) => work(world))
  logCommand(program, (work) => work(world))
  const lines: string[] = []
  const print = vi.spyOn(console, 'log').mockImplementation((line) => void lines.push(String(line)))
  try {
    await program.parseAsync(words, { from: 'user' })
    return lines
  } finally {
    print.mockRestore()
  }
}

describe.each(dialects)('the log of a hub on %s', (dialect) => {
  it('goes by the clocks of the hub, as all the desk does, under the name of the hub', async () => {
    const { server, hub, amina, bako } = await begin(dialect)
    const { world } = server
    const day = (ahead: number) => new Date(Date.now() + ahead * 86_400_000).toISOString().slice(0, 10)
    server.clock.ahead = Date.parse(`${day(1)}T20:15:00Z`) - Date.now()
    sure(await draftIssue(world, amina, { titles: { en: 'Late buses' }, basis: 'listening' }))
    await folkmoot(server, 'hub', 'change', '--zone', 'Asia/Kolkata', '--as', 'Amina')
    const html = await page(server, bako)
    const said = `<h2>${english.weekday(day(2))}</h2>`
    expect(html.slice(html.indexOf(said))).toContain(said)
    expect(html).toMatch(new RegExp(`<time datetime="${day(1)}T20:15[^"]*">01:45<`))
    expect(html).toContain(`<bdi>${hub.name}</bdi>`)
  })

  it('says who did what with records, with people, and on the command line, the newest first', async () => {
    const { server, amina, bako } = await begin(dialect)
    const { world } = server
    const as = ['--as', 'Amina'] as const
    await folkmoot(server, 'user', 'add', 'Old Efua', ...as)
    await folkmoot(server, 'user', 'add', 'Chidi', '--role', 'note-taker', ...as)
    await folkmoot(server, 'user', 'grant', 'Chidi', '--role', 'organiser', ...as)
    await folkmoot(server, 'user', 'sign-out', 'Chidi', ...as)
    await folkmoot(server, 'user', 'invite', '--role', 'note-taker', '--name', 'Dafydd ap Gwilym', ...as)
    const [one] = JSON.parse((await folkmoot(server, 'user', 'invitations', '--json'))[0]!)
    expect(one).toMatchObject({ name: 'Dafydd ap Gwilym', role: 'note-taker' })
    await folkmoot(server, 'user', 'take-back', one.id, ...as)
    expect(await folkmoot(server, 'user', 'invitations')).toEqual(['Nobody is invited just now.'])
    await folkmoot(server, 'peer', 'block', 'spam.example', ...as)
    await folkmoot(server, 'hub', 'change', '--summary', 'We listen.', ...as)
    const draft = sure(
      await draftIssue(world, amina, { titles: { en: 'Lifts & <stairs>' }, basis: 'listening' }),
    )
    sure(await publishIssue(world, amina, draft.id))
    sure(await moveIssue(world, amina, draft.id, 'acting', 'The landlord was written to'))
    const other = sure(await draftIssue(world, amina, { titles: { en: 'Buses' }, basis: 'listening' }))
    sure(await publishIssue(world, amina, other.id))
    sure(await withdrawIssue(world, amina, other.id, 'A mistake'))
    // What another hub of the server does is its own affair.
    const { who: elsewhere } = await server.hub('southend')
    sure(await draftIssue(world, elsewhere, { titles: { en: 'Theirs' }, basis: 'listening' }))
    const html = await page(server, bako)
    expect(linesOf(html)).toEqual([
      'Issue Amina withdrew Buses.',
      'Issue Amina published Buses.',
      'Issue Amina drafted Buses.',
      'Issue Amina said where Lifts &amp; &lt;stairs&gt; stands now.The landlord was written to',
      'Issue Amina published Lifts &amp; &lt;stairs&gt;.',
      'Issue Amina drafted Lifts &amp; &lt;stairs&gt;.',
      'Amina changed what the hub says of itself.',
      'Amina blocked spam.example for the whole server.',
      'Amina took an invitation back.',
      'Amina invited Dafydd ap Gwilym as note-taker.',
      'Amina signed Chidi out everywhere.',
      'Amina made Chidi organiser.',
      'Amina added Chidi as note-taker.',
      'Amina entered Old Efua.',
      'Bako signed in.',
      'Amina founded the hub, with Amina as its first organiser.',
    ])
    // What everybody can read has a link, what was withdrawn has none.
    expect(html).toContain(`<a href="/issues/${draft.id}">`)
    expect(html).not.toContain(other.id)
    const told = (await folkmoot(server, 'log', '--hub', 'northend', '--json')).map((line) =>
      JSON.parse(line),
    )
    expect(told).toHaveLength(16)
    expect(told[3]).toMatchObject({
      ...{ kind: 'issue', note: 'The landlord was written to', at: expect.stringMatching(/Z$/) },
      says: 'Amina said where “Lifts & <stairs>” stands now.',
    })
    expect(await folkmoot(server, 'log', '--hub', 'northend', '--before', told[12].id)).toEqual([
      ...[expect.stringContaining('Amina entered Old Efua.'), expect.stringContaining('Bako signed in.')],
      expect.stringContaining('founded the hub'),
    ])
  })

  it('is read page by page, each line once', async () => {
    const { server, hub, amina, bako } = await begin(dialect)
    for (let count = 0; count < 30; count++) {
      sure(await draftIssue(server.world, amina, { titles: { en: `Issue ${count}` }, basis: 'listening' }))
      await signIn(server, hub.id, [], `Person ${count}`)
    }
    const first = await page(server, bako)
    const next = /href="(\/desk\/log\?before=[^"]+)"/.exec(first)?.[1]
    const second = await page(server, bako, next)
    expect([linesOf(first).length, linesOf(second).length]).toEqual([50, 12])
    expect(new Set([...linesOf(first), ...linesOf(second)]).size).toBe(62)
    expect(first).toContain('Show what was before')
    expect(second).not.toContain('Show what was before')
    expect(linesOf(await page(server, bako, '/desk/log?before=nonsense'))).toEqual(linesOf(first))
  })
})

it('has words for everything that is noted anywhere', () => {
  const sources = (path: string): string[] =>
    readdirSync(path, { withFileTypes: true }).flatMap((entry) =>
      entry.isDirectory()
        ? sources(join(path, entry.name))
        : /(?<!\.test)\.tsx?$/.test(entry.name)
          ? [readFileSync(join(path, entry.name), 'utf8')]
          : [],
    )
  const noted = sources('src').flatMap((source) => [
    ...(/\bnoteAct\(/.test(source) ? source.matchAll(/\bverb: '([a-z-]+)'/g) : []),
    ...source.matchAll(/\bnoteDeed\([^)]*?'([a-z-]+)'/g),
  ])
  const verbs = [
    ...new Set([...noted.map(([, verb]) => verb!), 'device', 'return', 'recovery', 'invitation']),
  ]
  expect(verbs.length).toBeGreaterThan(25)
  expect(verbs.filter((verb) => !holdsWords(`log.act.${verb}`))).toEqual([])
})
