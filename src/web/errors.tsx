import type { Context } from 'hono'
import { HTTPException } from 'hono/http-exception'
import type { Child } from 'hono/jsx'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { newToken } from '../lib/id.ts'
import type { Refusal } from '../lib/refusal.ts'
import type { Env } from '../slice.ts'
import { byAccept, mediaTypes } from './answer.ts'
import { Page } from './page.tsx'

/** What stands here is not known: 404, as a page for people and as JSON for machines. */
export function answerNotFound(c: Context<Env>): Response | Promise<Response> {
  return answerPlainly(c, 404, 'Nothing is here', [
    'There is no page at this address. It may have been mistyped, or the link that brought you here is old.',
  ])
}

/** What stood here was withdrawn by those who published it: 410, with the day (an instant) and the reason they gave. */
export function answerGone(
  c: Context<Env>,
  about: { what: string; withdrawn: string | null; reason: string | null },
): Response | Promise<Response> {
  const when = about.withdrawn === null ? '' : ` on ${spokenDay(about.withdrawn)}`
  return answerPlainly(c, 410, `This ${about.what} was withdrawn`, [
    `Those who published it took it back${when}. It is not kept here any more.`,
    about.reason === null ? 'They gave no reason.' : <>The reason they gave: “{about.reason}”</>,
  ])
}

const spokenDay = (at: string): string =>
  new Date(at).toLocaleDateString('en-GB', {
    ...({ day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' } as const),
  })

/** An expected no, said in its own plain sentence. */
export function answerRefused(
  c: Context<Env>,
  { refused }: Refusal,
  status: ContentfulStatusCode = 400,
): Response | Promise<Response> {
  return answerPlainly(c, status, 'That could not be done', [sentence(refused)])
}

/** A fault of ours: the visitor gets a safe sentence and a reference number, the operator's log gets the details under it. */
export function answerFault(fault: Error, c: Context<Env>): Response | Promise<Response> {
  // Hono's own middleware throws its refusals: a body too large, a form it cannot read.
  if (fault instanceof HTTPException && fault.status < 500)
    return answerPlainly(c, fault.status as ContentfulStatusCode, 'That could not be done', [
      plainWords[fault.status] ?? 'The server could not read what was sent.',
    ])
  const reference = newToken().slice(0, 8)
  // The route and not the address: an address may hold somebody's secret link.
  c.var.world.log('error', 'a page could not be made', {
    reference,
    method: c.req.method,
    route: c.req.routePath,
    fault: fault.stack ?? String(fault),
  })
  return answerPlainly(
    c,
    500,
    'Something went wrong here',
    [
      'It is our fault, not yours, and nothing of yours was lost that had been saved. Please try again in a minute.',
      <>
        If it goes on, tell those who run this server and give them this reference: <code>{reference}</code>
      </>,
    ],
    { reference },
  )
}

const plainWords: Readonly<Record<number, string>> = {
  401: 'This page is only for people who are signed in.',
  403: 'You may not do this here.',
  413: 'What was sent is too large.',
  415: 'The server does not know this kind of content.',
}

async function answerPlainly(
  c: Context<Env>,
  status: ContentfulStatusCode,
  title: string,
  words: readonly Child[],
  more: Record<string, string> = {},
): Promise<Response> {
  const face = byAccept(c.req.header('accept'), ['html', 'json', 'activity'])
  c.header('Vary', 'Accept', { append: true })
  c.header('Cache-Control', 'no-store')
  if (face !== 'html') {
    c.header('Content-Type', mediaTypes.json)
    return c.body(JSON.stringify({ error: title, ...more }), status)
  }
  return c.html(
    <Page world={c.var.world} title={title} hidden>
      <article class="plain">
        <h1>{title}</h1>
        {words.map((word) => (
          <p>{word}</p>
        ))}
        <p>
          <a href="/map">See the map of issues</a> or <a href="/">go to the start</a>.
        </p>
      </article>
    </Page>,
    status,
  )
}

/** A refusal as a sentence: a capital letter in front, a full stop at the end. */
function sentence(text: string): string {
  const capital = text.charAt(0).toUpperCase() + text.slice(1)
  return /[.!?]$/.test(capital) ? capital : `${capital}.`
}
