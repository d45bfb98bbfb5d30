import type { Command } from 'commander'
import { noteRestore } from '../federation/restored.ts'
import { followingOf } from '../federation/store/follows.ts'
import { peerByActor } from '../federation/store/peers.ts'
import { countCopies } from '../federation/store/records.ts'
import { followHub, unfollowHub } from '../hubs/actions-follow.ts'
import { granted, Refused } from '../lib/granted.ts'
import { noteDeed, whoIs } from '../members/actions.ts'
import type { WithWorld } from '../slice.ts'
import type { World } from '../world.ts'
import { operator, peerCommands } from './commands-peer.ts'

/** `folkmoot follow`, `unfollow`, `peer …` and `restored`. */
export function followCommands(program: Command, withWorld: WithWorld): void {
  const verb = (name: string, what: string) =>
    program
      .command(`${name} <hub>`)
      .description(what)
      .requiredOption('--as <person>', 'who does it')
      .option('--hub <handle>', 'which hub of this server, where there are several')
      .option('--json', 'answer in JSON')

  verb('follow', 'follow another hub, by its handle, its address or that of its server')
    .option('--no-wait', 'do not wait until its records are here')
    .action((target: string, options) =>
      withWorld(async (world) => {
        const who = granted(await whoIs(world, options.hub ?? null, options.as))
        const { asked } = granted(await followHub(world, who, target))
        await noteDeed(world, who, 'follow', asked)
        if (!options.json) console.log(`Asked ${asked}.`)
        const how = options.wait ? await watch(world, who.hub, asked, options.json === true) : null
        if (options.json) console.log(JSON.stringify({ asked, ...(how ?? {}) }))
      }),
    )

  verb('unfollow', 'stop following another hub').action((target: string, options) =>
    withWorld(async (world) => {
      const who = granted(await whoIs(world, options.hub ?? null, options.as))
      const ended = granted(await unfollowHub(world, who, target))
      await noteDeed(world, who, 'unfollow', ended.ended)
      console.log(options.json ? JSON.stringify(ended) : `No longer following ${ended.ended}.`)
    }),
  )

  peerCommands(program, withWorld)
  restoredCommand(program, withWorld)
}

function restoredCommand(program: Command, withWorld: WithWorld): void {
  program
    .command('restored')
    .description('say to all who follow that this server was put back from a backup (operators only)')
    .requiredOption('--as <person>', 'the operator who says so')
    .option('--hub <handle>', "the operator's hub, where there are several")
    .action((options) =>
      withWorld(async (world) => {
        const who = await operator(world, options)
        await noteRestore(world)
        await noteDeed(world, who, 'restored', '')
        console.log(
          'The logs of this server have a new epoch. Who follows its hubs compares, and reads again what differs.',
        )
      }),
    )
}

/** Shows how the following goes until all its records are here, or says why that may take longer. */
async function watch(
  world: World,
  hub: string,
  actor: string,
  silent: boolean,
): Promise<{ state: string; records: number }> {
  const say = (line: string) => (silent ? undefined : console.log(line))
  let shown = ''
  let quiet = 0
  for (;;) {
    const following = await followingOf(world.db, hub, actor)
    const peer = await peerByActor(world.db, actor)
    const records = await countCopies(world.db, actor)
    const state = following?.state ?? 'ended'
    if (state === 'rejected') throw new Refused(`${actor} does not want to be followed.`)
    if (state === 'accepted' && (!peer || (peer.crawled !== null && peer.cursor >= peer.head))) {
      say(
        peer
          ? `All is here: ${records} records.`
          : 'Both hubs are on this server: nothing needs to be fetched.',
      )
      return { state, records }
    }
    const line =
      state === 'asked'
        ? 'Waiting for its answer. (Ctrl-C ends only the waiting: the server goes on by itself.)'
        : `Reading: ${peer?.cursor ?? 0} of ${peer?.head ?? 0} entries of its log.`
    quiet = line === shown ? quiet + 1 : 0
    if (line !== shown) say(line)
    shown = line
    if (peer?.last_error && quiet > 8)
      say(`It stands still: ${peer.last_error}. The server goes on by itself.`)
    if (quiet > 60) {
      say(
        'Nothing moves now. If the server is not running, start it: it goes on by itself. See: folkmoot peer list',
      )
      return { state, records }
    }
    await new Promise((resolve) => setTimeout(resolve, 500))
  }
}
