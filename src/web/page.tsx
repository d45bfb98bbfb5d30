import { raw } from 'hono/html'
import type { PropsWithChildren } from 'hono/jsx'
import { spoken } from '../lib/words.ts'
import type { World } from '../world.ts'
import { brandOf, isEmpty } from './brand.ts'
import { Icon } from './icons.tsx'
import { Mark } from './mark.tsx'
import { plainFile } from './static.ts'
import { Say, useVisit, useWords } from './visit.tsx'

/** Another face of the same page, advertised in its head. */
export type Alternate = { readonly type: string; readonly href: string; readonly title?: string }

/** What a page says of itself. */
export type PageProps = {
  readonly world: Pick<World, 'config'>
  readonly title: string
  /** One plain sentence for search engines and previews. */
  readonly description?: string | undefined
  /** Address that this page is a copy of, or its own where it has several. */
  readonly canonical?: string | undefined
  readonly alternates?: readonly Alternate[] | undefined
  /** Name in the header, where a page is of one hub of several; else the only hub's, or the server's host. */
  readonly brand?: string | undefined
  /** Path of the entry in the bar that this page belongs to. */
  readonly here?: '/map' | '/assemblies' | '/search' | '/about' | '/desk' | undefined
  /** Keeps search engines away: copies of others' records, errors, lists narrowed by filters. */
  readonly hidden?: boolean | undefined
  /** Files of scripts that make something easier here, by name (web/static.ts). */
  readonly scripts?: readonly string[] | undefined
}

/** The frame around every page: header, bar, the trial's banner, footer. Works without script and asks no third party for anything. */
export function Page(props: PropsWithChildren<PageProps>) {
  const { world, children } = props
  const { lang, direction, t } = useWords()
  const brand = props.brand ?? brandOf(world)
  return (
    <>
      {raw('<!doctype html>')}
      <html lang={lang} dir={direction}>
        <Head {...props} brand={brand} />
        <body>
          <a class="skip" href="#content">
            {t('frame.skip')}
          </a>
          {world.config.trial && (
            <aside class="trial">
              <Say of="frame.trial" tags={{ strong: (words) => <strong>{words}</strong> }} />
            </aside>
          )}
          <Header brand={brand} here={props.here} />
          <main id="content" tabindex={-1}>
            {children}
          </main>
          <Footer printed={props.canonical ?? world.config.origin} said={!isEmpty(world)} />
        </body>
      </html>
    </>
  )
}

function Head({
  world,
  title,
  description,
  canonical,
  alternates = [],
  brand,
  hidden,
  scripts = [],
}: PageProps & { brand: string }) {
  const { chosen } = useVisit()
  const { origin } = world.config
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
      {canonical && <link rel="canonical" href={chosen ? inAddress(canonical, origin, chosen) : canonical} />}
      {!hidden && <Others origin={origin} />}
      {alternates.map(({ type, href, title: of }) => (
        <link
          rel="alternate"
          type={type}
          href={chosen && /atom|calendar/.test(type) ? inAddress(href, origin, chosen) : href}
          title={of}
        />
      ))}
      <link rel="stylesheet" href={plainFile('folkmoot.css')} />
      <link rel="icon" type="image/svg+xml" href={plainFile('icon.svg')} />
      <link rel="apple-touch-icon" href={plainFile('icon.png')} />
      {scripts.map((name) => (
        <script defer src={plainFile(name)}></script>
      ))}
    </head>
  )
}

/** The same page in each language that pages speak, for search engines. */
function Others({ origin }: { origin: string }) {
  const { address } = useVisit()
  const plain = new URL(address, origin)
  plain.searchParams.delete('lang')
  return (
    <>
      {spoken.map(({ lang }) => (
        <link rel="alternate" hreflang={lang} href={inAddress(plain.href, origin, lang)} />
      ))}
      <link rel="alternate" hreflang="x-default" href={plain.href} />
    </>
  )
}

/** An address of ours with a language in it; that of a copy’s origin stays as it is. */
function inAddress(address: string, origin: string, lang: string): string {
  const url = new URL(address, origin)
  if (url.origin !== origin) return address
  url.searchParams.set('lang', lang)
  return address.startsWith('/') ? url.pathname + url.search : url.href
}

function Header({ brand, here }: { brand: string; here: PageProps['here'] }) {
  const { words, who } = useVisit()
  const bar = [
    ...(who ? [{ href: '/desk', name: words.t('frame.desk') } as const] : []),
    { href: '/map', name: words.t('frame.map') },
    { href: '/assemblies', name: words.t('frame.assemblies') },
    { href: '/about', name: words.t('frame.about') },
  ] as const
  return (
    <header class="band">
      <div class="band-in">
        <a class="brand" href="/">
          <Mark />
          <bdi>{brand}</bdi>
        </a>
        <nav aria-label={words.t('frame.main')}>
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
        <a class="seek" href="/search" aria-current={here === '/search' ? 'page' : undefined}>
          <Icon name="search" />
          <span>{words.t('frame.search')}</span>
        </a>
        <Languages />
      </div>
    </header>
  )
}

/** The same page in the other languages that pages speak: links, so that they work without script, and folded away. */
function Languages() {
  const { words, address } = useVisit()
  const others = spoken.filter(({ lang }) => lang !== words.lang)
  if (others.length === 0) return null
  const inside = (lang: string) => {
    const url = new URL(address, 'http://here.invalid')
    url.searchParams.set('lang', lang)
    return url.pathname + url.search
  }
  return (
    <details class="languages">
      <summary>
        <span class="unseen">{words.t('frame.languages')} </span>
        <span class="long">{words.t('language.name')}</span>
        <bdi class="short">{words.lang}</bdi>
      </summary>
      <ul>
        {others.map(({ lang, name }) => (
          <li>
            <a href={inside(lang)} lang={lang} dir="auto" hreflang={lang} rel="alternate">
              {name}
            </a>
          </li>
        ))}
      </ul>
    </details>
  )
}

function Footer({ printed, said }: { printed: string; said: boolean }) {
  const { words, who } = useVisit()
  const link = (href: string, rel?: string) => (text: string) => (
    <a href={href} rel={rel}>
      {text}
    </a>
  )
  return (
    <footer class="foot">
      <p class="printed">
        <bdi>{printed}</bdi>
      </p>
      <div class="foot-in">
        <p>
          <Say
            of="frame.licence"
            tags={{ licence: link('https://creativecommons.org/licenses/by/4.0/', 'license') }}
          />
        </p>
        <p>
          <Say
            of="frame.open-data"
            tags={{
              feed: link('/map.atom'),
              sheet: link('/map.csv'),
              calendar: link('/assemblies.ics'),
              words: link('/ns'),
            }}
          />
        </p>
        <p>
          <Say of="frame.software" tags={{ about: link('/about#software') }} />{' '}
          {said && <Say of="frame.feedback" tags={{ link: link('/feedback', 'nofollow') }} />}
        </p>
        <p>
          {link('/privacy')(words.t('frame.privacy'))} · {link('/rules')(words.t('frame.rules'))}
        </p>
        {who ? (
          <form method="post" action="/sign-out">
            <a href="/account">{words.t('account.title')}</a> ·{' '}
            <button class="plain" type="submit">
              {words.t('frame.sign-out')}
            </button>
          </form>
        ) : (
          <p>
            <a href="/sign-in">{words.t('frame.sign-in')}</a>
          </p>
        )}
      </div>
    </footer>
  )
}
