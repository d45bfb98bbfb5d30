import type { Child } from 'hono/jsx'
import { type Hub, handleOf } from '../hubs/model.ts'
import type { Words } from '../lib/words.ts'
import { spoken } from '../lib/words.ts'
import { addressOf } from '../map/model-filters.ts'
import { Done, Press } from '../members/views-press.tsx'
import { Boxes, Complaints, Field, Select } from '../web/form.tsx'
import { Radios } from '../web/form-choices.tsx'
import { Page } from '../web/page.tsx'
import { asLink, Say, useWords } from '../web/visit.tsx'
import type { World } from '../world.ts'
import { type Followed, titleIn, wordingOf } from './actions.ts'
import { lists } from './actions-gather.ts'
import { cadences, type DigestKind, digestKinds } from './model.ts'
import type { FollowRow } from './store.ts'
import type { ConsentRow } from './store-keeping.ts'

/** What went wrong, by field. */
export type Errors = Readonly<Record<string, string | undefined>>

/** What was chosen in a form, as it was typed. */
export type Chosen = { readonly kinds: readonly string[]; readonly cadence: string }

/** What is followed, in a sentence. */
const called = (followed: Followed, words: Words): string =>
  titleIn(followed.issue, words) ?? followed.hub.name

/** The form by which anybody follows a hub, or one of its issues, by mail. */
export function AskPage(props: {
  world: World
  followed: Followed
  form: Chosen & { id: string; address: string }
  errors: Errors
}) {
  const { world, followed, form, errors } = props
  const { hub, issue } = followed
  const words = useWords()
  const { t, lang } = words
  return (
    <Page world={world} title={t('by-mail.follow')} brand={hub.name} hidden>
      <article class="plain">
        <h1>{t('by-mail.follow')}</h1>
        <p class="lede" dir="auto">
          {issue === null
            ? t('by-mail.lede', { hub: hub.name })
            : t('by-mail.lede-issue', { title: called(followed, words) })}
        </p>
        <Complaints errors={errors} />
        <form method="post" action="/by-mail">
          <input type="hidden" name="id" value={form.id} />
          <input type="hidden" name="hub" value={hub.id} />
          <input type="hidden" name="issue" value={issue?.id ?? ''} />
          <input type="hidden" name="language" value={lang} />
          <Field
            name="address"
            type="email"
            autocomplete="email"
            inputmode="email"
            label={t('by-mail.address')}
            hint={t('by-mail.address-hint')}
            value={form.address}
            error={errors.address}
            maxlength={254}
            required
          />
          <Wishes chosen={form} errors={errors} />
          <p class="small">{wordingOf(hub, titleIn(issue, words), words)}</p>
          <button type="submit">{t('by-mail.follow')}</button>
        </form>
        <OtherWays world={world} hub={hub} />
      </article>
    </Page>
  )
}

function Wishes({ chosen, errors }: { chosen: Chosen; errors: Errors }) {
  const { t } = useWords()
  return (
    <>
      <Radios
        name="cadence"
        label={t('by-mail.how-often')}
        value={chosen.cadence}
        error={errors.cadence}
        choices={cadences.map((value) => ({
          ...{ value, name: t(`by-mail.${value}`), means: t(`by-mail.${value}-means`) },
        }))}
      />
      <Boxes
        name="kinds"
        label={t('by-mail.kinds')}
        values={chosen.kinds}
        error={errors.kinds}
        choices={digestKinds.map((value) => ({ value, name: t(lists[value].page.name) }))}
      />
    </>
  )
}

/** The other ways to follow a hub, which ask for no address. */
function OtherWays({ world, hub }: { world: World; hub: Hub }) {
  const feed = (kind: DigestKind) => asLink(addressOf(lists[kind], { hub: hub.handle }, { suffix: '.atom' }))
  return (
    <p class="small soft after">
      <Say
        of="by-mail.other-ways"
        values={{ handle: handleOf(world, hub) }}
        tags={{
          handle: (words) => <bdi dir="ltr">{words}</bdi>,
          issues: feed('issues'),
          assemblies: feed('assemblies'),
          outcomes: feed('outcomes'),
        }}
      />
    </p>
  )
}

/** Says that no mail goes out here, and how else one may follow. */
export function NoMailPage({ world, hub }: { world: World; hub: Hub }) {
  const { t } = useWords()
  return (
    <Page world={world} title={t('by-mail.follow')} brand={hub.name} hidden>
      <article class="plain">
        <h1>{t('by-mail.follow')}</h1>
        <p class="lede">{t('by-mail.no-mail')}</p>
        <OtherWays world={world} hub={hub} />
      </article>
    </Page>
  )
}

/** Asks which of several hubs somebody wants to follow. */
export function WhichHubPage({ world, hubs }: { world: World; hubs: readonly Hub[] }) {
  const { t } = useWords()
  return (
    <Page world={world} title={t('by-mail.follow')} hidden>
      <article class="plain">
        <h1>{t('by-mail.follow')}</h1>
        <p class="lede">{t('by-mail.which')}</p>
        <ul>
          {hubs.map(({ id, name }) => (
            <li>
              <a href={`/by-mail?hub=${id}`}>
                <bdi>{name}</bdi>
              </a>
            </li>
          ))}
        </ul>
      </article>
    </Page>
  )
}

/** A page that says one thing. */
export function SaidPage(props: { world: World; brand?: string; title: string; says: Child; more?: Child }) {
  return (
    <Page world={props.world} title={props.title} brand={props.brand} hidden>
      <article class="plain">
        <h1>{props.title}</h1>
        <p class="lede">{props.says}</p>
        {props.more}
      </article>
    </Page>
  )
}

/** Behind the link of the first mail: one button, and nothing before it is pressed. */
export function ConfirmPage(props: {
  world: World
  hub: Hub
  what: string
  wording: string
  secret: string
}) {
  const { world, hub, what, wording, secret } = props
  const { t } = useWords()
  const more = (
    <>
      <p>{wording}</p>
      <Press to={`/by-mail/confirm/${secret}`} says={t('by-mail.confirm')} />
    </>
  )
  const says = t('by-mail.confirm-lede', { what })
  return (
    <SaidPage world={world} brand={hub.name} title={t('by-mail.confirm-title')} says={says} more={more} />
  )
}

/** Behind a link of a digest: one button that ends a kind, or all of it. */
export function EndPage(props: {
  world: World
  hub: Hub
  what: string
  secret: string
  kind?: DigestKind | undefined
}) {
  const { world, hub, what, secret, kind } = props
  const { t } = useWords()
  const more = (
    <>
      <Press
        to={`/by-mail/end/${secret}${kind === undefined ? '' : `?kind=${kind}`}`}
        says={kind === undefined ? t('by-mail.end-all') : t(`by-mail.end-kind.${kind}`)}
      />
      <p class="after">
        <a href={`/by-mail/manage/${secret}`}>{t('by-mail.rather-change')}</a>
      </p>
    </>
  )
  const says = t('by-mail.end-lede', { what })
  return <SaidPage world={world} brand={hub.name} title={t('by-mail.end-title')} says={says} more={more} />
}

/** One’s own page: how often, what, in which language; what is held, and the button that erases it. */
export function ManagePage(props: {
  world: World
  hub: Hub
  what: string
  row: FollowRow
  address: string
  secret: string
  consents: readonly ConsentRow[]
  chosen: Chosen & { language: string }
  errors: Errors
  done?: string | undefined
}) {
  const { world, hub, what, row, secret, chosen, errors, done } = props
  const { t } = useWords()
  return (
    <Page world={world} title={t('by-mail.manage-title')} brand={hub.name} hidden>
      <article class="plain">
        <h1>{t('by-mail.manage-title')}</h1>
        <Done says={done} />
        <p class="lede" dir="auto">
          {t('by-mail.manage-lede', { what })}
        </p>
        {row.paused !== null && (
          <p class="warning" role="note">
            {t('by-mail.paused')}
          </p>
        )}
        <Complaints errors={errors} />
        <form method="post" action={`/by-mail/manage/${secret}`}>
          <Wishes chosen={chosen} errors={errors} />
          <Select
            name="language"
            label={t('by-mail.language')}
            value={chosen.language}
            choices={spoken.map(({ lang, name }) => ({ value: lang, name }))}
          />
          <button type="submit">{t(row.paused === null ? 'by-mail.save' : 'by-mail.resume')}</button>
        </form>
        <Held {...props} />
        <h2>{t('by-mail.erase-title')}</h2>
        <p>{t('by-mail.erase-means')}</p>
        <Press to={`/by-mail/end/${secret}`} says={t('by-mail.end-all')} kind="grave" />
      </article>
    </Page>
  )
}

function Held(props: { row: FollowRow; address: string; secret: string; consents: readonly ConsentRow[] }) {
  const { row, address, secret, consents } = props
  const { t, day } = useWords()
  return (
    <>
      <h2>{t('by-mail.held')}</h2>
      <dl class="about">
        <dt>{t('by-mail.address')}</dt>
        <dd>
          <bdi dir="ltr">{address}</bdi>
        </dd>
        <dt>{t('by-mail.since')}</dt>
        <dd>{day(row.confirmed ?? row.asked)}</dd>
        {consents.map(({ wording, language, given, withdrawn }) => (
          <>
            <dt>{t(withdrawn === null ? 'by-mail.agreed' : 'by-mail.agreed-before', { day: day(given) })}</dt>
            <dd lang={language} dir="auto">
              {wording}
            </dd>
          </>
        ))}
      </dl>
      <p>
        <a href={`/by-mail/manage/${secret}/held.json`}>{t('by-mail.download')}</a>
      </p>
    </>
  )
}
