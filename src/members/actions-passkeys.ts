import {
  generateAuthenticationOptions,
  generateRegistrationOptions,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from '@simplewebauthn/server'
import { inTransaction } from '../db/index.ts'
import { openKv } from '../federation/kv.ts'
import { newId, newToken } from '../lib/id.ts'
import { type Refusal, refuseWith } from '../lib/refusal.ts'
import { instant, MINUTE } from '../lib/time.ts'
import type { Visitor } from '../slice.ts'
import type { World } from '../world.ts'
import { type Begun, beginSessionIn } from './actions-sessions.ts'
import { hurry, tellOfDeviceIn, tellOfPasskeyIn } from './actions-told.ts'
import {
  answered,
  bringsNoCertificate,
  MadePasskey,
  PasskeyName,
  passkeyHost,
  UsedPasskey,
} from './model-passkeys.ts'
import { noteAct } from './store-acts.ts'
import {
  endPasskeyIn,
  insertPasskey,
  type PasskeyRow,
  passkeyBehind,
  passkeysOf,
  renamePasskeyIn,
  usePasskeyIn,
} from './store-passkeys.ts'

/** How many passkeys one person may have. */
const mostPasskeys = 20

/** EdDSA, ES256 and RS256: what devices have. To name them keeps the library from trying which others this machine knows. */
const algorithms = [-8, -7, -257]

const tooLate = refuseWith('passkey.no.too-late')
const unreadable = refuseWith('passkey.no.unreadable')

/** What a browser needs to make a passkey for whoever is signed in, and the id under which its answer is awaited. */
export async function askForNewPasskey(world: World, { who, session }: Visitor, hub: string) {
  const rpID = passkeyHost(world.config.origin)
  if (rpID === null) return null
  const known = await passkeysOf(world.db, who.person)
  const options = await generateRegistrationOptions({
    ...{ rpID, rpName: hub, userName: who.name, userDisplayName: who.name, attestationType: 'none' },
    supportedAlgorithmIDs: [...algorithms],
    userID: new Uint8Array(Buffer.from(who.person)),
    excludeCredentials: known.map(({ credential, transports }) => ({
      ...{ id: credential, transports: JSON.parse(transports) as string[] },
    })),
    authenticatorSelection: { residentKey: 'required', userVerification: 'preferred' },
  })
  return { id: await remember(world, ['new', session], options.challenge), options }
}

/** Keeps the passkey that a browser made, under the name somebody gave it. */
export async function addPasskey(
  world: World,
  { who, session }: Visitor,
  about: { id: string; name: string; response: string | undefined },
): Promise<true | Refusal> {
  const name = PasskeyName.safeParse(about.name)
  if (!name.success) return refuseWith('passkey.no.name')
  const response = answered(MadePasskey, about.response)
  const challenge = await takeOut(world, ['new', session], about.id)
  if (challenge === null) return tooLate
  if (!response || !bringsNoCertificate(response.response.attestationObject)) return unreadable
  const checked = await verifyRegistrationResponse({
    // The browser’s own types say more of it than is read.
    response: response as Parameters<typeof verifyRegistrationResponse>[0]['response'],
    supportedAlgorithmIDs: [...algorithms],
    ...expected(world, challenge),
  }).catch(() => null)
  if (!checked?.verified) return unreadable
  if ((await passkeysOf(world.db, who.person)).length >= mostPasskeys)
    return refuseWith('passkey.no.many', { most: mostPasskeys })
  const { credential } = checked.registrationInfo
  const at = instant(world.clock())
  const done = await inTransaction(world.db, async (tx) => {
    const row: PasskeyRow = {
      ...{ id: newId(), person_id: who.person, hub_id: who.hub, credential: credential.id },
      ...{ public_key: Buffer.from(credential.publicKey).toString('base64url'), counter: credential.counter },
      ...{ transports: JSON.stringify(response.response.transports), name: name.data, made: at },
      ...{ used: null, ended: null },
    }
    if (!(await insertPasskey(tx, row))) return refuseWith('passkey.no.known')
    await noteAct(tx, { hub: who.hub, person: who.person, verb: 'passkey-added', about: row.id, at })
    await tellOfPasskeyIn(tx, world, { person: who.person, hub: who.hub, passkey: row.id, at })
    return true
  })
  hurry(world)
  return done
}

/** What a browser needs to let somebody in by a passkey, whoever they are. */
export async function askForPasskey(world: World) {
  const rpID = passkeyHost(world.config.origin)
  if (rpID === null) return null
  const options = await generateAuthenticationOptions({ rpID, userVerification: 'preferred' })
  return { id: await remember(world, ['use'], options.challenge), options }
}

/** Signs in whoever holds a passkey that answers what was asked. */
export async function enterByPasskey(
  world: World,
  about: { id: string; response: string | undefined; agent: string | undefined },
): Promise<Begun | Refusal> {
  const response = answered(UsedPasskey, about.response)
  const challenge = await takeOut(world, ['use'], about.id)
  if (challenge === null) return tooLate
  if (!response) return unreadable
  const passkey = await passkeyBehind(world.db, response.id)
  const unknown = refuseWith('passkey.no.unknown')
  if (!passkey) return unknown
  const holder = response.response.userHandle
  if (holder !== undefined && Buffer.from(holder, 'base64url').toString() !== passkey.person_id)
    return unknown
  const checked = await verifyAuthenticationResponse({
    response: response as Parameters<typeof verifyAuthenticationResponse>[0]['response'],
    credential: {
      id: passkey.credential,
      publicKey: new Uint8Array(Buffer.from(passkey.public_key, 'base64url')),
      counter: passkey.counter,
    },
    ...expected(world, challenge),
  }).catch(() => null)
  if (!checked?.verified) return unreadable
  const at = instant(world.clock())
  const entered = await inTransaction(world.db, async (tx) => {
    if (!(await usePasskeyIn(tx, passkey, checked.authenticationInfo.newCounter, at))) return tooLate
    const { person_id: person, hub_id: hub } = passkey
    const begun = await beginSessionIn(tx, { id: person, hub }, about.agent, at)
    await tellOfDeviceIn(tx, world, { person, hub, begun })
    return begun
  })
  hurry(world)
  return entered
}

/** Calls a passkey of whoever is signed in something else. */
export async function renamePasskey(
  world: World,
  { who }: Visitor,
  id: string,
  typed: string,
): Promise<true | Refusal> {
  const name = PasskeyName.safeParse(typed)
  if (!name.success) return refuseWith('passkey.no.name')
  return inTransaction(world.db, async (tx) => {
    if (!(await renamePasskeyIn(tx, who.person, id, name.data))) return gone
    const at = instant(world.clock())
    await noteAct(tx, { hub: who.hub, person: who.person, verb: 'passkey-renamed', about: id, at })
    return true
  })
}

/** Ends a passkey of whoever is signed in. */
export const endPasskey = (world: World, { who }: Visitor, id: string): Promise<true | Refusal> =>
  inTransaction(world.db, async (tx) => {
    const at = instant(world.clock())
    if (!(await endPasskeyIn(tx, who.person, id, at))) return gone
    await noteAct(tx, { hub: who.hub, person: who.person, verb: 'passkey-ended', about: id, at })
    return true
  })

const gone = refuseWith('passkey.no.removed')

const expected = ({ config }: World, expectedChallenge: string) => ({
  ...{ expectedChallenge, expectedOrigin: config.origin, expectedRPID: passkeyHost(config.origin) ?? '' },
  // Preferred and not required: a key without a fingerprint reader is still far better than a mail.
  requireUserVerification: false,
})

type For = readonly ['new', session: string] | readonly ['use']

/** Remembers what was asked for five minutes, under an id that is told to nobody else. */
async function remember(world: World, what: For, challenge: string): Promise<string> {
  const id = newToken()
  await openKv(world).set(['members', 'passkey', ...what, id], challenge, {
    ms: 5 * MINUTE,
  })
  return id
}

/** What was asked under an id, once: of two answers at the same moment one finds it. */
async function takeOut(world: World, what: For, id: string): Promise<string | null> {
  const key = ['members', 'passkey', ...what, id] as const
  const kv = openKv(world)
  const challenge = await kv.get<string>(key)
  if (challenge === undefined || !(await kv.cas(key, challenge, undefined))) return null
  return challenge
}
