import { type Context, Hono } from 'hono'
import { isId, newId } from '../lib/id.ts'
import { isRefusal, refusalIn, refuseWith } from '../lib/refusal.ts'
import { instant } from '../lib/time.ts'
import { holds, type Role } from '../lib/who.ts'
import type { Env } from '../slice.ts'
import { answerNotFound, answerRefused } from '../web/errors.tsx'
import { only } from '../web/only.ts'
import { anId, doneOf, inMeasure, posted, small } from '../web/small-forms.ts'
import { addPerson } from './actions.ts'
import { keepContactNote, readContactNote } from './actions-notes.ts'
import { takeBackInvitation } from './actions-passes.ts'
import { endPerson, endRole, grantRole, isLastOperator } from './actions-people.ts'
import { mostSlips, showInvitations, showReturn } from './actions-shown.ts'
import { mailGoes } from './actions-told.ts'
import { mayManage, roles } from './model.ts'
import { namesOf, personOfHub } from './store.ts'
import { openPassesOf } from './store-passes.ts'
import { countHolding, hasLeft, type Listed, listPeople } from './store-people.ts'
import { EnterPersonPage, InvitePage, PeoplePage, PersonPage } from './views-people.tsx'
import { SurePage } from './views-press.tsx'
import type { Errors } from './views-sign-in.tsx'

/** The people of the hub of whoever asks: never those of another. */
export const peoplePages = new Hono<Env>()

const managers = only('organiser', 'operator')

peoplePages.get('/desk/people', managers, async (c) => {
  const { world, visitor } = c.var
  const { hub } = visitor!.who
  const now = instant(world.clock())
  const people = await listPeople(world.db, hub, now)
  const invitations = await openPassesOf(world.db, hub, 'invitation', now)
  const done = doneOf(c, ['entered', 'left', 'taken-back'])
  return c.html(<PeoplePage {...{ world, people, invitations, done }} />)
})

for (const [path, slips] of [
  ['/desk/people/invite', false],
  ['/desk/people/slips', true],
] as const) {
  peoplePages.get(path, managers, async (c) => {
    const { world } = c.var
    const given = givenBy(c)
    // The first steps lead here for an organiser.
    const role = given.find((each) => each === c.req.query('role')) ?? 'note-taker'
    const form = { id: newId(), name: '', role, count: '6', address: '' }
    const about = { slips, form, roles: given, mail: await mailGoes(world) }
    return c.html(<InvitePage {...about} world={world} errors={{}} />)
  })

  peoplePages.post(path, managers, inMeasure, small, async (c) => {
    const { world, visitor, words } = c.var
    const { id = '', name = '', role = '', count = '', address = '' } = await posted(c)
    const mail = await mailGoes(world)
    const again = (errors: Errors) =>
      c.html(
        <InvitePage
          world={world}
          slips={slips}
          form={{ id: id || newId(), name, role, count, address }}
          roles={givenBy(c)}
          mail={mail}
          errors={errors}
        />,
        422,
      )
    const given = givenBy(c).find((each) => each === role)
    if (!given) return again({ role: words.t('invite.no-such-role') })
    const many = slips ? Number(count.trim()) : 1
    if (!Number.isInteger(many) || many < 1 || many > mostSlips)
      return again({ count: words.t('invite.count-wrong', { most: mostSlips }) })
    if (name.trim().length > 100) return again({ name: words.t('people.name-wrong') })
    const about = { id, name: slips ? null : name.trim() || null, role: given, count: many }
    const to = slips || !mail ? null : address.trim() || null
    const done = await showInvitations(world, visitor!, { ...about, address: to }, words)
    if (isRefusal(done) && 'field' in done) return again({ address: refusalIn(words, done) })
    return isRefusal(done) ? answerRefused(c, done, 409) : c.redirect(`/shown/${id}`, 303)
  })
}

peoplePages.post('/desk/people/invitations/:id/end', managers, anId, inMeasure, small, async (c) => {
  const { world, visitor } = c.var
  const done = await takeBackInvitation(world, visitor!.who, c.req.param('id'))
  return isRefusal(done) ? answerRefused(c, done, 409) : c.redirect('/desk/people?done=taken-back', 303)
})

peoplePages.get('/desk/people/new', managers, (c) =>
  c.html(<EnterPersonPage world={c.var.world} form={{ id: newId(), name: '' }} errors={{}} />),
)

peoplePages.post('/desk/people/new', managers, inMeasure, small, async (c) => {
  const { world, visitor } = c.var
  const { who } = visitor!
  const { id: typed = '', name = '' } = await posted(c)
  const id = isId(typed) ? typed : newId()
  const entered = async () => (await personOfHub(world.db, who.hub, id)) !== undefined
  const added = (await entered()) || (await addPerson(world, who, { hub: who.hub, name, roles: [], id }))
  // Sent twice, it is done once: also where both came at the same moment.
  if (!isRefusal(added) || (await entered())) return c.redirect(`/desk/people/${id}?done=entered`, 303)
  return c.html(
    <EnterPersonPage {...{ world, form: { id, name }, errors: { name: refusalIn(c.var.words, added) } }} />,
    422,
  )
})

peoplePages.get('/desk/people/:id', managers, anId, async (c) => {
  const person = await personHere(c)
  if (!person) return answerNotFound(c)
  return showPerson(c, person)
})

peoplePages.post('/desk/people/:id/note', managers, anId, inMeasure, small, async (c) => {
  const { world, visitor, words } = c.var
  const person = await personHere(c)
  if (!person) return answerNotFound(c)
  const { words: typed = '', seen = '' } = await posted(c)
  const done = await keepContactNote(world, visitor!.who, { person: person.id, words: typed, seen })
  if (!isRefusal(done)) return c.redirect(`/desk/people/${person.id}?done=noted#note`, 303)
  return showPerson(c, person, { typed, error: refusalIn(words, done) })
})

peoplePages.post('/desk/people/:id/roles', managers, anId, inMeasure, small, async (c) => {
  const { world, visitor } = c.var
  const person = await personHere(c)
  if (!person) return answerNotFound(c)
  const asked = (await posted(c)).role
  const wanted = roles.find((each) => each === asked)
  if (!wanted) return answerRefused(c, refuseWith('invite.no-such-role'), 422)
  const done = await grantRole(world, visitor!.who, { name: person.id, role: wanted })
  return changed(c, done, wanted, true)
})

peoplePages.get('/desk/people/:id/roles/:role', managers, anId, async (c) => {
  const { world, words } = c.var
  const person = await personHere(c)
  const held = person?.roles.find(({ role }) => role === c.req.param('role'))
  if (!person || !held) return answerNotFound(c)
  const role = words.t(`role.${held.role}`)
  const points = [
    words.t(`person.losing.${held.role}`, { name: person.name }),
    ...(held.role === 'note-taker' ? [] : [words.t('person.invitations-end')]),
  ]
  return c.html(
    <SurePage
      {...{ world, points, here: '/desk/people' }}
      title={words.t('person.take-role-sure', { name: person.name, role })}
      warning={await warningOf(c, person, held.role)}
      to={`/desk/people/${person.id}/roles/${held.role}/end`}
      says={words.t('person.take-role')}
      back={{ href: `/desk/people/${person.id}`, text: words.t('person.leave-it') }}
    />,
  )
})

peoplePages.post('/desk/people/:id/roles/:role/end', managers, anId, inMeasure, small, async (c) => {
  const { world, visitor } = c.var
  const person = await personHere(c)
  const role = roles.find((each) => each === c.req.param('role'))
  if (!person || !role) return answerNotFound(c)
  const done = await endRole(world, visitor!.who, { name: person.id, role })
  return changed(c, done, role, false)
})

peoplePages.post('/desk/people/:id/return', managers, anId, inMeasure, small, async (c) => {
  const { world, visitor } = c.var
  const person = await personHere(c)
  if (!person) return answerNotFound(c)
  const { id = '' } = await posted(c)
  const done = await showReturn(world, visitor!, { id, person: person.id })
  return isRefusal(done) ? answerRefused(c, done, 409) : c.redirect(`/shown/${id}`, 303)
})

peoplePages.get('/desk/people/:id/end', managers, anId, async (c) => {
  const { world, words } = c.var
  const person = await personHere(c)
  if (!person) return answerNotFound(c)
  const { name } = person
  return c.html(
    <SurePage
      {...{ world, here: '/desk/people', title: words.t('person.end-sure', { name }) }}
      points={[
        words.t('person.end-ways'),
        words.t('person.invitations-end'),
        words.t('person.end-keeps', { name }),
        words.t('person.end-again'),
      ]}
      warning={await warningOf(c, person, 'organiser')}
      to={`/desk/people/${person.id}/end`}
      says={words.t('person.end', { name })}
      back={{ href: `/desk/people/${person.id}`, text: words.t('person.leave-it') }}
    />,
  )
})

peoplePages.post('/desk/people/:id/end', managers, anId, inMeasure, small, async (c) => {
  const { world, visitor } = c.var
  const id = c.req.param('id')
  const person = await personHere(c)
  const done = person && (await endPerson(world, visitor!.who, person.id))
  // Sent twice, they have left all the same.
  if (await hasLeft(world.db, visitor!.who.hub, id)) return c.redirect('/desk/people?done=left', 303)
  return isRefusal(done) ? answerRefused(c, done, 409) : answerNotFound(c)
})

async function showPerson(c: Context<Env>, person: Listed, again?: { typed: string; error: string }) {
  const { world, visitor } = c.var
  const read = await readContactNote(world, visitor!.who, person.id)
  const note = isRefusal(read) ? null : read
  const by = note?.changed_by ? (await namesOf(world.db, [note.changed_by])).get(note.changed_by) : null
  const about = { person, form: newId(), manages: manages(c, person), gives: givenBy(c) }
  return c.html(
    <PersonPage
      {...{ world, ...about }}
      note={isRefusal(read) ? null : { note, by: by ?? null, ...again }}
      more={c.var.offered.onPerson}
      done={doneOf(c, ['entered', 'role', 'noted'])}
    />,
    again ? 422 : 200,
  )
}

/** Answers a change of role: sent twice, it is as it was wanted all the same. */
async function changed(c: Context<Env>, done: unknown, role: Role, wanted: boolean): Promise<Response> {
  const person = await personHere(c)
  if (!person) return answerNotFound(c)
  const held = person.roles.some((each) => each.role === role)
  if (isRefusal(done) && held !== wanted) return answerRefused(c, done, 409)
  return c.redirect(`/desk/people/${person.id}?done=role`, 303)
}

/** The person of an address, where they are of the hub of whoever asks. */
async function personHere(c: Context<Env>): Promise<Listed | undefined> {
  const { world, visitor } = c.var
  const [person] = await listPeople(
    world.db,
    visitor!.who.hub,
    instant(world.clock()),
    c.req.param('id') ?? '',
  )
  return person
}

/** The roles that whoever asks may give: operators are made by operators. */
const givenBy = (c: Context<Env>): Role[] => {
  const { who } = c.var.visitor!
  return [...roles].reverse().filter((role) => role !== 'operator' || holds(who, 'operator'))
}

const manages = (c: Context<Env>, person: Listed): boolean => {
  const { who } = c.var.visitor!
  return !isRefusal(
    mayManage(
      who,
      who.hub,
      person.roles.map(({ role }) => role),
    ),
  )
}

/** What goes wrong where somebody is the last of their kind: without an operator nothing goes, without an organiser little. */
async function warningOf(c: Context<Env>, person: Listed, role: Role): Promise<string | undefined> {
  const { world, visitor, words } = c.var
  const held = person.roles.map((each) => each.role)
  if ((role === 'operator' || c.req.path.endsWith('/end')) && (await isLastOperator(world, { roles: held })))
    return words.t('person.last-operator', { name: person.name })
  const last =
    held.includes('organiser') && (await countHolding(world.db, visitor!.who.hub, 'organiser')) === 1
  return role === 'organiser' && last ? words.t('person.last-organiser', { name: person.name }) : undefined
}
