import { hubById } from '../hubs/store.ts'
import { issueChoices } from '../issues/views-desk.ts'
import { languagesFrom } from '../lib/language-names.ts'
import type { Who } from '../lib/who.ts'
import type { Filling } from '../records/desk-kind.ts'
import { choicesOf, type FormField, type Section } from '../records/fields.ts'
import { all, field, groupsShown, linesIn, numberOrNull, one, orNull, type Typed } from '../records/typed.ts'
import type { World } from '../world.ts'
import type { Assembly } from './model.ts'
import { kinds, meetings, phases, provisions, selections } from './model-shape.ts'
import { ownAssemblies } from './store.ts'

const envelope = ['name', 'street', 'postalCode', 'locality', 'country'] as const

/** The fields that only assemblies have: when, where, what sort, who can take part, what becomes of it, the agenda. */
export async function assemblySections(filling: Filling): Promise<readonly Section[]> {
  const { world, hub, words, typed } = filling
  const { t } = words
  const line = (name: string, label: string, hint?: string): FormField => ({
    ...{ name, label, as: 'line', most: 500 },
    ...(hint !== undefined && { hint }),
  })
  const issues = await issueChoices(world, hub.actor, all(typed, 'issues'))
  return [
    {
      title: t('assemblies.when'),
      folded: false,
      fields: [
        { name: 'starts', label: t('assemblies.starts'), hint: t('assemblies.starts-hint'), as: 'moment' },
        { name: 'ends', label: t('assemblies.ends'), as: 'moment' },
        line('zone', t('assemblies.zone'), t('assemblies.zone-hint')),
      ],
    },
    {
      title: t('assemblies.sort'),
      folded: false,
      fields: [
        {
          ...{ name: 'kind', label: t('assemblies.kind'), as: 'choice', none: t('write.choose') },
          choices: choicesOf(kinds, (kind) => `assemblies.kind-${kind}`, words),
        },
        {
          ...{ name: 'selection', label: t('assemblies.selection'), as: 'choice' },
          choices: choicesOf(selections, (selection) => `assemblies.selection-${selection}`, words),
        },
        {
          ...{ name: 'meeting', label: t('assemblies.meeting'), as: 'choice' },
          choices: choicesOf(meetings, (meeting) => `assemblies.meeting-${meeting}`, words),
        },
      ],
    },
    {
      title: t('assemblies.venue'),
      folded: false,
      fields: [
        ...envelope.map((name) => line(`venue.${name}`, t(`assemblies.venue-${name}`))),
        {
          ...{ name: 'venueHidden', label: t('assemblies.hidden'), as: 'switch' },
          says: t('assemblies.hidden-says'),
        },
        { name: 'online', label: t('assemblies.online'), as: 'address' },
      ],
    },
    {
      title: t('assemblies.result'),
      folded: false,
      fields: [
        line('destination', t('assemblies.destination'), t('assemblies.destination-hint')),
        ...(issues.length === 0
          ? []
          : [{ name: 'issues', label: t('assemblies.issues'), as: 'boxes', choices: issues } as const]),
        {
          ...{ name: 'otherIssues', label: t('assemblies.other-issues'), as: 'lines', rows: 2 },
          hint: t('assemblies.other-issues-hint'),
        },
      ],
    },
    {
      title: t('assemblies.access'),
      folded: true,
      fields: [
        {
          ...{ name: 'access', label: t('assemblies.provided'), as: 'boxes' },
          choices: choicesOf(provisions, (key) => `assemblies.provides-${key}`, words),
        },
        line('accessNote', t('assemblies.access-note')),
        line('spoken', t('assemblies.spoken'), t('assemblies.spoken-hint')),
      ],
    },
    {
      title: t('assemblies.coming'),
      folded: true,
      fields: [
        {
          name: 'register',
          label: t('assemblies.register'),
          hint: t('assemblies.register-hint'),
          as: 'address',
        },
        { name: 'capacity', label: t('assemblies.capacity'), as: 'number' },
        line('funding', t('assemblies.funding')),
      ],
    },
    {
      title: t('assemblies.agenda'),
      folded: true,
      fields: Array.from({ length: groupsShown(typed, 'agenda') }, (_, at) =>
        itemFields(filling, at, issues),
      ).flat(),
      more: { what: 'groups.agenda', label: t('assemblies.more-items') },
    },
  ]
}

function itemFields(
  { words }: Filling,
  at: number,
  issues: Awaited<ReturnType<typeof issueChoices>>,
): FormField[] {
  const { t } = words
  const of = (what: string) => `agenda.${at}.${what}`
  const number = words.number(at + 1)
  return [
    { name: of('title'), label: t('assemblies.item', { number }), as: 'line', most: 200 },
    { name: of('minutes'), label: t('assemblies.item-minutes', { number }), as: 'number' },
    {
      ...{ name: of('phase'), label: t('assemblies.item-phase', { number }), as: 'choice', none: '–' },
      choices: choicesOf(phases, (phase) => `assemblies.phase-${phase}`, words),
    },
    ...(issues.length === 0
      ? []
      : [
          {
            ...({ name: of('issue'), label: t('assemblies.item-issue', { number }) } as const),
            ...({ as: 'choice', choices: issues, none: '–' } as const),
          },
        ]),
  ]
}

/** What stands in these fields of an assembly. */
export function typedOf(assembly: Assembly): Typed {
  const { starts, ends, zone, kind, selection, meeting, venue, venueHidden, online, register } = assembly
  const { destination, issues, access, accessNote, spoken, funding, capacity, agenda } = assembly
  return {
    ...{ starts: field(starts), ends: field(ends), zone: [zone], kind: field(kind || null) },
    ...{ selection: [selection], meeting: [meeting], venueHidden: venueHidden ? ['on'] : [] },
    ...Object.fromEntries(envelope.map((name) => [`venue.${name}`, field(venue?.[name] ?? null)])),
    ...{ online: field(online), register: field(register), destination: field(destination), issues, access },
    ...{ accessNote: field(accessNote), spoken: spoken.length === 0 ? [] : [spoken.join(', ')] },
    ...{ funding: field(funding), capacity: field(capacity) },
    ...Object.fromEntries(
      agenda.flatMap(({ title, minutes, phase, issue }, at) =>
        Object.entries({ title, minutes, phase, issue }).map(([what, value]) => [
          `agenda.${at}.${what}`,
          field(value),
        ]),
      ),
    ),
  }
}

/** What they say. */
export function saidIn(typed: Typed, _before: unknown, lang: string): Record<string, unknown> {
  const venue = Object.fromEntries(envelope.map((name) => [name, orNull(typed, `venue.${name}`)]))
  const items = Array.from({ length: groupsShown(typed, 'agenda') }, (_, at) => ({
    title: one(typed, `agenda.${at}.title`),
    minutes: numberOrNull(typed, `agenda.${at}.minutes`),
    phase: orNull(typed, `agenda.${at}.phase`),
    issue: orNull(typed, `agenda.${at}.issue`),
  }))
  return {
    ...{ starts: orNull(typed, 'starts'), ends: orNull(typed, 'ends'), zone: one(typed, 'zone') },
    ...{ kind: one(typed, 'kind'), selection: one(typed, 'selection'), meeting: one(typed, 'meeting') },
    venue: Object.values(venue).every((part) => part === null) ? null : { ...venue, name: venue.name ?? '' },
    venueHidden: all(typed, 'venueHidden').includes('on'),
    ...{ online: orNull(typed, 'online'), register: orNull(typed, 'register') },
    ...{ destination: orNull(typed, 'destination'), funding: orNull(typed, 'funding') },
    issues: [...all(typed, 'issues'), ...linesIn(typed, 'otherIssues')],
    ...{ access: all(typed, 'access'), accessNote: orNull(typed, 'accessNote') },
    ...{ spoken: languagesFrom(one(typed, 'spoken'), lang), capacity: numberOrNull(typed, 'capacity') },
    agenda: items.filter(
      (item) => item.title !== '' || item.minutes !== null || item.phase !== null || item.issue !== null,
    ),
  }
}

/** With what a new one begins: the zone of the hub’s last one, or of the hub, and the issue that led here. */
export async function begunWith(
  world: World,
  who: Who,
  asked: (name: string) => string | undefined,
): Promise<Typed> {
  const [last] = await ownAssemblies(world.db, who.hub, { limit: 1 })
  const issue = asked('issue')
  return {
    zone: [last?.zone ?? (await hubById(world, who.hub))?.zone ?? 'UTC'],
    ...{ selection: ['open'], meeting: ['in-person'] },
    ...(issue !== undefined && { issues: [issue] }),
  }
}
