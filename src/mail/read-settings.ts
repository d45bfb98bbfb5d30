import { isIP } from 'node:net'
import { domainToASCII } from 'node:url'
import { readMailAddress } from '../lib/mail-address.ts'
import { isRefusal, type Refusal, refuseWith } from '../lib/refusal.ts'
import { fitting, readSmtpUrl, type SmtpServer, type Tls, tlsOf } from '../lib/smtp-url.ts'
import type { MailSettings } from './model.ts'
import { type Preset, presetOf, presets } from './presets.ts'

/** What somebody typed about mail, in a form or after a command: the address of the server whole, or in parts, with or without a preset. */
export type TypedSettings = Partial<
  Record<'url' | 'preset' | 'host' | 'port' | 'tls' | 'user' | 'password' | 'from', string>
>

/** What is wrong with it, and in which field. */
export type SettingsRefusal = Refusal & { readonly field: keyof TypedSettings }

/** Reads what somebody typed about mail. What a preset knows need not be typed; what is typed goes before it. */
export function readMailSettings(typed: TypedSettings): MailSettings | SettingsRefusal {
  const server = typed.url?.trim() ? fromUrl(typed, typed.url) : fromParts(typed)
  if ('refused' in server) return server
  const from = readMailAddress(typed.from?.trim() || (server.user ?? ''))
  if (!isRefusal(from)) return { ...server, from: from.address }
  return no(
    'from',
    typed.from?.trim() ? `The address that mail comes from is not usable. ${from.refused}` : undefined,
  )
}

function fromUrl(typed: TypedSettings, url: string): SmtpServer | SettingsRefusal {
  const server = readSmtpUrl(url)
  if ('must' in server) return no('url', `The address of the mail server must ${server.must}.`)
  const { user = '', password = '' } = typed
  return held({ ...server, user: user.trim() || server.user, password: password || server.password })
}

function fromParts(typed: TypedSettings): SmtpServer | SettingsRefusal {
  const preset = presetOf(typed.preset ?? 'own')
  if (!preset)
    return no('preset', `“${typed.preset}” is none of ${presets.map(({ key }) => key).join(', ')}.`)
  const host = readHost(typed.host?.trim() || (preset.host ?? ''))
  if (host === null) return no('host', noHost(preset))
  const port = typed.port?.trim() ? Number(typed.port) : preset.port
  if (port !== null && !(Number.isInteger(port) && port > 0 && port < 65536))
    return no('port', 'The port of the mail server must be a number from 1 to 65535, most often 587 or 465.')
  const tls = readTls(typed, preset, port)
  if (tls === undefined) return no('tls', 'The encryption must be “at once”, “starttls” or “off”.')
  const { user = '', password = '' } = typed
  return held({
    host,
    port: port ?? usualPort(tls),
    tls,
    user: user.trim() || null,
    password: password || null,
  })
}

const noHost = ({ host, name, hint }: Preset): string =>
  host === null
    ? `Say the name of the mail server. ${hint}`
    : `The name of the server of ${name} must be a name as in ${host}.`

/** A name or an IP address as it is connected to, or null where it is neither. */
function readHost(typed: string): string | null {
  const host = typed.replace(/^\[|\]$/g, '').toLowerCase()
  if (isIP(host) !== 0) return host
  const name = /^[\p{L}\p{M}\p{N}.-]+$/u.test(host) ? domainToASCII(host) : ''
  return name === '' ? null : name
}

function readTls(typed: TypedSettings, preset: Preset, port: number | null): Tls | null | undefined {
  const word = typed.tls?.trim().toLowerCase()
  if (word) return (['at once', 'starttls', 'off'] as const).find((tls) => tls === word)
  // Another port than the preset’s most likely wants the other way too.
  return port === preset.port ? preset.tls : tlsOf(false, port)
}

const usualPort = (tls: Tls | null): number | null =>
  tls === null ? null : { 'at once': 465, starttls: 587, off: 25 }[tls]

function held(server: SmtpServer): SmtpServer | SettingsRefusal {
  if (server.user === null && server.password !== null) return no('user')
  if (server.user !== null && server.password === null) return no('password')
  const fits = fitting(server)
  return 'must' in fits ? no('tls', `The mail server must ${fits.must}.`) : fits
}

/** A page says it of its fields; whoever types commands has other words for them. */
const no = (field: SettingsRefusal['field'], forCommands?: string): SettingsRefusal => ({
  ...refuseWith(`mail.wrong-${field}`, {}, forCommands),
  field,
})
