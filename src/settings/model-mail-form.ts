import type { Words } from '../lib/words.ts'
import type { What } from '../mail/answers.ts'
import type { TypedSettings } from '../mail/read-settings.ts'

/** What is asked for where mail is set up, in the order of the form; `test` is where the mail goes that tries it. */
export const mailFields = ['preset', 'user', 'password', 'from', 'host', 'port', 'tls', 'test'] as const

/** What was typed there. */
export type MailForm = Partial<Record<(typeof mailFields)[number], string>>

/** The settings in it, without what was left empty, so that a preset says the rest. */
export const settingsIn = ({ test: _, ...typed }: MailForm): TypedSettings =>
  Object.fromEntries(Object.entries(typed).filter(([, value]) => value.trim() !== ''))

/** What can be wrong with mail, put together as an organiser would: what is to be done differs between these. */
export type Matter = 'silent' | 'encryption' | 'login' | 'sender' | 'limit' | 'busy' | 'refused'

const matters: Readonly<Record<Exclude<What, 'refused' | 'unknown'>, Matter>> = {
  ...{ name: 'silent', nobody: 'silent', hangs: 'silent', dropped: 'silent' },
  ...{ certificate: 'encryption', 'no tls': 'encryption', 'needs tls': 'encryption' },
  ...{ 'other tls': 'encryption', login: 'login', 'no login': 'login', 'needs login': 'login' },
  ...{ sender: 'sender', limit: 'limit', busy: 'busy', later: 'busy', 'turned away': 'busy' },
}

/** What is wrong with mail, in one sentence of the page’s language. What the server said is in English, and stands beside it. */
export const troubleIn = ({ t }: Words, what: What | null): string =>
  t(`mail.trouble-${what === null || what === 'refused' || what === 'unknown' ? 'refused' : matters[what]}`)
