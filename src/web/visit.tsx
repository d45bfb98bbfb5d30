import type { Context, MiddlewareHandler } from 'hono'
import { type Child, createContext, useContext } from 'hono/jsx'
import type { Who } from '../lib/who.ts'
import { bestOf, type Key, type Values, type Words, wordsFor } from '../lib/words.ts'
import type { Env, Room } from '../slice.ts'
import { firstLanguageOf } from './brand.ts'

/** What a page knows of whoever looks at it. */
export type Visit = {
  readonly words: Words
  /** The language that the address asks for, which its links then ask for as well. */
  readonly chosen: string | null
  /** Who is signed in. */
  readonly who: Who | null
  /** What their hub is called, and the zone of its clocks. */
  readonly hub: { readonly name: string; readonly zone: string } | null
  /** The places at the desk that are for them. */
  readonly rooms: readonly Room[]
  /** Path and query of the page. */
  readonly address: string
}

const stranger: Visit = {
  ...{ words: wordsFor('en'), chosen: null, who: null, hub: null, rooms: [], address: '/' },
}
const VisitContext = createContext<Visit>(stranger)

/** What this page knows of whoever looks at it. */
export const useVisit = (): Visit => useContext(VisitContext)

/** An instant as the clocks of the hub show it; without one, by UTC, which is said then. */
export const momentAt = ({ moment }: Words, at: string, zone = 'UTC'): string =>
  zone === 'UTC' ? `${moment(at, zone)} UTC` : moment(at, zone)

/** An instant by the clocks of the hub of whoever is signed in. */
export function Moment({ at }: { at: string }) {
  const { words, hub } = useVisit()
  return <time datetime={at}>{momentAt(words, at, hub?.zone)}</time>
}

/** How this page says things. */
export const useWords = (): Words => useVisit().words

/**
 * Gives every page its visit: the language by the address (`?lang=cy`), by the choice of whoever is signed in, by what the
 * browser asks for, or the hub’s own. Nothing is kept of it: before somebody signs in there are no cookies.
 */
export const visiting: MiddlewareHandler<Env> = async (c, next) => {
  const { pathname, search } = new URL(c.req.url)
  const chosen = chosenOf(c)
  const visitor = c.var.visitor ?? null
  const wanted = [
    ...(visitor?.language ? [visitor.language] : []),
    ...wantedIn(c.req.header('accept-language')),
    firstLanguageOf(c.var.world),
  ]
  const lang = chosen ?? bestOf(wanted) ?? 'en'
  const visit: Visit = {
    words: wordsFor(lang),
    chosen,
    who: visitor?.who ?? null,
    hub: visitor?.hub ?? null,
    rooms: (c.var.rooms ?? []).filter(
      ({ roles }) =>
        visitor && (roles === 'signed in' || visitor.who.roles.some((role) => roles.includes(role))),
    ),
    // Two slashes in front would make a link to this page one to another host.
    address: pathname.replace(/^\/{2,}/, '/') + search,
  }
  c.set('words', visit.words)
  const html = c.html.bind(c) as (body: unknown, ...more: unknown[]) => Response
  c.html = ((body: Child, ...more: unknown[]) => {
    if (visitor) c.header('Cache-Control', 'private, no-store')
    if (!chosen) c.header('Vary', 'Accept-Language', { append: true })
    c.header('Content-Language', lang)
    return html(<VisitContext.Provider value={visit}>{body}</VisitContext.Provider>, ...more)
  }) as typeof c.html
  await next()
}

/**
 * How a feed or a calendar says things: in the language of its address, else in the hub’s own. A program that subscribes asks
 * for none, and whoever shares its address means the same words for everybody.
 */
export function fileWords(c: Context<Env>): Words {
  return wordsFor(chosenOf(c) ?? bestOf([firstLanguageOf(c.var.world)]) ?? 'en')
}

/** The language that the address asks for, where pages speak it. */
export function chosenOf(c: Context<Env>): string | null {
  const asked = c.req.query('lang')
  return asked === undefined ? null : bestOf([asked])
}

/** The languages that an Accept-Language header asks for (RFC 9110 §12.5.4), most wanted first. */
export const wantedIn = (header: string | undefined): string[] =>
  (header ?? '')
    .split(',')
    .map((part) => {
      const [tag = '', weight = ''] = part.trim().split(/\s*;\s*q=/)
      return { tag, weight: weight === '' ? 1 : Number(weight) }
    })
    .filter(({ tag, weight }) => /^[a-z]{2,3}(-[a-z0-9]+)*$/i.test(tag) && weight > 0)
    .sort((a, b) => b.weight - a.weight)
    .map(({ tag }) => tag)

/** A sentence of the page’s language; `tags` say what the words between its tags become: `{ about: (words) => <a …>{words}</a> }`. */
export function Say({
  of,
  values,
  tags = {},
}: {
  of: Key
  values?: Values
  tags?: Readonly<Record<string, (words: string) => Child>>
}) {
  const words = useWords()
  return (
    <>
      {words
        .pieces(of, values)
        .map((piece) =>
          typeof piece === 'string' ? piece : (tags[piece.tag]?.(piece.words) ?? piece.words),
        )}
    </>
  )
}

/** Words of a sentence as a link. */
export const asLink =
  (href: string, more: { type?: string; rel?: string } = {}) =>
  (words: string): Child => (
    <a href={href} {...more}>
      {words}
    </a>
  )

/** A name, a handle, a host in a sentence: it keeps its own direction, whatever that of the sentence is. */
export const asName = (words: string): Child => <bdi>{words}</bdi>

/** A day in a sentence, which a machine can read too. */
export const asTime =
  (at: string) =>
  (words: string): Child => <time datetime={at}>{words}</time>

/** Words of a sentence as somebody would type them. */
export const asCode = (words: string): Child => <code>{words}</code>

/** Keeps the language that an address chose: links and forms of the page lead on in it, and so does where it sends people on to. */
export const keepLanguage: MiddlewareHandler<Env> = async (c, next) => {
  await next()
  const chosen = chosenOf(c)
  if (chosen === null) return
  const to = c.res.headers.get('location')
  if (to !== null && /^\/(?!\/)[^#]*$/.test(to)) c.header('Location', ledIn(to, chosen, '&'))
  if (!c.res.headers.get('content-type')?.startsWith('text/html')) return
  const html = await c.res.text()
  c.res = new Response(inLanguage(html, chosen, c.var.world.config.origin), c.res)
}

/** Puts a language into every link and form of a page that leads to a page, a feed or a calendar of ours; other files stay as they are. */
export function inLanguage(html: string, lang: string, origin: string): string {
  const ours = new RegExp(
    `(<a\\b[^>]*?\\shref="|<form\\b[^>]*?\\saction=")((?:${origin.replaceAll('.', '\\.')})?/(?!/)[^"#]*)`,
    'g',
  )
  return html
    .replace(ours, (_, before: string, to: string) => before + ledIn(to, lang, '&amp;', origin))
    .replace(
      /<form\b(?![^>]*\bmethod="post")[^>]*>/g,
      (form) =>
        // What a form that is read asks for replaces the query of its address.
        `${form}<input type="hidden" name="lang" value="${lang}"/>`,
    )
}

/** An address of ours that asks for a language too; one that does already, and those of files that say nothing in words, stay as they are. */
const ledIn = (href: string, lang: string, and: '&' | '&amp;', origin = ''): string =>
  /[?&](amp;)?lang=|\.(?!(atom|ics)(\?|$))\w+(\?|$)/.test(href.replace(origin, ''))
    ? href
    : `${href}${href.includes('?') ? and : '?'}lang=${lang}`
