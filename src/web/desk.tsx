import type { PropsWithChildren } from 'hono/jsx'
import { spoken } from '../lib/words.ts'
import type { Room } from '../slice.ts'
import type { World } from '../world.ts'
import { Page } from './page.tsx'
import { useVisit } from './visit.tsx'

/** A page of the desk: for those who are signed in, with the places of the desk beside it. `here` is the place it belongs to. */
export function DeskPage(
  props: PropsWithChildren<{ world: World; title: string; here: string; scripts?: readonly string[] }>,
) {
  const { world, title, here, scripts, children } = props
  const { rooms, hub } = useVisit()
  return (
    <Page world={world} title={title} brand={hub?.name} here="/desk" hidden scripts={scripts}>
      <div class="desk">
        <Rooms rooms={rooms} here={here} />
        <div class="at-desk">
          <h1>{title}</h1>
          {children}
          <Unread />
        </div>
      </div>
    </Page>
  )
}

/** The places of the desk: those of every day, and the others folded away behind the one that one is at. */
export function Rooms({ rooms, here }: { rooms: readonly Room[]; here: string }) {
  const { t } = useVisit().words
  const of = (group: Room['of']) => rooms.filter((room) => room.of === group)
  const line = ({ href, name }: Room) => (
    <li>
      <a href={href} aria-current={here === href ? 'page' : undefined}>
        {t(name)}
      </a>
    </li>
  )
  const folded = (['others', 'house'] as const).filter((group) => of(group).length > 0)
  const inside = rooms.find((room) => room.of !== 'daily' && room.href === here)
  return (
    <nav class="rooms" aria-label={t('desk.title')}>
      <ul>{of('daily').map(line)}</ul>
      {folded.length > 0 && (
        <details class={inside ? 'inside' : undefined}>
          <summary>
            {t('desk.more')}
            {inside && <span class="within">{t(inside.name)}</span>}
          </summary>
          {folded.map((group) => (
            <>
              <p id={`rooms-${group}`}>{t(`desk.${group}`)}</p>
              <ul aria-labelledby={`rooms-${group}`}>{of(group).map(line)}</ul>
            </>
          ))}
        </details>
      )}
    </nav>
  )
}

/** Tells organisers that nobody who grew up with the page’s language has read it yet: they may be the ones who do. */
function Unread() {
  const { words, who } = useVisit()
  const read = spoken.find(({ lang }) => lang === words.lang)?.readBy
  if (read || !who?.roles.some((role) => role !== 'note-taker')) return null
  return <p class="small soft after">{words.t('desk.unread', { language: words.t('language.name') })}</p>
}
