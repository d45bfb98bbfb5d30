import type { Hub } from '../hubs/model.ts'
import { DeskPage } from '../web/desk.tsx'
import { Complaints, Field } from '../web/form.tsx'
import { Icon } from '../web/icons.tsx'
import { Notice } from '../web/notice.tsx'
import { Say, useWords } from '../web/visit.tsx'
import type { World } from '../world.ts'

/** A hub that ours follows or has asked, as its organisers see it. */
export type Followed = {
  readonly actor: string
  readonly name: string
  readonly handle: string | null
  /** How many of its records are here; null where they need not be fetched. */
  readonly records: number | null
  readonly trouble: boolean
  readonly words: string
}

/** Whom a hub follows, with how it stands in words; a form to follow another; and how many follow it. */
export function FollowPage(props: {
  world: World
  hub: Hub
  followed: readonly Followed[]
  followers: number
  wrong: { target: string; error: string } | null
  done: string | null
}) {
  const { world, followed, wrong, done } = props
  const { t } = useWords()
  const errors = { target: wrong?.error }
  return (
    <DeskPage world={world} title={t('follow.title')} here="/desk/follow">
      {done && <Notice>{done}</Notice>}
      <p class="lede">{t('follow.lede')}</p>
      <Complaints errors={errors} />
      <form method="post" action="/desk/follow">
        <Field
          name="target"
          label={t('follow.target')}
          hint={<Say of="follow.target-hint" tags={{ code: (text) => <code>{text}</code> }} />}
          value={wrong?.target}
          error={errors.target}
          required
          maxlength={500}
        />
        <button type="submit">{t('follow.follow')}</button>
      </form>
      <h2>{t('follow.list')}</h2>
      {followed.length === 0 ? (
        <div class="card empty">
          <p>{t('follow.none')}</p>
        </div>
      ) : (
        <ul class="entries">
          {followed.map((hub) => (
            <FollowedHub hub={hub} />
          ))}
        </ul>
      )}
      <Followers {...props} />
    </DeskPage>
  )
}

function FollowedHub({ hub }: { hub: Followed }) {
  const { t } = useWords()
  const { actor, name, handle, records, trouble, words } = hub
  return (
    <li class="entry">
      <h3>
        <a href={actor} rel="noreferrer">
          {name}
        </a>
      </h3>
      {handle && <p class="handle small">{handle}</p>}
      <p class={trouble ? 'troubled' : undefined}>
        {trouble && <Icon name="wait" />}
        {words} {records !== null && records > 0 && t('follow.records', { count: records })}
      </p>
      <p class="links">
        {records !== 0 && (
          <>
            <a href={`/map?hub=${encodeURIComponent((handle ?? actor).replace(/^@/, ''))}`}>
              {t('follow.on-map')}
            </a>{' '}
          </>
        )}
        <a href={`/desk/follow/stop?actor=${encodeURIComponent(actor)}`}>{t('follow.stop')}</a>
      </p>
    </li>
  )
}

function Followers({ hub, followers }: { hub: Hub; followers: number }) {
  const { t } = useWords()
  return (
    <>
      <h2>{t('follow.us')}</h2>
      <p>
        {followers === 0 ? (
          <Say of="follow.us-nobody" tags={{ poster: poster(hub) }} />
        ) : (
          t('follow.us-count', { count: followers })
        )}{' '}
        {t(hub.followersHidden ? 'follow.us-hidden' : 'follow.us-shown')}
      </p>
    </>
  )
}

const poster = (hub: Hub) => (text: string) => <a href={`/hubs/${hub.id}/poster`}>{text}</a>

/** Asks once more before a hub is not followed any more, and says what that means. */
export function StopPage({ world, hub }: { world: World; hub: Followed }) {
  const { t } = useWords()
  const values = { hub: hub.name }
  return (
    <DeskPage world={world} title={t('follow.stop-title', values)} here="/desk/follow">
      <p class="lede">{t('follow.stop-means', values)}</p>
      <form method="post" action="/desk/follow/stop">
        <input type="hidden" name="actor" value={hub.actor} />
        <p class="ways">
          <button type="submit">{t('follow.stop')}</button>
          <a class="button second" href="/desk/follow">
            {t('follow.keep')}
          </a>
        </p>
      </form>
    </DeskPage>
  )
}
