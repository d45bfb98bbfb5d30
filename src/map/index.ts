import type { Slice } from '../slice.ts'
import { besideRecord } from './beside.tsx'
import { readHubs } from './list.ts'
import { pages } from './pages.tsx'

/** What everybody can read: the lists of issues, outcomes and actions near and far, and who this server is. It writes nothing. */
export const map: Slice = {
  name: 'map',
  pages,
  beside: besideRecord,
  atStart: async (world) => {
    await readHubs(world)
  },
}
