import type { Place } from '../../src/demo/network.ts'
import { draftIssue } from '../../src/issues/actions.ts'
import { granted } from '../../src/lib/granted.ts'
import { newId } from '../../src/lib/id.ts'
import { instant } from '../../src/lib/time.ts'
import { addPerson } from '../../src/members/actions.ts'
import { reportRecord } from '../../src/moderation/actions-report.ts'
import { openReports } from '../../src/moderation/store.ts'
import type { SamplePage } from './every-page.ts'

/** What stands in public and has pages at the desk, by path: `/issues/…`. */
type Published = Record<'issue' | 'assembly' | 'outcome' | 'action', string>

/** Every page of the desk as it is with something in it: drafts, somebody else, a report, an invitation that was just made. */
export async function deskSamples(place: Place, published: Published, cookie: string): Promise<SamplePage[]> {
  const { world, who, hub, origin } = place
  const titles = { en: 'Not enough benches', cy: 'Dim digon o feinciau' }
  const draft = granted(await draftIssue(world, who, { titles, basis: 'listening', themes: ['culture'] }))
  const chidi = granted(await addPerson(world, who, { hub: hub.id, name: 'Chidi', roles: ['note-taker'] }))
  const iri = origin + published.issue
  granted(await reportRecord(world, { id: newId(), iri, reason: 'private', words: 'It names my street.' }))
  const [report] = await openReports(world.db, hub.id, 1)
  const by = (name: string, path: string, route?: string): SamplePage => ({
    ...{ name, path, by: 'organiser' },
    ...(route !== undefined && { route }),
  })
  return [
    ...(['issue', 'assembly', 'outcome', 'action'] as const).flatMap((kind) => {
      const all = kind === 'assembly' ? '/assemblies' : `/${kind}s`
      const route = (rest = '') => `/desk${all}/:id${rest}`
      const at = (rest = '') => `/desk${published[kind]}${rest}`
      return [
        by(`desk-${kind}s`, `/desk${all}`, `/desk${all}`),
        by(`desk-${kind}-new`, `/desk${all}/new`, `/desk${all}/new`),
        by(`desk-${kind}`, at(), route()),
        by(`desk-${kind}-edit`, at('/edit'), route('/edit')),
        by(`desk-${kind}-withdraw`, at('/withdraw'), route('/withdraw')),
      ]
    }),
    by('desk-issue-draft', `/desk/issues/${draft.id}`),
    by('desk-issue-draft-edit', `/desk/issues/${draft.id}/edit`),
    by('desk-issue-discard', `/desk/issues/${draft.id}/discard`, '/desk/issues/:id/discard'),
    by('desk-issue-merge', `/desk${published.issue}/merge`, '/desk/issues/:id/merge'),
    by('desk-issue-split', `/desk${published.issue}/split`, '/desk/issues/:id/split'),
    by('desk-issue-presses', `/desk${published.issue}/presses`, '/desk/issues/:id/presses'),
    by('desk-assembly-repeat', `/desk${published.assembly}/repeat`, '/desk/assemblies/:id/repeat'),
    by('desk-people', '/desk/people', '/desk/people'),
    by('desk-people-invite', '/desk/people/invite', '/desk/people/invite'),
    by('desk-people-slips', '/desk/people/slips', '/desk/people/slips'),
    by('desk-people-new', '/desk/people/new', '/desk/people/new'),
    by('desk-person', `/desk/people/${chidi.id}`, '/desk/people/:id'),
    by('desk-person-role', `/desk/people/${chidi.id}/roles/note-taker`, '/desk/people/:id/roles/:role'),
    by('desk-person-end', `/desk/people/${chidi.id}/end`, '/desk/people/:id/end'),
    by('desk-person-consent', `/desk/people/${chidi.id}/consent`, '/desk/people/:id/consent'),
    by('desk-person-erase', `/desk/people/${chidi.id}/erase`, '/desk/people/:id/erase'),
    by('desk-person-paper', `/desk/people/${chidi.id}/paper`, '/desk/people/:id/paper'),
    by('desk-consent', '/desk/consent', '/desk/consent'),
    by('desk-retention', '/desk/retention', '/desk/retention'),
    by('desk-processing', '/desk/processing', '/desk/processing'),
    by('desk-erase-words', `/desk/erase-words?about=${encodeURIComponent(iri)}`, '/desk/erase-words'),
    by('desk-log', '/desk/log', '/desk/log'),
    by('desk-moderation', '/desk/moderation', '/desk/moderation'),
    by('desk-moderation-log', '/desk/moderation/log', '/desk/moderation/log'),
    by('desk-report', `/desk/moderation/reports/${report!.id}`, '/desk/moderation/reports/:id'),
    by('desk-peers', '/desk/peers', '/desk/peers'),
    by('account', '/account', '/account'),
    by('account-data', '/account/data', '/account/data'),
    by('account-erase', '/account/data/erase', '/account/data/erase'),
    by('account-passkey', `/account/passkeys/${await aPasskey(place, cookie)}`, '/account/passkeys/:id'),
    by('shown', await anInvitation(place, cookie), '/shown/:id'),
  ]
}

/** A passkey of whoever is signed in, made without an authenticator. @returns its id */
async function aPasskey({ world, hub }: Place, cookie: string): Promise<string> {
  const { id: person } = await world.db
    .selectFrom('people')
    .select('id')
    .where('name', '=', 'Ruth Ann')
    .executeTakeFirstOrThrow()
  if (cookie === '') throw new Error('Nobody is signed in.')
  const made = instant(world.clock())
  const passkey = { id: newId(), person_id: person, hub_id: hub.id, credential: newId(), public_key: 'none' }
  await world.db
    .insertInto('passkeys')
    .values({ ...passkey, counter: 0, transports: '[]', name: 'Phone', made, used: null, ended: null })
    .execute()
  return passkey.id
}

/** Invites somebody by the form. @returns the path of the page that shows what to hand over */
async function anInvitation({ origin }: Place, cookie: string): Promise<string> {
  const answer = await fetch(`${origin}/desk/people/invite`, {
    ...({ method: 'POST', redirect: 'manual' } as const),
    headers: { cookie, origin },
    body: new URLSearchParams({ id: newId(), name: 'Dilys', role: 'organiser' }),
  })
  const to = answer.headers.get('location')
  if (to === null) throw new Error(`No invitation was made: ${answer.status} ${await answer.text()}`)
  return to
}
