import { resolve } from 'node:path'
import type { Child } from 'hono/jsx'
import { type Hub, handleOf } from '../hubs/model.ts'
import type { PeerView } from '../hubs/peers.ts'
import { software } from '../lib/software.ts'
import type { Person } from '../members/model.ts'
import { DeskPage } from '../web/desk.tsx'
import { Complaints, Field } from '../web/form.tsx'
import { Icon } from '../web/icons.tsx'
import { QrCode } from '../web/qr.tsx'
import { Say, useWords } from '../web/visit.tsx'
import type { World } from '../world.ts'
import type { FormErrors, HubField, HubForm } from './model-hub-form.ts'
import {
  HandleField,
  LanguagesField,
  LevelField,
  NameField,
  PlaceFields,
  SummaryField,
  ThemeField,
  ZoneField,
} from './views-hub-fields.tsx'

type Deaf = { readonly host: string; readonly since: string; readonly why: string }

/** The hubs on the server, what it is, and what is in trouble, in words. */
export function ServerPage(props: {
  world: World
  hubs: readonly { hub: Hub; followers: number }[]
  peers: readonly PeerView[]
  deaf: readonly Deaf[]
}) {
  const { world, hubs, peers, deaf } = props
  const { t } = useWords()
  return (
    <DeskPage world={world} title={t('server.title')} here="/desk/server">
      <p class="lede">{t('server.lede')}</p>
      <h2>{t('server.hubs')}</h2>
      <ul class="entries">
        {hubs.map(({ hub, followers }) => (
          <li class="entry">
            <h3>
              <a href={`/desk/server/hubs/${hub.id}`}>{hub.name}</a>
            </h3>
            <p>{t('server.hub-line', { handle: handleOf(world, hub), count: followers })}</p>
          </li>
        ))}
      </ul>
      <p>
        <a class="button second" href="/desk/server/hubs/new">
          {t('server.found')}
        </a>
      </p>
      <h2>{t('server.trouble')}</h2>
      {peers.length === 0 ? (
        <p>{t('server.no-trouble')}</p>
      ) : (
        <Troubles of={peers.map(({ name, handle, actor, words }) => [name ?? handle ?? actor, words])} />
      )}
      <h2>{t('server.deaf')}</h2>
      {deaf.length === 0 ? (
        <p>{t('server.no-deaf')}</p>
      ) : (
        <>
          <Troubles of={deaf.map((each) => [each.host, t('server.deaf-line', each)])} />
          <p>{t('server.deaf-means')}</p>
        </>
      )}
      <h2>{t('mail.title')}</h2>
      <p>
        <a href="/desk/settings/mail">{t('mail.link')}</a>
      </p>
      <h2>{t('server.facts')}</h2>
      <ServerFacts world={world} />
    </DeskPage>
  )
}

const Troubles = ({ of }: { of: readonly (readonly [name: string, words: string])[] }) => (
  <ul class="entries">
    {of.map(([name, words]) => (
      <li class="entry">
        <h3>{name}</h3>
        <p class="troubled">
          <Icon name="wait" />
          {words}
        </p>
      </li>
    ))}
  </ul>
)

function ServerFacts({ world: { config } }: { world: World }) {
  const { t } = useWords()
  const folder = resolve(config.data)
  const facts: readonly (readonly [string, Child])[] = [
    [t('server.address'), <code>{config.origin}</code>],
    [t('server.kind'), t(config.trial ? 'server.is-trial' : 'server.is-public')],
    [t('server.version'), `${software.name} ${software.version}`],
    [
      t('server.data'),
      config.databaseUrl === null ? (
        <code>{resolve(folder, 'folkmoot.sqlite')}</code>
      ) : (
        // Never the whole address: a password may stand in it.
        t('server.data-postgres', { host: new URL(config.databaseUrl).host, folder })
      ),
    ],
    // Of a trial its kind says already whom it meets.
    ...(config.trial && config.federation
      ? []
      : [
          [
            t('server.federation'),
            t(config.federation ? 'server.federation-on' : 'server.federation-off'),
          ] as const,
        ]),
  ]
  return (
    <dl class="about">
      {facts.map(([of, says]) => (
        <>
          <dt>{of}</dt>
          <dd>{says}</dd>
        </>
      ))}
    </dl>
  )
}

/** What is asked for of a further hub. */
export const newHubFields = [
  ...(['name', 'handle', 'summary', 'place', 'country', 'areas', 'pin', 'level'] as const),
  ...(['theme', 'languages', 'zone'] as const),
] as const satisfies readonly HubField[]

/** The form by which an operator founds a further hub. */
export function NewHubPage(props: {
  world: World
  id: string
  typed: HubForm
  organiser: string
  errors: FormErrors
}) {
  const { world, id, organiser, ...about } = props
  const { t } = useWords()
  return (
    <DeskPage world={world} title={t('server.new-title')} here="/desk/server">
      <p class="lede">{t('server.new-lede')}</p>
      <Complaints errors={about.errors} />
      <form method="post" action="/desk/server/hubs/new">
        <input type="hidden" name="id" value={id} />
        <NameField {...about} />
        <HandleField {...about} host={new URL(world.config.origin).host} />
        <p class="small">{t('server.new-for-good')}</p>
        <SummaryField {...about} />
        <PlaceFields {...about} />
        <LevelField {...about} />
        <ThemeField {...about} />
        <LanguagesField {...about} />
        <ZoneField {...about} />
        <Field
          name="organiser"
          label={t('server.new-organiser')}
          hint={t('server.new-organiser-hint')}
          value={organiser}
          error={about.errors.organiser}
          required
          maxlength={100}
        />
        <button type="submit">{t('server.new-found')}</button>
      </form>
    </DeskPage>
  )
}

/** A hub of the server with its people, each of whom can be let in again. */
export function HubOfServerPage({
  world,
  hub,
  people,
}: {
  world: World
  hub: Hub
  people: readonly Person[]
}) {
  const { t, list } = useWords()
  return (
    <DeskPage world={world} title={hub.name} here="/desk/server">
      <p class="lede">
        <span class="handle">{handleOf(world, hub)}</span>,{' '}
        <Say of="server.hub-page" tags={{ page: (text) => <a href={`/hubs/${hub.id}`}>{text}</a> }} />
      </p>
      <h2>{t('server.hub-people')}</h2>
      {people.length === 0 ? (
        <p>{t('server.hub-nobody')}</p>
      ) : (
        <>
          <p>{t('server.let-in-means')}</p>
          <ul class="entries">
            {people.map(({ id, name, roles }) => (
              <li class="entry">
                <h3>{name}</h3>
                {roles.length > 0 && <p>{list(roles.map((role) => t(`role.${role}`)))}</p>}
                <form method="post" action={`/desk/server/hubs/${hub.id}/let-in`}>
                  <input type="hidden" name="person" value={id} />
                  <button class="second" type="submit">
                    {t('server.let-in', { name })}
                  </button>
                </form>
              </li>
            ))}
          </ul>
        </>
      )}
    </DeskPage>
  )
}

/** A link and a code that let somebody in, shown once. */
export function LetInPage(props: {
  world: World
  hub: Hub
  person: Person
  link: string
  code: string
  day: string
}) {
  const { world, hub, person, link, code, day } = props
  const words = useWords()
  return (
    <DeskPage world={world} title={words.t('server.let-in-title', { name: person.name })} here="/desk/server">
      <p class="lede">{words.t('server.let-in-once', { day: words.day(day) })}</p>
      <div class="handed">
        <QrCode text={link} />
        <div>
          <p class="handle big">{link}</p>
          <p>{words.t('server.let-in-code', { address: `${world.config.origin}/sign-in` })}</p>
          <p class="code">{code}</p>
        </div>
      </div>
      <p>
        <a href={`/desk/server/hubs/${hub.id}`}>{words.t('server.back')}</a>
      </p>
    </DeskPage>
  )
}
