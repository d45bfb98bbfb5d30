import { type AddressInfo, createServer, type Socket } from 'node:net'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import PostalMime, { type Email } from 'postal-mime'
import { SMTPServer, type SMTPServerSession } from 'smtp-server'
import { newCertificate, newIssuer } from './certificate.ts'

/** What a mail server does at one of the steps: go on, answer with an error, say nothing any more, or hang up. */
export type Turn = undefined | 'hang' | 'drop' | { readonly code: number; readonly says: string }

/** The steps at which it may misbehave, each asked anew every time. */
export type Manners = {
  connect?: () => Turn
  login?: () => Turn
  from?: (address: string) => Turn
  to?: (address: string) => Turn
  /** After the text has come, where the mail server would say that it has it. */
  data?: (mail: Received) => Turn
  /** In the middle of the text. */
  text?: () => Turn
}

/** A mail as it came in: what the envelope said, the bytes, and how they came. */
export type Received = {
  readonly from: string
  readonly to: readonly string[]
  readonly raw: string
  readonly secure: boolean
  readonly user: string | null
}

/** How a server is set up. */
export type Setup = {
  tls?: 'starttls' | 'at once' | 'off'
  /** The names in its certificate; signed by somebody whom this process trusts, unless `trusted` is false. */
  names?: readonly string[]
  trusted?: boolean
  days?: [from: number, to: number]
  /** Who may log in; without it nobody has to. */
  users?: Readonly<Record<string, string>>
  port?: number
  size?: number
}

const issuer = newIssuer()
let trusting = false

/** The certificate of whoever signs those of trusted servers, for a process of its own that shall trust them too. */
export const trustedIssuer = issuer.cert

/** A real mail server in this process, on a port of 127.0.0.1, which can be told to misbehave at each step. */
export async function openMailServer(setup: Setup = {}) {
  if (!trusting) setDefaultCACertificates([...getCACertificates('default'), issuer.cert])
  trusting = true
  const { tls = 'starttls', names = ['127.0.0.1', 'localhost'], users, trusted = true } = setup
  const manners: Manners = {}
  const received: Received[] = []
  let [connected, hanging] = [0, 0]
  const logins: string[] = []

  const act = (turn: Turn, session: SMTPServerSession, done: (error?: Error | null) => void) => {
    if (turn === 'hang') return void hanging++
    if (turn === 'drop') return drop(session.id)
    if (turn) return done(Object.assign(new Error(turn.says), { responseCode: turn.code }))
    done()
  }
  /** Hangs up on one, or on everybody. The socket that talks is the one to end: to take away one that lies below TLS ends the process. */
  const drop = (id?: string) => {
    for (const connection of server.connections as unknown as Set<Talking>)
      if (id === undefined || connection.id === id) connection._socket.destroy()
  }

  const server = new SMTPServer({
    ...newCertificate(names, trusted ? issuer : undefined, setup.days),
    secure: tls === 'at once',
    ...(tls === 'off' ? { disabledCommands: users ? ['STARTTLS'] : ['STARTTLS', 'AUTH'] } : {}),
    ...(tls !== 'off' && !users ? { disabledCommands: ['AUTH'] } : {}),
    ...(setup.size ? { size: setup.size, rejectOversized: true } : {}),
    authOptional: users === undefined,
    allowInsecureAuth: tls === 'off',
    disableReverseLookup: true,
    closeTimeout: 10,
    onConnect(session, done) {
      connected++
      act(manners.connect?.(), session, done)
    },
    onAuth(auth, session, done) {
      logins.push(auth.username ?? '')
      const turn = manners.login?.()
      if (turn) return act(turn, session, (error) => done(error))
      const right = auth.username !== undefined && users?.[auth.username] === auth.password
      if (right) return done(null, { user: auth.username })
      done(Object.assign(new Error('5.7.8 no such name and password'), { responseCode: 535 }))
    },
    onMailFrom: ({ address }, session, done) => act(manners.from?.(address), session, done),
    onRcptTo: ({ address }, session, done) => act(manners.to?.(address), session, done),
    onData(stream, session, done) {
      const turn = manners.text?.()
      if (turn === 'drop') return void stream.once('data', () => drop(session.id))
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        const { mailFrom, rcptTo } = session.envelope
        const mail: Received = {
          from: mailFrom ? mailFrom.address : '',
          to: rcptTo.map(({ address }) => address),
          raw: Buffer.concat(chunks).toString('latin1'),
          ...{ secure: session.secure, user: session.user ?? null },
        }
        const turn = manners.data?.(mail)
        if (turn === undefined) received.push(mail)
        act(turn, session, done)
      })
    },
  })
  server.on('error', () => {})
  await new Promise<void>((resolve) => server.listen(setup.port ?? 0, '127.0.0.1', resolve))
  const { port } = server.server.address() as AddressInfo
  return {
    port,
    /** Its address for SMTP_URL. */
    url: `${tls === 'at once' ? 'smtps' : 'smtp'}://${users ? `${Object.entries(users)[0]!.map(encodeURIComponent).join(':')}@` : ''}127.0.0.1:${port}${tls === 'off' ? '?tls=off' : ''}`,
    manners,
    received,
    /** How often it was connected to, who tried to log in, and how many conversations it has let hang. */
    connected: () => connected,
    logins,
    hanging: () => hanging,
    end: () =>
      new Promise<void>((resolve) => {
        drop()
        server.close(() => resolve())
      }),
  }
}

type Talking = { readonly id: string; readonly _socket: Socket }

/** A mail server in this process. */
export type MailServer = Awaited<ReturnType<typeof openMailServer>>

/** Somebody who takes connections and never says a word, or who says one thing to whatever comes. */
export async function openOther(says?: string) {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    if (says !== undefined) socket.end(says)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    port: (server.address() as AddressInfo).port,
    end: () =>
      new Promise<void>((resolve) => {
        for (const socket of sockets) socket.destroy()
        server.close(() => resolve())
      }),
  }
}

/** A mail as another program reads it. */
export const readMime = ({ raw }: Received): Promise<Email> => PostalMime.parse(Buffer.from(raw, 'latin1'))

/** The values of a header as they stand in a mail, its lines put together. */
export function headerOf({ raw }: Received, name: string): string[] {
  const head = raw.slice(0, raw.indexOf('\r\n\r\n')).replace(/\r\n[ \t]+/g, ' ')
  return head
    .split('\r\n')
    .filter((line) => line.toLowerCase().startsWith(`${name.toLowerCase()}:`))
    .map((line) => line.slice(name.length + 1).trim())
}
