import type { Way } from './smtp.ts'

/** What can be wrong, as a word that a page can look at. */
export type What =
  | 'name'
  | 'nobody'
  | 'hangs'
  | 'certificate'
  | 'no tls'
  | 'needs tls'
  | 'other tls'
  | 'login'
  | 'no login'
  | 'needs login'
  | 'sender'
  | 'limit'
  | 'busy'
  | 'turned away'
  | 'dropped'
  | 'later'
  | 'refused'
  | 'unknown'

/**
 * Why a mail did not go. Of the `server`: all mail waits until it is over; of the `mail`: others go. `lasting`: trying again
 * is of no use before something was changed. `words`: one sentence, in which nothing stands that the server said about the
 * mail, since that may be the address.
 */
export type Trouble = {
  readonly of: 'server' | 'mail'
  readonly lasting: boolean
  readonly what: What
  readonly words: string
}

/** What of a mailer’s error is looked at. */
type Failed = {
  readonly code?: unknown
  readonly originalCode?: unknown
  readonly command?: unknown
  readonly responseCode?: unknown
  readonly response?: unknown
  readonly cert?: { readonly subjectaltname?: unknown; readonly subject?: { readonly CN?: unknown } }
}

/** Reads what became of a connection or a mail out of the mailer’s error. */
export function troubleOf(error: unknown, host: string, { port, tls }: Way): Trouble {
  const failed = (typeof error === 'object' && error !== null ? error : {}) as Failed
  const code = String(failed.originalCode ?? failed.code ?? '')
  const where = `${host}, port ${port}`
  const server = (what: What, lasting: boolean, words: string): Trouble => ({
    ...{ of: 'server', what, lasting, words },
  })
  if (code === 'ENOTFOUND') return server('name', true, `There is no server called ${host}.`)
  if (code === 'EAI_AGAIN')
    return server('name', false, `The name ${host} cannot be looked up: no name server answers.`)
  if (code === 'ECONNREFUSED') return server('nobody', false, `Nobody listens at ${where}.`)
  if (/^E(HOST|NET)UNREACH$|^EADDRNOTAVAIL$/.test(code))
    return server('nobody', false, `No way leads to ${where}.`)
  if (isCertificate(code)) return server('certificate', true, certificateWords(code, failed, host))
  if (code === 'ETIMEDOUT') return server('hangs', false, `${where}, is silent: it was waited for in vain.`)
  if (failed.command === 'STARTTLS' || (code === 'ECONNECTION' && failed.command === 'EHLO'))
    return ofStartTls(failed, where, server)
  if (/^ERR_SSL|^EPROTO$|^ETLS$/.test(code)) return server('other tls', true, otherTls(where, tls))
  return ofReply(failed, code, where, server)
}

type OfServer = (what: What, lasting: boolean, words: string) => Trouble

function ofStartTls(failed: Failed, where: string, server: OfServer): Trouble {
  if (replyOf(failed).temporary) return server('busy', false, `${where}, is busy ${inBrackets(failed)}.`)
  return server(
    'no tls',
    true,
    `${where}, offers no encryption (STARTTLS). If it is on this machine or a network of yours, say that it has none.`,
  )
}

const otherTls = (where: string, tls: Way['tls']): string =>
  tls === 'at once'
    ? `${where}, is not encrypted from the start; most likely it wants STARTTLS, or another port.`
    : `${where}, could not agree with us on an encryption.`

/** What a server said to one of our commands, or that it hung up. */
function ofReply(failed: Failed, code: string, where: string, server: OfServer): Trouble {
  const { number, enhanced, temporary } = replyOf(failed)
  const said = inBrackets(failed)
  if (number === 421) return server('busy', false, `${where}, has no time for us ${said}.`)
  if (failed.code === 'EAUTH') return ofLogin(failed, where, server)
  if (number === 530)
    return /starttls|tls|ssl/i.test(String(failed.response))
      ? server('needs tls', true, `${where}, wants an encrypted connection ${said}.`)
      : server('needs login', true, `${where}, wants a name and a password ${said}.`)
  if (number === 0 && /^E(CONNECTION|SOCKET|CONNRESET|PIPE)$/.test(code))
    return server('dropped', false, `${where}, hung up in the middle.`)
  const { command } = failed
  if (command === 'CONN' || command === 'EHLO' || command === 'HELO')
    return server('turned away', !temporary, `${where}, turns us away ${said}.`)
  if (enhanced === '5.4.5')
    return server('limit', false, `The mail server’s limit of mails is reached ${said}.`)
  if (command === 'MAIL FROM' && number > 0)
    return temporary
      ? server('later', false, `${where}, asks to come again later ${said}.`)
      : server('sender', true, `${where}, does not take mail from our address ${said}.`)
  return ofMail(failed, code, where)
}

function ofLogin(failed: Failed, where: string, server: OfServer): Trouble {
  const { number, temporary } = replyOf(failed)
  const said = inBrackets(failed)
  if (number === 530 || number === 538)
    return server('needs tls', true, `${where}, wants an encrypted connection before the login ${said}.`)
  if (temporary) return server('later', false, `${where}, cannot check the login now ${said}.`)
  if ([500, 502, 503, 504].includes(number))
    return server(
      'no login',
      true,
      `${where}, takes no logins ${said}; leave out name and password, or try another port.`,
    )
  return server('login', true, `${where}, does not take this name and password ${said}.`)
}

/** What a server said about one mail: others may go. */
function ofMail(failed: Failed, code: string, where: string): Trouble {
  const { enhanced, temporary, number } = replyOf(failed)
  const said = inBrackets(failed)
  const mail = (what: What, lasting: boolean, words: string): Trouble => ({
    ...{ of: 'mail', what, lasting, words },
  })
  if (code === 'EMESSAGE' && number === 0)
    return mail('refused', true, 'The mail is too large for the mail server.')
  if (number === 0) return mail('unknown', false, `It failed and we do not know why (${code || 'no code'}).`)
  if (temporary) return mail('later', false, `The mail server asks to come again later ${said}.`)
  if (aboutSender(failed))
    return mail('sender', false, `${where}, does not take mail from our address ${said}.`)
  return mail('refused', true, `${meanings[enhanced] ?? 'The mail server does not take it'} ${said}.`)
}

/** What the numbers of RFC 3463 say, where they say more than that it was refused. */
const meanings: Readonly<Record<string, string>> = {
  '5.1.1': 'There is no such mailbox',
  '5.1.2': 'There is no such domain',
  '5.1.3': 'The address is none',
  '5.1.10': 'That domain takes no mail',
  '5.2.1': 'The mailbox takes no mail any more',
  '5.2.2': 'The mailbox is full',
  '5.2.3': 'The mail is too large for that mailbox',
  '5.3.4': 'The mail is too large',
  '5.7.1': 'The mail server does not want it',
  '5.7.23': 'The receiver does not believe the sender (SPF)',
  '5.7.26': 'The receiver does not believe the sender (SPF and DKIM)',
}

/**
 * Servers such as Postfix judge the sender only once they hear the receiver, and whether we may send at all. It might be
 * about the receiver all the same, so nothing else waits for it, and it is tried again: a change of settings may mend it.
 */
function aboutSender(failed: Failed): boolean {
  const { enhanced } = replyOf(failed)
  if (failed.command !== 'RCPT TO' || /^5\.(1\.[1-6]|2\.)/.test(enhanced)) return false
  // An address in it may have any word in it.
  const words = String(failed.response).replace(/\S*@\S*/g, '')
  return /\bsender\b|\brelay|not owned by user|authentication required/i.test(words)
}

function replyOf({ responseCode, response }: Failed) {
  const number = typeof responseCode === 'number' ? responseCode : 0
  const enhanced = /^\d{3}[ -](\d\.\d{1,3}\.\d{1,3})\b/.exec(String(response ?? ''))?.[1] ?? ''
  return { number, enhanced, temporary: number >= 400 && number < 500 }
}

function inBrackets(failed: Failed): string {
  const { number, enhanced } = replyOf(failed)
  return `(${[number || '', enhanced].filter((part) => part !== '').join(' ') || 'without a number'})`
}

const isCertificate = (code: string): boolean =>
  /^(ERR_TLS_CERT_ALTNAME_INVALID|CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_(GET|VERIFY)_)/.test(code)

function certificateWords(code: string, { cert }: Failed, host: string): string {
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID')
    return `The server at ${host} shows a certificate of another name: ${namesIn(cert)}. Perhaps that is its right name.`
  if (code === 'CERT_HAS_EXPIRED') return `The certificate of ${host} has run out.`
  if (code === 'CERT_NOT_YET_VALID')
    return `The certificate of ${host} does not hold yet; is the clock of this machine right?`
  return `The certificate of ${host} is not from anybody whom this machine trusts${/SELF_SIGNED/.test(code) ? ': it was made by the server itself' : ''}.`
}

/** The names in a certificate. Whoever made it wrote them, so no more than names is shown. */
function namesIn(cert: Failed['cert']): string {
  const names = [...String(cert?.subjectaltname ?? '').matchAll(/(?:DNS|IP Address):([\w.*:-]{1,253})/g)]
  return (
    names
      .slice(0, 5)
      .map(([, name]) => name)
      .join(', ') || 'it says none'
  )
}
