import { afterAll, beforeAll, describe, it } from 'vitest'
import { draftIssue, publishIssue } from '../src/issues/actions.ts'
import { newId } from '../src/lib/id.ts'
import { expectNoEnglish, type Form } from './support/complaints.ts'
import { sure } from './support/people.ts'
import { startServer, type TestServer } from './support/server.ts'
import { signIn } from './support/sign-in.ts'

let server: TestServer
let cookies: Record<'everything' | 'note-taker' | 'nobody', string>
let hub: string
let open: string
let draft: string
let few: string

beforeAll(async () => {
  server = await startServer('sqlite', { working: false })
  const north = await server.hub('northend')
  hub = north.hub.id
  cookies = {
    everything: await signIn(server, hub, ['organiser', 'operator']),
    'note-taker': await signIn(server, hub, ['note-taker']),
    nobody: '',
  }
  const write = async (about: object) =>
    sure(await draftIssue(server.world, north.who, { basis: 'petition', titles: { en: 'Hwyr' }, ...about }))
  ;[open, draft, few] = [
    sure(await publishIssue(server.world, north.who, (await write({})).id)).id,
    (await write({})).id,
    (await write({ evidence: [{ measure: 'voices', count: 3 }] })).id,
  ]
})
afterAll(() => server.end())

const titled = (more: Form): Form => ({
  ...{ id: newId(), tag: 'en', language: 'en', 'titles.en': 'X', level: 'local', do: 'save', ...more },
})

/** What is wrong on each page, and who sends it. What is not sent is only looked at. */
const wrongs: readonly (readonly [
  path: () => string,
  form: (() => Form) | null,
  by?: keyof typeof cookies,
])[] = [
  [
    () => '/desk/issues/new',
    () =>
      titled({
        ...{ tag: ['en', 'cy'], 'titles.en': 'x'.repeat(201), 'summaries.cy': 'Lifft', themes: ['moon'] },
        ...{ areas: 'Luton', pin: 'here', level: 'galactic', basis: '', bodies: 'x'.repeat(300) },
        ...{ 'evidence.voices': '-3', 'evidence.present': 'many', place: 'x'.repeat(200) },
      }),
  ],
  [
    () => '/desk/issues/new',
    () => titled({ tag: ['en', 'constructor'], 'titles.constructor': 'x', basis: 'petition' }),
  ],
  [
    () => '/desk/assemblies/new',
    () =>
      titled({
        ...{
          'titles.en': '',
          starts: 'noon',
          ends: 'night',
          zone: 'Luton',
          kind: '',
          selection: '',
          meeting: '',
        },
        ...{ capacity: '0', online: 'x', register: 'javascript:1', spoken: 'Klingon', otherIssues: 'x' },
        ...{
          'venue.street': 'Y',
          'agenda.0.minutes': '2.5',
          destination: 'x'.repeat(400),
          access: ['magic'],
        },
      }),
  ],
  ...['2026-12-12T17:00', '2027-01-12T17:00'].map(
    (ends) =>
      [
        () => '/desk/assemblies/new',
        () =>
          titled({
            ...{ kind: 'community', selection: 'open', meeting: 'in-person', zone: 'Europe/London' },
            ...{ starts: '2026-12-12T18:00', ends },
          }),
      ] as const,
  ),
  [
    () => '/desk/assemblies/new',
    () =>
      titled({
        ...{ kind: 'community', selection: 'open', meeting: 'in-person', zone: 'Europe/London' },
        ...{ ends: '2026-12-12T17:00' },
      }),
  ],
  [
    () => '/desk/outcomes/new',
    () =>
      titled({
        ...{ 'decisions.0.text': 'Y', 'decisions.0.tally.favour': 'all', present: '-1', checked: 'Tuesday' },
        ...{ assembly: 'x', issues: ['x'], supersedes: 'x', preparedBy: 'x'.repeat(201) },
        disagreements: Array.from({ length: 11 }, (_, at) => `x${at}`).join('\n'),
      }),
  ],
  [
    () => '/desk/outcomes/new',
    () =>
      titled({
        ...{ 'decisions.0.text': 'Y', 'decisions.0.result': 'adopted', present: '20' },
        ...{ 'decisions.0.tally.favour': '21', 'decisions.0.tally.against': '0' },
      }),
  ],
  [
    () => '/desk/actions/new',
    () =>
      titled({
        progress: '200',
        evidence: 'x',
        due: 'soon',
        outcome: 'x',
        issue: 'x',
        doer: 'x'.repeat(201),
      }),
  ],
  [
    () => '/desk/settings',
    () => ({
      ...{
        name: '',
        summary: 'x'.repeat(5001),
        areas: 'Luton',
        pin: 'here',
        level: 'galactic',
        theme: 'moon',
      },
      ...{ languages: 'Klingon', zone: 'Luton', licence: 'mine', contact: 'x'.repeat(201), place: '' },
    }),
  ],
  [
    () => '/desk/settings',
    () => ({ name: 'X', level: 'local', languages: 'en', place: '', country: '', areas: '' }),
  ],
  [
    () => '/desk/server/hubs/new',
    () => ({ name: 'X', handle: 'A!', organiser: 'Ann', level: 'local', place: 'Y' }),
  ],
  ...['northend', 'server'].map(
    (handle) =>
      [
        () => '/desk/server/hubs/new',
        () => ({ name: 'X', handle, organiser: 'Ann', level: 'local', place: 'Y', languages: 'en' }),
      ] as const,
  ),
  ...[
    ...['', 'x y', '@nobody', '@a@b@c'],
    ...[
      () => `@nobody@${new URL(server.origin).host}`,
      () => `${server.origin}/about`,
      () => `${server.origin}/hubs/${hub}`,
    ],
    ...['@a@localhost:9', 'http://localhost:9/hub'],
  ].map(
    (target) =>
      [() => '/desk/follow', () => ({ target: typeof target === 'string' ? target : target() })] as const,
  ),
  [() => '/desk/follow/stop', () => ({ actor: 'http://localhost:9/hub' })],
  ...['', 'x y', '@nobody@localhost:9', () => new URL(server.origin).host].flatMap((whom) =>
    (['block', 'allow'] as const).map(
      (list) =>
        [
          () => `/desk/peers/${list === 'block' ? 'blocks' : 'allowed'}`,
          () => ({ [`whom-${list}`]: typeof whom === 'string' ? whom : whom(), reason: '' }),
        ] as const,
    ),
  ),
  [() => '/desk/peers/blocks/end', () => ({ whom: 'x.example' })],
  [() => '/desk/peers/allowed/end', () => ({ whom: 'x.example' })],
  [() => '/desk/peers/limit', () => ({ limit: 'off' })],
  [() => '/desk/peers/limit', () => ({})],
  [() => '/desk/moderation/replies', () => ({ iri: 'x', state: 'shown' })],
  [() => `/desk/moderation/feedback/${newId()}/done`, () => ({})],
  [
    () => `/report?about=`,
    () => ({ id: newId(), about: `${server.origin}/issues/${open}`, reason: 'other', words: '' }),
  ],
  [() => '/feedback', () => ({ id: newId(), hub, words: '' })],
  [() => '/feedback', () => ({ id: newId(), hub, words: 'x'.repeat(2001) })],
  [() => '/feedback', () => ({ id: newId(), hub: '', words: 'Y' })],
  [() => `/desk/issues/${few}`, null],
  [() => `/desk/issues/${few}/publish`, () => ({ seen: 'x' })],
  [() => `/desk/issues/${open}/move`, () => ({ to: 'heaven' })],
  [() => `/desk/issues/${open}/withdraw`, () => ({ reason: '' })],
  [() => `/desk/issues/${open}/merge`, () => ({ into: 'x' })],
  [() => `/desk/issues/${open}/merge`, () => ({ into: open })],
  [() => `/desk/issues/${open}/split`, () => ({ titles: 'one' })],
  [() => `/desk/issues/${open}/split`, () => ({ titles: `one\n${'x'.repeat(201)}` })],
  [() => `/desk/issues/${draft}/split`, () => ({ titles: 'one\ntwo' })],
  [() => `/desk/issues/${draft}/withdraw`, () => ({ reason: 'Y' })],
  [() => '/desk/settings', () => ({ name: 'X' }), 'note-taker'],
  [() => '/desk/settings', () => ({ name: 'X' }), 'nobody'],
]

describe('what pages refuse', () => {
  const cases = wrongs.map(([path], at) => [`${String(path).slice('() => '.length)} (${at})`, at] as const)

  it.each(cases)('is said in Welsh and Arabic, and no word of it in English, at %s', async (_, at) => {
    const [path, form, by = 'everything'] = wrongs[at]!
    await expectNoEnglish(server, () => ({ path: path(), form: form?.() ?? null, cookie: cookies[by] }))
  })
})
