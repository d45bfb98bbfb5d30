import type { Config } from '../config.ts'
import type { OpenDb } from '../db/index.ts'
import type { addressesOf, certificateOf } from '../federation/own-address.ts'
import type { World } from '../world.ts'

/** How a finding stands: all is well, somebody should look, or something does not work. */
export type Level = 'good' | 'worth a look' | 'broken'

/** What the doctor found about one thing, in one sentence, and what is to be done about it. */
export type Finding = {
  readonly about: string
  readonly level: Level
  readonly says: string
  readonly todo: string | null
}

/** What the doctor has in hand: the settings as they are here, the database as it is, and a world over it that is not at work. */
export type Patient = {
  readonly config: Config
  readonly open: OpenDb
  readonly world: World
  /** Whether the database was told that its server keeps still. */
  readonly still: boolean
  /** What of the network is looked at past the client; a test puts its own here. */
  readonly outside: { readonly addressesOf: typeof addressesOf; readonly certificateOf: typeof certificateOf }
}

/** One thing that the doctor looks at. What it throws is said as a finding, and the others are looked at all the same. */
export type Check = {
  readonly about: string
  look(patient: Patient): Promise<Found[]>
}

/** A finding of a check, which knows what it is about. */
export type Found = Omit<Finding, 'about'>

/** All is well. */
export const good = (says: string): Found => ({ level: 'good', says, todo: null })

/** Somebody should look. */
export const look = (says: string, todo: string): Found => ({ level: 'worth a look', says, todo })

/** Something does not work. */
export const broken = (says: string, todo: string): Found => ({ level: 'broken', says, todo })
