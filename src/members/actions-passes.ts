import { type Db, inTransaction, type Tx } from '../db/index.ts'
import { newId, newToken } from '../lib/id.ts'
import { plainLine } from '../lib/plain.ts'
import { isRefusal, type Refusal, refuseWith } from '../lib/refusal.ts'
import { type Instant, instant } from '../lib/time.ts'
import type { Role, Who } from '../lib/who.ts'
import type { World } from '../world.ts'
import { addPersonIn } from './actions.ts'
import { endWaysInOf } from './actions-people.ts'
import { type Begun, beginSessionIn } from './actions-sessions.ts'
import { hurry, tellOfDeviceIn } from './actions-told.ts'
import { mayManage, type Person } from './model.ts'
import {
  digestOf,
  isSixDigits,
  lasts,
  mostTries,
  newSecrets,
  type PassKind,
  type Secrets,
  typedCode,
} from './model-passes.ts'
import { personOfHub } from './store.ts'
import { noteAct } from './store-acts.ts'
import {
  countTry,
  endPassesOf,
  endSheetIn,
  insertPasses,
  notePassUser,
  openPass,
  type PassRow,
  usePassIn,
} from './store-passes.ts'
import { giveAddressIn, peopleAt } from './store-people.ts'

/** A pass that was just given: its secrets are shown once and kept nowhere. */
export type Given = Secrets & {
  readonly id: string
  readonly expires: Instant
  /** The link that stands in the mail alone, where one is sent: whoever comes by it has read the mail. */
  readonly mailed: string | null
}

/** A pass that was found by a secret, and whether that was the one that stands in the mail alone. */
export type Opened = PassRow & { readonly byMail?: boolean }

/** Invites somebody into a hub: by a link, a QR or a code that open once. `name` may be left to whoever comes. */
export async function invite(
  world: World,
  who: Who,
  about: { name: string | null; role: Role },
): Promise<Given | Refusal> {
  const may = mayManage(who, who.hub, [about.role])
  return isRefusal(may) ? may : give(world, who, { kind: 'invitation', ...about })
}

/**
 * Lets somebody of the hub in again who lost every way in. What they had before stays until they come, and ends then: it may
 * be in other hands.
 */
export async function letInAgain(world: World, who: Who, person: string): Promise<Given | Refusal> {
  const found = await mayLetIn(world, who, person)
  return isRefusal(found) ? found : give(world, who, { kind: 'return', person })
}

/** Somebody of the hub whom this person may let in again, or why not. */
export async function mayLetIn(world: World, who: Who, person: string): Promise<Person | Refusal> {
  const found = await personOfHub(world.db, who.hub, person)
  if (!found) return refuseWith('people.no.such')
  const may = mayManage(who, who.hub, found.roles)
  return isRefusal(may) ? may : found
}

/** Lets in a second device of whoever is signed in. */
export const addDevice = (world: World, who: Who): Promise<Given> =>
  give(world, who, { kind: 'device', person: who.person })

/** Ten codes to print and keep in a drawer, each of which lets its owner in once; those printed before open no more. */
export async function printRecovery(world: World, who: Who): Promise<readonly string[]> {
  const passes = await giveSome(world, who, { kind: 'recovery', person: who.person, count: 10 })
  return passes!.map(({ code }) => code)
}

/** What is given to whom. `id` is that of the form it was asked for with, so that a form sent twice gives once. */
export type Giving = {
  readonly kind: PassKind
  readonly name?: string | null
  readonly role?: Role | null
  readonly person?: string
  readonly count?: number
  readonly id?: string
  /** To which address it is mailed too, by a link of its own. */
  readonly address?: string | null
}

const give = async (world: World, who: Who, about: Giving): Promise<Given> =>
  (await giveSome(world, who, about))![0]!

/**
 * Gives passes, without asking whether anybody may; `along` is done in the same transaction. Null where they were given
 * under this id before.
 */
export async function giveSome(
  world: World,
  who: Who,
  asked: Giving,
  along: (tx: Tx, given: readonly Given[]) => Promise<void> = async () => {},
): Promise<readonly Given[] | null> {
  // The name of whoever is invited stands in the list of invitations and in the log.
  const about = { ...asked, name: plainLine(asked.name ?? '') || null }
  const { kind, name, role = null, person = null, count = 1, id, address = null } = about
  // One moment for all: by it the slips of a sheet are known as such.
  const now = world.clock()
  const passes = Array.from({ length: count }, (_, at) =>
    newPass(
      { clock: () => now, vault: world.vault },
      {
        ...{ kind, name, role, person, hub: who.hub, by: who.person },
        ...(address === null ? {} : { address: world.vault.seal(address) }),
        ...(id !== undefined && at === 0 ? { id } : {}),
      },
    ),
  )
  const given = passes.map((pass) => pass.given)
  return inTransaction(world.db, async (tx) => {
    const at = instant(world.clock())
    const rows = passes.map(({ row }) => (kind === 'recovery' ? { ...row, link: null } : row))
    if (!(await insertPasses(tx, rows))) return null
    const kept = rows.map((row) => row.id)
    if (kind === 'recovery') await endPassesOf(tx, who.person, at, { kind, kept })
    await noteAct(tx, { hub: who.hub, person: who.person, ...actOf(about, given), at })
    await along(tx, given)
    return given
  })
}

/** What is noted of it: of an invitation the role and the name, of a return who comes back; never a secret. */
function actOf({ kind, name, role, person, count = 1 }: Giving, [first]: readonly Given[]) {
  if (kind === 'invitation' && count > 1) return { verb: 'invitations', note: `${count} ${role}` }
  if (kind === 'invitation')
    return { verb: kind, about: first!.id, note: [role, name].filter(Boolean).join(' ') }
  return { verb: kind, ...(kind === 'return' ? { about: person! } : {}) }
}

/** A pass as it is kept, and as it is given. */
export function newPass(
  world: Pick<World, 'clock' | 'vault'>,
  about: {
    kind: PassKind
    hub: string | null
    by: string | null
    person: string | null
    name: string | null
    role: Role | null
    id?: string
    /** Sealed. */
    address?: string
  },
): { row: PassRow; given: Given } {
  const { link, code } = newSecrets(about.kind)
  const now = world.clock()
  const id = about.id ?? newId(now)
  const expires = instant(now + lasts[about.kind])
  const mailed = about.address === undefined ? null : newToken()
  // Six digits alone would open for anybody: they count only together with the pass that was asked for.
  // A code is short: without the server’s secret, whoever reads the database could find it by trying.
  const codeKept = world.vault.mark(about.kind === 'sign-in' ? `${id} ${code}` : code)
  const row: PassRow = {
    ...{ id, hub_id: about.hub, kind: about.kind, person_id: about.person, name: about.name },
    ...{ role: about.role, made_by: about.by, link: digestOf(link), code: codeKept, tries: 0 },
    ...{ address: about.address ?? null, mailed: mailed === null ? null : digestOf(mailed) },
    ...{ made: instant(now), expires, used: null, used_by: null, ended: null },
  }
  return { row, given: { id, link, code, expires, mailed } }
}

/** Takes back an invitation of the hub that nobody has used yet, and with it what is left of its sheet of slips. */
export async function takeBackInvitation(world: World, who: Who, id: string): Promise<true | Refusal> {
  const may = mayManage(who, who.hub)
  if (isRefusal(may)) return may
  const ended = await inTransaction(world.db, async (tx) => {
    const at = instant(world.clock())
    const done = await endSheetIn(tx, who.hub, id, at)
    const act = { hub: who.hub, person: who.person, verb: 'invitation-ended', about: id, at }
    if (done === 'now') await noteAct(tx, act)
    return done
  })
  return ended === 'never' ? refuseWith('invite.no.used') : true
}

const opensNoMore = refuseWith('pass.opens-no-more')

/** What a link opens, without opening it: mail scanners follow links, and must use nothing up. */
export async function passBehind(world: World, link: string): Promise<Opened | Refusal> {
  const digest = digestOf(link)
  const pass = await openPass(world.db, { link: digest }, instant(world.clock()))
  if (!pass) return opensNoMore
  return pass.mailed === digest ? { ...pass, byMail: true } : pass
}

/** What a code opens that somebody typed; six digits only together with the id of the pass that was asked for. */
export async function passTyped(world: World, typed: string, id: string | null): Promise<PassRow | Refusal> {
  const code = typedCode(typed)
  const now = instant(world.clock())
  if (id === null)
    return (
      (await openPass(world.db, { code: world.vault.mark(code) }, now)) ??
      (isSixDigits(code) ? refuseWith('pass.digits-elsewhere') : opensNoMore)
    )
  if (!(await countTry(world.db, id, mostTries))) return refuseWith('pass.tried-too-often')
  const pass = await openPass(world.db, { id }, now)
  if (pass?.code === world.vault.mark(`${id} ${code}`)) return pass
  return refuseWith('pass.wrong-code')
}

/**
 * Opens a pass: whoever holds it is signed in, and who was invited becomes somebody of the hub, by this name. Of two who
 * open it at once only one gets in.
 */
export async function enter(
  world: World,
  pass: Opened,
  about: { name: string | null; agent: string | undefined; person?: string },
): Promise<(Begun & { readonly hub: string }) | Refusal> {
  const at = instant(world.clock())
  try {
    const entered = await inTransaction(world.db, async (tx) => {
      if (!(await usePassIn(tx, pass.id, at))) throw new Undone(opensNoMore)
      const person = await personFor(tx, world, pass, about, at)
      if (isRefusal(person)) throw new Undone(person)
      await notePassUser(tx, pass.id, person.id)
      // Who had lost every way in: somebody may have found it.
      if (pass.kind === 'return') await endWaysInOf(tx, person.id, at)
      const begun = await beginSessionIn(tx, person, about.agent, at)
      // Whoever is new here has no other device to be told on, and nothing to be told.
      if (pass.kind !== 'invitation')
        await tellOfDeviceIn(tx, world, { person: person.id, hub: person.hub, begun })
      return { ...begun, hub: person.hub }
    })
    hurry(world)
    return entered
  } catch (error) {
    if (error instanceof Undone) return error.refusal
    throw error
  }
}

async function personFor(
  tx: Tx,
  world: World,
  pass: Opened,
  { name, person }: { name: string | null; person?: string },
  at: Instant,
): Promise<Pick<Person, 'id' | 'hub'> | Refusal> {
  if (pass.kind === 'sign-in') {
    const one = (await peopleOfPass(world, tx, pass)).find(({ id }) => id === person)
    return one ? { id: one.id, hub: one.hub_id } : refuseWith('pass.nobody')
  }
  if (pass.hub_id === null) return opensNoMore
  if (pass.kind !== 'invitation')
    return (
      (pass.person_id === null ? undefined : await personOfHub(tx, pass.hub_id, pass.person_id)) ??
      refuseWith('pass.nobody')
    )
  const roles = pass.role === null ? [] : [pass.role]
  const added = await addPersonIn(tx, { hub: pass.hub_id, name: name ?? pass.name ?? '', roles, at })
  if (isRefusal(added)) return added
  // Who comes by the link of the mail has read it, so that the address is theirs; by another, somebody may have mistyped it.
  if (pass.byMail && pass.address !== null) await giveAddressIn(tx, added, world.vault.unseal(pass.address))
  await noteAct(tx, { hub: pass.hub_id, person: added.id, verb: 'join', about: pass.id, at })
  return added
}

/** Who may come in by a pass that was mailed: those whose address is still written as it was mailed to. */
export async function peopleOfPass(
  { vault }: Pick<World, 'vault'>,
  db: Db,
  { kind, address }: Pick<PassRow, 'kind' | 'address'>,
) {
  if (kind !== 'sign-in' || address === null) return []
  const to = vault.unseal(address)
  return (await peopleAt(db, to)).filter((person) => person.address === to)
}

/** Leaves a transaction without a trace, with the refusal that made it end. */
class Undone extends Error {
  readonly refusal: Refusal
  constructor(refusal: Refusal) {
    super(refusal.refused)
    this.refusal = refusal
  }
}
