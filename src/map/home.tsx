import type { Child } from 'hono/jsx'
import type { Hub } from '../hubs/model.ts'
import { capital } from '../lib/plain.ts'
import { themeName } from '../lib/themes.ts'
import type { Words } from '../lib/words.ts'
import { Page } from '../web/page.tsx'
import { asLink, Say, useVisit, useWords } from '../web/visit.tsx'
import type { World } from '../world.ts'
import { FollowBox, followScripts, HubFacts, SelfPortrait } from './hub.tsx'

import { type AssemblyEntry, AssemblyLines } from './list-assemblies.tsx'
import { type IssueEntry, IssueLines } from './list-issues.tsx'
import { type OutcomeEntry, OutcomeLines } from './list-outcomes.tsx'
import { SearchField } from './search-field.tsx'
import { NoHubYet } from './views.tsx'

/** What the first page shows: the hub, or the hubs, their next assemblies, what came of the last, and their latest issues. */
export type HomeView = {
  readonly world: World
  readonly hubs: readonly Hub[]
  /** The description of the only hub as safe HTML; unused where there are several. */
  readonly summary: string
  readonly entries: readonly IssueEntry[]
  readonly coming: readonly AssemblyEntry[]
  readonly outcomes: readonly OutcomeEntry[]
  /** Whether somebody of the only hub chose to be named on its page. */
  readonly named: boolean
  /** How else one may follow the only hub, or any of them. */
  readonly following: Child
}

/** The first page: who this hub is, what it heard last, and how to follow it. */
export function HomePage(view: HomeView) {
  const { world, hubs } = view
  const [hub, ...others] = hubs
  if (hub === undefined) return <EmptyHome world={world} />
  return others.length === 0 ? <HubHome {...view} hub={hub} /> : <ServerHome {...view} />
}

function EmptyHome({ world }: { world: World }) {
  const { t } = useWords()
  return (
    <Page world={world} title={new URL(world.config.origin).host} hidden>
      <div class="plain">
        <h1>{t('home.almost-ready')}</h1>
        <NoHubYet />
      </div>
    </Page>
  )
}

function HubHome(view: HomeView & { hub: Hub }) {
  const { world, hub, summary, entries, coming, outcomes, named, following } = view
  const words = useWords()
  const { t } = words
  const { name, place } = hub
  return (
    <Page
      world={world}
      brand={hub.name}
      title={hub.name}
      scripts={followScripts}
      description={
        place === null ? t('home.description', { hub: name }) : t('home.description-in', { hub: name, place })
      }
      canonical={`${world.config.origin}/`}
      alternates={feedsOf(words)}
    >
      <div class="hello">
        <div class="intro">
          <h1>
            <bdi>{hub.name}</bdi>
          </h1>
          <HubFacts hub={hub} />
          <SelfPortrait hub={hub} html={summary} />
          <p class="ways">
            <a class="button" href="/map">
              {t('home.see-map')}
            </a>
            <a class="button second" href={`/hubs/${hub.id}`}>
              {t('home.about-hub')}
            </a>
          </p>
          <SearchField />
        </div>
        <div class="latest">
          <Coming coming={coming} now={world.clock()} apart />
          <CameOf outcomes={outcomes} now={world.clock()} apart />
          <Latest entries={entries} now={world.clock()} apart />
          <TakePart hub={hub} named={named} />
        </div>
        <FollowBox world={world} hub={hub} following={following} />
      </div>
    </Page>
  )
}

function ServerHome({ world, hubs, entries, coming, outcomes, following }: HomeView) {
  const host = new URL(world.config.origin).host
  const words = useWords()
  const { t } = words
  return (
    <Page
      world={world}
      title={host}
      description={t('home.server-description', { host })}
      canonical={`${world.config.origin}/`}
      alternates={feedsOf(words)}
    >
      <h1>{t('home.hubs', { count: hubs.length })}</h1>
      <p class="lede">
        <Say of="home.server-lede" tags={{ map: asLink('/map') }} />
      </p>
      <SearchField />
      <ul class="hubs">
        {hubs.map((hub) => (
          <li class="card">
            <h2>
              <a href={`/hubs/${hub.id}`}>
                <bdi>{hub.name}</bdi>
              </a>
            </h2>
            <p>
              {capital(t(`level.${hub.level}`))}
              {hub.place !== null && (
                <>
                  {' · '}
                  <bdi>{hub.place}</bdi>
                </>
              )}
              {hub.theme !== null && ` · ${themeName(hub.theme, words)}`}
            </p>
            <p class="handle">
              <bdi dir="ltr">
                @{hub.handle}@{host}
              </bdi>
            </p>
          </li>
        ))}
      </ul>
      {following}
      <Coming coming={coming} now={world.clock()} />
      <CameOf outcomes={outcomes} now={world.clock()} />
      <Latest entries={entries} now={world.clock()} />
      <TakePart hub={null} named={false} />
    </Page>
  )
}

const feedsOf = ({ t }: Words) => [
  { type: 'application/atom+xml', href: '/map.atom', title: t('issues.name') },
  { type: 'application/atom+xml', href: '/assemblies.atom', title: t('assemblies.name') },
  { type: 'text/calendar', href: '/assemblies.ics', title: t('assemblies.name') },
]

type Around = { now: number; apart?: boolean }

/** The next assemblies; where none is announced, how one hears of the next. */
function Coming({ coming, ...around }: Around & { coming: readonly AssemblyEntry[] }) {
  const { t } = useWords()
  return (
    <section aria-labelledby="coming">
      <h2 id="coming" class="top">
        {t('home.coming')}
      </h2>
      {coming.length === 0 ? (
        <p>
          <Say
            of="home.none-coming"
            tags={{ over: asLink('/assemblies?past=1'), calendar: asLink('/assemblies.ics') }}
          />
        </p>
      ) : (
        <>
          <AssemblyLines entries={coming} {...around} dated />
          <p>
            <a href="/assemblies">{t('home.all-assemblies')}</a>
          </p>
        </>
      )}
    </section>
  )
}

/** What came of the last assemblies; nothing where none has said anything yet. */
function CameOf({ outcomes, ...around }: Around & { outcomes: readonly OutcomeEntry[] }) {
  const { t } = useWords()
  if (outcomes.length === 0) return null
  return (
    <section aria-labelledby="came-of">
      <h2 id="came-of">{t('home.came-of')}</h2>
      <OutcomeLines entries={outcomes} {...around} />
      <p>
        <Say of="home.all-outcomes" tags={{ outcomes: asLink('/outcomes'), actions: asLink('/actions') }} />
      </p>
    </section>
  )
}

function Latest({ entries, ...around }: Around & { entries: readonly IssueEntry[] }) {
  const { words, who } = useVisit()
  const { t } = words
  return (
    <section aria-labelledby="latest">
      <h2 id="latest">{t('home.latest')}</h2>
      {entries.length === 0 ? (
        <>
          <p>
            <Say of="home.nothing" tags={{ map: asLink('/map') }} />
          </p>
          {who && (
            <p>
              <Say of="home.begin" tags={{ desk: asLink('/desk') }} />
            </p>
          )}
        </>
      ) : (
        <>
          <IssueLines entries={entries} {...around} />
          <p>
            <a href="/map">{t('home.all-issues')}</a>
          </p>
        </>
      )}
    </section>
  )
}

/** What a neighbour can do, without an account: on a server with several hubs what goes for all of them. */
function TakePart({ hub, named }: { hub: Hub | null; named: boolean }) {
  const { t } = useWords()
  return (
    <section aria-labelledby="take-part">
      <h2 id="take-part">{t('home.take-part')}</h2>
      <ul>
        <li>
          <Say of="home.take-part-come" tags={{ link: asLink('/assemblies') }} />
        </li>
        <li>
          <Say
            of={hub?.pressesOff === false ? 'home.take-part-press' : 'home.take-part-read'}
            tags={{ link: asLink('/map') }}
          />
        </li>
        <li>
          <Say
            of="home.take-part-say"
            tags={{ link: asLink(hub ? `/feedback?hub=${hub.id}` : '/feedback') }}
          />
        </li>
        {hub && named && (
          <li>
            <Say of="home.take-part-speak" tags={{ link: asLink(`/hubs/${hub.id}#people`) }} />
          </li>
        )}
      </ul>
    </section>
  )
}
