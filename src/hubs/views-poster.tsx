import { raw } from 'hono/html'
import { Poster } from '../web/poster.tsx'
import { useWords } from '../web/visit.tsx'
import type { World } from '../world.ts'
import { type Hub, handleOf } from './model.ts'

/** The poster of a hub: its name, what it is, and where to find it. */
export function HubPoster(props: { world: World; hub: Hub; alone: boolean; summary: string }) {
  const { world, hub, alone, summary } = props
  const { t } = useWords()
  const { origin } = world.config
  // What stands on paper is short: the handle leads to the page, and the only hub of a server to its first.
  const link = alone ? origin : `${origin}/hubs/${hub.handle}`
  return (
    <Poster
      world={world}
      title={t('poster.title', { name: hub.name })}
      brand={hub.name}
      link={link}
      address={link.replace(/^https?:\/\//, '')}
      back={`/hubs/${hub.id}`}
      call={t('poster.hub-call')}
    >
      {hub.place !== null && !hub.name.includes(hub.place) && <p class="over">{hub.place}</p>}
      <h1>{hub.name}</h1>
      <div class="says" lang={hub.languages[0]} dir="auto">
        {summary === '' ? <p>{t('poster.hub-says')}</p> : raw(summary)}
      </div>
      {hub.contact !== null && <p>{hub.contact}</p>}
      <p>{t('poster.follow', { handle: handleOf(world, hub) })}</p>
    </Poster>
  )
}
