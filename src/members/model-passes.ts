import { createHash, randomInt } from 'node:crypto'
import { z } from 'zod'
import { newToken } from '../lib/id.ts'
import { DAY, type Instant, MINUTE } from '../lib/time.ts'

/**
 * What lets somebody in once. `sign-in`: asked for by mail, a link and six digits. `invitation`: brings somebody new, with a
 * role. `device`: somebody who is signed in lets in their own second device. `return`: an organiser lets somebody in again
 * who lost everything. `recovery`: printed, for the drawer.
 */
export const passKinds = ['sign-in', 'invitation', 'device', 'return', 'recovery'] as const
/** See passKinds. */
export type PassKind = (typeof passKinds)[number]

/** How long each opens (ms). What is printed for the drawer opens for ten years. */
export const lasts: Readonly<Record<PassKind, number>> = {
  'sign-in': 15 * MINUTE,
  invitation: 7 * DAY,
  device: 10 * MINUTE,
  return: 3 * DAY,
  recovery: 3652 * DAY,
}

/** How often a six-digit code may be tried: one in two hundred thousand guesses it. */
export const mostTries = 5

/** Letters and digits that nobody takes for one another, read or said aloud. */
const alphabet = '23456789ABCDEFGHJKMNPQRSTVWXYZ'

/** The secrets of a new pass, which are shown once, and the digests that are kept. */
export type Secrets = { readonly link: string; readonly code: string }

/** Six digits, as they stand in a mail. */
export const sixDigits = (): string => String(randomInt(1_000_000)).padStart(6, '0')

/** Whether what was typed is six digits, which count only on the page that asked for them. */
export const isSixDigits = (code: string): boolean => /^\d{6}$/.test(code)

/** Makes a link’s secret (192 bits) and the code that does the same where nobody can follow a link. */
export function newSecrets(kind: PassKind): Secrets {
  const letters = (count: number) =>
    Array.from({ length: count }, () => alphabet[randomInt(alphabet.length)]).join('')
  const code = kind === 'sign-in' ? sixDigits() : kind === 'recovery' ? letters(16) : letters(8)
  return { link: newToken(), code }
}

/** A code as people read it: in groups of four, six digits in two of three. */
export const spelled = (code: string): string =>
  code.length === 6 ? `${code.slice(0, 3)} ${code.slice(3)}` : (code.match(/.{1,4}/g)?.join('-') ?? code)

/** A code as it was typed, without what people put between. */
export const typedCode = (text: string): string => text.toUpperCase().replace(/[^0-9A-Z]/g, '')

const Sealed = z.object({ stands: z.string(), pass: z.uuid(), until: z.string() })

/** Reads what a form carried under a seal. */
export function typedSealed(text: string): { stands: string; pass: string; until: Instant } | null {
  const read = Sealed.safeParse(JSON.parse(text))
  return read.success ? { ...read.data, until: read.data.until as Instant } : null
}

/** What is kept of a secret. Those that stand for long are long enough that a digest gives nothing away. */
export const digestOf = (secret: string): string => createHash('sha256').update(secret).digest('base64url')

/** What a browser calls itself, in a few words: “Firefox on Android”. */
export function deviceOf(agent: string | undefined): string {
  const browser = firstIn(agent, [
    ['Edg', 'Edge'],
    ['OPR/', 'Opera'],
    ['SamsungBrowser', 'Samsung Internet'],
    ['Firefox', 'Firefox'],
    ['FxiOS', 'Firefox'],
    ['CriOS', 'Chrome'],
    ['Chrome', 'Chrome'],
    ['Safari', 'Safari'],
  ])
  const system = firstIn(agent, [
    ['Android', 'Android'],
    ['iPhone', 'iPhone'],
    ['iPad', 'iPad'],
    ['Windows', 'Windows'],
    ['Mac OS', 'Mac'],
    ['CrOS', 'Chromebook'],
    ['Linux', 'Linux'],
  ])
  return [browser, system].filter(Boolean).join(' on ')
}

const firstIn = (agent: string | undefined, names: readonly (readonly [string, string])[]): string =>
  names.find(([part]) => agent?.includes(part))?.[1] ?? ''
