import { draftAssembly } from '../../src/assemblies/actions.ts'
import { inTransaction } from '../../src/db/index.ts'
import { askToFollow, followedBy } from '../../src/digests/actions.ts'
import { keepReply } from '../../src/federation/store/responses.ts'
import { draftIssue, publishIssue } from '../../src/issues/actions.ts'
import { pressIssue } from '../../src/issues/actions-press.ts'
import { newId } from '../../src/lib/id.ts'
import { instant } from '../../src/lib/time.ts'
import type { Who } from '../../src/lib/who.ts'
import { addPerson } from '../../src/members/actions.ts'
import { keepContactNote } from '../../src/members/actions-notes.ts'
import { invite, letInAgain, printRecovery } from '../../src/members/actions-passes.ts'
import { reportRecord, sendFeedback } from '../../src/moderation/actions-report.ts'
import { draftOutcome } from '../../src/outcomes/actions.ts'
import { addPurpose, noteConsent } from '../../src/privacy/actions-consent.ts'
import { nameThemselves } from '../../src/privacy/actions-named.ts'
import { sure } from './people.ts'
import type { TestServer } from './server.ts'

/** Puts something of every kind that has an id into a hub. Each private word begins with qx; `say` may put more to it. */
export async function fillHub(
  { world }: TestServer,
  who: Who,
  say: (word: string) => string = (word) => word,
): Promise<void> {
  const { hub } = who
  const at = instant(world.clock())
  const person = sure(await addPerson(world, who, { hub, name: say('Qxperson'), roles: ['note-taker'] }))
  sure(await keepContactNote(world, who, { person: person.id, words: say('qxnote'), seen: '' }))
  const purpose = newId()
  const words = { id: purpose, name: say('qxpurpose'), text: say('You may qxwording me.'), language: 'en' }
  sure(await addPurpose(world, who, words))
  const yes = { id: newId(), person: person.id, purpose, version: 1, language: 'en' }
  sure(await noteConsent(world, who, { ...yes, channel: 'online', given: '2026-01-01' }))
  const visitor = { who, session: '', language: null, hub: { name: 'North', zone: 'UTC' } }
  const typed = { name: say('Amina Public'), does: say('does'), says: say('says') }
  sure(await nameThemselves(world, visitor, { id: newId(), typed, agrees: true, version: 0, language: 'en' }))
  sure(await invite(world, who, { name: say('Qxinvited'), role: 'note-taker' }))
  sure(await letInAgain(world, who, person.id))
  await printRecovery(world, { ...who, person: person.id, name: 'Qxperson', roles: ['note-taker'] })
  sure(await draftIssue(world, who, { basis: 'listening', titles: { en: say('Qxdraft') } }))
  const open = sure(await draftIssue(world, who, { basis: 'listening', titles: { en: say('Open to all') } }))
  const { iri } = sure(await publishIssue(world, who, open.id))
  sure(await pressIssue(world, open.id, '192.0.2.1'))
  sure(await draftAssembly(world, who, { titles: { en: say('Qxassembly') }, kind: 'community', zone: 'UTC' }))
  sure(await draftOutcome(world, who, { titles: { en: say('Qxoutcome') }, issues: [iri] }))
  await inTransaction(world.db, (tx) =>
    keepReply(tx, {
      ...{ iri: 'https://far.example/1', record_id: open.id, hub_id: hub, actor: 'https://far.example/ann' },
      ...{ html: `<p>${say('qxheld')}</p>`, language: 'en', published: at, updated: at, state: 'held' },
      ...{ judged: null, received: at },
    }),
  )
  sure(await reportRecord(world, { id: newId(), iri, reason: 'private', words: say('qxreport') }))
  sure(await sendFeedback(world, { id: newId(), hub, words: say('qxfeedback') }))
  const followed = (await followedBy(world, { hub, issue: '' }))!
  const wish = { kinds: ['issues'], cadence: 'daily', language: 'en' }
  sure(await askToFollow(world, followed, { id: newId(), address: 'ann@post.example', ...wish }))
}
