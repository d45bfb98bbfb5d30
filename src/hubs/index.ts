import type { Slice } from '../slice.ts'
import { refreshHubs } from './actions.ts'

/** The hubs on this server, and those they know and follow. Their pages stand on the map; their commands with the people who give them. */
export const hubs: Slice = {
  name: 'hubs',
  atStart: refreshHubs,
}
