import type { Role } from '../lib/who.ts'
import type { Offered } from '../slice.ts'
import { DeskPage } from '../web/desk.tsx'
import { Complaints, Field, Select } from '../web/form.tsx'
import { Say, useVisit, useWords } from '../web/visit.tsx'
import type { World } from '../world.ts'
import type { PassRow } from './store-passes.ts'
import type { Listed } from './store-people.ts'
import { NotePart, type NoteShown } from './views-note.tsx'
import { Done, Press } from './views-press.tsx'
import type { Errors } from './views-sign-in.tsx'

/** The people of a hub, and the invitations that are still open. */
export function PeoplePage(props: {
  world: World
  people: readonly Listed[]
  invitations: readonly PassRow[]
  done: string | undefined
}) {
  const { world, people, invitations, done } = props
  const { t, day } = useWords()
  return (
    <DeskPage world={world} title={t('people.title')} here="/desk/people">
      <Done says={done} />
      <p class="lede">{t('people.lede')}</p>
      <p class="ways">
        <a class="button" href="/desk/people/invite">
          {t('people.invite')}
        </a>
        <a class="button second" href="/desk/people/slips">
          {t('people.slips')}
        </a>
        <a class="button second" href="/desk/people/new">
          {t('people.enter')}
        </a>
      </p>
      <ul class="people">
        {people.map((person) => (
          <li>
            <a href={`/desk/people/${person.id}`}>{person.name}</a>
            <RolesSince person={person} />
          </li>
        ))}
      </ul>
      <h2>{t('people.invitations')}</h2>
      {invitations.length === 0 ? (
        <p class="soft">{t('people.no-invitations')}</p>
      ) : (
        <ul class="people">
          {sheetsOf(invitations).map(({ slips, id, name, role, expires }) => (
            <li>
              <span>
                {slips > 1 ? t('people.some-slips', { count: slips }) : (name ?? t('people.no-name'))}
              </span>
              <span class="soft">
                {t('people.invitation', { role: t(`role.${role ?? 'note-taker'}`), day: day(expires) })}
              </span>
              <Press to={`/desk/people/invitations/${id}/end`} says={t('people.take-back')} kind="second" />
            </li>
          ))}
        </ul>
      )}
    </DeskPage>
  )
}

/** Invitations of one sheet as one, with how many of its slips are left. */
const sheetsOf = (invitations: readonly PassRow[]): (PassRow & { slips: number })[] =>
  [...Map.groupBy(invitations, ({ made, made_by }) => `${made} ${made_by}`).values()].map((sheet) => ({
    ...sheet.at(-1)!,
    slips: sheet.length,
  }))

function RolesSince({ person: { roles, created, wayIn } }: { person: Listed }) {
  const { t, day } = useWords()
  const said = roles.map(({ role, since }) =>
    t('people.role-since', { role: t(`role.${role}`), day: day(since) }),
  )
  if (said.length === 0) said.push(t('people.no-role', { day: day(created) }))
  return (
    <span class="soft">
      {said.join('; ')}
      {!wayIn && ` · ${t('people.no-way-in')}`}
    </span>
  )
}

/** One person of the hub: roles, ways in, and an end. `may` says of each thing whether whoever looks may do it. */
export function PersonPage(props: {
  world: World
  person: Listed
  form: string
  manages: boolean
  gives: readonly Role[]
  /** What is noted about them; null for whoever may not read that. */
  note: NoteShown | null
  more: Offered['onPerson']
  done: string | undefined
}) {
  const { world, person, form, manages, gives, note, more, done } = props
  const { words, who } = useVisit()
  const { t, day } = words
  const at = `/desk/people/${person.id}`
  const oneself = who?.person === person.id
  return (
    <DeskPage world={world} title={person.name} here="/desk/people">
      <Done says={done} />
      <p class="lede">{t('person.since', { day: day(person.created) })}</p>
      {!manages && <p>{t('person.operator')}</p>}
      <h2>{t('person.roles')}</h2>
      {person.roles.length === 0 && <p class="soft">{t('person.no-roles')}</p>}
      <ul class="people">
        {person.roles.map(({ role, since }) => (
          <li>
            <span>{t('people.role-since', { role: t(`role.${role}`), day: day(since) })}</span>
            {(manages || gives.includes(role)) && <a href={`${at}/roles/${role}`}>{t('person.take-role')}</a>}
          </li>
        ))}
      </ul>
      {manages && gives.some((role) => !person.roles.some((held) => held.role === role)) && (
        <form method="post" action={`${at}/roles`} class="row">
          <Select
            name="role"
            label={t('person.give-role')}
            choices={gives
              .filter((role) => !person.roles.some((held) => held.role === role))
              .map((role) => ({ value: role, name: t(`role.${role}`) }))}
          />
          <button type="submit">{t('person.give')}</button>
        </form>
      )}
      <h2>{t('person.ways-in')}</h2>
      {oneself && (
        <p>
          <a href="/account">{t('person.oneself')}</a>
        </p>
      )}
      {!oneself && !manages && (
        <p>
          <Say of="person.operator-way-in" tags={{ code: (text) => <code>{text}</code> }} />
        </p>
      )}
      {!oneself && manages && (
        <>
          <p>{t(person.wayIn ? 'person.let-in-explained' : 'person.no-way-in')}</p>
          <Press
            to={`${at}/return`}
            says={t(person.wayIn ? 'person.let-in' : 'person.give-way-in')}
            kind="second"
            fields={{ id: form }}
          />
        </>
      )}
      <h2>{t('person.paper')}</h2>
      <p>{t('person.paper-explained')}</p>
      <p>
        <a href={`${at}/paper`}>{t('person.paper-link')}</a>
      </p>
      {note && <NotePart at={at} shown={note} />}
      {more.length > 0 && (
        <>
          <h2>{t('person.more')}</h2>
          <ul>
            {more.map(({ name, href }) => (
              <li>
                <a href={href(person.id)}>{t(name)}</a>
              </li>
            ))}
          </ul>
        </>
      )}
      {manages && (
        <>
          <h2>{t('person.leaving')}</h2>
          <p>
            <a href={`${at}/end`}>{t('person.end', { name: person.name })}</a>
          </p>
        </>
      )}
    </DeskPage>
  )
}

/** The form by which somebody is invited; or, as `slips`, as many as there are slips on a sheet. */
export function InvitePage(props: {
  world: World
  slips: boolean
  form: { id: string; name: string; role: string; count: string; address: string }
  roles: readonly Role[]
  /** Whether an invitation can be mailed from here. */
  mail: boolean
  errors: Errors
}) {
  const { world, slips, form, roles, mail, errors } = props
  const { t } = useWords()
  return (
    <DeskPage world={world} title={t(slips ? 'people.slips' : 'people.invite')} here="/desk/people">
      <p class="lede">{t(slips ? 'invite.slips' : 'invite.lede')}</p>
      <Complaints errors={errors} />
      <form method="post" action={slips ? '/desk/people/slips' : '/desk/people/invite'}>
        <input type="hidden" name="id" value={form.id} />
        <Select
          name="role"
          label={t('invite.role')}
          hint={t('invite.role-hint')}
          value={form.role}
          error={errors.role}
          choices={roles.map((role) => ({ value: role, name: t(`role.${role}`) }))}
        />
        {slips ? (
          <Field
            name="count"
            inputmode="numeric"
            label={t('invite.count')}
            value={form.count}
            error={errors.count}
            required
            maxlength={3}
          />
        ) : (
          <Field
            name="name"
            label={t('invite.name')}
            hint={t('invite.name-hint')}
            value={form.name}
            error={errors.name}
            required={false}
            maxlength={100}
          />
        )}
        {mail && !slips && (
          <Field
            name="address"
            type="email"
            label={t('invite.address')}
            hint={t('invite.address-hint')}
            value={form.address}
            error={errors.address}
            required={false}
            maxlength={254}
          />
        )}
        <button type="submit">{t(slips ? 'invite.make-slips' : 'invite.make')}</button>
      </form>
    </DeskPage>
  )
}

/** The form by which somebody is entered who needs no way in. */
export function EnterPersonPage(props: { world: World; form: { id: string; name: string }; errors: Errors }) {
  const { world, form, errors } = props
  const { t } = useWords()
  return (
    <DeskPage world={world} title={t('people.enter')} here="/desk/people">
      <p class="lede">{t('invite.paper')}</p>
      <Complaints errors={errors} />
      <form method="post" action="/desk/people/new">
        <input type="hidden" name="id" value={form.id} />
        <Field
          name="name"
          label={t('invite.their-name')}
          hint={t('enter.name-hint')}
          value={form.name}
          error={errors.name}
          required
          maxlength={100}
        />
        <button type="submit">{t('people.enter')}</button>
      </form>
    </DeskPage>
  )
}
