import { assemblies } from './assemblies/index.ts'
import { digests } from './digests/index.ts'
import { fediverse } from './fediverse/index.ts'
import { hubs } from './hubs/index.ts'
import { issues } from './issues/index.ts'
import { map } from './map/index.ts'
import { members } from './members/index.ts'
import { moderation } from './moderation/index.ts'
import { outcomes } from './outcomes/index.ts'
import type { Slice } from './slice.ts'

/** The whole server, in the order in which its parts may lean on each other: each only on those before it. */
export const slices: readonly Slice[] = [
  hubs,
  members,
  issues,
  assemblies,
  outcomes,
  map,
  digests,
  moderation,
  fediverse,
]
