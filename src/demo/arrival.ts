import type { Place } from './network.ts'

/** The lists of a server: a page each, and the same as data. */
export type List = 'map' | 'assemblies' | 'outcomes' | 'actions'

/** A record as it stands on a list of a server. */
export type Shown = {
  readonly id: string
  readonly title: string
  readonly revision: number
  readonly page: string
  readonly hub: { id: string }
}

/** How long something may take before the demonstration gives up (ms); on a busy machine it takes a second. */
const patience = 60_000

/** What a list of a server shows now: the same as its page, as data. */
export async function shownBy({ origin }: Place, list: List = 'map'): Promise<Shown[]> {
  const answer = await fetch(`${origin}/${list}.json`)
  if (!answer.ok) throw new Error(`${origin}/${list}.json answers ${answer.status}`)
  const data = (await answer.json()) as Record<string, Shown[]>
  return data[list === 'map' ? 'issues' : list]!
}

/**
 * Looks at a list of a server over and over until it shows what is waited for; says how long that took (ms).
 * @throws where it never does
 */
export async function arrived(
  place: Place,
  what: string,
  is: (shown: readonly Shown[]) => boolean,
  list: List = 'map',
): Promise<number> {
  const began = performance.now()
  while (!is(await shownBy(place, list))) {
    if (performance.now() - began > patience) throw new Error(`${what} never arrived at ${place.hub.name}.`)
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
  return performance.now() - began
}

/** A duration as people read it. */
export const inWords = (ms: number): string =>
  ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`
