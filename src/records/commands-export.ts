import { readFile } from 'node:fs/promises'
import type { Command } from 'commander'
import type { RecordKind } from '../federation/kinds.ts'
import { recordById } from '../federation/store/records.ts'
import { granted } from '../lib/granted.ts'
import { isRefusal, type Refusal, refuse } from '../lib/refusal.ts'
import { instant } from '../lib/time.ts'
import type { Who } from '../lib/who.ts'
import { hubNamed } from '../members/actions.ts'
import type { WithWorld } from '../slice.ts'
import type { World } from '../world.ts'
import { type Commanded, idIn, performing, verb } from './commands.ts'
import { type AnyRecord, isDraft, type Kept, noSuch, type Placed } from './model.ts'
import { type Imported, readRecordFile, toRecordFile } from './wire-export.ts'

/** What a kind says of itself so that its records can be given away in a file, and taken in from one. */
export type Exported<R extends AnyRecord> = {
  readonly kind: RecordKind<Omit<R, keyof Kept> & Placed>
  /** Makes a draft of a record that another hub gave away. */
  draftOf(world: World, who: Who, imported: Imported<Omit<R, keyof Kept> & Placed>): Promise<R | Refusal>
}

/** Commands that give a record away in a file and take one in: export and import. */
export function exportCommands<R extends AnyRecord>(
  command: Command,
  withWorld: WithWorld,
  kind: Commanded<R> & Exported<R>,
): void {
  const { noun } = kind
  const perform = performing(withWorld, kind)

  command
    .command('export')
    .argument('<id>', 'its id or its address', idIn)
    .description(`print a published ${noun} as a file that another hub can take in`)
    .option('--hub <handle>', 'which hub, where there are several')
    .action((id: string, options) =>
      withWorld(async (world) => {
        const hub = granted(await hubNamed(world, options.hub ?? null))
        const record = granted((await kind.one(world.db, hub.id, id)) ?? noSuch)
        const entry = await recordById(world.db, record.id)
        if (isDraft(record) || record.withdrawn !== null || !entry?.document)
          return void granted(refuse(`Only a published ${noun} is given away, and this one is not public.`))
        const about = { kind: noun, publisher: hub.name, exported: instant(world.clock()) }
        console.log(JSON.stringify(toRecordFile({ ...about, document: JSON.parse(entry.document) }), null, 2))
      }),
    )

  verb(
    command
      .command('import')
      .argument('<file>', 'a file that another hub has exported')
      .description(`make a draft of a published ${noun} of another hub, with its source and licence`),
  ).action((file: string, options) =>
    perform(options, async (world, who) => {
      const imported = await readRecordFile(await textOf(file), kind.kind)
      return isRefusal(imported) ? imported : kind.draftOf(world, who, imported)
    }),
  )
}

async function textOf(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch {
    return granted({ refused: `There is no file ${file} to be read.` })
  }
}
