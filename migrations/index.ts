import type { Kysely, RawBuilder } from 'kysely'
import * as begin from './0001-begin.ts'
import * as owed from './0002-owed.ts'
import * as records from './0003-records.ts'
import * as policy from './0004-policy.ts'
import * as assemblies from './0005-assemblies.ts'
import * as outcomes from './0006-outcomes.ts'
import * as responses from './0007-responses.ts'
import * as invitations from './0008-invitations.ts'
import * as people from './0009-people.ts'
import * as mail from './0010-mail.ts'
import * as search from './0011-search.ts'
import * as consent from './0013-consent.ts'
import * as moderation from './0014-moderation.ts'
import * as peopleMore from './0015-people-more.ts'
import * as settings from './0017-settings.ts'
import * as digests from './0018-digests.ts'
import * as site from './0019-site.ts'
import * as zones from './0020-zones.ts'
import * as mailedPasses from './0021-mailed-passes.ts'

/** The words of DDL in which the databases differ: see src/db/dialect.ts, which hands them in. */
export type Ddl = {
  int: RawBuilder<unknown>
  real: RawBuilder<unknown>
  serial: RawBuilder<unknown>
  end: RawBuilder<unknown>
  words: readonly RawBuilder<unknown>[]
}

/** One step of the schema. Frozen once released: it imports nothing from src and is never edited. */
// biome-ignore lint/suspicious/noExplicitAny: a migration knows the schema of its own day, not today's.
export type Migration = { up(db: Kysely<any>, ddl: Ddl): Promise<void> }

/** Every step in order, listed by hand so that it needs no file system to find them. */
export const migrations: Record<string, Migration> = {
  '0001-begin': begin,
  '0002-owed': owed,
  '0003-records': records,
  '0004-policy': policy,
  '0005-assemblies': assemblies,
  '0006-outcomes': outcomes,
  '0007-responses': responses,
  '0008-invitations': invitations,
  '0009-people': people,
  '0010-mail': mail,
  '0011-search': search,
  '0013-consent': consent,
  '0014-moderation': moderation,
  '0015-people-more': peopleMore,
  '0017-settings': settings,
  '0018-digests': digests,
  '0019-site': site,
  '0020-zones': zones,
  '0021-mailed-passes': mailedPasses,
}
