import { domainToASCII } from 'node:url'
import { isLoopbackHost } from './url.ts'

/** How a connection to a mail server is encrypted: from its first byte, after a few words (STARTTLS), or not at all. */
export type Tls = 'at once' | 'starttls' | 'off'

/** Where a mail server is and who we are there. Where port and encryption are null they have to be found out, see mail/probe.ts. */
export type SmtpServer = {
  readonly host: string
  readonly port: number | null
  readonly tls: Tls | null
  readonly user: string | null
  readonly password: string | null
}

/** What the address of a mail server must be, for whoever typed it at a terminal: words behind “must”, and never what may be a password. */
export type Unfit = { readonly must: string }

/**
 * Reads the address of a mail server: `smtp://` for one that is encrypted after a few words, `smtps://` for one that is from
 * the start, `?tls=off` for one on this machine or a network of one's own that is not encrypted.
 */
export function readSmtpUrl(text: string): SmtpServer | Unfit {
  const typed = text.trim()
  if (!/^smtps?:\/\//i.test(typed)) return no('begin with smtp:// or smtps://')
  if (!URL.canParse(typed)) return no(notReadable)
  const url = new URL(typed)
  const host = (domainToASCII(url.hostname) || url.hostname).replace(/^\[|\]$/g, '')
  const [user, password] = [unescaped(url.username), unescaped(url.password)]
  if (host === '' || user === null || password === null) return no(notReadable)
  if (!/^\/?$/.test(url.pathname) || url.hash !== '')
    return no('end after the port; a / in a password is written as %2F, a # as %23, a ? as %3F')
  if (url.search !== '' && url.search !== '?tls=off') return no('have nothing but ?tls=off at its end')
  if (user === '' && password !== '') return no('have a name before its password')
  const port = url.port === '' ? null : Number(url.port)
  if (port === 0) return no('not have the port 0')
  const tls = url.search !== '' ? 'off' : tlsOf(url.protocol === 'smtps:', port)
  return fitting({
    ...{ host: host.toLowerCase(), user: user || null, password: password || null, tls },
    port: port ?? (tls === 'off' ? 25 : tls === 'at once' ? 465 : null),
  })
}

const no = (must: string): Unfit => ({ must })

const notReadable =
  'be as smtp://name:password@mail.example.org:587; in name and password an @ is written as %40, a / as %2F, a # as %23, a % as %25'

/** A part of the address without its percent signs, or null where one of them means nothing. */
function unescaped(part: string): string | null {
  try {
    const plain = decodeURIComponent(part)
    return /\p{Cc}/u.test(plain) ? null : plain
  } catch {
    return null
  }
}

/** Port 465 is encrypted from the start with every mail server there is, whatever the address begins with. */
export const tlsOf = (fromTheStart: boolean, port: number | null): Tls | null =>
  fromTheStart || port === 465 ? 'at once' : port === null ? null : 'starttls'

/** Holds a server to what no server may be: a password goes nowhere in the open, save on this machine itself. */
export function fitting(server: SmtpServer): SmtpServer | Unfit {
  if (server.tls === 'off' && server.password !== null && !isLoopbackHost(server.host))
    return no('not send a password without encryption; leave out ?tls=off, or the password')
  return server
}
