import { inTransaction, type Tx } from '../db/index.ts'
import { newId } from '../lib/id.ts'
import { isRefusal, type Refusal, refuse, refuseWith } from '../lib/refusal.ts'
import { type Instant, instant } from '../lib/time.ts'
import type { Role, Who } from '../lib/who.ts'
import type { World } from '../world.ts'
import { addPersonIn } from './actions.ts'
import { type Begun, beginSessionIn } from './actions-sessions.ts'
import { mayManage, type Person } from './model.ts'
import {
  digestOf,
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
  endPassIn,
  insertPasses,
  notePassUser,
  openPass,
  type PassRow,
  usePassIn,
} from './store-passes.ts'

/** A pass that was just given: its secrets are shown once and kept nowhere. */
export type Given = Secrets & { readonly id: string; readonly expires: Instant }

/** Invites somebody into a hub: by a link, a QR or a code that open once. `name` may be left to whoever comes. */
export async function invite(
  world: World,
  who: Who,
  about: { name: string | null; role: Role },
): Promise<Given | Refusal> {
  const may = mayManage(who, who.hub, [about.role])
  if (isRefusal(may)) return may
  return give(world, who, { kind: 'invitation', name: about.name, role: about.role, person: null })
}

/** Lets somebody of the hub in again who lost every way in. What they had before stays until they come. */
export async function letInAgain(world: World, who: Who, person: string): Promise<Given | Refusal> {
  const found = await personOfHub(world.db, who.hub, person)
  if (!found) return refuse('There is nobody of that kind in this hub any more.')
  const may = mayManage(who, who.hub, found.roles)
  if (isRefusal(may)) return may
  return give(world, who, { kind: 'return', name: null, role: null, person })
}

/** Lets in a second device of whoever is signed in. */
export const addDevice = (world: World, who: Who): Promise<Given> =>
  give(world, who, { kind: 'device', name: null, role: null, person: who.person })

async function give(
  world: World,
  who: Who,
  about: { kind: PassKind; name: string | null; role: Role | null; person: string | null },
): Promise<Given> {
  const { row, given } = newPass(world, { ...about, hub: who.hub, by: who.person })
  await inTransaction(world.db, async (tx) => {
    await insertPasses(tx, [row])
    const of = about.person ?? about.name
    await noteAct(tx, {
      hub: who.hub,
      person: who.person,
      verb: about.kind,
      about: row.id,
      note: of,
      at: row.made,
    })
  })
  return given
}

/** Ten codes to print and keep in a drawer, each of which lets its owner in once; those printed before open no more. */
export async function printRecovery(world: World, who: Who): Promise<readonly string[]> {
  const passes = Array.from({ length: 10 }, () =>
    newPass(world, {
      kind: 'recovery',
      hub: who.hub,
      by: who.person,
      person: who.person,
      name: null,
      role: null,
    }),
  )
  await inTransaction(world.db, async (tx) => {
    const at = instant(world.clock())
    await endPassesOf(tx, who.person, at, 'recovery')
    await insertPasses(
      tx,
      passes.map(({ row }) => ({ ...row, link: null })),
    )
    await noteAct(tx, { hub: who.hub, person: who.person, verb: 'recovery', at })
  })
  return passes.map(({ given }) => given.code)
}

/** A pass as it is kept, and as it is given. */
export function newPass(
  world: World,
  about: {
    kind: PassKind
    hub: string | null
    by: string | null
    person: string | null
    name: string | null
    role: Role | null
  },
): { row: PassRow; given: Given } {
  const { link, code } = newSecrets(about.kind)
  const now = world.clock()
  const id = newId(now)
  const expires = instant(now + lasts[about.kind])
  // Six digits alone would open for anybody: they count only together with the pass that was asked for.
  const codeKept = digestOf(about.kind === 'sign-in' ? `${id} ${code}` : code)
  const row: PassRow = {
    ...{ id, hub_id: about.hub, kind: about.kind, person_id: about.person, name: about.name },
    ...{ role: about.role, made_by: about.by, link: digestOf(link), code: codeKept, tries: 0 },
    ...{ made: instant(now), expires, used: null, used_by: null, ended: null },
  }
  return { row, given: { id, link, code, expires } }
}

/** Takes back an invitation of the hub that nobody has used yet. */
export async function takeBackInvitation(world: World, who: Who, id: string): Promise<true | Refusal> {
  const may = mayManage(who, who.hub)
  if (isRefusal(may)) return may
  const ended = await inTransaction(world.db, async (tx) => {
    const at = instant(world.clock())
    if (!(await endPassIn(tx, who.hub, id, at))) return false
    await noteAct(tx, { hub: who.hub, person: who.person, verb: 'invitation-ended', about: id, at })
    return true
  })
  return ended || refuse('This invitation had been used or taken back already.')
}

const opensNoMore = refuseWith('pass.opens-no-more')

/** What a link opens, without opening it: mail scanners follow links, and must use nothing up. */
export async function passBehind(world: World, link: string): Promise<PassRow | Refusal> {
  const now = instant(world.clock())
  return (await openPass(world.db, { link: digestOf(link) }, now)) ?? opensNoMore
}

/** What a code opens that somebody typed; six digits only together with the id of the pass that was asked for. */
export async function passTyped(world: World, typed: string, id: string | null): Promise<PassRow | Refusal> {
  const code = typedCode(typed)
  const now = instant(world.clock())
  if (id === null) return (await openPass(world.db, { code: digestOf(code) }, now)) ?? opensNoMore
  if (!(await countTry(world.db, id, mostTries))) return refuseWith('pass.tried-too-often')
  const pass = await openPass(world.db, { id }, now)
  if (pass?.code === digestOf(`${id} ${code}`)) return pass
  return refuseWith('pass.wrong-code')
}

/**
 * Opens a pass: whoever holds it is signed in, and who was invited becomes somebody of the hub, by this name. Of two who
 * open it at once only one gets in.
 */
export async function enter(
  world: World,
  pass: PassRow,
  about: { name: string | null; agent: string | undefined; person?: { id: string; hub: string } },
): Promise<(Begun & { readonly hub: string }) | Refusal> {
  const at = instant(world.clock())
  try {
    return await inTransaction(world.db, async (tx) => {
      if (!(await usePassIn(tx, pass.id, at))) throw new Undone(opensNoMore)
      const person = about.person ?? (await personFor(tx, pass, about.name, at))
      if (isRefusal(person)) throw new Undone(person)
      await notePassUser(tx, pass.id, person.id)
      const begun = await beginSessionIn(tx, person, about.agent, at)
      return { ...begun, hub: person.hub }
    })
  } catch (error) {
    if (error instanceof Undone) return error.refusal
    throw error
  }
}

async function personFor(
  tx: Tx,
  pass: PassRow,
  name: string | null,
  at: Instant,
): Promise<Pick<Person, 'id' | 'hub'> | Refusal> {
  if (pass.hub_id === null) return opensNoMore
  if (pass.kind !== 'invitation')
    return (
      (pass.person_id === null ? undefined : await personOfHub(tx, pass.hub_id, pass.person_id)) ??
      refuseWith('pass.nobody')
    )
  const roles = pass.role === null ? [] : [pass.role]
  const added = await addPersonIn(tx, { hub: pass.hub_id, name: name ?? pass.name ?? '', roles, at })
  if (!isRefusal(added))
    await noteAct(tx, { hub: pass.hub_id, person: added.id, verb: 'join', about: pass.id, at })
  return added
}

/** Leaves a transaction without a trace, with the refusal that made it end. */
class Undone extends Error {
  readonly refusal: Refusal
  constructor(refusal: Refusal) {
    super(refusal.refused)
    this.refusal = refusal
  }
}
