import type { PropsWithChildren } from 'hono/jsx'
import type { World } from '../world.ts'
import { Mark } from './mark.tsx'
import { Page } from './page.tsx'
import { QrCode } from './qr.tsx'
import { useWords } from './visit.tsx'

/** A sheet of A4 to print and hang up: what it is about, and below it where to go, as an address and as a code that phones read. */
export function Poster(
  props: PropsWithChildren<{
    world: World
    title: string
    brand: string
    /** Where the code leads. */
    link: string
    /** The same as people read and type it. */
    address: string
    /** The page to go back to. */
    back: string
    /** What the code is for. */
    call: string
  }>,
) {
  const { world, title, brand, link, address, back, call, children } = props
  const { t } = useWords()
  return (
    <Page world={world} title={title} brand={brand} hidden>
      <p class="to-print">
        {t('poster.print')} <a href={back}>{t('poster.back')}</a>
      </p>
      <article class="poster">
        {children}
        <footer>
          <QrCode text={link} />
          <div>
            <p class="call">{call}</p>
            <p class="address">{address}</p>
            <p class="of">
              <Mark /> {brand}
            </p>
          </div>
        </footer>
      </article>
    </Page>
  )
}
