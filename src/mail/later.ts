import { once } from '../lib/once.ts'

/** What speaks SMTP, loaded when the first mail goes out or a mail server is tried: most starts never need it. */
export const loadMailer = once(async () => {
  const [{ createTransport }, { default: SMTPConnection }] = await Promise.all([
    import('nodemailer'),
    import('nodemailer/lib/smtp-connection'),
  ])
  return { createTransport, SMTPConnection }
})
