import { z } from 'zod'
import { isIpRange } from './lib/ip.ts'
import { readMailAddress } from './lib/mail-address.ts'
import { isRefusal } from './lib/refusal.ts'
import { readSmtpUrl, type SmtpServer } from './lib/smtp-url.ts'
import { isLoopbackHost } from './lib/url.ts'

/** What this server was told to be. Secrets stand apart, see db/secret.ts. */
export type Config = {
  /** Scheme, host and port that every id of ours begins with, as `https://hub.example`. */
  origin: string
  /** Whether it was told its origin; else that follows from the port. */
  originTold: boolean
  /** Whether the origin is this machine itself: then it is a trial and meets only other hubs on this machine. */
  trial: boolean
  host: string
  port: number
  /** Folder of the SQLite file, the secret and the copies made before migrations. */
  data: string
  /** `postgres://…`, or null for SQLite in the data folder. */
  databaseUrl: string | null
  role: 'all' | 'web' | 'worker'
  federation: boolean
  /** Whether servers at loopback addresses may be met: always in a trial, never with an https origin. */
  privatePeers: boolean
  /** Addresses and ranges of the proxies in front, whose X-Forwarded-For is believed. */
  proxies: readonly string[]
  /** How many letters of usual length one other server may hand in within a minute. */
  lettersPerMinute: number
  log: 'debug' | 'info' | 'warning' | 'error'
  /** The server that mail goes by and the address it comes from, or null where the environment says nothing of mail. */
  mail: (SmtpServer & { readonly from: string }) | null
  /** The secret given by FOLKMOOT_SECRET, or null where it is kept in a file. */
  secret: string | null
  secretFile: string | null
}

const onOff = oneOf('on', 'off').transform((word) => word === 'on')
const port = z.coerce
  .number({ error: 'must be the number of a port' })
  .int('must be a whole number')
  .min(0, 'must not be below 0')
  .max(65535, 'must not be above 65535')

function oneOf<const Words extends readonly [string, ...string[]]>(...words: Words) {
  return z.enum(words, { error: `must be ${words.slice(0, -1).join(', ')} or ${words.at(-1)}` })
}

const mailAddress = z.string().transform((text, ctx) => {
  const read = readMailAddress(text)
  if (!isRefusal(read)) return read.address
  const message =
    'must be one name, an @ and a domain, as in ann@example.org, with only letters a to z before the @'
  ctx.addIssue({ code: 'custom', message })
  return z.NEVER
})

const settings = {
  FOLKMOOT_ORIGIN: {
    example: 'https://hub.example',
    shape: z
      .url({ protocol: /^https?$/, abort: true, error: 'must be a web address' })
      .refine((text) => new URL(text).origin === text.replace(/\/$/, ''), 'must have no path')
      .transform((text) => new URL(text).origin)
      .optional(),
  },
  HOST: { example: '127.0.0.1', shape: z.string().min(1).default('127.0.0.1') },
  PORT: { example: '3000', shape: port.default(3000) },
  FOLKMOOT_DATA: { example: './data', shape: z.string().min(1).default('./data') },
  DATABASE_URL: {
    example: 'postgres://folkmoot:password@localhost/folkmoot',
    shape: z
      .string()
      .regex(/^postgres(ql)?:\/\//, 'must begin with postgres://')
      .optional(),
  },
  FOLKMOOT_ROLE: { example: 'all', shape: oneOf('all', 'web', 'worker').default('all') },
  FOLKMOOT_FEDERATION: { example: 'on', shape: onOff.default(true) },
  FOLKMOOT_SECRET: {
    example: 'a random text of at least 32 characters',
    shape: z.string().min(32, 'must have at least 32 characters').optional(),
  },
  FOLKMOOT_SECRET_FILE: { example: '/run/secrets/folkmoot', shape: z.string().min(1).optional() },
  FOLKMOOT_ALLOW_PRIVATE_PEERS: { example: 'on', shape: onOff.default(false) },
  FOLKMOOT_PROXIES: {
    example: '127.0.0.1,::1',
    shape: z
      .string()
      .default('')
      .transform((text) => text.split(/[\s,]+/).filter((range) => range !== ''))
      .refine((ranges) => ranges.every(isIpRange), 'must be addresses or ranges with commas between them'),
  },
  FOLKMOOT_LETTERS_PER_MINUTE: {
    example: '600',
    shape: z.coerce
      .number({ error: 'must be a number' })
      .int('must be a whole number')
      .min(100, 'must not be below 100')
      .max(1e6, 'must not be above 1000000')
      .default(600),
  },
  SMTP_URL: {
    example: 'smtp://name:password@mail.example.org:587',
    shape: z
      .string()
      .transform((text, ctx) => {
        const server = readSmtpUrl(text)
        if (!('must' in server)) return server
        ctx.addIssue({ code: 'custom', message: `must ${server.must}` })
        return z.NEVER
      })
      .optional(),
  },
  FOLKMOOT_MAIL_FROM: { example: 'hub@example.org', shape: mailAddress.optional() },
  FOLKMOOT_LOG: { example: 'info', shape: oneOf('debug', 'info', 'warning', 'error').default('info') },
}

/** Every complaint about the environment at once, each with an example, so that a start fails only once. */
export class BadConfig extends Error {
  readonly complaints: string[]
  constructor(complaints: string[]) {
    super(complaints.join('\n'))
    this.complaints = complaints
  }
}

/**
 * Reads the environment.
 * @throws BadConfig naming every unknown FOLKMOOT_ key and every bad value
 */
export function readConfig(env: Record<string, string | undefined> = process.env): Config {
  const complaints = Object.keys(env)
    .filter((key) => key.startsWith('FOLKMOOT_') && !(key in settings))
    .map(
      (key) => `${key} is not a setting of Folkmoot. The settings are ${Object.keys(settings).join(', ')}.`,
    )
  const read: Record<string, unknown> = {}
  for (const [key, { shape, example }] of Object.entries(settings)) {
    const answer = shape.safeParse(env[key] === '' ? undefined : env[key])
    if (answer.success) read[key] = answer.data
    else
      complaints.push(
        `${key} is not usable (${answer.error.issues[0]?.message}). An example: ${key}=${example}`,
      )
  }
  const it = read as { [K in keyof typeof settings]: z.output<(typeof settings)[K]['shape']> }

  // A bad value is complained of above; what follows judges how the good ones go together.
  const origin = it.FOLKMOOT_ORIGIN ?? `http://localhost:${it.PORT ?? 3000}`
  const trial = isLoopbackHost(new URL(origin).hostname)
  if (origin.startsWith('https:') && it.FOLKMOOT_ALLOW_PRIVATE_PEERS)
    complaints.push(
      'FOLKMOOT_ALLOW_PRIVATE_PEERS=on is for trials on one machine; a server with an https origin may not use it.',
    )
  if (origin.startsWith('http:') && !trial)
    complaints.push(
      `FOLKMOOT_ORIGIN must begin with https:// unless it is this machine itself. An example: FOLKMOOT_ORIGIN=https://${new URL(origin).host}`,
    )
  if (it.FOLKMOOT_SECRET && it.FOLKMOOT_SECRET_FILE)
    complaints.push('FOLKMOOT_SECRET and FOLKMOOT_SECRET_FILE are both set; keep one of them.')
  // A name to log in with is most often the address itself.
  const mailFrom = it.FOLKMOOT_MAIL_FROM ?? mailAddress.safeParse(it.SMTP_URL?.user ?? '').data
  if (it.SMTP_URL && !mailFrom && !env.FOLKMOOT_MAIL_FROM)
    complaints.push(
      `SMTP_URL says by which server mail goes, but not from which address. An example: FOLKMOOT_MAIL_FROM=${settings.FOLKMOOT_MAIL_FROM.example}`,
    )
  if (it.SMTP_URL?.user && it.SMTP_URL.password === null)
    complaints.push(`SMTP_URL has a name but no password. An example: SMTP_URL=${settings.SMTP_URL.example}`)
  if (it.FOLKMOOT_MAIL_FROM && !env.SMTP_URL)
    complaints.push(
      `FOLKMOOT_MAIL_FROM says from which address mail comes, but not by which server it goes. An example: SMTP_URL=${settings.SMTP_URL.example}`,
    )
  if (complaints.length > 0) throw new BadConfig(complaints)
  return {
    origin,
    originTold: it.FOLKMOOT_ORIGIN !== undefined,
    trial,
    host: it.HOST,
    port: it.PORT,
    data: it.FOLKMOOT_DATA,
    databaseUrl: it.DATABASE_URL ?? null,
    role: it.FOLKMOOT_ROLE,
    federation: it.FOLKMOOT_FEDERATION,
    privatePeers: trial || it.FOLKMOOT_ALLOW_PRIVATE_PEERS,
    proxies: it.FOLKMOOT_PROXIES,
    lettersPerMinute: it.FOLKMOOT_LETTERS_PER_MINUTE,
    log: it.FOLKMOOT_LOG,
    mail: it.SMTP_URL && mailFrom ? { ...it.SMTP_URL, from: mailFrom } : null,
    secret: it.FOLKMOOT_SECRET ?? null,
    secretFile: it.FOLKMOOT_SECRET_FILE ?? null,
  }
}
