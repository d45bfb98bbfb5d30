import { createHash } from 'node:crypto'
import { isUniqueViolation } from '../db/errors.ts'
import { inTransaction, type Tx } from '../db/index.ts'
import { ensureServerActor } from '../federation/actors.ts'
import { claimSetting, dropSetting, setSetting, setting } from '../federation/store/settings.ts'
import { type FieldRefusal, foundHubIn, handleTaken, prepareHub } from '../hubs/actions.ts'
import type { Hub, NewHub } from '../hubs/model.ts'
import { anyHub } from '../hubs/store.ts'
import { newToken } from '../lib/id.ts'
import { isRefusal, type Refusal, refuseWith } from '../lib/refusal.ts'
import { instant } from '../lib/time.ts'
import { holds, type Role, type Who } from '../lib/who.ts'
import { addPersonIn } from '../members/actions.ts'
import type { Person } from '../members/model.ts'
import { noteAct } from '../members/store-acts.ts'
import { giveAddressIn } from '../members/store-people.ts'
import type { World } from '../world.ts'
import type { SetUpForm } from './model-setup.ts'

/** A hub that was just founded, and the first person in it. */
export type Founded = { readonly hub: Hub; readonly organiser: Person }

const tokenKey = 'setup-token'
const doneKey = 'setup-done'
const formKey = 'setup-form'

/** Whether this server has a hub already, so that there is nothing left to set up. */
export const isSetUp = (world: World): Promise<boolean> => anyHub(world.db)

/**
 * The link that lets whoever opens it set this server up, once; null where that is done. Each start makes a new one and
 * the one before it ends, since only its digest is kept.
 */
export async function setUpLink(world: World): Promise<string | null> {
  if (await isSetUp(world)) return null
  const token = newToken()
  await setSetting(world.db, tokenKey, digest(token))
  return `${world.config.origin}/setup?token=${token}`
}

/** Whether a token is the one of the set-up link. */
export const opensSetUp = async (world: World, token: string): Promise<boolean> =>
  token !== '' && (await setting(world.db, tokenKey)) === digest(token)

/** Keeps what was typed at set-up so far, sealed: it may be left, and gone on with by the same link or a later one. */
export const keepSetUp = async ({ db, vault }: World, form: SetUpForm): Promise<void> => {
  await setSetting(db, formKey, vault.seal(JSON.stringify(form)))
}

/** What was typed at set-up so far, or null where nothing was. */
export async function keptSetUp({ db, vault }: World): Promise<SetUpForm | null> {
  const sealed = await setting(db, formKey)
  return sealed === undefined ? null : (JSON.parse(vault.unseal(sealed)) as SetUpForm)
}

/**
 * Sets the server up: its first hub, and the first person, who is operator of the server and organiser of the hub. `token`
 * is the one of the link, or null where somebody does it on the machine itself. Of two at the same time only one succeeds.
 */
export async function setUp(
  world: World,
  about: { hub: NewHub; organiser: string; address?: string | null },
  token: string | null,
): Promise<Founded | Refusal | FieldRefusal> {
  if (await isSetUp(world)) return alreadySetUp
  return found(world, about, ['operator', 'organiser'], async (tx) => {
    const opened = token === null || (await dropSetting(tx, tokenKey, digest(token)))
    if (!opened || !(await claimSetting(tx, doneKey, instant(world.clock())))) return alreadySetUp
    await dropSetting(tx, tokenKey)
    await dropSetting(tx, formKey)
    return true
  })
}

/** An operator founds a further hub, with its first organiser. `id` is the hub’s where whoever asks has made one. */
export async function foundHub(
  world: World,
  who: Who,
  about: { hub: NewHub; organiser: string; id?: string },
): Promise<Founded | Refusal | FieldRefusal> {
  if (!holds(who, 'operator')) return refuseWith('hubs.no.found', { name: who.name })
  return found(world, about, ['organiser'], async () => true, who.person)
}

/** Whoever sets a server up twice: the link opens nothing any more, and a command says which other does. */
export const alreadySetUp = refuseWith(
  'setup.no.twice',
  {},
  'This server is set up already. An operator can add a hub with: folkmoot hub add',
)

async function found(
  world: World,
  about: { hub: NewHub; organiser: string; id?: string; address?: string | null },
  roles: readonly Role[],
  may: (tx: Tx) => Promise<true | Refusal>,
  founder: string | null = null,
): Promise<Founded | Refusal | FieldRefusal> {
  await ensureServerActor(world)
  const prepared = await prepareHub(world, about.hub, about.id)
  if (isRefusal(prepared)) return prepared
  const at = instant(world.clock())
  try {
    return await inTransaction(world.db, async (tx) => {
      const allowed = await may(tx)
      if (isRefusal(allowed)) throw new RolledBack(allowed)
      const hub = await foundHubIn(tx, world, prepared)
      const organiser = await addPersonIn(tx, { hub: hub.id, name: about.organiser, roles, at })
      if (isRefusal(organiser)) throw new RolledBack({ ...organiser, field: 'organiser' })
      if (about.address) await giveAddressIn(tx, organiser, about.address)
      const by = founder ?? organiser.id
      await noteAct(tx, { hub: hub.id, person: by, verb: 'hub-founded', about: organiser.id, at })
      return { hub, organiser }
    })
  } catch (error) {
    if (error instanceof RolledBack) return error.refusal
    if (isUniqueViolation(error)) return handleTaken(about.hub.handle)
    throw error
  } finally {
    world.pulse.beat()
  }
}

/** Leaves a transaction without a trace, with the refusal that made it end. */
class RolledBack extends Error {
  readonly refusal: Refusal | FieldRefusal
  constructor(refusal: Refusal | FieldRefusal) {
    super(refusal.refused)
    this.refusal = refusal
  }
}

const digest = (token: string): string => createHash('sha256').update(token).digest('base64url')
