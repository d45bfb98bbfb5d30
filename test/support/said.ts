import { type Assembly, assemblyStates } from '../../src/assemblies/model.ts'
import {
  facts as assemblyFacts,
  kinds,
  meetings,
  provisions,
  selections,
} from '../../src/assemblies/model-shape.ts'
import { toAssembly } from '../../src/assemblies/wire.ts'
import { toInvitation } from '../../src/assemblies/wire-invitation.ts'
import { type Issue, issueStates } from '../../src/issues/model.ts'
import { facts as issueFacts } from '../../src/issues/model-shape.ts'
import { toArticle } from '../../src/issues/wire.ts'
import type { JsonObject } from '../../src/lib/json.ts'
import { levels } from '../../src/lib/level.ts'
import { themes } from '../../src/lib/themes.ts'
import type { Instant } from '../../src/lib/time.ts'
import { type Outcome, outcomeStates } from '../../src/outcomes/model.ts'
import { type Action, actionStates } from '../../src/outcomes/model-action.ts'
import { actionFacts } from '../../src/outcomes/model-action-shape.ts'
import { methods, facts as outcomeFacts, results } from '../../src/outcomes/model-shape.ts'
import { toNote } from '../../src/outcomes/wire.ts'
import { toActionNote } from '../../src/outcomes/wire-action.ts'

const at = '2026-11-01T10:00:00.000Z' as Instant

/** What is alike in all of these records, in a language. */
const kept = (language: string) => ({
  ...{ id: '1', hub: 'h', iri: 'https://hub.example/r/1', owner: 'https://hub.example/actors/h' },
  ...{ language, revision: 1, withdrawn: null, reason: null, created: at, published: at, updated: at },
  titles: { [language]: 'Fix the <lifts> & stairs' },
  summaries: { [language]: 'Both lifts, $t(frame.map), {{count}} before winter.' },
  contents: { [language]: 'They fail.' },
  html: { [language]: '<p>They fail.</p>' },
})
const placed = (n: number) => ({
  level: levels[n % levels.length],
  place: n % 3 === 0 ? null : 'Marsh Farm',
  themes: [themes[n % themes.length]!.key, themes[(n + 7) % themes.length]!.key],
})
const link = (n: number) => `https://hub.example/x/${n}`

/** Records of every kind, in every state, with all they can say and with next to nothing, as they go out; by a name for each. */
export function saidIn(language: string): Readonly<Record<string, JsonObject>> {
  const said: Record<string, JsonObject> = {}
  const drafts = ['noticed', 'proposed', 'idea', 'planning', 'drafting', 'checking', 'withdrawn']
  const open = (state: string) => !drafts.includes(state)
  issueStates.filter(open).forEach((state, n) => {
    const facts = issueFacts.parse({
      ...{ ...placed(n), basis: 'listening', deciders: ['council', 'ourselves', 'the tenants’ fund'] },
      evidence: [
        'agree',
        'disagree',
        'pass',
        'voices',
        'present',
        'favour',
        'against',
        'signatures',
        'doors',
      ].map((measure, i) => ({ measure, count: [1, 2, 41, 1204, 1_000_000][(n + i) % 5] })),
      source: {
        ...{ title: 'Better <buses>', url: n % 2 ? link(n) : null, credit: 'Polis', item: '12' },
        ...{ licence: 'https://creativecommons.org/licenses/by-sa/4.0/', gathered: '2026-03-31' },
      },
      links: { mergedInto: link(1), splitFrom: link(2) },
    })
    said[`issue ${state}`] = toArticle({ ...kept(language), ...facts, state } as Issue)
    const bare = issueFacts.parse({ level: 'local', basis: 'petition' })
    said[`bare issue ${state}`] = toArticle({ ...kept(language), ...bare, state } as Issue)
  })
  assemblyStates.filter(open).forEach((state, n) => {
    for (const [m, meeting] of meetings.entries()) {
      const facts = assemblyFacts.parse({
        ...{
          ...placed(n),
          kind: kinds[n % kinds.length],
          selection: selections[(n + m) % selections.length],
        },
        ...{ meeting, starts: '2026-12-12T18:00', zone: ['Europe/London', 'Asia/Kolkata', 'UTC'][m] },
        ends: [null, '2026-12-12T20:30', '2026-12-13T01:00'][(n + m) % 3],
        venue: n % 2 ? { name: 'The old bakery', street: '3 Mill Lane', locality: 'North End' } : null,
        ...{ venueHidden: n % 4 === 1, online: link(3), register: link(4) },
        ...{
          spoken: ['en', 'pl'],
          access: provisions,
          accessNote: 'Ring the bell',
          capacity: [1, 80, 1200][m],
        },
        ...{
          destination: 'The council answers',
          funding: 'Tins',
          issues: [link(5), link(6)],
          series: link(7),
        },
        agenda: [{ title: 'Welcome', minutes: 10 }, { title: 'Talk' }],
      })
      const assembly = { ...kept(language), ...facts, state } as Assembly
      said[`assembly ${state} ${meeting}`] = toAssembly(assembly)
      if (m === 0)
        said[`invitation ${state}`] = toInvitation(assembly, {
          ...{ iri: link(8), revision: 1, published: at, updated: at },
        })
    }
  })
  const tallies = [null, { favour: 35, against: 0, abstained: 3 }, { favour: 1, against: 1, blocked: 1 }]
  for (const [m, method] of methods.entries())
    for (const [n, result] of results.entries()) {
      const facts = outcomeFacts.parse({
        ...placed(m + n),
        decisions: [
          { text: 'A fund & more', method, result, tally: tallies[(m + n) % 3] },
          ...(n % 2 ? [{ text: 'Who?', result: 'deferred', tally: { favour: 1035, against: 2 } }] : []),
        ],
        ...{ present: n === 0 ? null : n === 1 ? 1 : 1200, checked: '2026-10-14', preparedBy: 'the team' },
        ...{ disagreements: ['How large'], assembly: n % 2 ? link(9) : null, issues: [link(5), link(6)] },
        ...{ supersedes: m % 2 ? link(10) : null, supersededBy: m % 3 ? null : link(11) },
      })
      const state = outcomeStates.filter(open)[(m + n) % 2]
      said[`outcome ${method} ${result}`] = toNote({ ...kept(language), ...facts, state } as Outcome)
    }
  actionStates
    .filter((state) => open(state))
    .forEach((state, n) => {
      const facts = actionFacts.parse({
        ...{
          ...placed(n),
          doer: 'the stairwell group',
          due: '2026-10-20',
          progress: state === 'done' ? 100 : 40,
        },
        ...{ blockedBy: 'No key', evidence: link(12), outcome: link(13), issue: link(14) },
      })
      said[`action ${state}`] = toActionNote({ ...kept(language), ...facts, state } as Action)
    })
  return said
}
