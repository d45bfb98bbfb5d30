import type { SendMailOptions } from 'nodemailer'
import type { Instant } from '../lib/time.ts'
import { toHtml, toText } from './body.ts'
import type { MailSettings, Sealed } from './model.ts'
import { hostOf } from './smtp.ts'

/**
 * A mail as it goes out: the same bytes at every attempt but for the marks between its parts, and the same id, by which the
 * receiver’s program can tell a second one.
 */
export function compose(
  origin: string,
  { from }: Pick<MailSettings, 'from'>,
  mail: Sealed,
  { id, made }: { id: string; made: Instant },
): SendMailOptions {
  const { to, subject, language, replyTo, unsubscribe } = mail
  return {
    // The envelope is said apart, so that no header can ever add a receiver.
    envelope: { from, to: [to] },
    from: { name: mail.from, address: from },
    to: { name: '', address: to },
    ...(replyTo === null ? {} : { replyTo: { name: '', address: replyTo } }),
    ...{ subject, text: toText(mail.body), html: toHtml(mail.body, mail) },
    ...{ messageId: `<${id}@${hostOf(origin)}>`, date: new Date(made) },
    ...(unsubscribe === null ? {} : { list: { unsubscribe: { url: unsubscribe } } }),
    headers: {
      'Content-Language': language,
      // Machines that answer for people who are away answer no machine (RFC 3834); Exchange asks for a word of its own.
      'Auto-Submitted': 'auto-generated',
      'X-Auto-Response-Suppress': 'OOF, AutoReply',
      // RFC 8058 allows it over https only.
      ...(unsubscribe?.startsWith('https:') ? { 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' } : {}),
    },
  }
}
