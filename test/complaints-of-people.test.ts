import { afterAll, beforeAll, describe, it } from 'vitest'
import { inTransaction } from '../src/db/index.ts'
import { draftIssue } from '../src/issues/actions.ts'
import { newId } from '../src/lib/id.ts'
import { instant } from '../src/lib/time.ts'
import type { Who } from '../src/lib/who.ts'
import { readMailSettings } from '../src/mail/read-settings.ts'
import { keepMailSettings } from '../src/mail/settings.ts'
import { addPerson, whoIs } from '../src/members/actions.ts'
import { giveSome } from '../src/members/actions-passes.ts'
import { beginSessionIn } from '../src/members/actions-sessions.ts'
import { insertPasskey } from '../src/members/store-passkeys.ts'
import { setUpLink } from '../src/settings/actions-setup.ts'
import { expectNoEnglish, type Form } from './support/complaints.ts'
import { asking } from './support/desk.ts'
import { sure } from './support/people.ts'
import { startServer, type TestServer } from './support/server.ts'
import { signIn } from './support/sign-in.ts'

let server: TestServer
let cookies: Record<'everything' | 'organiser' | 'note-taker' | 'nobody' | 'alone', string>
let aloneWho: Who
let hub: string
/** A hub with one operator alone, whose mail would go; and a server that has no hub yet. */
let alone: TestServer
let fresh: TestServer
let token: string
/** People of the first hub, by what they are for. */
let ids: Record<'operator' | 'helper' | 'passkey' | 'invitation' | 'issue', string>
/** What the last form that came before was answered, where the next depends on it. */
let asked = ''
const made = newId()
const filled = Array.from({ length: 16 }, () => newId())

beforeAll(async () => {
  server = await startServer('sqlite', { working: false })
  const north = await server.hub('northend')
  hub = north.hub.id
  alone = await startServer('sqlite', { working: false })
  aloneWho = (await alone.hub('southend')).who
  const { world } = alone
  await keepMailSettings(
    world,
    sure(readMailSettings({ url: 'smtp://127.0.0.1:9', from: 'a@b.example' })),
    null,
  )
  fresh = await startServer('sqlite', { working: false })
  token = new URL((await setUpLink(fresh.world))!).searchParams.get('token')!
  cookies = {
    organiser: await signIn(server, hub, ['organiser'], 'Ola'),
    alone: await signInAs(alone, aloneWho),
    everything: await signIn(server, hub, ['organiser', 'operator'], 'Evi'),
    'note-taker': await signIn(server, hub, ['note-taker']),
    nobody: '',
  }
  const helper = sure(await addPerson(server.world, north.who, { hub, name: 'Hari', roles: ['note-taker'] }))
  const [invitation] = (await giveSome(server.world, north.who, { kind: 'invitation', role: 'note-taker' }))!
  const passkey = newId()
  const everything = sure(await whoIs(server.world, 'northend', 'Evi'))
  await inTransaction(server.world.db, (tx) =>
    insertPasskey(tx, {
      ...{ id: passkey, person_id: everything.person, hub_id: hub, credential: 'x', public_key: 'x' },
      ...{ counter: 0, transports: '[]', name: 'Y', made: instant(0), used: null, ended: null },
    }),
  )
  const issue = sure(await draftIssue(server.world, north.who, { basis: 'petition', titles: { en: 'Hwyr' } }))
  ids = {
    ...{ operator: north.who.person, helper: helper.id, issue: issue.id },
    ...{ passkey, invitation: invitation!.link },
  }
})
afterAll(() => Promise.all([server, alone, fresh].map((each) => each.end())))

/** Signs in somebody who is of a hub already. */
async function signInAs({ world }: TestServer, who: Who): Promise<string> {
  const somebody = { id: who.person, hub: who.hub }
  const { token } = await inTransaction(world.db, (tx) =>
    beginSessionIn(tx, somebody, 'Mozilla/5.0 (Android 16) Firefox/150.0', instant(world.clock())),
  )
  return `folkmoot=${token}`
}

const at = (path: string) => () => path
const send = (path: string, form: Form, by: keyof typeof cookies = 'everything') =>
  asking(server, cookies[by])(path, form)
const tried = async (path: string) => {
  asked = JSON.parse((await send(path, {})).text).id
}
const often = (times: number, path: string) => () =>
  Promise.all(Array.from({ length: times }, () => send(path, {})))

type Row = {
  path: () => string
  form: (() => Form) | null
  says: string
  by?: keyof typeof cookies
  on?: () => TestServer
  before?: () => Promise<unknown>
}
const is = (path: () => string, form: (() => Form) | null, says: string, more: Partial<Row> = {}): Row => ({
  ...{ path, form, says, ...more },
})
const long = 'x'.repeat(61)
const person =
  (path = '', who: keyof typeof ids = 'helper') =>
  () =>
    `/desk/people/${ids[who]}${path}`
const organiser = { by: 'organiser' } as const
const nobody = { by: 'nobody' } as const
const mailed = { by: 'alone', on: () => alone } as const
const unknown = { by: 'nobody', on: () => alone } as const
const consent = (more: Form) => () => ({
  ...{ id: newId(), purpose: 'contact 0 en', channel: 'in-person', given: '2026-01-02', ...more },
})
const mail = (more: Form) => () => ({ to: 'try', preset: 'own', test: 'ann@mail.example', ...more })
const step = (name: string, more: Form) => () => ({ token, step: name, ...more })
const setup = { by: 'nobody', on: () => fresh } as const

const ofPeople: readonly Row[] = [
  is(at('/desk/people/invite'), () => ({ id: newId() }), 'Choose one of the roles'),
  is(
    at('/desk/people/invite'),
    () => ({ id: newId(), role: 'organiser', name: 'x'.repeat(101) }),
    '1 to 100',
  ),
  is(at('/desk/people/invite'), () => ({ role: 'organiser' }), 'did not come whole'),
  is(at('/desk/people/invite'), () => ({ id: made, role: 'organiser' }), 'made before', {
    before: async () => {
      await send('/desk/people/invite', { id: made, role: 'organiser' })
      await send(`/shown/${made}/away`, {})
    },
  }),
  ...[
    ['x', 'no mail address'],
    ['ánn@mail.example', 'only letters a to z'],
    [`${'x'.repeat(65)}@mail.example`, 'at most 64'],
    ['ann@localhost', 'stands a domain'],
  ].flatMap(([address, says]) => [
    is(
      at('/desk/people/invite'),
      () => ({ id: newId(), role: 'organiser', address: address! }),
      says!,
      mailed,
    ),
    is(at('/account/address'), () => ({ address: address! }), says!, mailed),
    is(at('/sign-in'), () => ({ address: address! }), says!, unknown),
  ]),
  is(at('/desk/people/slips'), () => ({ id: newId(), role: 'organiser', count: 'x' }), '1 to 12 slips'),
  is(
    () => `/desk/people/invitations/${newId()}/end`,
    () => ({}),
    'This invitation was used already',
  ),
  is(at('/desk/people/new'), () => ({ name: '' }), '1 to 100 letters'),
  is(at('/desk/people/new'), () => ({ name: 'Amina' }), 'called “Amina” already'),
  is(person('/note'), () => ({ words: 'x'.repeat(5001) }), 'longer than 5,000'),
  is(person('/note'), () => ({ words: 'Y', seen: '2026-01-01T00:00:00Z' }), 'changed the note meanwhile'),
  is(person('/roles'), () => ({ role: 'x' }), 'Choose one of the roles'),
  is(person('/roles'), () => ({ role: 'operator' }), 'Only an operator may make', organiser),
  is(person('/end', 'operator'), () => ({}), 'Only an operator may make', organiser),
  is(person('/return', 'operator'), () => ({ id: newId() }), 'Only an operator may make', organiser),
  is(person('/return'), () => ({}), 'did not come whole'),
  is(
    () => `/desk/people/${aloneWho.person}/end`,
    () => ({}),
    'only operator',
    mailed,
  ),
  is(
    () => `/desk/people/${aloneWho.person}/roles/operator/end`,
    () => ({}),
    'only operator',
    mailed,
  ),
  is(at('/desk/people'), null, 'only for people of the hub', { by: 'note-taker' }),

  is(at('/account'), () => ({ name: '', language: 'tlh' }), '1 to 100 letters'),
  is(at('/account'), () => ({ name: 'Amina' }), 'somebody else of this name'),
  is(at('/account/device'), () => ({}), 'did not come whole'),
  is(at('/account/recovery'), () => ({}), 'did not come whole'),
  is(at('/account/address'), () => ({ address: 'ann@mail.example' }), 'sends no mail'),
  is(at('/account/address/code'), () => ({ code: '1' }), 'tried too often'),
  is(at('/account/passkeys'), () => ({ called: long }), 'name of 1 to 60'),
  is(at('/account/passkeys'), () => ({ called: 'Y' }), 'took too long'),
  is(at('/account/passkeys'), () => ({ called: 'Y', id: asked, response: 'x' }), 'was no passkey', {
    before: () => tried('/account/passkeys/ask'),
  }),
  is(
    () => `/account/passkeys/${ids.passkey}`,
    () => ({ called: long }),
    'name of 1 to 60',
  ),
  is(at('/account/sessions/end'), () => ({}), 'tried too often just now', {
    before: often(60, '/account/address/drop'),
  }),

  is(at('/sign-in'), () => ({ address: 'ann@mail.example' }), 'sends no mail', nobody),
  is(at('/sign-in/code'), () => ({ code: 'x' }), 'opens nothing any more', nobody),
  is(at('/sign-in/code'), () => ({ code: '123456' }), 'Six digits', nobody),
  is(at('/sign-in/code'), () => ({ code: '123456', asked: 'x' }), 'tried too often', nobody),
  is(at('/sign-in/passkey'), () => ({}), 'took too long', nobody),
  is(at('/sign-in/passkey'), () => ({ id: asked, response: 'x' }), 'was no passkey', {
    ...{ ...nobody, before: () => tried('/sign-in/passkey/ask') },
  }),
  is(at('/enter/x'), null, 'opens nothing any more', nobody),
  is(at('/enter'), () => ({ code: 'x' }), 'opens nothing any more', nobody),
  is(at('/enter'), () => ({ accepted: 'x' }), 'opens nothing any more', nobody),
  is(at('/enter'), () => ({ link: ids.invitation, name: '' }), '1 to 100 letters', nobody),
  is(at('/enter'), () => ({ link: ids.invitation, name: 'Amina' }), 'called “Amina” already', nobody),
  is(at('/enter'), () => ({}), 'tried too often just now', { ...nobody, before: often(20, '/enter') }),

  is(at('/setup'), () => ({ token: 'x' }), 'set up already', nobody),
  is(at('/setup'), step('name', { name: '' }), 'this is needed', setup),
  is(at('/setup'), step('reach', { level: 'galactic', theme: '' }), 'needs a theme', setup),
  is(at('/setup'), step('place', { areas: 'Luton', pin: 'here' }), 'no area key', setup),
  is(at('/setup'), step('languages', { languages: 'Klingon', zone: 'Luton' }), 'time zone', setup),
  is(at('/setup'), step('organiser', { organiser: '' }), '1 to 100 letters', setup),
  is(at('/setup'), step('mail', mail({})()), 'name of the mail server', setup),
  is(at('/setup'), step('mail', mail({ test: 'ánn@mail.example' })()), 'only letters a to z', setup),
  is(at('/setup'), step('mail', { to: 'code', code: '1' }), 'tried too often', setup),
  is(at('/setup'), step('ready', { handle: 'A!' }), '2 to 30 letters', setup),

  is(
    at('/desk/server/hubs/new'),
    () => ({ name: 'X', handle: 'xx', level: 'local', place: 'Y' }),
    'first organiser',
  ),
  is(at('/desk/settings/mail'), mail({ test: '' }), 'no mail address'),
  is(at('/desk/settings/mail'), mail({ preset: 'x' }), 'Choose one of the list'),
  is(at('/desk/settings/mail'), mail({ host: 'mail.example', port: 'x' }), 'number from 1 to 65535'),
  is(at('/desk/settings/mail'), mail({ host: 'mail.example', tls: 'x' }), 'Choose an encryption'),
  is(at('/desk/settings/mail'), mail({ host: 'mail.example', user: 'ann' }), 'Say the password'),
  is(at('/desk/settings/mail'), mail({ host: 'mail.example', password: 'x' }), 'Say the name that'),
  is(at('/desk/settings/mail'), mail({ host: 'mail.example', from: 'x' }), 'Say which address'),
  is(
    at('/desk/settings/mail'),
    mail({ host: 'mail.example', user: 'ann@mail.example', password: 'x', tls: 'off' }),
    'Choose an encryption',
  ),
  is(
    at('/desk/settings/mail'),
    mail({ host: '127.0.0.1', port: '9', from: 'a@b.example' }),
    'cannot be reached',
  ),
  is(at('/desk/settings/mail'), () => ({ to: 'code', code: '1' }), 'tried too often'),
  is(at('/desk/settings/mail'), () => ({ to: 'forget' }), 'no mail set up'),

  is(at('/desk/consent'), () => ({ id: newId(), name: 'x', text: 'Y' }), '3 to 100 letters'),
  is(at('/desk/consent'), () => ({ id: newId(), name: 'Photos', text: 'Y' }), '10 to 2,000 letters'),
  is(
    at('/desk/consent'),
    () => ({ id: newId(), name: 'Photos', text: 'x'.repeat(20) }),
    'of that name already',
    {
      before: () => send('/desk/consent', { id: made, name: 'Photos', text: 'x'.repeat(20) }),
    },
  ),
  is(
    at('/desk/consent'),
    () => ({ id: newId(), name: 'More', text: 'x'.repeat(20) }),
    'there is room for: 20',
    {
      before: () =>
        Promise.all(
          Array.from({ length: 16 }, (_, one) =>
            send('/desk/consent', { id: filled[one]!, name: `Number ${one}`, text: 'x'.repeat(20) }),
          ),
        ),
    },
  ),
  is(at('/desk/consent/mail/wording'), () => ({ 'text-mail': 'Y', version: '0' }), '10 to 2,000'),
  is(
    at('/desk/consent/mail/wording'),
    () => ({ 'text-mail': 'x'.repeat(20), version: '7' }),
    'new wording meanwhile',
  ),
  is(at('/desk/consent/x/wording'), () => ({ 'text-x': 'x'.repeat(20) }), 'asks for nothing of that name'),
  is(at('/desk/consent/x/asked'), () => ({}), 'asks for nothing of that name'),
  is(person('/consent'), consent({ channel: '' }), 'Choose how they said it'),
  is(person('/consent'), consent({ purpose: '' }), 'Choose what they agreed to'),
  is(person('/consent'), consent({ purpose: 'contact 7 en' }), 'wording was changed'),
  is(person('/consent'), consent({ given: 'x' }), 'year, month and day'),
  is(person('/consent'), consent({ given: '2026-02-30' }), 'no such day'),
  is(person('/consent'), consent({ given: '9999-01-01' }), 'still to come'),
  is(person('/consent'), consent({ given: '1980-01-01' }), 'too long ago'),
  is(person('/consent/x/withdrawal'), () => ({}), 'withdrawn already'),
  is(
    () => `/desk/people/${newId()}/consent/x/withdrawal`,
    () => ({}),
    'not in this hub any more',
  ),
  is(at('/account/data/consents/x/withdrawal'), () => ({}), 'withdrawn already'),
  is(
    at('/desk/retention'),
    () => ({ acts: '29', 'people-who-left': 'x' }),
    'whole number of days from 30 to 3,650',
  ),

  is(at('/account/data/erase'), () => ({}), 'Tick the box first'),
  is(at('/account/data/erase'), () => ({ sure: 'yes' }), 'only operator', mailed),
  is(person('/erase'), () => ({}), 'Tick the box first'),
  is(() => `/desk/people/${newId()}/erase`, null, 'not in this hub any more'),
  is(person('/erase', 'operator'), () => ({ sure: 'yes' }), 'Only an operator may make', organiser),
  is(at('/desk/erase-words'), () => ({ id: ids.issue, noun: 'issue', words: 'x' }), '3 to 200 letters'),

  is(
    at('/account/named'),
    () => ({ id: newId(), name: '', does: 'x'.repeat(101), says: '' }),
    'up to 100 letters',
  ),
  is(at('/account/named'), () => ({ id: newId(), name: 'Ann' }), 'Tick the box'),
  is(
    at('/account/named'),
    () => ({ id: newId(), name: 'Ann', agrees: 'yes', version: '7' }),
    'wording was changed',
  ),
  is(
    at('/account/named'),
    () => ({ id: newId(), name: 'Ann', agrees: 'yes', version: '0' }),
    'names nobody',
    {
      before: () => send('/desk/consent/hub-page/asked', { asked: 'no' }),
    },
  ),
]

describe('what pages about people, set-up and mail refuse', () => {
  const cases = ofPeople.map((row, nth) => [row.says, nth, row] as const)

  it.each(cases)('is said in Welsh and Arabic, and no word of it in English: %s (%i)', async (_, __, row) => {
    const { path, form, says, before, by = 'everything', on = () => server } = row
    await expectNoEnglish(on(), async () => {
      await before?.()
      return { path: path(), form: form?.() ?? null, says, cookie: cookies[by] }
    })
  })
})
