import { z } from 'zod'

/** How wide a hub speaks, or a record reaches, narrowest first. */
export const levels = ['local', 'regional', 'national', 'global'] as const
export type Level = (typeof levels)[number]
export const Level = z.enum(levels)
