import type { Slice } from '../slice.ts'
import { readHubs } from './list.ts'
import { pages } from './pages.tsx'

/** What everybody can read: the lists of issues, outcomes and actions near and far, and who this server is. It writes nothing. */
export const map: Slice = {
  name: 'map',
  pages,
  atStart: async (world) => {
    await readHubs(world)
  },
}
