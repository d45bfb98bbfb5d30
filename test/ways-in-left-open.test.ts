import { afterEach, describe, expect, it } from 'vitest'
import { offeredBy } from '../src/app.ts'
import { inTransaction } from '../src/db/index.ts'
import { newId } from '../src/lib/id.ts'
import { instant } from '../src/lib/time.ts'
import type { Who } from '../src/lib/who.ts'
import { addPerson } from '../src/members/actions.ts'
import { addDevice, invite, letInAgain, passBehind } from '../src/members/actions-passes.ts'
import { grantRole } from '../src/members/actions-people.ts'
import { beginSessionIn } from '../src/members/actions-sessions.ts'
import { erasePerson } from '../src/privacy/actions-erase.ts'
import { slices } from '../src/slices.ts'
import { dialects } from './support/db.ts'
import { asking } from './support/desk.ts'
import { sure } from './support/people.ts'
import { startServer, type TestServer } from './support/server.ts'
import { signIn } from './support/sign-in.ts'

const running: TestServer[] = []
afterEach(async () => {
  for (const server of running.splice(0)) await server.end()
})

async function begin(dialect: (typeof dialects)[number]) {
  const server = await startServer(dialect, { working: false })
  running.push(server)
  const { hub, who: amina } = await server.hub('northend')
  const add = async (name: string, ...roles: ('organiser' | 'note-taker')[]): Promise<Who> => {
    const { id } = sure(await addPerson(server.world, amina, { hub: hub.id, name, roles }))
    return { person: id, name, hub: hub.id, roles }
  }
  const opens = async (link: string) => !('refused' in (await passBehind(server.world, link)))
  return { server, world: server.world, hub, amina, add, opens }
}

describe.each(dialects)('what lets somebody in on %s', (dialect) => {
  it('opens no more once whoever gave it was erased, by themselves or by another', async () => {
    const { world, amina, add, opens } = await begin(dialect)
    const [bako, chidi] = [await add('Bako', 'organiser'), await add('Chidi', 'organiser')]
    const links = await Promise.all(
      [bako, chidi].map(
        async (who) => sure(await invite(world, who, { name: null, role: 'organiser' })).link,
      ),
    )
    const again = sure(await letInAgain(world, bako, (await add('Efua')).person)).link
    for (const link of [...links, again]) expect(await opens(link)).toBe(true)
    sure(await erasePerson(world, bako, bako.person, offeredBy(slices)))
    sure(await erasePerson(world, amina, chidi.person, offeredBy(slices)))
    for (const link of [...links, again]) expect(await opens(link)).toBe(false)
  })

  it('was given for somebody as they were: who becomes an operator meanwhile is let in by nobody’s old link', async () => {
    const { world, amina, add, opens } = await begin(dialect)
    const [bako, chidi] = [await add('Bako', 'organiser'), await add('Chidi', 'note-taker')]
    const { link } = sure(await letInAgain(world, bako, chidi.person))
    sure(await grantRole(world, amina, { name: chidi.person, role: 'organiser' }))
    expect(await opens(link)).toBe(true)
    sure(await grantRole(world, amina, { name: chidi.person, role: 'operator' }))
    expect(await opens(link)).toBe(false)
    // An operator may let them in anew.
    expect(await opens(sure(await letInAgain(world, amina, chidi.person)).link)).toBe(true)
  })

  it('is not what a stranger’s device gave itself before it was signed out', async () => {
    const { server, world, hub, opens } = await begin(dialect)
    const own = asking(server, await signIn(server, hub.id, [], 'Bako'))
    const { id } = await world.db
      .selectFrom('people')
      .select('id')
      .where('name', '=', 'Bako')
      .executeTakeFirstOrThrow()
    const bako: Who = { person: id, name: 'Bako', hub: hub.id, roles: [] }
    const session = async () => {
      const at = instant(world.clock())
      return inTransaction(world.db, (tx) => beginSessionIn(tx, { id, hub: hub.id }, undefined, at))
    }
    const stranger = await session()
    const first = await addDevice(world, bako)
    expect((await own(`/account/sessions/${stranger.session}/end`, {})).status).toBe(303)
    expect(await opens(first.link)).toBe(false)
    await session()
    const second = await addDevice(world, bako)
    expect((await own('/account/sessions/end', {})).status).toBe(303)
    expect(await opens(second.link)).toBe(false)
    // A device of one’s own that just signs out takes nothing from the others.
    const mine = asking(server, await signIn(server, hub.id, [], `Chidi ${newId()}`))
    const third = await addDevice(world, bako)
    expect((await mine('/sign-out', {})).status).toBe(303)
    expect(await opens(third.link)).toBe(true)
  })
})
