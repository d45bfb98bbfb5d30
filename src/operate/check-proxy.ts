import { askHere, askOwnAddress } from '../federation/own-address.ts'
import { isLoopbackAddress } from '../federation/reach.ts'
import { ipList, isOn } from '../lib/ip.ts'
import { software } from '../lib/software.ts'
import type { World } from '../world.ts'
import { broken, type Check, type Found, good, look, type Patient } from './finding.ts'
import { dropWord, newWord, pathOf, type Seen } from './seen.ts'

/** An address that is nobody's (RFC 5737), which the doctor pretends to come from: a proxy must not believe it. */
const pretended = '192.0.2.55'

/** What the doctor sends along, and what must arrive as it was: signatures are made over it. */
const sent = {
  accept: 'application/activity+json',
  date: 'Thu, 26 Nov 2026 03:15:00 GMT',
  digest: 'SHA-256=47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=',
  'content-digest': 'sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:',
  signature: 'keyId="https://doctor.invalid/#key",headers="(request-target) host date",signature="bm9uZQ=="',
  'signature-input': 'sig1=("@method" "@target-uri");created=1795662900',
}

/** Whether it is this very server that answers at the public address, and what the proxy in front makes of a request. */
export const proxy: Check = {
  about: 'Proxy',
  async look(patient) {
    const { world } = patient
    if (!(await answersAtAll(world))) return []
    try {
      const word = await newWord(world)
      const asked = await askOwnAddress(world, pathOf(word), { ...sent, 'x-forwarded-for': pretended })
      if ('failed' in asked) return []
      const seen = asked.answer.status === 200 ? readSeen(asked.answer.body) : null
      if (seen) return found(patient, seen, pathOf(word))
      return [await somebodyElse(world, asked.answer.status)]
    } finally {
      await dropWord(world)
    }
  },
}

/** Something answers at the public address, be it this server or another. Where nothing does, that is said elsewhere. */
async function answersAtAll(world: World): Promise<boolean> {
  const asked = await askOwnAddress(world, '/livez')
  return 'answer' in asked && asked.answer.status < 500
}

function readSeen(body: string): Seen | null {
  try {
    const seen = JSON.parse(body) as Partial<Seen> | null
    return seen && typeof seen.path === 'string' && typeof seen.headers === 'object' ? (seen as Seen) : null
  } catch {
    return null
  }
}

/** The word was not known there: it is another server, or this one with another database. */
async function somebodyElse(world: World, status: number): Promise<Found> {
  const { origin, port } = world.config
  const asked = await askHere(world, pathOf(await newWord(world)))
  if (asked && 'answer' in asked && asked.answer.status === 200)
    return broken(
      `It is not this server that answers at ${origin} (it answers ${status}); the one on port ${port} here is.`,
      'Look where the name leads and where the proxy leads: maybe to the old machine.',
    )
  return broken(
    `What answers at ${origin} does not work with this database (it answers ${status}).`,
    'Call the doctor with the settings of the server, FOLKMOOT_DATA or DATABASE_URL above all; if they are, the name or the proxy leads to another server, or the one that runs is an older version.',
  )
}

function found(patient: Patient, seen: Seen, path: string): Found[] {
  const all = [
    ...versions(patient, seen),
    ...asItCame(seen, path),
    ...hosts(patient.world, seen),
    ...senders(patient.world, seen),
  ]
  return all.length > 0
    ? all
    : [good('It is this server that answers, and requests come in as they were sent.')]
}

function versions({ world }: Patient, { version, federation }: Seen): Found[] {
  const older =
    version === software.version
      ? []
      : [
          look(
            `The server that runs is version ${version}, and this is ${software.version}.`,
            'Start it again, so that it is the new one.',
          ),
        ]
  if (federation === world.config.federation) return older
  return [
    ...older,
    look(
      `The server that runs has federation ${federation ? 'on' : 'off'}, and by its settings here it would be ${federation ? 'off' : 'on'}.`,
      'Start it again; or call the doctor with the settings that the server has.',
    ),
  ]
}

/** Signatures are made over these: what a proxy changes makes letters of others false. */
function asItCame({ headers, path: came }: Seen, path: string): Found[] {
  const changed = Object.entries(sent).filter(([name, value]) => headers[name] !== value)
  return [
    ...(came === path
      ? []
      : [
          broken(
            `The proxy changes addresses on their way: “${path}” came in as “${came}”.`,
            'It must hand path and query on as they came: with nginx, “merge_slashes off” and a proxy_pass without a path.',
          ),
        ]),
    ...(changed.length === 0
      ? []
      : [
          broken(
            `The proxy changes or drops ${changed.map(([name]) => name).join(', ')}, so that letters of others are refused.`,
            'Let it leave these headers alone.',
          ),
        ]),
  ]
}

function hosts({ config }: World, { headers }: Seen): Found[] {
  const { host, protocol } = new URL(config.origin)
  const proto = headers['x-forwarded-proto']
  return [
    ...(headers.host === host
      ? []
      : [
          look(
            `The proxy says Host: ${headers.host ?? 'nothing'} instead of ${host}. Signatures are checked against ${config.origin} all the same.`,
            'Let it hand the name on: with nginx, “proxy_set_header Host $host”.',
          ),
        ]),
    ...(proto === undefined || `${proto}:` === protocol
      ? []
      : [
          look(
            `The proxy says that it was asked by ${proto}, and it was asked by ${protocol.slice(0, -1)}.`,
            'If there is another proxy before it that ends TLS, all is well; else see X-Forwarded-Proto in its settings.',
          ),
        ]),
  ]
}

/** Whether one sender can be told from another, and nobody can pretend to be somebody else. */
function senders({ config }: World, { headers, connected, proxies }: Seen): Found[] {
  const last = (headers['x-forwarded-for'] ?? '').split(',').at(-1)!.trim()
  const isWritten = last !== '' && last !== pretended
  // No proxy at all: whoever connects is the sender.
  if (!isWritten && config.trial && proxies.length === 0) return []
  const at = connected ?? 'an unknown address'
  const isNamed = connected !== null && isOn(ipList(proxies), connected)
  if (last === pretended)
    return [
      (isNamed ? broken : look)(
        'The proxy hands X-Forwarded-For on as anybody wrote it, so that everybody can pretend to be somebody else.',
        'Let it write the address that connected: with nginx, “proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for”.',
      ),
    ]
  if (!isWritten)
    return [
      look(
        `The proxy at ${at} does not say who asks, so that one sender cannot be told from another.`,
        'Let it write X-Forwarded-For, and name it in FOLKMOOT_PROXIES.',
      ),
    ]
  if (isNamed || connected === null) return []
  return [
    look(
      `A proxy stands in front at ${at}, and FOLKMOOT_PROXIES does not name it: ${isLoopbackAddress(at) ? 'one sender cannot be told from another' : 'all seem to be one sender, and share one limit'}.`,
      `Set FOLKMOOT_PROXIES=${[...proxies, at].join(',')} and start the server again.`,
    ),
  ]
}
