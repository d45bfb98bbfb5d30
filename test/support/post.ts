import { chancesOf, shuffled } from './chances.ts'
import type { About } from './server.ts'

/** A bad post before a server's door, and what it did so far. */
export type BadPost = Required<Pick<About, 'door'>> & {
  readonly counts: { came: number; lost: number; repeated: number; handed: number }
  /** Hands some of the letters that lie there over, in any order; or all of them. */
  handOver(all?: boolean): Promise<void>
}

/**
 * A post that thanks for every letter and then loses a tenth of them for good, brings a tenth twice, and hands the rest
 * over late and in any order, as a seed says. A letter is handed over as it was written; all else passes by.
 */
export function badPost(seed: number): BadPost {
  const chance = chancesOf(seed)
  const counts = { came: 0, lost: 0, repeated: 0, handed: 0 }
  let held: (() => Response | Promise<Response>)[] = []
  return {
    counts,
    door: (inside) => async (request) => {
      if (request.method !== 'POST') return inside(request)
      const { url, headers } = request
      const body = await request.arrayBuffer()
      const letter = () => inside(new Request(url, { method: 'POST', headers, body }))
      const lot = chance()
      counts.came++
      if (lot < 0.1) counts.lost++
      else if (lot < 0.2) held.push(letter, letter)
      else held.push(letter)
      if (lot >= 0.1 && lot < 0.2) counts.repeated++
      return new Response(null, { status: 202 })
    },
    async handOver(all = false) {
      const mixed = shuffled(held, chance)
      const some = all ? mixed : mixed.slice(0, Math.ceil(mixed.length / 3))
      held = mixed.slice(some.length)
      for (const letter of some) await letter()
      counts.handed += some.length
    },
  }
}
