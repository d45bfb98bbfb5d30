import {
  amendAssembly,
  announceAssembly,
  draftAssembly,
  moveAssembly,
  withdrawAssembly,
} from '../../src/assemblies/actions.ts'
import { invite } from '../../src/assemblies/actions-invite.ts'
import type { AssemblyInput } from '../../src/assemblies/model-shape.ts'
import { actorIri } from '../../src/federation/iri.ts'
import { serverActor } from '../../src/federation/store/actors.ts'
import { amendIssue, draftIssue, publishIssue, withdrawIssue } from '../../src/issues/actions.ts'
import { DAY, HOUR } from '../../src/lib/time.ts'
import { draftOutcome, publishOutcome } from '../../src/outcomes/actions.ts'
import { draftAction, publishAction } from '../../src/outcomes/actions-action.ts'
import { everybody, send, startPeer } from './peer.ts'
import type { Json } from './peer-signatures.ts'
import { sure } from './people.ts'
import { startServer, until } from './server.ts'

/** What a hub and its server send, by what each letter is about. */
export type Sent = {
  /** The hub, the server, and every document a letter may point at, by its address. */
  readonly documents: Readonly<Record<string, Json>>
  readonly hub: Json
  readonly server: Json
  readonly letters: Readonly<Record<string, Json>>
}

/** The words by which a reader would know what is shown to them. */
export const words = {
  issue: {
    title: 'Late buses',
    asked: 'Run buses after eight.',
    text: 'Nobody gets home from the night shift.',
  },
  assembly: {
    title: 'Buses after eight',
    asked: 'When should the last bus go?',
    text: 'Bring your timetables.',
    place: 'Community Hall',
  },
  outcome: { title: 'A later bus', text: 'We ask for a bus at ten.' },
  action: { title: 'Write to the company', text: 'With the figures.' },
} as const

/**
 * Everything a hub says to who follows it and to who asks it something, as it arrives: from a whole server, over HTTP. The
 * server is put at an address that other software would take.
 */
export async function everythingSent(): Promise<Sent> {
  const server = await startServer('sqlite')
  const peer = await startPeer()
  try {
    return await say(server, peer)
  } finally {
    await server.end()
    await peer.end()
  }
}

async function say(
  server: Awaited<ReturnType<typeof startServer>>,
  peer: Awaited<ReturnType<typeof startPeer>>,
): Promise<Sent> {
  const { world } = server
  const north = await server.hub('northend', { languages: ['en'], summary: 'We listen.' })
  const serverIri = actorIri(world, (await serverActor(world.db))!.id)
  const ann = peer.actor('ann')
  const ask = (type: string, object: string) =>
    send(ann, `${server.origin}/inbox`, {
      '@context': 'https://www.w3.org/ns/activitystreams',
      ...{ id: peer.newId('asks'), type, actor: ann.id, object, to: [everybody] },
    })
  const found: Record<string, Json> = {}
  /** Waits for a letter and keeps it under a name. */
  const keep = async (name: string, type: string, about: string) => {
    found[name] = await until(`${name} comes`, () =>
      peer
        .letters()
        .find(
          (letter) =>
            letter.type === type &&
            !Object.values(found).some(({ id }) => id === letter.id) &&
            [letter.object, letter.object?.id, letter.object?.object].includes(about),
        ),
    )
  }
  await ask('Follow', north.hub.actor)
  await keep('Accept of a Follow', 'Accept', north.hub.actor)
  await ask('Follow', serverIri)
  await keep('Accept of a Follow of the server', 'Accept', serverIri)

  const { title, asked, text } = words.issue
  const titles = { en: title }
  const summaries = { en: asked }
  const place = { level: 'local' as const, basis: 'listening' as const, themes: ['transport'] }
  const draft = sure(
    await draftIssue(world, north.who, { ...place, titles, summaries, contents: { en: text } }),
  )
  const issue = sure(await publishIssue(world, north.who, draft.id))
  await keep('issue', 'Create', issue.iri)
  sure(await amendIssue(world, north.who, issue.id, { evidence: [{ measure: 'voices', count: 41 }] }))
  await keep('issue, amended', 'Update', issue.iri)

  const announce = async (name: string, more: Partial<AssemblyInput>) => {
    const said = words.assembly
    const input = {
      titles: { en: said.title },
      summaries: { en: said.asked },
      contents: { en: said.text },
      ...{
        kind: 'community' as const,
        level: 'local' as const,
        zone: 'Europe/London',
        themes: ['transport'],
      },
      ...{ starts: '2027-01-12T18:00', ends: '2027-01-12T20:30', destination: 'The company answers.' },
      venue: { name: said.place, street: '5 Mill Lane', locality: 'Luton' },
      ...more,
    }
    const made = sure(await draftAssembly(world, north.who, input))
    const assembly = sure(await announceAssembly(world, north.who, made.id))
    await keep(name, 'Create', assembly.iri)
    return assembly
  }
  const assembly = await announce('assembly', {})
  await keep('Announce of an assembly', 'Announce', assembly.iri)
  await announce('assembly, venue hidden', { venueHidden: true })
  await announce('assembly, no end', { ends: null })
  await announce('assembly, online', { meeting: 'online', venue: null, online: 'https://meet.example/1' })
  await announce('assembly, only a pin', { venue: null, place: null, pin: { lat: 51.914, lon: -0.42 } })
  await announce('assembly, only a name', { venue: { name: 'Community Hall' } })
  await announce('assembly, to register', { register: 'https://forms.example/1', capacity: 60 })
  sure(
    await amendAssembly(world, north.who, assembly.id, {
      starts: '2027-01-13T18:00',
      ends: '2027-01-13T20:00',
    }),
  )
  await keep('assembly, amended', 'Update', assembly.iri)
  sure(await moveAssembly(world, north.who, assembly.id, 'postponed'))
  await keep('assembly, put off', 'Update', assembly.iri)
  sure(await moveAssembly(world, north.who, assembly.id, 'cancelled'))
  await keep('assembly, cancelled', 'Update', assembly.iri)

  const decisions = [{ text: words.outcome.text, method: 'consent', result: 'adopted' } as const]
  const made = sure(
    await draftOutcome(world, north.who, {
      ...{ titles: { en: words.outcome.title }, decisions, issues: [issue.iri], present: 38 },
    }),
  )
  const outcome = sure(await publishOutcome(world, north.who, made.id))
  await keep('outcome', 'Create', outcome.iri)
  const todo = sure(
    await draftAction(world, north.who, {
      ...{ titles: { en: words.action.title }, contents: { en: words.action.text }, outcome: outcome.iri },
    }),
  )
  const action = sure(await publishAction(world, north.who, todo.id))
  await keep('action', 'Create', action.iri)

  const soon = new Date(Date.now() + 3 * DAY).toISOString().slice(0, 16)
  const near = await announce('assembly, soon', { starts: soon, ends: null, zone: 'UTC' })
  server.clock.ahead = 2 * HOUR
  await invite(world)
  await until('it is invited', () =>
    peer.letters().some(({ object }) => object?.['moot:assembly'] === near.iri),
  ).then(() => {
    found.invitation = peer.letters().find(({ object }) => object?.['moot:assembly'] === near.iri)!
  })

  sure(await withdrawAssembly(world, north.who, assembly.id, 'It was a mistake.'))
  await keep('assembly, withdrawn', 'Delete', assembly.iri)
  await keep('Undo of the Announce', 'Undo', assembly.iri)
  sure(await withdrawIssue(world, north.who, issue.id, 'It was a mistake.'))
  await keep('issue, withdrawn', 'Delete', issue.iri)
  server.clock.ahead = 0
  await ask('Join', near.iri)
  await keep('Reject of a Join', 'Reject', near.iri)

  const get = async (address: string): Promise<Json> =>
    (await fetch(address, { headers: { accept: 'application/activity+json' } })).json() as Promise<Json>
  const [hub, itself] = [await get(north.hub.actor), await get(serverIri)]
  const documents: Record<string, Json> = { [hub.id]: hub, [itself.id]: itself }
  for (const { object } of Object.values(found))
    if (typeof object?.id === 'string' && object.content) documents[object.id] = object
  const abroad = <T>(what: T): T =>
    JSON.parse(
      JSON.stringify(what)
        .replaceAll(server.origin, 'https://hub.example')
        .replaceAll(`localhost:${server.port}`, 'hub.example'),
    ) as T
  return abroad({ documents, hub, server: itself, letters: found })
}
