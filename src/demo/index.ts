import type { Log } from '../world.ts'
import { ferry, lamps, mould } from './happenings.ts'
import { harbourRow, lesAulnes } from './local-hubs.ts'
import { type Network, openNetwork, type Place } from './network.ts'
import { type Say, showFollowing, showLife, showMeeting } from './show.ts'
import { bayShore, commonGround } from './wider-hubs.ts'

/**
 * A small federation on this machine: two local hubs, a region and a nation, each a server of its own with real HTTP and
 * real signatures between them. Shows how what one says arrives at the others, then stays up until it is told to stop;
 * with `once` it ends after the show. What the hubs say is invented.
 */
export async function demonstrate(log: Log, { once }: { once: boolean }): Promise<void> {
  const network = openNetwork(log)
  let stopped = false
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => {
      stopped = true
      void network.end().finally(() => process.exit(0))
    })
  try {
    await play(network, (line) => void process.stdout.write(`${line}\n`))
    if (once) await network.end()
    else process.stdout.write('\nThey run until you press Ctrl-C; then all that they hold is thrown away.\n')
  } catch (error) {
    // Whoever stops it in the middle of the show need not read what broke off.
    if (stopped) return
    await network.end()
    throw error
  }
}

async function play(network: Network, say: Say): Promise<void> {
  say('Four servers on this machine, each with one hub. The places and what people say there are invented.\n')
  const places: Place[] = []
  for (const sample of [harbourRow, lesAulnes, bayShore, commonGround]) {
    const place = await network.add(sample)
    places.push(place)
    say(`  ${place.hub.name} (${place.hub.level}) is at ${place.origin}`)
  }
  const [harbour, aulnes, region, nation] = places as [Place, Place, Place, Place]

  say('\nThe region follows both local hubs, and the nation follows the region and its hubs.\n')
  await showFollowing(region, [harbour, aulnes], say)
  await showFollowing(nation, [region, harbour, aulnes], say)

  say('\nWhat a hub changes arrives by itself.\n')
  await showLife(harbour, [region, nation], lamps, say)
  await showLife(aulnes, [region, nation], ferry, say)

  say('\nPeople meet, decide, and do it; whoever follows reads what came of it and from which room.\n')
  const page = await showMeeting(harbour, [region, nation], mould(Date.now()), say)
  say(`  The decision as ${nation.hub.name} shows it:\n    ${page}`)

  say('\nLook around:\n')
  for (const { hub, origin } of places)
    say(`  ${hub.name}\n    the map  ${origin}/map\n    the hub  ${origin}/hubs/${hub.id}`)
  say(
    `\nWhat a machine reads of the first hub:\n\n  curl -H 'accept: application/activity+json' ${harbour.hub.actor}`,
  )
}
