import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { dialects } from '../../test/support/db.ts'
import { asking } from '../../test/support/desk.ts'
import { sure } from '../../test/support/people.ts'
import { startServer, type TestServer } from '../../test/support/server.ts'
import { signIn } from '../../test/support/sign-in.ts'
import { everyText } from '../../test/support/texts.ts'
import { atOneMoment } from '../db/snapshot.ts'
import { changeHub } from '../hubs/actions.ts'
import { refuseWith } from '../lib/refusal.ts'
import { DAY } from '../lib/time.ts'
import type { Who } from '../lib/who.ts'
import { eraseWhatIsDue, forecast } from '../members/actions-retention.ts'
import { actsOf } from '../members/store-acts.ts'
import { draftIssue, moveIssue, publishIssue } from './actions.ts'
import { endDays, pressIssue, setPressesBack, takePressBack } from './actions-press.ts'
import { issueHoldings } from './holdings.ts'
import { endOfDay, markOf } from './model-press.ts'
import { pressesOf } from './store-press.ts'

const [ann, ben] = ['192.0.2.1', '192.0.2.2']

describe.each(dialects)('“this affects me too” on %s', (dialect) => {
  let server: TestServer
  let amina: Who
  let id: string
  beforeEach(async () => {
    // Connections come from a proxy that says from whom they are.
    server = await startServer(dialect, {
      working: false,
      env: { FOLKMOOT_PROXIES: '127.0.0.1,::1' },
    })
    const { who } = await server.hub('northend')
    amina = { ...who, roles: ['organiser'] }
    const titles = { en: 'Damp flats' }
    id = sure(await draftIssue(server.world, amina, { titles, basis: 'listening' })).id
  })
  afterEach(() => server.end())

  const publish = async () => sure(await publishIssue(server.world, amina, id))
  const pressed = async () => (await pressesOf(server.world.db, id))?.pressed ?? 0
  const press = (address: string) => pressIssue(server.world, id, address)
  const kept = async () =>
    Number(
      (
        await server.world.db
          .selectFrom('presses_today')
          .select((eb) => eb.fn.countAll<number>().as('count'))
          .executeTakeFirstOrThrow()
      ).count,
    )
  /** At noon of a day, so that no test runs over a midnight. */
  const noon = (days: number) => {
    const at = Math.floor(Date.now() / DAY) * DAY + days * DAY + DAY / 2
    server.clock.ahead = at - Date.now()
  }

  it('counts an address once a day, and can be taken back that day', async () => {
    noon(1)
    await publish()
    for (const address of [ann, ann, ben]) expect(await press(address)).toBe(true)
    expect(await pressed()).toBe(2)
    // Whoever never pressed takes nothing back, and is answered alike.
    expect(await takePressBack(server.world, id, '192.0.2.3')).toBe(true)
    expect(await pressed()).toBe(2)
    expect(await takePressBack(server.world, id, ann)).toBe(true)
    expect(await takePressBack(server.world, id, ann)).toBe(true)
    expect(await pressed()).toBe(1)
    sure(await press(ann))
    expect(await pressed()).toBe(2)
    noon(2)
    sure(await press(ann))
    expect(await pressed()).toBe(3)
    // What was pressed yesterday is nobody’s any more.
    sure(await takePressBack(server.world, id, ben))
    expect(await pressed()).toBe(3)
  })

  it('counts presses that come at once from one address as one, and from many as many', async () => {
    noon(1)
    await publish()
    await Promise.all(Array.from({ length: 8 }, () => press(ann)))
    await Promise.all(Array.from({ length: 8 }, (_, each) => press(`198.51.100.${each}`)))
    expect(await pressed()).toBe(9)
  })

  it('is asked of what is public and open only, and where the hub asks at all', async () => {
    const no = refuseWith('press.not-asked')
    expect(await press(ann)).toEqual(no)
    await publish()
    sure(await press(ann))
    await changeHub(server.world, amina, amina.hub, { pressesOff: true })
    expect(await press(ben)).toEqual(no)
    const page = async () => (await fetch(`${server.origin}/issues/${id}`)).text()
    expect(await page()).not.toMatch(/affects me too|press of a button/)
    await changeHub(server.world, amina, amina.hub, { pressesOff: false })
    expect(await page()).toContain('1 press of a button by visitors.')
    sure(await moveIssue(server.world, amina, id, 'acting', null))
    sure(await moveIssue(server.world, amina, id, 'won', null))
    expect(await press(ben)).toEqual(no)
    // What was counted is still told.
    const won = await page()
    expect(won).toContain('1 press of a button by visitors.')
    expect(won).not.toContain('<button type="submit">This affects me too')
  })

  it('is answered with what can be done next, sets no cookie, and stands on the page as what it is', async () => {
    noon(1)
    await publish()
    const send = (path: string, from: string) =>
      fetch(`${server.origin}/issues/${id}/${path}`, {
        method: 'POST',
        redirect: 'manual',
        headers: { origin: server.origin, 'x-forwarded-for': from },
      })
    for (const from of [ann, ann, ben]) {
      const answer = await send('affected', from)
      expect([answer.status, answer.headers.get('location'), answer.headers.get('set-cookie')]).toEqual([
        303,
        `/issues/${id}/affected`,
        null,
      ])
    }
    const thanks = await (await fetch(`${server.origin}/issues/${id}/affected`)).text()
    for (const link of ['/assemblies?hub=northend', `/hubs/${amina.hub}#follow`, '/affected/back'])
      expect(thanks).toContain(link)
    const page = await (await fetch(`${server.origin}/issues/${id}`)).text()
    expect(page).toContain('2 presses of a button by visitors.')
    expect(page).toContain('Nobody is checked, and one person may press more than once over time.')
    expect((await send('affected/back', ben)).headers.get('location')).toBe(`/issues/${id}/affected?back=1`)
    expect(await pressed()).toBe(1)
    // It is on this page and in nothing that others read.
    for (const path of ['/map.json', '/map.csv', '/map.atom', `/issues/${id}`]) {
      const answer = await fetch(server.origin + path, {
        headers: { accept: 'application/activity+json, */*' },
      })
      expect(await answer.text()).not.toMatch(/press/i)
    }
    const statuses: number[] = []
    for (let time = 0; time < 25; time++) statuses.push((await send('affected', '203.0.113.9')).status)
    expect(statuses.slice(0, 20)).toEqual(Array(20).fill(303))
    expect(statuses.slice(20)).toContain(429)
    expect((await send('affected', '203.0.113.10')).status).toBe(303)
    const nowhere = `${server.origin}/issues/01900000-0000-7000-8000-000000000000/affected`
    const answer = await fetch(nowhere, { method: 'POST', headers: { origin: server.origin } })
    expect(answer.status).toBe(409)
  })

  it('keeps no address, and of a day nothing once it is over: no key, no mark, and neither in a backup', async () => {
    noon(1)
    await publish()
    sure(await press(ann))
    expect(await kept()).toBe(1)
    const { world } = server
    expect((await everyText(world.db)).join('\n')).not.toContain(ann)
    expect(JSON.stringify(server.logged)).not.toContain(ann)
    const names = await atOneMoment(server.database, async ({ tables }) => tables.map(({ name }) => name))
    expect(names).toContain('issue_presses')
    expect(names.filter((name) => name.endsWith('_today'))).toEqual([])

    // Before the day ends its clock leaves it alone, and says when it goes.
    const [clock] = await forecast(world, amina.hub, issueHoldings)
    expect([clock!.now, clock!.next]).toEqual([0, endOfDay(world.clock())])
    const forget = async () => {}
    await eraseWhatIsDue(world, { holdings: issueHoldings, forget })
    await endDays(world)
    expect(await kept()).toBe(1)
    noon(2)
    await eraseWhatIsDue(world, { holdings: issueHoldings, forget })
    expect(await kept()).toBe(0)
    await endDays(world)
    expect(await world.db.selectFrom('press_key_today').selectAll().execute()).toEqual([])
    // The first press of a day ends those before by itself.
    sure(await press(ann))
    noon(3)
    sure(await press(ben))
    expect(await kept()).toBe(1)
    expect((await world.db.selectFrom('press_key_today').select('until').execute()).length).toBe(1)
    expect(await pressed()).toBe(3)
  })

  it('has another mark under another key, for another issue and another address', () => {
    const [key, other] = ['a'.repeat(32), 'b'.repeat(32)]
    const marks = [markOf(key, id, ann), markOf(other, id, ann), markOf(key, 'x', ann), markOf(key, id, ben)]
    expect(new Set(marks).size).toBe(4)
  })

  it('is set back by an organiser who says why, which stands in the log; who pressed today counts tomorrow', async () => {
    noon(1)
    await publish()
    for (const address of [ann, ben]) sure(await press(address))
    const note: Who = { ...amina, roles: ['note-taker'] }
    expect(await setPressesBack(server.world, note, id, 'A program pressed.')).toEqual(
      refuseWith('press.not-organiser'),
    )
    expect(await setPressesBack(server.world, amina, id, ' ')).toEqual(refuseWith('press.reason-wrong'))
    expect(await pressed()).toBe(2)

    const ask = asking(server, await signIn(server, amina.hub, ['organiser'], 'Chidi'))
    const desk = `/desk/issues/${id}/presses`
    expect((await ask(desk, { reason: '' })).status).toBe(422)
    expect(await ask(desk, { reason: 'A program pressed.' })).toMatchObject({ status: 303, to: desk })
    expect(await pressed()).toBe(0)
    // Sent twice it is done once.
    expect(await ask(desk, { reason: 'A program pressed.' })).toMatchObject({ status: 303, to: desk })
    const acts = (await actsOf(server.world.db, amina.hub, 50)).filter(({ verb }) => verb === 'presses-back')
    expect(acts.map(({ note }) => note)).toEqual(['Damp flats: A program pressed.'])
    expect((await ask('/desk/log')).text).toContain('Damp flats: A program pressed.')

    // A press from before takes nothing from what comes after, and is not counted again that day.
    sure(await press('192.0.2.3'))
    sure(await takePressBack(server.world, id, ann))
    expect(await pressed()).toBe(1)
    sure(await press(ben))
    expect(await pressed()).toBe(1)
    noon(2)
    sure(await press(ben))
    expect(await pressed()).toBe(2)
  })

  it('of another hub is nobody’s to set back', async () => {
    await publish()
    sure(await press(ann))
    const south = await server.hub('southend')
    const who: Who = { ...south.who, roles: ['organiser'] }
    expect(await setPressesBack(server.world, who, id, 'Not ours.')).toHaveProperty('refused')
    const ask = asking(server, await signIn(server, south.hub.id, ['organiser']))
    expect((await ask(`/desk/issues/${id}/presses`)).status).toBe(404)
    expect(await pressed()).toBe(1)
  })
})
