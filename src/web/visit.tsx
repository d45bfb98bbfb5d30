import type { MiddlewareHandler } from 'hono'
import { type Child, createContext, useContext } from 'hono/jsx'
import type { Who } from '../lib/who.ts'
import { bestOf, type Key, type Values, type Words, wordsFor } from '../lib/words.ts'
import type { Env, Room } from '../slice.ts'

/** What a page knows of whoever looks at it. */
export type Visit = {
  readonly words: Words
  /** The language that the address asks for, which its links then ask for as well. */
  readonly chosen: string | null
  /** Who is signed in. */
  readonly who: Who | null
  /** The places at the desk that are for them. */
  readonly rooms: readonly Room[]
  /** Path and query of the page. */
  readonly address: string
}

const stranger: Visit = { words: wordsFor('en'), chosen: null, who: null, rooms: [], address: '/' }
const VisitContext = createContext<Visit>(stranger)

/** What this page knows of whoever looks at it. */
export const useVisit = (): Visit => useContext(VisitContext)

/** How this page says things. */
export const useWords = (): Words => useVisit().words

/**
 * Gives every page its visit: the language by the address (`?lang=cy`), by the choice of whoever is signed in, or by what
 * the browser asks for. Nothing is kept of it: before somebody signs in there are no cookies.
 */
export const visiting: MiddlewareHandler<Env> = async (c, next) => {
  const { pathname, search } = new URL(c.req.url)
  const asked = c.req.query('lang')
  const chosen = asked === undefined ? null : bestOf([asked])
  const visitor = c.var.visitor ?? null
  const lang = chosen ?? visitor?.language ?? bestOf(wantedIn(c.req.header('accept-language'))) ?? 'en'
  const visit: Visit = {
    words: wordsFor(lang),
    chosen,
    who: visitor?.who ?? null,
    rooms: (c.var.rooms ?? []).filter(
      ({ roles }) =>
        visitor && (roles === 'signed in' || visitor.who.roles.some((role) => roles.includes(role))),
    ),
    address: pathname + search,
  }
  c.set('words', visit.words)
  const html = c.html.bind(c) as (body: unknown, ...more: unknown[]) => Response
  c.html = ((body: Child, ...more: unknown[]) => {
    if (visitor) c.header('Cache-Control', 'private, no-store')
    if (!chosen) c.header('Vary', 'Accept-Language', { append: true })
    return html(<VisitContext.Provider value={visit}>{body}</VisitContext.Provider>, ...more)
  }) as typeof c.html
  await next()
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

/** Keeps the language that an address chose: links and forms of the page lead on in it, and so does where it sends people on to. */
export const keepLanguage: MiddlewareHandler<Env> = async (c, next) => {
  await next()
  const asked = c.req.query('lang')
  const chosen = asked === undefined ? null : bestOf([asked])
  if (chosen === null) return
  const to = c.res.headers.get('location')
  if (to !== null && /^\/(?!\/)[^#]*$/.test(to)) c.header('Location', ledIn(to, chosen, '&'))
  if (!c.res.headers.get('content-type')?.startsWith('text/html')) return
  const html = await c.res.text()
  c.res = new Response(inLanguage(html, chosen), c.res)
}

/** Puts a language into every link and form of a page that leads to a page of ours; files and feeds stay as they are. */
export function inLanguage(html: string, lang: string): string {
  return html
    .replace(
      /(<a\b[^>]*?\shref="|<form\b[^>]*?\saction=")(\/(?!\/)[^"#]*)/g,
      (_, before: string, to: string) => before + ledIn(to, lang, '&amp;'),
    )
    .replace(
      /<form\b(?![^>]*\bmethod="post")[^>]*>/g,
      (form) =>
        // What a form that is read asks for replaces the query of its address.
        `${form}<input type="hidden" name="lang" value="${lang}"/>`,
    )
}

/** An address of ours that asks for a language too; one that does already, and those of files, stay as they are. */
const ledIn = (href: string, lang: string, and: '&' | '&amp;'): string =>
  /[?&](amp;)?lang=|\.\w+(\?|$)/.test(href) ? href : `${href}${href.includes('?') ? and : '?'}lang=${lang}`
