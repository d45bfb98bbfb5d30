import type { Place } from './network.ts'

/** An issue as it stands on a server's map. */
export type Shown = {
  readonly id: string
  readonly title: string
  readonly revision: number
  readonly hub: { id: string }
}

/** How long something may take before the demonstration gives up (ms); on a busy machine it takes a second. */
const patience = 60_000

/** What the map of a server shows now: the same list as the page, as data. */
export async function shownBy({ origin }: Place): Promise<Shown[]> {
  const answer = await fetch(`${origin}/map.json`)
  if (!answer.ok) throw new Error(`${origin}/map.json answers ${answer.status}`)
  const { issues } = (await answer.json()) as { issues: Shown[] }
  return issues
}

/**
 * Looks at the map of a server over and over until it shows what is waited for; says how long that took (ms).
 * @throws where it never does
 */
export async function arrived(
  place: Place,
  what: string,
  is: (shown: readonly Shown[]) => boolean,
): Promise<number> {
  const began = performance.now()
  while (!is(await shownBy(place))) {
    if (performance.now() - began > patience) throw new Error(`${what} never arrived at ${place.hub.name}.`)
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
  return performance.now() - began
}

/** A duration as people read it. */
export const inWords = (ms: number): string =>
  ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`
