import type { Hub } from '../hubs/model.ts'
import { themeOf } from '../lib/themes.ts'
import { Page } from '../web/page.tsx'
import type { World } from '../world.ts'
import { FollowBox, HubFacts, SelfPortrait } from './hub.tsx'
import { type AssemblyEntry, AssemblyLines } from './list-assemblies.tsx'
import { type IssueEntry, IssueLines } from './list-issues.tsx'
import { SearchField } from './search-field.tsx'
import { NoHubYet } from './views.tsx'
import { levelWords } from './words.ts'

/** What the first page shows: the hub, or the hubs, their next assemblies and their latest issues. */
export type HomeView = {
  readonly world: World
  readonly hubs: readonly Hub[]
  /** The description of the only hub as safe HTML; unused where there are several. */
  readonly summary: string
  readonly entries: readonly IssueEntry[]
  readonly coming: readonly AssemblyEntry[]
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

function HubHome({ world, hub, summary, entries, coming }: HomeView & { hub: Hub }) {
  return (
    <Page
      world={world}
      brand={hub.name}
      title={hub.name}
      description={`${hub.name}: what people raise${hub.place === null ? '' : ` in ${hub.place}`}.`}
      canonical={`${world.config.origin}/`}
      alternates={feeds}
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
          <SearchField />
        </div>
        <FollowBox world={world} hub={hub} />
        <div class="latest">
          <Coming coming={coming} now={world.clock()} apart />
          <Latest entries={entries} first={coming.length === 0} now={world.clock()} apart />
        </div>
      </div>
    </Page>
  )
}

function ServerHome({ world, hubs, entries, coming }: HomeView) {
  const host = new URL(world.config.origin).host
  return (
    <Page
      world={world}
      title={host}
      description={`The hubs at ${host} and what people raise there.`}
      canonical={`${world.config.origin}/`}
      alternates={feeds}
    >
      <h1>{hubs.length} hubs under one roof</h1>
      <p class="lede">
        Local groups that listen to their neighbours, and publish what they hear.{' '}
        <a href="/map">See the map of issues.</a>
      </p>
      <SearchField />
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
      <Coming coming={coming} now={world.clock()} />
      <Latest entries={entries} first={coming.length === 0} now={world.clock()} />
    </Page>
  )
}

const feeds = [
  { type: 'application/atom+xml', href: '/map.atom', title: 'Issues' },
  { type: 'application/atom+xml', href: '/assemblies.atom', title: 'Assemblies' },
  { type: 'text/calendar', href: '/assemblies.ics', title: 'Assemblies' },
]

type Around = { now: number; apart?: boolean }

/** The next assemblies; nothing where there is none, since most weeks there is none. */
function Coming({ coming, ...around }: Around & { coming: readonly AssemblyEntry[] }) {
  if (coming.length === 0) return null
  return (
    <section aria-labelledby="coming">
      <h2 id="coming" class="top">
        When people come together next
      </h2>
      <AssemblyLines entries={coming} {...around} dated />
      <p>
        <a href="/assemblies">All assemblies</a>
      </p>
    </section>
  )
}

function Latest({ entries, first, ...around }: Around & { entries: readonly IssueEntry[]; first: boolean }) {
  return (
    <section aria-labelledby="latest">
      <h2 id="latest" class={first ? 'top' : undefined}>
        What people raised last
      </h2>
      {entries.length === 0 ? (
        <p>
          Nothing is published yet. What the hubs it follows have published stands on{' '}
          <a href="/map">the map</a>.
        </p>
      ) : (
        <>
          <IssueLines entries={entries} {...around} />
          <p>
            <a href="/map">All issues on the map</a>
          </p>
        </>
      )}
    </section>
  )
}
