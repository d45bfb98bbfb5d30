import { type Command, Option } from 'commander'
import { hubById } from '../hubs/store.ts'
import { granted } from '../lib/granted.ts'
import { instant } from '../lib/time.ts'
import type { Role } from '../lib/who.ts'
import { wordsFor } from '../lib/words.ts'
import type { WithWorld } from '../slice.ts'
import { hubNamed, personCalled, whoIs } from './actions.ts'
import { inviteByMail } from './actions-invite.ts'
import { invite, letInAgain, takeBackInvitation } from './actions-passes.ts'
import { signOutEverywhere } from './actions-people.ts'
import { roles } from './model.ts'
import { openPassesOf } from './store-passes.ts'
import { passInWords } from './views-pass.ts'

/** `folkmoot user invite`, `invitations`, `take-back`, `let-in` and `sign-out`: how people get in, and how that ends. */
export function wayInCommands(user: Command, withWorld: WithWorld): void {
  const hub = ['--hub <handle>', 'which hub, where there are several'] as const
  const role = () => new Option('--role <role>', 'what they may do').choices(roles)

  user
    .command('invite')
    .description('invite somebody: prints a link and a code that bring one person in, within seven days')
    .addOption(role().makeOptionMandatory())
    .option('--name <name>', 'whom it is for, as the hub knows them')
    .option('--mail <address>', 'mail it to them too')
    .option('--language <tag>', 'the language of that mail (default: the first of the hub)')
    .option(...hub)
    .requiredOption('--as <person>', 'who invites')
    .option('--json', 'answer in JSON')
    .action((options) =>
      withWorld(async (world) => {
        const who = granted(await whoIs(world, options.hub ?? null, options.as))
        const about = { name: options.name ?? null, role: options.role as Role }
        const { mail: address, language } = options
        const given =
          address === undefined
            ? await invite(world, who, about)
            : await inviteByMail(world, who, {
                ...{ ...about, address },
                words: wordsFor(language ?? (await hubById(world, who.hub))?.languages[0] ?? 'en'),
              })
        console.log(passInWords(world, granted(given), options))
      }),
    )

  user
    .command('let-in <name>')
    .description(
      'let somebody in who has lost every way in, yourself too: prints a link and a code for three days',
    )
    .option(...hub)
    .requiredOption('--as <person>', 'who does it')
    .option('--json', 'answer in JSON')
    .action((name: string, options) =>
      withWorld(async (world) => {
        const who = granted(await whoIs(world, options.hub ?? null, options.as))
        const person = granted(await personCalled(world, who.hub, name))
        console.log(passInWords(world, granted(await letInAgain(world, who, person.id)), options))
      }),
    )

  user
    .command('invitations')
    .description('list the invitations of a hub that nobody has used yet')
    .option(...hub)
    .option('--json', 'answer in JSON')
    .action((options) =>
      withWorld(async (world) => {
        const { id } = granted(await hubNamed(world, options.hub ?? null))
        const open = await openPassesOf(world.db, id, 'invitation', instant(world.clock()))
        const shown = open.map((pass) => ({
          ...{ id: pass.id, name: pass.name, role: pass.role, made: pass.made, expires: pass.expires },
        }))
        if (options.json) return console.log(JSON.stringify(shown))
        if (shown.length === 0) console.log('Nobody is invited just now.')
        for (const { id, name, role, expires } of shown)
          console.log(`${id}  ${name ?? 'whoever has it'}, as ${role}, until ${expires.slice(0, 10)}`)
      }),
    )

  user
    .command('take-back <id>')
    .description('take back an invitation, and what is left of its sheet of slips')
    .option(...hub)
    .requiredOption('--as <person>', 'who does it')
    .action((id: string, options) =>
      withWorld(async (world) => {
        const who = granted(await whoIs(world, options.hub ?? null, options.as))
        granted(await takeBackInvitation(world, who, id))
        console.log('It opens nothing any more.')
      }),
    )

  user
    .command('sign-out <name>')
    .description('sign somebody out on all devices, as when a phone is lost; their passkeys and codes stay')
    .option(...hub)
    .requiredOption('--as <person>', 'who does it')
    .action((name: string, options) =>
      withWorld(async (world) => {
        const who = granted(await whoIs(world, options.hub ?? null, options.as))
        const person = granted(await signOutEverywhere(world, who, name))
        console.log(`${person.name} is signed in nowhere any more.`)
      }),
    )
}
