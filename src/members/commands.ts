import { type Command, Option } from 'commander'
import { granted } from '../lib/granted.ts'
import type { Role } from '../lib/who.ts'
import type { WithWorld } from '../slice.ts'
import { addPerson, hubNamed, whoIs } from './actions.ts'
import { endPerson, endRole, grantRole } from './actions-people.ts'
import { wayInCommands } from './commands-ways-in.ts'
import { type Person, roles } from './model.ts'
import { peopleOf } from './store.ts'

/** The commands about people. */
export function memberCommands(program: Command, withWorld: WithWorld): void {
  const user = program.command('user').description('the people of a hub and what they may do')
  userCommands(user, withWorld)
  wayInCommands(user, withWorld)
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
