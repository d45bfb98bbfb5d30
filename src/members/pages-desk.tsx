import { Hono } from 'hono'
import type { Card, Env } from '../slice.ts'
import { DeskPage } from '../web/desk.tsx'
import { signedIn } from '../web/only.ts'
import { useVisit } from '../web/visit.tsx'
import type { World } from '../world.ts'

/** The first page of whoever is signed in: what waits for them, and what they may begin. */
export const deskPages = new Hono<Env>()

deskPages.get('/desk', signedIn, async (c) => {
  const { world, visitor, words, desk } = c.var
  const cards = await desk(world, visitor!, words)
  return c.html(<Desk world={world} cards={cards} />)
})

function Desk({ world, cards }: { world: World; cards: readonly Card[] }) {
  const { words, who } = useVisit()
  const inOrder = [...cards.filter(({ waits }) => waits), ...cards.filter(({ waits }) => !waits)]
  return (
    <DeskPage world={world} title={words.t('desk.title')} here="/desk">
      <p class="lede">{words.t('desk.hello', { name: who?.name ?? '' })}</p>
      {!cards.some(({ waits }) => waits) && <p>{words.t('desk.nothing')}</p>}
      <ul class="cards">
        {inOrder.map(({ title, text, links, waits }) => (
          <li class={waits ? 'card waits' : 'card'}>
            <h2>{title}</h2>
            {text && <p>{text}</p>}
            <ul class="links">
              {links.map((link) => (
                <li>
                  <a href={link.href}>{link.text}</a>
                </li>
              ))}
            </ul>
          </li>
        ))}
      </ul>
    </DeskPage>
  )
}
