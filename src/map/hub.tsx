import { raw } from 'hono/html'
import type { Child } from 'hono/jsx'
import type { Hub } from '../hubs/model.ts'
import { areaName } from '../lib/area-names.ts'
import { licenceName } from '../lib/licences.ts'
import { capital } from '../lib/plain.ts'
import { themeName } from '../lib/themes.ts'
import type { Named } from '../members/model-named.ts'
import { NamedPeople } from '../members/views-named.tsx'
import { Field } from '../web/form.tsx'
import { Page } from '../web/page.tsx'
import { asLink, Say, useWords } from '../web/visit.tsx'
import type { World } from '../world.ts'

import { actionList } from './list-actions.tsx'
import { type AssemblyEntry, AssemblyLines, assemblyList } from './list-assemblies.tsx'
import { type IssueEntry, IssueLines, mapAddress } from './list-issues.tsx'
import { outcomeList } from './list-outcomes.tsx'
import { addressOf } from './model-filters.ts'

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
  /** Those of its people who chose to be named here. */
  readonly people: readonly Named[]
  /** How else one may follow it. */
  readonly following: Child
}

/** The page of one hub of this server. */
export function HubPage({ world, hub, summary, followers, entries, coming, people, following }: HubView) {
  const handle = handleOf(world, hub)
  const words = useWords()
  const { t } = words
  const of = (list: 'issues' | 'assemblies' | 'outcomes' | 'actions') =>
    t(`hub.feed.${list}`, { hub: hub.name })
  return (
    <Page
      world={world}
      title={hub.name}
      scripts={followScripts}
      description={`${hub.name}, ${handle}`}
      canonical={`${world.config.origin}/hubs/${hub.id}`}
      alternates={[
        { type: 'application/activity+json', href: hub.actor },
        {
          type: 'application/atom+xml',
          href: mapAddress({ hub: hub.handle }, { suffix: '.atom' }),
          title: of('issues'),
        },
        {
          type: 'application/atom+xml',
          href: addressOf(assemblyList, { hub: hub.handle }, { suffix: '.atom' }),
          title: of('assemblies'),
        },
        { type: 'text/calendar', href: calendarOfHub(hub), title: of('assemblies') },
        {
          type: 'application/atom+xml',
          href: addressOf(outcomeList, { hub: hub.handle }, { suffix: '.atom' }),
          title: of('outcomes'),
        },
        {
          type: 'application/atom+xml',
          href: addressOf(actionList, { hub: hub.handle }, { suffix: '.atom' }),
          title: of('actions'),
        },
      ]}
    >
      <div class="hello">
        <div class="intro">
          <h1>
            <bdi>{hub.name}</bdi>
          </h1>
          <HubFacts hub={hub} />
          <SelfPortrait hub={hub} html={summary} />
          <dl class="about">
            {hub.areas.length > 0 && (
              <>
                <dt>{t('hub.areas')}</dt>
                <dd>
                  {hub.areas.map((area) => (
                    <a class="area" href={mapAddress({ area })}>
                      {areaName(area, words)}
                    </a>
                  ))}
                </dd>
              </>
            )}
            {followers !== null && (
              <>
                <dt>{t('hub.followed-by')}</dt>
                <dd>{followers === 0 ? t('hub.by-nobody') : t('hub.accounts', { count: followers })}</dd>
              </>
            )}
            {hub.contact !== null && (
              <>
                <dt>{t('hub.contact')}</dt>
                <dd lang={hub.languages[0]} dir="auto">
                  {hub.contact}
                </dd>
              </>
            )}
            <dt>{t('hub.licence')}</dt>
            <dd>
              <a href={hub.licence} rel="license">
                <bdi>{licenceName(hub.licence)}</bdi>
              </a>
            </dd>
          </dl>
        </div>
        <div class="latest">
          <section aria-labelledby="assemblies">
            <h2 id="assemblies" class="top">
              {t('hub.next-assemblies')}
            </h2>
            {coming.length === 0 ? (
              <p>{t('hub.none-announced')}</p>
            ) : (
              <AssemblyLines entries={coming} now={world.clock()} apart dated />
            )}
            <p>
              <a
                href={addressOf(assemblyList, { hub: hub.handle, ...(coming.length === 0 && { past: '1' }) })}
              >
                {t(coming.length === 0 ? 'hub.assemblies-over' : 'hub.all-assemblies')}
              </a>
            </p>
          </section>
          <section aria-labelledby="issues">
            <h2 id="issues">{t('hub.issues')}</h2>
            {entries.length === 0 ? (
              <p>{t('hub.no-issue')}</p>
            ) : (
              <>
                <IssueLines entries={entries} now={world.clock()} apart />
                <p>
                  <a href={mapAddress({ hub: hub.handle })}>{t('hub.all-issues')}</a>
                </p>
              </>
            )}
          </section>
          <NamedPeople people={people} />
          <p>
            <Say
              of="hub.came-of-them"
              tags={{
                outcomes: asLink(addressOf(outcomeList, { hub: hub.handle })),
                actions: asLink(addressOf(actionList, { hub: hub.handle })),
              }}
            />
          </p>
        </div>
        <FollowBox world={world} hub={hub} following={following} />
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
  const words = useWords()
  const level = words.t(`level.${hub.level}`)
  return (
    <ul class="facts large">
      <li>{capital(words.t('record.reach', { level, noun: words.t('hub.noun') }))}</li>
      {hub.place !== null && (
        <li>
          <bdi>{hub.place}</bdi>
        </li>
      )}
      {hub.theme !== null && <li>{themeName(hub.theme, words)}</li>}
    </ul>
  )
}

/** How to follow a hub from an app that people may have already. */
export function FollowBox({ world, hub, following }: { world: World; hub: Hub; following: Child }) {
  const { t } = useWords()
  return (
    <aside class="card follow" aria-labelledby="follow">
      <h2 id="follow">{t('hub.follow')}</h2>
      {following}
      <p>
        <Say of="hub.follow-how" tags={{ em: (words) => <em>{words}</em> }} />
      </p>
      <p class="handle big" dir="ltr">
        <bdi>{handleOf(world, hub)}</bdi>
      </p>
      <p class="small soft">{t('hub.follow-copy')}</p>
      <Copy text={handleOf(world, hub)} />
      <form class="from-there" method="post" action="/away">
        <input type="hidden" name="about" value={hub.actor} />
        <Field
          name="from"
          label={t('away.from')}
          hint={t('away.from-hint')}
          inputmode="email"
          maxlength={300}
        />
        <button type="submit" class="button second">
          {t('away.follow')}
        </button>
      </form>
      {world.config.trial && <p class="small">{t('hub.follow-trial')}</p>}
      <p class="small">
        <Say
          of="hub.no-app"
          tags={{
            issues: asLink(mapAddress({ hub: hub.handle }, { suffix: '.atom' })),
            assemblies: asLink(addressOf(assemblyList, { hub: hub.handle }, { suffix: '.atom' })),
            calendar: asLink(calendarOfHub(hub)),
          }}
        />
      </p>
    </aside>
  )
}

/** A button that copies a text, for who has scripts; it says so when it has. */
function Copy({ text }: { text: string }) {
  const { t } = useWords()
  return (
    <p class="copying">
      <button type="button" class="button second" data-copy={text} data-copied={t('away.copied')} hidden>
        {t('away.copy')}
      </button>{' '}
      <span class="small" role="status"></span>
    </p>
  )
}

/** The scripts of a page with a FollowBox on it. */
export const followScripts = ['copy.js'] as const

/** A hub's handle as one writes it elsewhere. */
const handleOf = (world: World, hub: Hub): string => `@${hub.handle}@${new URL(world.config.origin).host}`

/** Where the calendar of a hub is, to subscribe to. */
const calendarOfHub = ({ id }: Hub): string => `/hubs/${id}.ics`
