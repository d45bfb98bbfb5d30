import { type Command, Option } from 'commander'
import { blockedAmong } from '../federation/policy.ts'
import { repliesOfHub } from '../federation/store/responses.ts'
import { granted } from '../lib/granted.ts'
import { textOfSafeHtml } from '../lib/markdown.ts'
import { plainLine, shorten } from '../lib/plain.ts'
import { hubNamed, whoIs } from '../members/actions.ts'
import { judge } from '../moderation/actions.ts'
import { look, verb, wholeNumber } from '../records/commands.ts'
import type { WithWorld } from '../slice.ts'

/** `folkmoot reply list`, `show` and `hide`: what people elsewhere answer to records of a hub. */
export function replyCommands(program: Command, withWorld: WithWorld): void {
  const reply = program
    .command('reply')
    .description('replies from elsewhere to records of a hub; each is held until somebody shows it')
  look(reply.command('list').description('list replies, the latest first'))
    .addOption(
      new Option('--state <state>', 'only those that stand there').choices(['held', 'shown', 'hidden']),
    )
    .option('--limit <number>', 'how many at most', wholeNumber, 100)
    .action((options) =>
      withWorld(async (world) => {
        const { id } = granted(await hubNamed(world, options.hub ?? null))
        const about = { limit: options.limit, ...(options.state && { state: options.state }) }
        const all = await repliesOfHub(world.db, id, about)
        const blocked = await blockedAmong(
          world,
          all.map(({ actor }) => actor),
        )
        const replies = all.filter(({ actor }) => !blocked.has(actor))
        if (options.json) return console.log(JSON.stringify(replies))
        if (replies.length === 0) return console.log('None.')
        for (const { iri, state, actor, html } of replies)
          console.log(
            `${state.padEnd(6)}  ${iri}\n        ${actor}: ${shorten(plainLine(textOfSafeHtml(html)), 200)}`,
          )
      }),
    )
  for (const [name, state, what] of [
    ['show', 'shown', 'show a reply on the page of the record it is to'],
    ['hide', 'hidden', 'hide a reply again'],
  ] as const)
    verb(reply.command(`${name} <address>`).description(what)).action((address: string, options) =>
      withWorld(async (world) => {
        const who = granted(await whoIs(world, options.hub ?? null, options.as))
        const judged = granted(await judge(world, who, address, state))
        console.log(options.json ? JSON.stringify(judged) : `It is ${state} now: ${judged.iri}`)
      }),
    )
}
