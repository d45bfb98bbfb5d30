import type { PropsWithChildren } from 'hono/jsx'
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
        </div>
      </div>
    </Page>
  )
}
