import { LanguageTag } from '../lib/language.ts'
import { readMailAddress } from '../lib/mail-address.ts'
import { isRefusal, type Refusal, refuse } from '../lib/refusal.ts'
import type { SmtpServer } from '../lib/smtp-url.ts'
import type { Instant } from '../lib/time.ts'
import { originOf } from '../lib/url.ts'
import { leadsToTheWeb, type Piece } from './body.ts'

/** By which server mail goes, and from which address. One for the whole server: its hubs differ in the name before it. */
export type MailSettings = SmtpServer & { readonly from: string }

/** A mail to somebody, as a verb hands it in. One receiver each, always. */
export type NewMail = {
  /** Its own, of letters, digits and hyphens, where a thing must not be mailed twice however often the verb runs; else one is made. */
  readonly id?: string
  /** The hub in whose name it is; null for the server’s own. */
  readonly hub: string | null
  /** Whom it is to, where it is somebody of a hub here: when they go, what waits for them goes too. */
  readonly person?: string | null
  /** A word for what it is, as `invitation`: letters a to z and hyphens. The log and the operator see only this of it. */
  readonly kind: string
  readonly to: string
  /** The name it comes from, most often the hub’s. */
  readonly from: string
  /** Where an answer goes; left out where it is no address, as the contact of a hub may be anything. */
  readonly replyTo?: string | null
  readonly language: string
  readonly subject: string
  readonly body: readonly Piece[]
  /** Where a click ends mails like this one, and the words that say so at its end. POST to it must do so without more asking (RFC 8058). */
  readonly unsubscribe?: { readonly href: string; readonly words: string }
  /** After which it is of no use any more and is not sent, as a code that has run out. */
  readonly until?: Instant
  /** Whether somebody sits and waits for it: then it goes before all that has no hurry. */
  readonly urgent?: boolean
}

/** What is sealed of a mail: all that is private. */
export type Sealed = Pick<NewMail, 'from' | 'language' | 'subject' | 'body'> & {
  readonly to: string
  readonly replyTo: string | null
  readonly unsubscribe: string | null
}

/** Why a mail was not taken: there is no mail here, its address is none, or something in it cannot stand in a mail. */
export type MailRefusal = Refusal & { readonly because: 'no mail' | 'address' | 'words' }

/** Whether an answer is a refusal of a mail. */
export const isMailRefusal = (answer: object): answer is MailRefusal => isRefusal(answer)

/** The most that one mail may say, in characters of all of it. */
const longest = 200_000

/** Reads a mail that a verb hands in: whatever would stand in a header is held to one line there. */
export function readMail(mail: NewMail): Sealed | MailRefusal {
  const to = readMailAddress(mail.to)
  if (isRefusal(to)) return { ...to, because: 'address' }
  const why = whyNot(mail)
  if (why !== null) return { ...refuse(why), because: 'words' }
  const replyTo = readMailAddress(mail.replyTo ?? '')
  const { unsubscribe } = mail
  const end = unsubscribe ? [{ link: unsubscribe.words, href: unsubscribe.href }] : []
  return {
    ...{ to: to.address, from: mail.from.trim(), subject: mail.subject.trim() },
    replyTo: isRefusal(replyTo) ? null : replyTo.address,
    language: LanguageTag.parse(mail.language),
    body: [...mail.body, ...end],
    unsubscribe: unsubscribe?.href ?? null,
  }
}

function whyNot({ id = 'made', kind, from, subject, language, body, unsubscribe }: NewMail): string | null {
  if (!/^[A-Za-z0-9-]{1,100}$/.test(id))
    return 'The id of a mail must be of letters a to z, digits and hyphens.'
  if (!/^[a-z][a-z-]{0,39}$/.test(kind)) return 'The kind of a mail must be a word of letters a to z.'
  if (!isLine(from, 100)) return 'The name that a mail comes from must be one line of 1 to 100 letters.'
  if (!isLine(subject, 200)) return 'The subject of a mail must be one line of 1 to 200 letters.'
  if (!LanguageTag.safeParse(language).success)
    return 'The language of a mail must be a short code such as en or cy.'
  if (body.length === 0) return 'A mail must say something.'
  if (!leadsToTheWeb(body)) return 'A link in a mail must be a web address.'
  if (unsubscribe && originOf(unsubscribe.href) === null)
    return 'The address that ends mails must be a web address.'
  if (JSON.stringify(body).length > longest) return 'The mail is too long.'
  return null
}

/** Whether a text may stand in a header: something to read, and nothing that would begin another line. */
const isLine = (text: string, most: number): boolean =>
  /[\p{L}\p{N}]/u.test(text) && text.trim().length <= most && !/[\p{Cc}\p{Cs}\u2028\u2029]/u.test(text)
