import { inTransaction } from '../../src/db/index.ts'
import { newId } from '../../src/lib/id.ts'
import { instant } from '../../src/lib/time.ts'
import type { Role } from '../../src/lib/who.ts'
import { addPersonIn } from '../../src/members/actions.ts'
import { beginSessionIn } from '../../src/members/actions-sessions.ts'
import { giveAddressIn } from '../../src/members/store-people.ts'
import { sure } from './people.ts'
import type { TestServer } from './server.ts'

/** Adds somebody with these roles to a hub and signs them in. @returns the cookie, as a browser would send it */
export async function signIn(
  { world }: Pick<TestServer, 'world'>,
  hub: string,
  roles: readonly Role[],
  name = `Person ${newId().slice(-12)}`,
): Promise<string> {
  const at = instant(world.clock())
  const { token } = await inTransaction(world.db, async (tx) => {
    const person = sure(await addPersonIn(tx, { hub, name, roles, at }))
    return beginSessionIn(tx, person, 'Mozilla/5.0 (Android 16) Firefox/150.0', at)
  })
  return `folkmoot=${token}`
}

/** Gives somebody the mail address that they have confirmed. */
export async function hasAddress({ world }: Pick<TestServer, 'world'>, name: string, address: string) {
  const people = await world.db
    .selectFrom('people')
    .select(['id', 'hub_id'])
    .where('name', '=', name)
    .execute()
  await inTransaction(world.db, async (tx) => {
    for (const { id, hub_id: hub } of people) await giveAddressIn(tx, { id, hub }, address)
  })
}
