import type { DialectName } from '../../src/db/dialect.ts'
import { howMailGoes } from '../../src/mail/state.ts'
import { type MailServer, openMailServer, type Received, readMime, type Setup } from './mail-server.ts'
import { type About, startServer, until } from './server.ts'

/** A whole server that sends its mail to a real mail server in this process. */
export async function startMailed(dialect: DialectName, about: About & { setup?: Setup } = {}) {
  const mail = await openMailServer(about.setup)
  const env = { SMTP_URL: mail.url, FOLKMOOT_MAIL_FROM: 'hub@example.org', ...about.env }
  const server = await startServer(dialect, { ...about, env })
  if (about.working !== false)
    await until('mail was tried', async () => (await howMailGoes(server.world)) !== 'untried')
  return {
    ...server,
    mail,
    end: async () => {
      await server.end()
      await mail.end()
    },
  }
}

/** Such a server. */
export type MailedServer = Awaited<ReturnType<typeof startMailed>>

/** A mail as its reader sees it: whom it is to, what it says, the six digits and the link in it. */
export async function opened(mail: Received) {
  const { subject = '', text = '', html = '' } = await readMime(mail)
  const digits = /\b(\d{3}) (\d{3})\b/.exec(text)
  const link = /https?:\/\/\S+\/enter\/\S+/.exec(text)?.[0] ?? ''
  return {
    to: mail.to,
    subject,
    text,
    html,
    raw: mail.raw,
    code: digits ? digits[1]! + digits[2]! : '',
    link,
  }
}

/** The mail that comes to an address after so many before it. */
export const mailTo = async ({ mail }: { mail: MailServer }, address: string, before = 0) =>
  opened(
    await until(`mail ${before + 1} to ${address}`, () =>
      mail.received.filter(({ to }) => to.includes(address)).at(before),
    ),
  )
