import { inTransaction } from '../db/index.ts'
import type { Complaint } from '../federation/office.ts'
import { followingsOf } from '../federation/store/follows.ts'
import { allHubs, hubById } from '../hubs/store.ts'
import { newId } from '../lib/id.ts'
import { isRefusal, type Refusal, refuseWith } from '../lib/refusal.ts'
import { instant } from '../lib/time.ts'
import type { World } from '../world.ts'
import { type Subject, subjectAt } from './actions-records.ts'
import { type ReportReason, readWords } from './model.ts'
import { countFeedback, countOpenReports, insertFeedback, insertReports, type ReportRow } from './store.ts'

/** How many reports may wait for a hub, and of those how many by one account elsewhere. Who fills them keeps others out, not in. */
const mostWaiting = 1000
const mostOfOne = 50

/** A refusal that stands beside a field. */
export type FieldRefusal = Refusal & { readonly field: string }

const full = refuseWith('report.no.full')

/** A visitor says that something is wrong with a record. It is held for the organisers and changes nothing by itself. */
export async function reportRecord(
  world: World,
  about: { id: string; iri: string; reason: ReportReason; words: string },
): Promise<true | Refusal | FieldRefusal> {
  const subject = await subjectAt(world, about.iri)
  if (!subject || subject.page === null) return refuseWith('report.no.gone')
  const words = readWords(about.words, about.reason === 'other')
  if (isRefusal(words)) return { ...words, field: 'words' }
  const hub = await hubFor(world, subject)
  if (hub === null) return refuseWith('report.no.hub')
  if ((await countOpenReports(world.db, { hub })) >= mostWaiting) return full
  const received = instant(world.clock())
  const row = { id: about.id, hub_id: hub, about: subject.iri, reason: about.reason, words, received }
  await inTransaction(world.db, (tx) =>
    insertReports(tx, [{ ...row, actor: null, activity: null, decided: null }]),
  )
  world.log('info', 'a record was reported', { hub })
  return true
}

/** Another server reports something of ours: held like a visitor’s word, once for each thing, and never more than so much of one account. */
export async function receiveComplaint(world: World, complaint: Complaint): Promise<void> {
  const found = await Promise.all(complaint.about.map((iri) => subjectAt(world, iri)))
  const subjects = found.filter((one) => one !== undefined)
  const received = instant(world.clock())
  const rows: ReportRow[] = []
  for (const { iri, id, hub } of subjects) {
    // Who reports a record names its hub too; that is no second report.
    if (id === null && subjects.some((other) => other.id !== null && other.hub === hub)) continue
    if (hub === null || (await countOpenReports(world.db, { hub })) >= mostWaiting) continue
    const { actor, activity, words } = complaint
    rows.push({
      ...{ id: newId(), hub_id: hub, about: iri, actor, activity, reason: 'elsewhere', words },
      ...{ received, decided: null },
    })
  }
  const room = mostOfOne - (await countOpenReports(world.db, { actor: complaint.actor }))
  if (rows.length === 0 || room <= 0)
    return world.log('info', 'report not kept', {
      actor: complaint.actor,
      why: room <= 0 ? 'too many wait' : 'it is about nothing of ours',
    })
  await inTransaction(world.db, (tx) => insertReports(tx, rows.slice(0, room)))
  world.log('info', 'a record was reported', { actor: complaint.actor })
}

/** Somebody says something to a hub, without an account. It is held for the organisers, and shown nowhere. */
export async function sendFeedback(
  world: World,
  about: { id: string; hub: string; words: string },
): Promise<true | FieldRefusal> {
  const hub = await hubById(world, about.hub)
  if (!hub) return { ...refuseWith('report.no.choose-hub'), field: 'hub' }
  const words = readWords(about.words, true)
  if (isRefusal(words)) return { ...words, field: 'words' }
  if ((await countFeedback(world.db, hub.id)) >= mostWaiting) return { ...full, field: 'words' }
  const received = instant(world.clock())
  await inTransaction(world.db, (tx) =>
    insertFeedback(tx, { id: about.id, hub_id: hub.id, words, received, done: null }),
  )
  return true
}

/** Who reads what is said about a record: the hub whose it is; of a copy the hub here that follows its owner, or the oldest. */
async function hubFor(world: World, { hub, owner }: Subject): Promise<string | null> {
  if (hub !== null) return hub
  const hubs = await allHubs(world)
  const followings = owner === null ? [] : await followingsOf(world.db, owner)
  const follows = hubs.find(({ id }) => followings.some(({ hub_id }) => hub_id === id))
  return (follows ?? hubs[0])?.id ?? null
}
