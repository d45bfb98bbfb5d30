import { type Command, Option } from 'commander'
import { handleFrom } from '../hubs/model.ts'
import { granted, Refused } from '../lib/granted.ts'
import type { Role } from '../lib/who.ts'
import { setUpMail } from '../mail/set-up.ts'
import type { WithWorld } from '../slice.ts'
import type { World } from '../world.ts'
import { addPerson, hubNamed, whoIs } from './actions.ts'
import { letInAgain } from './actions-passes.ts'
import { endPerson, endRole, grantRole } from './actions-people.ts'
import { isSetUp, setUp } from './actions-setup.ts'
import { followCommands } from './commands-follow.ts'
import { hubCommands, hubJson, readHub, sentenceOf, withHubOptions } from './commands-hub.ts'
import { given, mailCommands, readPassword } from './commands-mail.ts'
import { passJson, tellPass, wayInCommands } from './commands-ways-in.ts'
import { type Person, roles } from './model.ts'
import { peopleOf } from './store.ts'

/** The commands about hubs and people. */
export function memberCommands(program: Command, withWorld: WithWorld): void {
  setUpCommand(program, withWorld)
  hubCommands(program, withWorld)
  const user = program.command('user').description('the people of a hub and what they may do')
  userCommands(user, withWorld)
  wayInCommands(user, withWorld)
  followCommands(program, withWorld)
  mailCommands(program, withWorld)
}

function setUpCommand(program: Command, withWorld: WithWorld): void {
  withHubOptions(program.command('setup').description('found the first hub of this server, once'))
    .option('--handle <handle>', 'what others know it by, for good (default: made from the name)')
    .requiredOption('--organiser <name>', 'the first organiser, who is also operator of the server')
    .option('--mail <url>', 'the mail server, as smtp://name@mail.example.org:587; everything works without')
    .option('--mail-preset <provider>', 'instead, one of those that “folkmoot mail presets” lists')
    .option('--mail-user <name>', 'the name to log in with, most often the whole address')
    .option(
      '--mail-password-file <file>',
      'a file with the password in it; - reads it from the standard input',
    )
    .option('--mail-from <address>', 'the address that mail comes from (default: the name to log in with)')
    .option('--json', 'answer in JSON')
    .action((options) =>
      withWorld(async (world) => {
        const hub = readHub({ ...options, handle: options.handle ?? handleFrom(options.name ?? '') })
        await setUpMailFirst(world, options)
        const founded = granted(await setUp(world, { hub, organiser: options.organiser }, null))
        const { id, ...person } = founded.organiser
        const given = granted(await letInAgain(world, { ...person, person: id }, id))
        if (options.json) {
          const enter = passJson(world, given, '/desk/begin')
          console.log(
            JSON.stringify({ hub: hubJson(world, founded.hub), organiser: founded.organiser, enter }),
          )
        } else {
          console.log(
            `${sentenceOf(world, founded.hub)}\nTo sign in as ${person.name}, open this in a browser:`,
          )
          tellPass(world, given, { to: '/desk/begin' })
        }
      }),
    )
}

/**
 * Tries and keeps the mail server that was named, before anything is founded.
 * @throws Refused with what is wrong with it: nothing is founded then
 */
async function setUpMailFirst(world: World, options: Record<string, string | undefined>): Promise<void> {
  const { mail: url, mailPreset: preset, mailUser: user, mailFrom: from, mailPasswordFile } = options
  if (url === undefined && preset === undefined) {
    if (user ?? from ?? mailPasswordFile)
      throw new Refused('Say which mail server it is, with --mail or --mail-preset.')
    return
  }
  // A server that is set up has operators, who alone may change its mail.
  if (await isSetUp(world)) return
  const password = mailPasswordFile === undefined ? undefined : readPassword(mailPasswordFile)
  const { probe, kept } = granted(
    await setUpMail(world, given({ url, preset, user, password, from }), { by: null }),
  )
  if (!kept) throw new Refused(`${probe.words} Nothing was founded.`)
}

function userCommands(user: Command, withWorld: WithWorld): void {
  const hub = ['--hub <handle>', 'which hub, where there are several'] as const
  const role = () => new Option('--role <role>', 'what they may do').choices(roles)

  user
    .command('add <name>')
    .description('add somebody to a hub; without a role they are only entered, to be told things on paper')
    .addOption(role())
    .option(...hub)
    .option('--as <person>', 'who adds them')
    .option('--json', 'answer in JSON')
    .action((name: string, options) =>
      withWorld(async (world) => {
        const who = options.as ? granted(await whoIs(world, options.hub ?? null, options.as)) : null
        const { id } = granted(await hubNamed(world, options.hub ?? null))
        const added = granted(
          await addPerson(world, who, { hub: id, name, roles: options.role ? [options.role as Role] : [] }),
        )
        console.log(options.json ? JSON.stringify(added) : lineOf(added))
      }),
    )

  user
    .command('list')
    .description('list the people of a hub')
    .option(...hub)
    .option('--json', 'answer in JSON')
    .action((options) =>
      withWorld(async (world) => {
        const { id } = granted(await hubNamed(world, options.hub ?? null))
        const people = await peopleOf(world.db, id)
        if (options.json) console.log(JSON.stringify(people))
        else for (const person of people) console.log(lineOf(person))
      }),
    )

  const about = (name: string, what: string) =>
    user
      .command(`${name} <name>`)
      .description(what)
      .option(...hub)
      .requiredOption('--as <person>', 'who does it')

  about('end', 'remove somebody from a hub; what they did keeps their name').action((name: string, options) =>
    withWorld(async (world) => {
      const who = granted(await whoIs(world, options.hub ?? null, options.as))
      const person = granted(await endPerson(world, who, name))
      console.log(`${person.name} may do nothing in this hub any more.`)
    }),
  )

  for (const [verb, what, change] of [
    ['grant', 'give somebody a role', grantRole],
    ['revoke', 'take a role away from somebody', endRole],
  ] as const)
    about(verb, what)
      .addOption(role().makeOptionMandatory())
      .action((name: string, options) =>
        withWorld(async (world) => {
          const who = granted(await whoIs(world, options.hub ?? null, options.as))
          console.log(lineOf(granted(await change(world, who, { name, role: options.role as Role }))))
        }),
      )
}

const lineOf = (person: Person): string => `${person.name}: ${person.roles.join(', ') || 'no role'}`
