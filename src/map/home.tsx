import type { Hub } from '../hubs/model.ts'
import { themeOf } from '../lib/themes.ts'
import { Page } from '../web/page.tsx'
import type { World } from '../world.ts'
import { Entries } from './entry.tsx'
import { FollowBox, HubFacts, SelfPortrait } from './hub.tsx'
import type { Entry } from './model.ts'
import { NoHubYet } from './views.tsx'
import { levelWords } from './words.ts'

/** What the first page shows: the hub, or the hubs, and their latest issues. */
export type HomeView = {
  readonly world: World
  readonly hubs: readonly Hub[]
  /** The description of the only hub as safe HTML; unused where there are several. */
  readonly summary: string
  readonly entries: readonly Entry[]
}

/** The first page: who this hub is, what it heard last, and how to follow it. */
export function HomePage(view: HomeView) {
  const { world, hubs } = view
  const [hub, ...others] = hubs
  if (hub === undefined) return <EmptyHome world={world} />
  return others.length === 0 ? <HubHome {...view} hub={hub} /> : <ServerHome {...view} />
}

function EmptyHome({ world }: { world: World }) {
  return (
    <Page world={world} title={new URL(world.config.origin).host} hidden>
      <div class="plain">
        <h1>A place to meet, almost ready</h1>
        <NoHubYet />
      </div>
    </Page>
  )
}

function HubHome({ world, hub, summary, entries }: HomeView & { hub: Hub }) {
  return (
    <Page
      world={world}
      brand={hub.name}
      title={hub.name}
      description={`${hub.name}: what people raise${hub.place === null ? '' : ` in ${hub.place}`}.`}
      canonical={`${world.config.origin}/`}
      alternates={[feed]}
    >
      <div class="hello">
        <div class="intro">
          <h1>{hub.name}</h1>
          <HubFacts hub={hub} />
          <SelfPortrait hub={hub} html={summary} />
          <p class="ways">
            <a class="button" href="/map">
              See the map of issues
            </a>
            <a class="button second" href={`/hubs/${hub.id}`}>
              About this hub
            </a>
          </p>
        </div>
        <FollowBox world={world} hub={hub} />
        <Latest entries={entries} now={world.clock()} apart />
      </div>
    </Page>
  )
}

function ServerHome({ world, hubs, entries }: HomeView) {
  const host = new URL(world.config.origin).host
  return (
    <Page
      world={world}
      title={host}
      description={`The hubs at ${host} and what people raise there.`}
      canonical={`${world.config.origin}/`}
      alternates={[feed]}
    >
      <h1>{hubs.length} hubs under one roof</h1>
      <p class="lede">
        Local groups that listen to their neighbours, and publish what they hear.{' '}
        <a href="/map">See the map of issues.</a>
      </p>
      <ul class="hubs">
        {hubs.map((hub) => (
          <li class="card">
            <h2>
              <a href={`/hubs/${hub.id}`}>{hub.name}</a>
            </h2>
            <p>
              {[levelWords[hub.level], hub.place, hub.theme && themeOf(hub.theme)?.name]
                .filter(Boolean)
                .join(' · ')}
            </p>
            <p class="handle">
              @{hub.handle}@{host}
            </p>
          </li>
        ))}
      </ul>
      <Latest entries={entries} now={world.clock()} />
    </Page>
  )
}

const feed = { type: 'application/atom+xml', href: '/map.atom', title: 'Issues' }

function Latest({
  entries,
  now,
  apart = false,
}: {
  entries: readonly Entry[]
  now: number
  apart?: boolean
}) {
  return (
    <section class="latest" aria-labelledby="latest">
      <h2 id="latest">What people raised last</h2>
      {entries.length === 0 ? (
        <p>
          Nothing is published yet. What the hubs it follows have published stands on{' '}
          <a href="/map">the map</a>.
        </p>
      ) : (
        <>
          <Entries entries={entries} now={now} apart={apart} />
          <p>
            <a href="/map">All issues on the map</a>
          </p>
        </>
      )}
    </section>
  )
}
