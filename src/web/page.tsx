import { raw } from 'hono/html'
import type { PropsWithChildren } from 'hono/jsx'
import type { World } from '../world.ts'
import { brandOf } from './brand.ts'
import { plainFile } from './static.ts'

/** Another face of the same page, advertised in its head. */
export type Alternate = { readonly type: string; readonly href: string; readonly title?: string }

/** What a page says of itself. */
export type PageProps = {
  readonly world: Pick<World, 'config'>
  readonly title: string
  /** BCP 47 tag of the page's own words. */
  readonly lang?: string | undefined
  /** One plain sentence for search engines and previews. */
  readonly description?: string | undefined
  /** Address that this page is a copy of, or its own where it has several. */
  readonly canonical?: string | undefined
  readonly alternates?: readonly Alternate[] | undefined
  /** Name in the header, where a page is of one hub of several; else the only hub's, or the server's host. */
  readonly brand?: string | undefined
  /** Path of the entry in the bar that this page belongs to. */
  readonly here?: '/map' | '/assemblies' | '/search' | '/about' | undefined
  /** Keeps search engines away: copies of others' records, errors, lists narrowed by filters. */
  readonly hidden?: boolean | undefined
}

/** The frame around every page: header, bar, the trial's banner, footer. Works without script and asks no third party for anything. */
export function Page(props: PropsWithChildren<PageProps>) {
  const { world, lang = 'en', children } = props
  const brand = props.brand ?? brandOf(world)
  return (
    <>
      {raw('<!doctype html>')}
      <html lang={lang}>
        <Head {...props} brand={brand} />
        <body>
          <a class="skip" href="#content">
            Skip to the content
          </a>
          {world.config.trial && (
            <p class="trial" role="note">
              <strong>This is a trial on this machine:</strong> it meets only other hubs on this machine.
            </p>
          )}
          <Header brand={brand} here={props.here} />
          <main id="content" tabindex={-1}>
            {children}
          </main>
          <Footer />
        </body>
      </html>
    </>
  )
}

function Head({
  title,
  description,
  canonical,
  alternates = [],
  brand,
  hidden,
}: PageProps & { brand: string }) {
  return (
    <head>
      <meta charset="utf-8" />
      <title>{title === brand ? title : `${title} · ${brand}`}</title>
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <meta name="color-scheme" content="light dark" />
      <meta name="theme-color" content="#1d4a39" media="(prefers-color-scheme: light)" />
      <meta name="theme-color" content="#14332a" media="(prefers-color-scheme: dark)" />
      {description && <meta name="description" content={description} />}
      {hidden && <meta name="robots" content="noindex" />}
      {canonical && <link rel="canonical" href={canonical} />}
      {alternates.map(({ type, href, title: of }) => (
        <link rel="alternate" type={type} href={href} title={of} />
      ))}
      <link rel="stylesheet" href={plainFile('folkmoot.css')} />
      <link rel="icon" type="image/svg+xml" href={plainFile('icon.svg')} />
      <link rel="apple-touch-icon" href={plainFile('icon.png')} />
    </head>
  )
}

function Header({ brand, here }: { brand: string; here: PageProps['here'] }) {
  return (
    <header class="band">
      <div class="band-in">
        <a class="brand" href="/">
          <Mark />
          <span>{brand}</span>
        </a>
        <nav aria-label="Main">
          <ul>
            {bar.map(({ href, name }) => (
              <li>
                <a href={href} aria-current={here === href ? 'page' : undefined}>
                  {name}
                </a>
              </li>
            ))}
          </ul>
        </nav>
      </div>
    </header>
  )
}

const bar = [
  { href: '/map', name: 'Map' },
  { href: '/assemblies', name: 'Assemblies' },
  { href: '/search', name: 'Search' },
  { href: '/about', name: 'About' },
] as const

/** People in a ring round a fire: the mark of Folkmoot, also in public/icon.svg. */
function Mark() {
  const seats = Array.from({ length: 9 }, (_, seat) => (seat * 2 * Math.PI) / 9 - Math.PI / 2)
  return (
    <svg class="mark" viewBox="0 0 32 32" width="32" height="32" aria-hidden="true" focusable="false">
      {seats.map((angle) => (
        <circle
          cx={(16 + 12 * Math.cos(angle)).toFixed(2)}
          cy={(16 + 12 * Math.sin(angle)).toFixed(2)}
          r="2.9"
        />
      ))}
      <circle class="fire" cx="16" cy="16" r="4.6" />
    </svg>
  )
}

function Footer() {
  return (
    <footer class="foot">
      <div class="foot-in">
        <p>
          What hubs publish here is free to use under{' '}
          <a href="https://creativecommons.org/licenses/by/4.0/" rel="license">
            CC BY 4.0
          </a>{' '}
          unless the record says otherwise.
        </p>
        <p>
          The map as a <a href="/map.atom">feed</a> and a <a href="/map.csv">spreadsheet</a>, the assemblies
          as a <a href="/assemblies.ics">calendar</a>. The <a href="/ns">words</a> our records use.
        </p>
        <p>
          Made with <a href="/about#software">Folkmoot</a>, free software under the AGPL.
        </p>
      </div>
    </footer>
  )
}
