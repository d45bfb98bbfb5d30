// A Folkmoot server as `folkmoot serve` runs it, which the bench can also ask to do what its people would.
import { readConfig } from '../src/config.ts'
import { askToFollowActor } from '../src/federation/follows.ts'
import { followingOf } from '../src/federation/store/follows.ts'
import { changePeer, peerByActor } from '../src/federation/store/peers.ts'
import { NewHub } from '../src/hubs/model.ts'
import { draftIssue, publishIssue, publishIssues } from '../src/issues/actions.ts'
import { granted } from '../src/lib/granted.ts'
import { openLog } from '../src/lib/log.ts'
import { type Instant, instant } from '../src/lib/time.ts'
import { whoIs } from '../src/members/actions.ts'
import { startServer } from '../src/serve.ts'
import { setUp } from '../src/settings/actions-setup.ts'
import { answering, now } from './child.ts'
import { sampleIssue } from './letters-folkmoot.ts'

const config = readConfig()
const running = await startServer(config, openLog(config.log))
const { world } = running
process.once('SIGTERM', () => void running.stop().then(() => process.exit()))

const organiser = () => whoIs(world, null, 'Amina').then(granted)

/** When the log of a hub was last asked to be read anew. */
let asked = '' as Instant | ''

answering({
  /** Founds the hub; says its actor's address. */
  found: async () => {
    const hub = NewHub.parse({ handle: 'measured', name: 'A hub to be measured', place: 'Here' })
    return granted(await setUp(world, { hub, organiser: 'Amina' }, null)).hub.actor
  },
  /** Publishes so many issues as one would import them; says their addresses. */
  fill: async ({ issues }: { issues: number }) => {
    const who = await organiser()
    const ids: string[] = []
    for (let i = 0; i < issues; i++) ids.push(granted(await draftIssue(world, who, sampleIssue(i))).id)
    return (await publishIssues(world, who, ids)).published.map((issue) => issue.iri)
  },
  /** Publishes issues one after the other; says when the first began (ms since 1970). */
  publish: async ({ issues }: { issues: number }) => {
    const who = await organiser()
    const drafts = []
    for (let i = 0; i < issues; i++) drafts.push(granted(await draftIssue(world, who, sampleIssue(i))))
    const began = now()
    for (const { id } of drafts) granted(await publishIssue(world, who, id))
    return began
  },
  /** Asks to follow a hub; says when it began. */
  follow: async ({ actor }: { actor: string }) => {
    const who = await organiser()
    const began = now()
    granted(await askToFollowActor(world, who.hub, actor))
    return began
  },
  /** Whether the log of a hub has been read to its end since it was last asked to be read anew. */
  read: async ({ actor }: { actor: string }) => {
    const peer = await peerByActor(world.db, actor)
    return peer?.crawled !== null && peer?.cursor === peer?.head && (peer?.crawled ?? '') > asked
  },
  /** Has the log of a hub read from its beginning. */
  anew: async ({ actor }: { actor: string }) => {
    const due = instant(world.clock())
    asked = due
    await changePeer(world.db, actor, { cursor: 0, chain: null, crawl_due: due })
    world.pulse.beat('logs')
  },
  /** Whether it follows a hub, by that one's own word. */
  follows: async ({ actor }: { actor: string }) => {
    const { hub } = await organiser()
    return (await followingOf(world.db, hub, actor))?.state === 'accepted'
  },
})
