import { createHash } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { dialects, testWorld } from '../../test/support/db.ts'
import { foundHub } from '../../test/support/people.ts'
import { granted } from '../lib/granted.ts'
import { DAY, MINUTE } from '../lib/time.ts'
import type { Who } from '../lib/who.ts'
import { addPerson } from './actions.ts'
import {
  addDevice,
  enter,
  invite,
  letInAgain,
  newPass,
  passBehind,
  passTyped,
  printRecovery,
  takeBackInvitation,
} from './actions-passes.ts'
import { mostTries, spelled } from './model-passes.ts'
import { peopleOf } from './store.ts'
import { actsOf } from './store-acts.ts'
import { insertPasses } from './store-passes.ts'

const gone = expect.objectContaining({
  refused: expect.stringMatching(/^This link or code opens nothing any more/),
})

describe.each(dialects)('what lets somebody in on %s', (dialect) => {
  let here: Awaited<ReturnType<typeof testWorld>>
  let amina: Who
  let bako: Who
  const clock = { ahead: 0 }
  beforeEach(async () => {
    clock.ahead = 0
    const opened = await testWorld(dialect)
    here = { ...opened, world: { ...opened.world, clock: () => Date.now() + clock.ahead } }
    const { hub, who } = await foundHub(here.world, 'northend')
    amina = who
    const added = granted(
      await addPerson(here.world, who, { hub: hub.id, name: 'Bako', roles: ['note-taker'] }),
    )
    bako = { person: added.id, name: 'Bako', hub: hub.id, roles: ['note-taker'] }
  })
  afterEach(() => here.close())
  const about = (name: string | null = null) => ({ name, agent: 'Firefox/150.0 (Android 16)' })

  it('is an invitation, which brings somebody new with a role, once, by its link or by its code', async () => {
    const { link, code } = granted(await invite(here.world, amina, { name: null, role: 'organiser' }))
    // Looking at it uses nothing up.
    granted(await passBehind(here.world, link))
    const pass = granted(await passTyped(here.world, spelled(code).toLowerCase(), null))
    expect(await enter(here.world, pass, about(' '))).toMatchObject({
      refused: 'A person needs a name of 1 to 100 letters.',
    })
    expect(await enter(here.world, pass, about('Bako'))).toMatchObject({
      refused: expect.stringMatching(/has or had somebody called “Bako”/),
    })
    granted(await enter(here.world, pass, about('Chidi')))
    expect(await enter(here.world, pass, about('Dafydd'))).toEqual(gone)
    expect(await passBehind(here.world, link)).toEqual(gone)
    const people = await peopleOf(here.world.db, amina.hub)
    expect(people.map(({ name, roles }) => [name, roles])).toContainEqual(['Chidi', ['organiser']])
    const done = await actsOf(here.world.db, amina.hub, 10)
    expect(
      done
        .map(({ verb }) => verb)
        .slice(0, 3)
        .sort(),
    ).toEqual(['invitation', 'join', 'sign-in'])
  })

  it('is given by those who manage people, for roles that they may give', async () => {
    expect(await invite(here.world, bako, { name: null, role: 'note-taker' })).toMatchObject({
      refused: 'Bako is neither an organiser of this hub nor an operator of this server.',
    })
    const organiser = { ...bako, roles: ['organiser' as const] }
    expect(await invite(here.world, organiser, { name: null, role: 'operator' })).toMatchObject({
      refused: expect.stringMatching(/^Only an operator may make/),
    })
    expect(await letInAgain(here.world, organiser, amina.person)).toMatchObject({
      refused: expect.stringMatching(/^Only an operator may make/),
    })
  })

  it('opens no more once it is taken back, or after its time', async () => {
    const first = granted(await invite(here.world, amina, { name: 'Chidi', role: 'note-taker' }))
    expect(await takeBackInvitation(here.world, amina, first.id)).toBe(true)
    expect(await passBehind(here.world, first.link)).toEqual(gone)
    const second = granted(await invite(here.world, amina, { name: 'Chidi', role: 'note-taker' }))
    const pass = granted(await passBehind(here.world, second.link))
    clock.ahead += 7 * DAY + 1
    expect(await passBehind(here.world, second.link)).toEqual(gone)
    expect(await enter(here.world, pass, about('Chidi'))).toEqual(gone)
  })

  it('lets in only one of two who open it at the same moment', async () => {
    const { link } = await addDevice(here.world, amina)
    const pass = granted(await passBehind(here.world, link))
    const both = await Promise.all([enter(here.world, pass, about()), enter(here.world, pass, about())])
    expect(both.filter((one) => 'refused' in one)).toEqual([gone])
  })

  it('is six digits only together with the mail that was asked for, and may be tried five times', async () => {
    const { row, given } = newPass(here.world, {
      ...{ kind: 'sign-in', hub: amina.hub, by: null, person: amina.person, name: null, role: null },
    })
    await here.world.db.transaction().execute((tx) => insertPasses(tx, [row]))
    expect(await passTyped(here.world, given.code, null)).toMatchObject({
      refused: expect.stringMatching(/work only on the page on which the mail was asked for/),
    })
    const wrong = given.code === '000000' ? '000001' : '000000'
    for (let tried = 0; tried < mostTries - 1; tried++)
      expect(await passTyped(here.world, wrong, row.id)).toMatchObject({
        refused: expect.stringMatching(/not the code of the mail/),
      })
    granted(await passTyped(here.world, spelled(given.code), row.id))
    expect(await passTyped(here.world, given.code, row.id)).toMatchObject({
      refused: expect.stringMatching(/tried too often/),
    })
    clock.ahead += 16 * MINUTE
    expect(await passBehind(here.world, given.link)).toEqual(gone)
  })

  it('is a sheet of ten codes for the drawer, each good once, and only those printed last', async () => {
    const before = await printRecovery(here.world, amina)
    const codes = await printRecovery(here.world, amina)
    expect(new Set(codes).size).toBe(10)
    expect(await passTyped(here.world, before[0]!, null)).toEqual(gone)
    clock.ahead += 3000 * DAY
    for (const code of codes.slice(0, 2)) {
      const pass = granted(await passTyped(here.world, code, null))
      granted(await enter(here.world, pass, about()))
      expect(await passTyped(here.world, code, null)).toEqual(gone)
    }
  })

  it('keeps no secret that opens anything', async () => {
    const { link, code } = granted(await invite(here.world, amina, { name: null, role: 'organiser' }))
    const { token } = granted(
      await enter(here.world, granted(await passBehind(here.world, link)), about('Chidi')),
    )
    const codes = await printRecovery(here.world, amina)
    const tables = ['passes', 'sessions', 'acts', 'settings'] as const
    const kept = await Promise.all(
      tables.map((table) => here.world.db.selectFrom(table).selectAll().execute()),
    )
    const text = JSON.stringify(kept)
    for (const secret of [link, code, token, ...codes]) expect(text).not.toContain(secret)
    // Nor could a code, which is short, be found by trying: its digest takes the server’s secret.
    const tried = (typed: string) =>
      (['hex', 'base64', 'base64url'] as const).map((as) => createHash('sha256').update(typed).digest(as))
    for (const one of [code, ...codes].flatMap(tried)) expect(text).not.toContain(one)
  })
})
