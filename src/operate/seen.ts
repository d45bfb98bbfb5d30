import { createHash } from 'node:crypto'
import { type Context, Hono } from 'hono'
import { dropSetting, setSetting, setting } from '../federation/store/settings.ts'
import { newToken } from '../lib/id.ts'
import { software } from '../lib/software.ts'
import { instant, MINUTE } from '../lib/time.ts'
import type { Env } from '../slice.ts'
import { anybody } from '../web/access.ts'
import type { World } from '../world.ts'

/** How a request of the doctor came in, after whatever stands in front of the server. */
export type Seen = {
  /** Path and query, as they came. */
  readonly path: string
  /** The headers that it was asked about, and what the proxy says of where it came from. */
  readonly headers: Readonly<Record<string, string>>
  /** The address that connected; null where that is not known. */
  readonly connected: string | null
  readonly proxies: readonly string[]
  readonly version: string
  readonly federation: boolean
}

/** What the doctor may be told of, and nothing else. */
const told = [
  ...['host', 'x-forwarded-for', 'x-forwarded-proto', 'x-forwarded-host', 'forwarded'],
  ...['accept', 'date', 'digest', 'content-digest', 'signature', 'signature-input'],
]

const wordKey = 'doctor'
const digest = (word: string): string => createHash('sha256').update(word).digest('base64url')

/** Makes a word that the server answers to once, within a minute. Only who can write into its database can make one. */
export async function newWord({ db, clock }: Pick<World, 'db' | 'clock'>): Promise<string> {
  const word = newToken()
  await setSetting(db, wordKey, `${digest(word)} ${instant(clock() + MINUTE)}`)
  return word
}

/** Takes back the last word, where nobody has used it. */
export const dropWord = ({ db }: Pick<World, 'db'>): Promise<boolean> => dropSetting(db, wordKey)

/** Where the doctor asks with its word; what a proxy could be tempted to tidy up comes behind it. */
export const pathOf = (word: string): string => `/doctor/${word}/as//it%2Dis?kept=a%2Fb%20c&too=//~`

/**
 * Says to the doctor how its request came in. Whoever knows no word, or an old one, finds nothing here: what the proxy says of
 * others is nobody’s business.
 */
export function doctorRoute(world: World): Hono<Env> {
  const app = new Hono<Env>()
  app.get('/doctor/:word/*', anybody, async (c, next) => {
    if (!(await takeWord(world, c.req.param('word')))) return next()
    c.header('Cache-Control', 'no-store')
    return c.json(seenBy(world, c))
  })
  return app
}

async function takeWord({ db, clock }: World, word: string): Promise<boolean> {
  const kept = await setting(db, wordKey)
  if (kept === undefined) return false
  const [hash, until] = kept.split(' ') as [string, string]
  return hash === digest(word) && until >= instant(clock()) && (await dropSetting(db, wordKey, kept))
}

function seenBy(world: World, c: Context<Env>): Seen {
  const { incoming } = (c.env ?? {}) as {
    incoming?: { url?: string; socket?: { remoteAddress?: string } }
  }
  const headers = told.flatMap((name) => {
    const value = c.req.header(name)
    return value === undefined ? [] : [[name, value] as const]
  })
  return {
    path: incoming?.url ?? '',
    headers: Object.fromEntries(headers),
    connected: incoming?.socket?.remoteAddress?.replace(/^::ffff:/, '') ?? null,
    proxies: world.config.proxies,
    version: software.version,
    federation: world.config.federation,
  }
}
