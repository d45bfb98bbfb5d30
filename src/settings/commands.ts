import type { Command } from 'commander'
import { handleFrom } from '../hubs/model.ts'
import { granted, Refused } from '../lib/granted.ts'
import { setUpMail } from '../mail/set-up.ts'
import { letInAgain } from '../members/actions-passes.ts'
import { passInWords, passJson } from '../members/views-pass.ts'
import type { WithWorld } from '../slice.ts'
import type { World } from '../world.ts'
import { isSetUp, setUp } from './actions-setup.ts'
import { followCommands } from './commands-follow.ts'
import { hubCommands, hubJson, readHub, sentenceOf, withHubOptions } from './commands-hub.ts'
import { given, mailCommands, readPassword } from './commands-mail.ts'

/** The commands about set-up, hubs, whom they follow, and mail. */
export function settingsCommands(program: Command, withWorld: WithWorld): void {
  setUpCommand(program, withWorld)
  hubCommands(program, withWorld)
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
          console.log(passInWords(world, given, { to: '/desk/begin' }))
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
