import { recordByIri } from '../../src/federation/store/records.ts'
import { publicIssue } from '../../src/issues/store.ts'
import type { World } from '../../src/world.ts'

/** The public issue at an address, ours or a copy, withdrawn ones too, as it stands in the slice. */
export async function issueByIri(world: World, iri: string) {
  const record = await recordByIri(world.db, iri)
  return record && publicIssue(world.db, record.id)
}
