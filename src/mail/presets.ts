import type { Tls } from '../lib/smtp-url.ts'

/** A provider of mail as people know it: where its server is, and what to know before one types a password. */
export type Preset = {
  readonly key: string
  readonly name: string
  /** Null where everybody has another one and has to say it. */
  readonly host: string | null
  readonly port: number | null
  readonly tls: Tls | null
  readonly hint: string
}

/**
 * The providers whose own papers say how a program sends mail with a name and a password (looked up in November 2026).
 * Microsoft’s are left out: they take no passwords from programs any more.
 */
export const presets: readonly Preset[] = [
  {
    ...{ key: 'gmail', name: 'Gmail', host: 'smtp.gmail.com', port: 465, tls: 'at once' },
    hint: 'The name is your whole address. Your usual password is not taken: turn on two-step verification in your Google account, then make an “app password” there. About 500 mails a day.',
  },
  {
    ...{ key: 'fastmail', name: 'Fastmail', host: 'smtp.fastmail.com', port: 465, tls: 'at once' },
    hint: 'The name is your whole address. Your usual password is not taken: make an “app password” in the settings, under privacy and security.',
  },
  {
    ...{ key: 'mailbox.org', name: 'mailbox.org', host: 'smtp.mailbox.org', port: 465, tls: 'at once' },
    hint: 'The name is your main address. With two-factor sign-in you need an “application password”, from the settings under security.',
  },
  {
    ...{ key: 'posteo', name: 'Posteo', host: 'posteo.de', port: 465, tls: 'at once' },
    hint: 'The name is your whole address. Make a password of its own for this program in the settings, where Posteo asks for one.',
  },
  {
    ...{ key: 'infomaniak', name: 'Infomaniak', host: 'mail.infomaniak.com', port: 465, tls: 'at once' },
    hint: 'The name is the whole address, and the password that of the address, not of your Infomaniak account.',
  },
  {
    ...{ key: 'brevo', name: 'Brevo', host: 'smtp-relay.brevo.com', port: 587, tls: 'starttls' },
    hint: 'Name and password stand under “SMTP & API”: the password is an SMTP key, not an API key. The address that mail comes from has to be confirmed with Brevo first.',
  },
  {
    ...{
      key: 'mailgun-eu',
      name: 'Mailgun (Europe)',
      host: 'smtp.eu.mailgun.org',
      port: 587,
      tls: 'starttls',
    },
    hint: 'Name and password are the SMTP credentials of your domain, not an API key. Mail comes from an address of that domain.',
  },
  {
    ...{ key: 'mailgun-us', name: 'Mailgun (USA)', host: 'smtp.mailgun.org', port: 587, tls: 'starttls' },
    hint: 'Name and password are the SMTP credentials of your domain, not an API key. Mail comes from an address of that domain.',
  },
  {
    ...{ key: 'postmark', name: 'Postmark', host: 'smtp.postmarkapp.com', port: 587, tls: 'starttls' },
    hint: 'Name and password are both the server’s API token. The address that mail comes from has to be confirmed with Postmark first.',
  },
  {
    ...{ key: 'ses', name: 'Amazon SES', host: null, port: 587, tls: 'starttls' },
    hint: 'The server is email-smtp.REGION.amazonaws.com, with the region you chose. Name and password are SMTP credentials, made in the SES console for that region: other access keys are not taken. A new account reaches only addresses it has confirmed.',
  },
  {
    ...{ key: 'own', name: 'My own, or another one', host: null, port: null, tls: null },
    hint: 'Its server is most often called mail. or smtp. and then your domain. Where you leave the port out, the usual ones are tried.',
  },
]

/** The preset of a key, in any case of letters, or undefined. */
export const presetOf = (key: string): Preset | undefined =>
  presets.find((preset) => preset.key === key.trim().toLowerCase())
