import type { Slice } from '../slice.ts'
import { assemblyPages } from './pages.tsx'
import { adoptAssemblies } from './store-adopt.ts'
import { assemblyKind } from './wire.ts'

/** What a hub calls people together for, before the day. */
export const assemblies: Slice = {
  name: 'assemblies',
  pages: assemblyPages,
  kinds: [assemblyKind as never],
  adopt: adoptAssemblies,
  commands: async (program, withWorld) =>
    (await import('./commands.ts')).assemblyCommands(program, withWorld),
}
