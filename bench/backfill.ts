import { now } from './child.ts'
import type { Row } from './rows.ts'
import type { Section } from './section.ts'
import { shownBy, startFolkmoot, until } from './servers.ts'

/** How quickly a hub that begins to follow another reads all that it published before. */
export const measureBackfill: Section = async ({ quick, limits, freshDatabase }) => {
  const issues = quick ? 60 : 500
  const origin = await startFolkmoot()
  await origin.child.ask('fill', { issues })
  const rows: Row[] = []
  for (const [name, database] of [
    ['SQLite', undefined],
    ['PostgreSQL', await freshDatabase()],
  ] as const) {
    const reader = await startFolkmoot(database)
    const cpu = await reader.child.cpu()
    const began = await reader.child.ask<number>('follow', { actor: origin.actor })
    await until('all its issues are here', 50, async () => (await shownBy(reader.origin)) >= issues)
    const took = (now() - began) / 1000
    rows.push({
      ...{
        section: 'backfill',
        what: `Folkmoot on ${name}: a new follower reads ${issues} issues`,
        unit: 'records a second',
      },
      ...{ value: issues / took, cpu: ((await reader.child.cpu()) - cpu) / issues },
      limit: { what: 'Ed25519 checks', value: limits.edVerify },
    })
    await reader.end()
  }
  await origin.end()
  return rows
}
