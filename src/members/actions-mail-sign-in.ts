import { inTransaction } from '../db/index.ts'
import { openQueue } from '../federation/queue.ts'
import type { Chore } from '../federation/turns.ts'
import { hubById } from '../hubs/store.ts'
import { readMailAddress } from '../lib/mail-address.ts'
import { isRefusal, type Refusal, refuseWith } from '../lib/refusal.ts'
import { DAY, HOUR, type Instant, instant, MINUTE } from '../lib/time.ts'
import { wordsFor } from '../lib/words.ts'
import type { World } from '../world.ts'
import { mayAskForMail } from './actions-measure.ts'
import { newPass, peopleOfPass } from './actions-passes.ts'
import { hurry, mailGoes, mailIn } from './actions-told.ts'
import { signInMail } from './model-mails.ts'
import { deviceOf, typedSealed } from './model-passes.ts'
import {
  forgetPassAddresses,
  forgetUnusedSignIns,
  insertPasses,
  notePassAddress,
  openPass,
  type PassRow,
} from './store-passes.ts'
import { peopleAt } from './store-people.ts'

/** What somebody asked for on the page of signing in, as it waits to be looked at. */
type Asked = {
  readonly pass: string
  readonly link: string
  readonly code: string
  readonly address: string
  readonly language: string
  readonly device: string
  readonly to: string
  readonly expires: Instant
}

const queueName = 'sign-in'

/**
 * Asks for a mail to sign in with. Whether the address is known here is not looked at now but in the background, so that
 * the answer, and all that is done for it, is the same: nobody learns who is of a hub by typing addresses.
 * @returns what the form for the six digits carries, sealed: they count only together with it, in the browser that asked
 */
export async function askForSignIn(
  world: World,
  typed: { address: string; to: string; language: string; agent: string | undefined },
): Promise<{ readonly asked: string } | Refusal> {
  if (!(await mailGoes(world))) return refuseWith('sign-in.no-mail')
  const read = readMailAddress(typed.address)
  if (isRefusal(read)) return read
  if (!(await mayAskForMail(world, read.folded))) return refuseWith('sign-in.mailed-too-often')
  const about = { hub: null, by: null, person: null, name: null, role: null }
  const { row, given } = newPass(world, { kind: 'sign-in', ...about })
  const asked: Asked = {
    ...{ pass: row.id, link: given.link, code: given.code, expires: given.expires },
    ...{ address: read.address, language: typed.language, device: deviceOf(typed.agent) },
    to: typed.to.length > 300 ? '/' : typed.to,
  }
  await inTransaction(world.db, async (tx) => {
    await insertPasses(tx, [row])
    await openQueue(world, queueName).enqueueIn(tx, [{ message: asked }])
  })
  world.pulse.beat(`queue ${queueName}`)
  return { asked: sealed(world, 'asked', row.id, row.expires) }
}

/** Looks up whom the addresses are of that were typed, and mails a link and a code where they are somebody’s. */
export const mailSignIns: Chore = {
  every: MINUTE,
  topic: null,
  run: (world, signal) =>
    openQueue(world, queueName, { concurrency: 4 }).listen((message) => mailSignIn(world, message as Asked), {
      signal,
    }),
}

/** Forgets to whom passes were mailed whose time is over, and a day later what was asked for and not used. */
export const forgetMailed: Chore = {
  every: HOUR,
  topic: null,
  async run({ db, clock }) {
    await forgetPassAddresses(db, instant(clock()))
    await forgetUnusedSignIns(db, instant(clock() - DAY))
  },
}

async function mailSignIn(world: World, asked: Asked): Promise<void> {
  const { config, db, vault, clock } = world
  if (asked.expires <= instant(clock())) return
  const known = await peopleAt(db, asked.address)
  // Mail servers may tell Ann@ from ann@. The mail goes to one of them as it was given to a hub, and opens for that one alone.
  const to = known.find(({ address }) => address === asked.address)?.address ?? known[0]?.address
  if (!to) return
  const people = known.filter(({ address }) => address === to)
  const [one] = people.length === 1 ? people : []
  const words = wordsFor(people.find(({ language }) => language)?.language ?? asked.language)
  const link = `${config.origin}/enter/${asked.link}${asked.to === '/' ? '' : `?to=${encodeURIComponent(asked.to)}`}`
  await inTransaction(db, async (tx) => {
    await notePassAddress(tx, asked.pass, vault.seal(to))
    await mailIn(
      ...([tx, world] as const),
      {
        ...{ id: `sign-in-${asked.pass}`, kind: 'sign-in', to, until: asked.expires, urgent: true },
        ...{ hub: one?.hub_id ?? null, person: one?.id ?? null },
      },
      (hub) => signInMail(words, { hub, device: asked.device, link, code: asked.code }),
    )
  })
  hurry(world)
}

/** What a form brings back that stands for a pass, sealed: `asked`, which is only where the six digits are typed; `accepted`, which has been opened and waits for the choice of a hub. */
type Stands = 'asked' | 'accepted'

/** A pass as a form carries it, so that nobody else can make one up; it ends with the pass. */
export const sealed = ({ vault }: World, stands: Stands, pass: string, until: Instant): string =>
  vault.seal(JSON.stringify({ stands, pass, until }))

/** The id of the pass that a form brings back, or null where it is none, or its time is over. */
export function unsealed({ vault, clock }: World, stands: Stands, text: string): string | null {
  try {
    const read = typedSealed(vault.unseal(text))
    return read?.stands === stands && read.until > instant(clock()) ? read.pass : null
  } catch {
    return null
  }
}

/** The pass that was opened on the page before, while somebody chooses a hub. */
export async function acceptedPass(world: World, text: string): Promise<PassRow | Refusal> {
  const id = unsealed(world, 'accepted', text)
  const pass = id === null ? undefined : await openPass(world.db, { id }, instant(world.clock()))
  return pass ?? refuseWith('pass.opens-no-more')
}

/** As whom a pass of an address may be opened: somebody may be of several hubs of the server. */
export async function choicesOf(
  world: World,
  pass: PassRow,
): Promise<readonly { readonly person: string; readonly name: string; readonly hub: string }[]> {
  const people = await peopleOfPass(world, world.db, pass)
  const hubs = await Promise.all(people.map(({ hub_id }) => hubById(world, hub_id)))
  return people.flatMap(({ id, name }, at) => {
    const hub = hubs[at]
    return hub ? [{ person: id, name, hub: hub.name }] : []
  })
}
