import { readFileSync } from 'node:fs'
import { Argument, type Command } from 'commander'
import { readBlockList, writeBlockList } from '../federation/block-list.ts'
import { allow, block, blockAll, disallow, isOneself, limit, unblock } from '../federation/lists.ts'
import { isActor } from '../federation/rules.ts'
import { listed } from '../federation/store/policy.ts'
import type { Subject } from '../federation/subject.ts'
import { type PeerView, peersInWords } from '../hubs/peers.ts'
import { granted, Refused } from '../lib/granted.ts'
import { holds, type Who } from '../lib/who.ts'
import { noteDeed, whoIs } from '../members/actions.ts'
import { namesOf } from '../members/store.ts'
import type { WithWorld } from '../slice.ts'
import type { World } from '../world.ts'

/** `folkmoot peer list`, and whom this server deals with: `block`, `unblock`, `blocks`, `import-blocks`, `allow`, `disallow`, `allowed`, `limit`. */
export function peerCommands(program: Command, withWorld: WithWorld): void {
  const peer = program.command('peer').description('the servers this one knows, and with whom it deals')
  listCommand(peer, withWorld)
  blockCommands(peer, withWorld)
  allowCommands(peer, withWorld)
}

function listCommand(peer: Command, withWorld: WithWorld): void {
  peer
    .command('list')
    .description('whom the hubs here follow: state, how far behind, what went wrong last')
    .option('--json', 'answer in JSON')
    .action((options) =>
      withWorld(async (world) => {
        const peers = await peersInWords(world)
        if (options.json) console.log(JSON.stringify(peers))
        else if (peers.length === 0)
          console.log(
            'The hubs here follow no hub of another server yet. Begin with: folkmoot follow @name@host --as SOMEBODY',
          )
        else for (const each of peers) console.log(lineOf(each))
      }),
    )
}

const whom = new Argument('<whom>', 'a domain, with all below it; or one account, by its handle or address')

/** A command of an operator that changes a list. */
const changing = (peer: Command, name: string, what: string): Command =>
  peer
    .command(name)
    .description(what)
    .requiredOption('--as <person>', 'the operator who does it')
    .option('--hub <handle>', "the operator's hub, where there are several")

function blockCommands(peer: Command, withWorld: WithWorld): void {
  changing(peer, 'block', 'have nothing to do with a domain or an account')
    .addArgument(whom)
    .option('--reason <text>', 'why, for those who come after', '')
    .action((typed: string, options) =>
      withWorld(async (world) => {
        const who = await operator(world, options)
        const done = granted(await block(world, typed, options.reason, who.person))
        await noteDeed(world, who, 'block', done.subject)
        console.log(`Blocked ${done.subject}: nothing is taken from it, sent to it or shown of it.`)
        warn(done)
      }),
    )
  changing(peer, 'unblock', 'end a block')
    .addArgument(whom)
    .action((typed: string, options) =>
      withWorld(async (world) => {
        const who = await operator(world, options)
        const { subject } = granted(await unblock(world, typed, who.person))
        await noteDeed(world, who, 'unblock', subject)
        console.log(`${subject} is not blocked any more.`)
      }),
    )
  peer
    .command('blocks')
    .description('list the blocked domains and accounts')
    .option('--json', 'answer in JSON')
    .option('--csv', 'answer in the form that Mastodon reads: domains only, and no reasons')
    .option('--reasons', 'with --csv: the reasons too, as public comments')
    .action((options) =>
      withWorld(async (world) => {
        if (!options.csv) return showList(world, 'block', 'Nobody is blocked.', options)
        const blocks = await listed(world.db, 'block')
        const domains = blocks.filter(({ subject }) => !isActor(subject))
        const lines = domains.map(({ subject, reason }) =>
          options.reasons ? { domain: subject, reason } : { domain: subject },
        )
        process.stdout.write(writeBlockList(lines))
        const accounts = blocks.length - domains.length
        if (accounts > 0)
          console.error(
            `${accounts} blocked ${accounts === 1 ? 'account is' : 'accounts are'} not in it: that form has room for domains only.`,
          )
      }),
    )
  changing(
    peer,
    'import-blocks <file>',
    'block what a list in the form of Mastodon names, all or nothing',
  ).action((file: string, options) =>
    withWorld(async (world) => {
      const who = await operator(world, options)
      const list = granted(readBlockList(readText(file), (domain) => isOneself(world, domain)))
      const fresh = await blockAll(world, list.blocks, who.person)
      await noteDeed(world, who, 'import-blocks', String(fresh))
      for (const why of list.leftOut) console.log(why)
      const before = list.blocks.length - fresh
      console.log(
        `Blocked ${fresh} ${fresh === 1 ? 'domain' : 'domains'}; ${before} were blocked already, ${list.leftOut.length} left out.`,
      )
    }),
  )
}

function allowCommands(peer: Command, withWorld: WithWorld): void {
  changing(peer, 'allow', 'put a domain or an account on the allow-list')
    .addArgument(whom)
    .option('--reason <text>', 'why, for those who come after', '')
    .action((typed: string, options) =>
      withWorld(async (world) => {
        const who = await operator(world, options)
        const done = granted(await allow(world, typed, options.reason, who.person))
        await noteDeed(world, who, 'allow', done.subject)
        console.log(`${done.subject} is on the allow-list. ${await inForce(world)}`)
        warn(done)
      }),
    )
  changing(peer, 'disallow', 'take a domain or an account off the allow-list')
    .addArgument(whom)
    .action((typed: string, options) =>
      withWorld(async (world) => {
        const who = await operator(world, options)
        const { subject } = granted(await disallow(world, typed, who.person))
        await noteDeed(world, who, 'disallow', subject)
        console.log(`${subject} is not on the allow-list any more. ${await inForce(world)}`)
      }),
    )
  peer
    .command('allowed')
    .description('list the domains and accounts on the allow-list, and whether only they are dealt with')
    .option('--json', 'answer in JSON')
    .action((options) =>
      withWorld(async (world) => {
        await showList(world, 'allow', 'Nobody is on the allow-list.', options)
        if (!options.json) console.log(await inForce(world))
      }),
    )
  changing(peer, 'limit', 'deal only with whom the allow-list names (on), or with everybody else too (off)')
    .addArgument(new Argument('<on-or-off>').choices(['on', 'off']))
    .action((word: string, options) =>
      withWorld(async (world) => {
        const who = await operator(world, options)
        granted(await limit(world, word === 'on', who.person))
        await noteDeed(world, who, 'limit', word)
        console.log(await inForce(world))
      }),
    )
}

/**
 * The person who does what only operators may.
 * @throws Refused where they are none
 */
export async function operator(world: World, options: { hub?: string; as: string }): Promise<Who> {
  const who = granted(await whoIs(world, options.hub ?? null, options.as))
  if (!holds(who, 'operator'))
    throw new Refused(`Only an operator of this server may do this, and ${who.name} is none.`)
  return who
}

async function inForce({ db }: World): Promise<string> {
  const [on] = await listed(db, 'limit')
  const allowed = await listed(db, 'allow')
  if (!on) return 'The limit is off: everybody is dealt with who is not blocked.'
  return allowed.length === 0
    ? 'The limit is on and nobody is on the allow-list: this server deals with nobody.'
    : 'The limit is on: this server deals only with whom the allow-list names.'
}

async function showList(
  { db }: World,
  list: 'block' | 'allow',
  nobody: string,
  { json }: { json?: boolean },
): Promise<void> {
  const lines = await listed(db, list)
  const names = await namesOf(
    db,
    lines.flatMap(({ by_person }) => by_person ?? []),
  )
  const shown = lines.map(({ subject, reason, since, by_person }) => ({
    domain: isActor(subject) ? null : subject,
    actor: isActor(subject) ? subject : null,
    ...{ reason, since, by: names.get(by_person ?? '') ?? null },
  }))
  if (json) return console.log(JSON.stringify(shown))
  if (shown.length === 0) return console.log(nobody)
  for (const { domain, actor, reason, since, by } of shown)
    console.log(
      `${domain ?? actor}  since ${since.slice(0, 10)}${by ? ` by ${by}` : ''}${reason ? `: ${reason}` : ''}`,
    )
}

function warn({ subject, unsure }: Subject): void {
  if (unsure)
    console.error(
      `It could not be asked whether ${subject} is an account’s own address, so it stands as it was typed.`,
    )
}

function readText(file: string): string {
  let bytes: Buffer
  try {
    bytes = readFileSync(file)
  } catch {
    throw new Refused(`There is no file ${file} that can be read.`)
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw new Refused(`${file} is not written in UTF-8.`)
  }
}

const lineOf = ({ handle, actor, words, records }: PeerView): string =>
  `${handle ?? actor}  ${words} ${records} ${records === 1 ? 'record' : 'records'} here.`
