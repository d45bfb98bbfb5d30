import { raw } from 'hono/html'
import type { Hub } from '../hubs/model.ts'
import { areaName } from '../lib/area-names.ts'
import { licenceName } from '../lib/licences.ts'
import { themeOf } from '../lib/themes.ts'
import { Page } from '../web/page.tsx'
import type { World } from '../world.ts'
import { actionList } from './list-actions.tsx'
import { type AssemblyEntry, AssemblyLines, assemblyList } from './list-assemblies.tsx'
import { type IssueEntry, IssueLines, mapAddress } from './list-issues.tsx'
import { outcomeList } from './list-outcomes.tsx'
import { addressOf } from './model-filters.ts'
import { counted, levelWords } from './words.ts'

/** What a hub's page shows. */
export type HubView = {
  readonly world: World
  readonly hub: Hub
  /** Its description as safe HTML. */
  readonly summary: string
  /** How many follow it; null where it does not show that. */
  readonly followers: number | null
  readonly entries: readonly IssueEntry[]
  /** Its next assemblies. */
  readonly coming: readonly AssemblyEntry[]
}

/** The page of one hub of this server. */
export function HubPage({ world, hub, summary, followers, entries, coming }: HubView) {
  const handle = handleOf(world, hub)
  return (
    <Page
      world={world}
      title={hub.name}
      description={`${hub.name}, ${handle}`}
      canonical={`${world.config.origin}/hubs/${hub.id}`}
      alternates={[
        { type: 'application/activity+json', href: hub.actor },
        {
          type: 'application/atom+xml',
          href: mapAddress({ hub: hub.handle }, { suffix: '.atom' }),
          title: `Issues of ${hub.name}`,
        },
        {
          type: 'application/atom+xml',
          href: addressOf(assemblyList, { hub: hub.handle }, { suffix: '.atom' }),
          title: `Assemblies of ${hub.name}`,
        },
        { type: 'text/calendar', href: calendarOfHub(hub), title: `Assemblies of ${hub.name}` },
        ...[outcomeList, actionList].map((list) => ({
          type: 'application/atom+xml',
          href: addressOf(list, { hub: hub.handle }, { suffix: '.atom' }),
          title: `${list.page.title} of ${hub.name}`,
        })),
      ]}
    >
      <div class="hello">
        <div class="intro">
          <h1>{hub.name}</h1>
          <HubFacts hub={hub} />
          <SelfPortrait hub={hub} html={summary} />
          <dl class="about">
            {hub.areas.length > 0 && (
              <>
                <dt>Areas</dt>
                <dd>
                  {hub.areas.map((area) => (
                    <a class="area" href={mapAddress({ area })}>
                      {areaName(area)}
                    </a>
                  ))}
                </dd>
              </>
            )}
            {followers !== null && (
              <>
                <dt>Followed by</dt>
                <dd>{followers === 0 ? 'nobody yet' : counted(followers, 'account')}</dd>
              </>
            )}
            {hub.contact !== null && (
              <>
                <dt>Contact</dt>
                <dd>{hub.contact}</dd>
              </>
            )}
            <dt>Licence of what it publishes</dt>
            <dd>
              <a href={hub.licence} rel="license">
                {licenceName(hub.licence)}
              </a>
            </dd>
          </dl>
        </div>
        <FollowBox world={world} hub={hub} />
        <div class="latest">
          <section aria-labelledby="assemblies">
            <h2 id="assemblies" class="top">
              Its next assemblies
            </h2>
            {coming.length === 0 ? (
              <p>None is announced. Those that are over are still there to read.</p>
            ) : (
              <AssemblyLines entries={coming} now={world.clock()} apart dated />
            )}
            <p>
              <a
                href={addressOf(assemblyList, { hub: hub.handle, ...(coming.length === 0 && { past: '1' }) })}
              >
                {coming.length === 0 ? 'Assemblies of this hub that are over' : 'All assemblies of this hub'}
              </a>
            </p>
          </section>
          <section aria-labelledby="issues">
            <h2 id="issues">Issues of this hub</h2>
            {entries.length === 0 ? (
              <p>It has not published an issue yet.</p>
            ) : (
              <>
                <IssueLines entries={entries} now={world.clock()} apart />
                <p>
                  <a href={mapAddress({ hub: hub.handle })}>All issues of this hub</a>
                </p>
              </>
            )}
          </section>
          <p>
            What came of them: <a href={addressOf(outcomeList, { hub: hub.handle })}>its outcomes</a> and{' '}
            <a href={addressOf(actionList, { hub: hub.handle })}>its actions</a>.
          </p>
        </div>
      </div>
    </Page>
  )
}

/** What a hub says of itself, as HTML that was made safe where it was made of Markdown. A hub that says nothing gets no empty box. */
export function SelfPortrait({ hub, html }: { hub: Hub; html: string }) {
  return html === '' ? null : (
    <div class="prose" lang={hub.languages[0]} dir="auto">
      {raw(html)}
    </div>
  )
}

/** How wide a hub speaks, where, and about what. */
export function HubFacts({ hub }: { hub: Hub }) {
  const theme = hub.theme === null ? undefined : themeOf(hub.theme)
  return (
    <ul class="facts large">
      <li>{levelWords[hub.level]} hub</li>
      {hub.place !== null && <li>{hub.place}</li>}
      {theme !== undefined && <li>{theme.name}</li>}
    </ul>
  )
}

/** How to follow a hub from an app that people may have already. */
export function FollowBox({ world, hub }: { world: World; hub: Hub }) {
  return (
    <aside class="card follow" aria-labelledby="follow">
      <h2 id="follow">Follow this hub</h2>
      <p>
        In Mastodon, or any app like it, search for this name and press <em>Follow</em>. New issues and
        assemblies then come to you.
      </p>
      <p class="handle big">{handleOf(world, hub)}</p>
      <p class="small soft">One press on the name selects all of it, ready to copy.</p>
      {world.config.trial && (
        <p class="small">Only hubs on this machine can follow it while this is a trial.</p>
      )}
      <p class="small">
        No such app? Take <a href={mapAddress({ hub: hub.handle }, { suffix: '.atom' })}>its issues</a> or{' '}
        <a href={addressOf(assemblyList, { hub: hub.handle }, { suffix: '.atom' })}>its assemblies</a> into
        any feed reader, and <a href={calendarOfHub(hub)}>its calendar</a> into yours: give it that address to
        subscribe to.
      </p>
    </aside>
  )
}

/** A hub's handle as one writes it elsewhere. */
const handleOf = (world: World, hub: Hub): string => `@${hub.handle}@${new URL(world.config.origin).host}`

/** Where the calendar of a hub is, to subscribe to. */
const calendarOfHub = ({ id }: Hub): string => `/hubs/${id}.ics`
