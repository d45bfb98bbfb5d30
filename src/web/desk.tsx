import type { PropsWithChildren } from 'hono/jsx'
import { spoken } from '../lib/words.ts'
import type { World } from '../world.ts'
import { Page } from './page.tsx'
import { useVisit } from './visit.tsx'

/** A page of the desk: for those who are signed in, with the places of the desk beside it. `here` is the place it belongs to. */
export function DeskPage(
  props: PropsWithChildren<{ world: World; title: string; here: string; scripts?: readonly string[] }>,
) {
  const { rooms, words } = useVisit()
  return (
    <Page world={props.world} title={props.title} here="/desk" hidden scripts={props.scripts}>
      <div class="desk">
        <nav class="rooms" aria-label={words.t('desk.title')}>
          <ul>
            {rooms.map(({ href, name }) => (
              <li>
                <a href={href} aria-current={props.here === href ? 'page' : undefined}>
                  {words.t(name)}
                </a>
              </li>
            ))}
          </ul>
        </nav>
        <div class="at-desk">
          <h1>{props.title}</h1>
          {props.children}
          <Unread />
        </div>
      </div>
    </Page>
  )
}

/** Tells organisers that nobody who grew up with the page’s language has read it yet: they may be the ones who do. */
function Unread() {
  const { words, who } = useVisit()
  const read = spoken.find(({ lang }) => lang === words.lang)?.readBy
  if (read || !who?.roles.some((role) => role !== 'note-taker')) return null
  return <p class="small soft after">{words.t('desk.unread', { language: words.t('language.name') })}</p>
}
