import type { Context } from 'hono'
import { HTTPException } from 'hono/http-exception'
import type { Child } from 'hono/jsx'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { newToken } from '../lib/id.ts'
import { type Refusal, refusalIn } from '../lib/refusal.ts'
import { type Key, type Words, wordsFor } from '../lib/words.ts'
import type { Env } from '../slice.ts'
import { byAccept, mediaTypes } from './answer.ts'
import { Page } from './page.tsx'
import { asCode, asLink, asName, Say } from './visit.tsx'

/** What may have been withdrawn. */
export type Gone = 'issue' | 'assembly' | 'outcome' | 'action' | 'wording'

/** What stands here is not known: 404, as a page for people and as JSON for machines. */
export function answerNotFound(c: Context<Env>): Response | Promise<Response> {
  return answerPlainly(c, 404, 'error.nothing', ({ t }) => [t('error.nothing-why')])
}

/** What stood here was withdrawn by those who published it: 410, with the day (an instant) and the reason they gave. */
export function answerGone(
  c: Context<Env>,
  { what, withdrawn, reason }: { what: Gone; withdrawn: string | null; reason: string | null },
): Response | Promise<Response> {
  return answerPlainly(c, 410, `error.gone.${what}`, ({ t, day }) => [
    withdrawn === null ? t('error.gone-some-day') : t('error.gone-day', { day: day(withdrawn) }),
    reason === null ? (
      t('error.gone-without')
    ) : (
      <Say of="error.gone-reason" values={{ reason }} tags={{ reason: asName }} />
    ),
  ])
}

/** An expected no, said in its own plain sentence. */
export function answerRefused(
  c: Context<Env>,
  refusal: Refusal,
  status: ContentfulStatusCode = 400,
): Response | Promise<Response> {
  return answerPlainly(c, status, 'error.refused', (words) => [sentence(refusalIn(words, refusal))])
}

/** A fault of ours: the visitor gets a safe sentence and a reference number, the operator's log gets the details under it. */
export function answerFault(fault: Error, c: Context<Env>): Response | Promise<Response> {
  // Hono's own middleware throws its refusals: a body too large, a form it cannot read.
  if (fault instanceof HTTPException && fault.status < 500)
    return answerPlainly(c, fault.status as ContentfulStatusCode, 'error.refused', ({ t }) => [
      t(plainWords[fault.status] ?? 'error.unreadable'),
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
    'error.fault',
    ({ t }) => [
      t('error.fault-ours'),
      <Say of="error.fault-reference" values={{ reference }} tags={{ code: asCode }} />,
    ],
    { reference },
  )
}

const plainWords: Readonly<Record<number, Key>> = {
  401: 'error.signed-in-only',
  403: 'error.not-allowed',
  413: 'error.too-large',
  415: 'error.unknown-kind',
}

/** For people in their language; for machines in English, which does not change under them. */
async function answerPlainly(
  c: Context<Env>,
  status: ContentfulStatusCode,
  title: Key,
  says: (words: Words) => readonly Child[],
  more: Record<string, string> = {},
): Promise<Response> {
  const face = byAccept(c.req.header('accept'), ['html', 'json', 'activity'])
  c.header('Vary', 'Accept', { append: true })
  c.header('Cache-Control', 'no-store')
  if (face !== 'html') {
    c.header('Content-Type', mediaTypes.json)
    return c.body(JSON.stringify({ error: wordsFor('en').t(title), ...more }), status)
  }
  // A fault may come before the language of the page was found.
  const words = c.var.words ?? wordsFor('en')
  return c.html(
    <Page world={c.var.world} title={words.t(title)} hidden>
      <article class="plain">
        <h1>{words.t(title)}</h1>
        {says(words).map((paragraph) => (
          <p>{paragraph}</p>
        ))}
        <p>
          <Say of="error.ways" tags={{ map: asLink('/map'), start: asLink('/') }} />
        </p>
      </article>
    </Page>,
    status,
  )
}

/** A refusal as a sentence: a capital letter in front, a full stop at the end. */
function sentence(text: string): string {
  const capital = text.charAt(0).toUpperCase() + text.slice(1)
  return /[.!?؟]$/.test(capital) ? capital : `${capital}.`
}
