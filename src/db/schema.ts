import type { AssembliesTables } from '../assemblies/table.ts'
import type { DigestsTables } from '../digests/table.ts'
import type { FederationTables } from '../federation/table.ts'
import type { HubsTables } from '../hubs/table.ts'
import type { IssuesTables } from '../issues/table.ts'
import type { MailTables } from '../mail/table.ts'
import type { MembersTables } from '../members/table.ts'
import type { ModerationTables } from '../moderation/table.ts'
import type { OutcomesTables } from '../outcomes/table.ts'
import type { RecordsTables } from '../records/table.ts'

/** Every table, by the name of the place that owns it. Types only: the one place that names all slices on the left. */
export interface Schema
  extends FederationTables,
    MailTables,
    RecordsTables,
    HubsTables,
    MembersTables,
    IssuesTables,
    AssembliesTables,
    OutcomesTables,
    DigestsTables,
    ModerationTables {}
