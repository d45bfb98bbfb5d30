import { connect, type Socket } from 'node:net'
import type { SMTPConnectionOptions } from 'nodemailer/lib/smtp-connection'
import type { Tls } from '../lib/smtp-url.ts'
import { MINUTE, SECOND } from '../lib/time.ts'
import type { World } from '../world.ts'
import { loadMailer } from './later.ts'
import type { MailSettings } from './model.ts'

/** One way to a mail server: a port, and how the connection is encrypted there. */
export type Way = { readonly port: number; readonly tls: Tls }

/**
 * How long a mail server is waited for (ms): to be connected to, to have greeted, between two words of its, for all of a
 * mail, and for what is under way when this server is told to stop.
 */
export type Patience = {
  readonly connect: number
  readonly greeting: number
  readonly silence: number
  readonly whole: number
  readonly stopping: number
}

/**
 * With a mail: a server may look at it for a while before it takes it, and whoever hangs up meanwhile gets it there twice
 * (RFC 5321 §4.5.3.2 would even wait ten minutes).
 */
export const patient: Patience = {
  ...{ connect: 10 * SECOND, greeting: 30 * SECOND },
  ...{ silence: 3 * MINUTE, whole: 5 * MINUTE, stopping: 5 * SECOND },
}

/** With somebody who sits and waits to be told how it is. */
export const brief: Patience = {
  ...{ connect: 5 * SECOND, greeting: 10 * SECOND },
  ...{ silence: 15 * SECOND, whole: 30 * SECOND, stopping: 0 },
}

/** The ways to try: the one that was said, or those that mail servers usually have, the best first. */
export const waysTo = ({ port, tls }: MailSettings): Way[] =>
  port !== null && tls !== null
    ? [{ port, tls }]
    : [
        { port: 587, tls: 'starttls' },
        { port: 465, tls: 'at once' },
        { port: 25, tls: 'starttls' },
      ]

/**
 * What the mailer is told of a server. It connects by a socket of ours, so that names are looked up as everywhere else on
 * this machine. Addresses are not judged as those of other hubs are: only an operator ever says which server it is, and it
 * may well be on this machine.
 */
export function connectionOptions(
  { config }: Pick<World, 'config'>,
  { host }: MailSettings,
  { port, tls }: Way,
  patience: Patience,
): SMTPConnectionOptions {
  return {
    ...{ host, port, secure: tls === 'at once', requireTLS: tls === 'starttls', ignoreTLS: tls === 'off' },
    name: hostOf(config.origin),
    connectionTimeout: patience.connect + patience.greeting,
    greetingTimeout: patience.greeting,
    socketTimeout: patience.silence,
  }
}

/** The name and password to log in with, or null where the server is to take mail without. */
export const loginOf = ({ user, password }: MailSettings) =>
  user === null ? null : { user, pass: password ?? '' }

/** What this server calls itself to a mail server, and in the id of a mail. */
export function hostOf(origin: string): string {
  const { hostname } = new URL(origin)
  return hostname.startsWith('[') ? 'localhost' : hostname
}

/** A connection to a server. Throws what came instead of it, also where the signal was given or it took longer than so many ms. */
export function dial(host: string, port: number, ms: number, stop?: AbortSignal): Promise<Socket> {
  const limit = AbortSignal.timeout(ms)
  const signal = stop ? AbortSignal.any([stop, limit]) : limit
  return new Promise((connected, failed) => {
    const socket = connect({ host, port })
    const late = () => {
      socket.destroy()
      failed(tooLate())
    }
    signal.addEventListener('abort', late)
    if (signal.aborted) late()
    const fail = (error: Error) => {
      signal.removeEventListener('abort', late)
      failed(error)
    }
    socket.once('error', fail)
    socket.once('connect', () => {
      signal.removeEventListener('abort', late)
      socket.off('error', fail)
      connected(socket)
    })
  })
}

/** The error of whoever waited in vain, with the code that Node gives to it. */
export const tooLate = (): Error => Object.assign(new Error('It took too long.'), { code: 'ETIMEDOUT' })

/** The mailer’s question for a socket, answered with one of ours. */
export const ownSocket =
  (host: string, port: number, ms: number) =>
  (_: unknown, done: (error: Error | null, socket?: { connection: Socket }) => void): void => {
    dial(host, port, ms).then(
      (connection) => done(null, { connection }),
      (error) => done(error),
    )
  }

/** How many connections to a mail server are open at a time, and how long one stays open without a mail (ms). */
export const connections = 3
const idle = 15 * SECOND

/** Connections to a mail server, by which mail goes out; closed when it was idle for a while, or by hand. */
export async function openLine(
  world: Pick<World, 'config'>,
  settings: MailSettings,
  way: Way,
  patience: Patience,
) {
  const { createTransport } = await loadMailer()
  const login = loginOf(settings)
  return createTransport({
    ...connectionOptions(world, settings, way, patience),
    // Where there is a login nothing goes without it, also where the server says that it knows none.
    ...(login ? { auth: login, forceAuth: true } : {}),
    ...{ pool: true, maxConnections: connections, maxMessages: 100, maxRequeues: 1, idleTimeout: idle },
    getSocket: ownSocket(settings.host, way.port, patience.connect),
    // A mail has no attachments, and nothing in it may make us open a file or an address.
    ...{ disableFileAccess: true, disableUrlAccess: true },
  })
}

/** Connections to a mail server. */
export type Line = Awaited<ReturnType<typeof openLine>>
