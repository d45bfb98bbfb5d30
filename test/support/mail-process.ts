// A process of its own that sends mail, started by a test: `node mail-process.ts ADDRESS NOW SMTP_URL`. It goes on until it
// is told to stop, or is killed.
import { readConfig } from '../../src/config.ts'
import { openDb } from '../../src/db/index.ts'
import { openPulse } from '../../src/db/pulse.ts'
import { openVault } from '../../src/db/secret.ts'
import { workTheMail } from '../../src/mail/work.ts'
import type { World } from '../../src/world.ts'

const [address, now, url] = process.argv.slice(2) as [string, string, string]
const open = openDb(address)
const stop = new AbortController()
const world = {
  config: readConfig({
    ...{ FOLKMOOT_ORIGIN: 'https://hub.example', SMTP_URL: url },
    FOLKMOOT_MAIL_FROM: 'hub@example.org',
  }),
  db: open.db,
  vault: openVault('a secret for tests that nobody else knows'),
  clock: () => Number(now),
  log: (level: string, what: string) => process.send!({ logged: `${level}: ${what}` }),
  pulse: openPulse(open),
} as unknown as World
process.on('message', () => stop.abort())
process.send!({ ready: true })
await workTheMail(world, stop.signal)
await open.close()
process.disconnect()
