import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { dialects } from '../../test/support/db.ts'
import { asking } from '../../test/support/desk.ts'
import { sure } from '../../test/support/people.ts'
import { startServer, type TestServer } from '../../test/support/server.ts'
import { signIn } from '../../test/support/sign-in.ts'
import { everyText } from '../../test/support/texts.ts'
import { offeredBy } from '../app.ts'
import { refuseWith } from '../lib/refusal.ts'
import { DAY } from '../lib/time.ts'
import type { Role, Who } from '../lib/who.ts'
import { slices } from '../slices.ts'
import { addPerson } from './actions.ts'
import { erasePerson } from './actions-erase.ts'
import { keepContactNote, readContactNote } from './actions-notes.ts'
import { eraseWhatIsDue, forecast } from './actions-retention.ts'
import { actsOf } from './store-acts.ts'

const offered = offeredBy(slices)
const words = 'Best met on Tuesdays; needs a ramp.'

describe.each(dialects)('notes on people on %s', (dialect) => {
  let server: TestServer
  let amina: Who
  let bako: string
  beforeEach(async () => {
    server = await startServer(dialect, { working: false })
    const { hub, who } = await server.hub('northend')
    amina = { ...who, roles: ['organiser'] }
    bako = sure(await addPerson(server.world, who, { hub: hub.id, name: 'Bako', roles: [] })).id
  })
  afterEach(() => server.end())

  const as = (...roles: Role[]): Who => ({ ...amina, roles })
  const keep = (who = amina, more: Partial<{ words: string; seen: string; person: string }> = {}) =>
    keepContactNote(server.world, who, { person: bako, words, seen: '', ...more })
  const read = (who = amina) => readContactNote(server.world, who, bako)
  const kept = async () => sure(await read())?.words ?? null

  it('are read and written by organisers and operators, and by nobody else', async () => {
    for (const who of [as('note-taker'), as()]) {
      expect(await keep(who)).toEqual(refuseWith('note.not-allowed'))
      expect(await read(who)).toEqual(refuseWith('note.not-allowed'))
    }
    expect(await kept()).toBe(null)
    sure(await keep(as('operator')))
    expect(sure(await read(as('operator')))).toMatchObject({ words, changed_by: amina.person })
    const south = await server.hub('southend')
    const stranger: Who = { ...south.who, roles: ['organiser', 'operator'] }
    expect(await read(stranger)).toBe(null)
    expect(await keep(stranger, { words: 'Not mine.' })).toHaveProperty('refused')
    expect(await kept()).toBe(words)

    const at = `/desk/people/${bako}`
    const pages: [readonly Role[], number][] = [
      [['organiser'], 200],
      [['operator'], 200],
      [['note-taker'], 403],
      [[], 403],
    ]
    for (const [roles, status] of pages) {
      const ask = asking(server, await signIn(server, amina.hub, roles))
      const page = await ask(at)
      expect([roles, page.status, page.text.includes(words)]).toEqual([roles, status, status === 200])
      expect((await ask(`${at}/note`, { words: '', seen: '' })).status).toBe(status === 200 ? 422 : 403)
    }
    expect(await kept()).toBe(words)
  })

  it('are kept, changed and removed on the page of the person; of two who write at once one is told', async () => {
    const ask = asking(server, await signIn(server, amina.hub, ['organiser'], 'Chidi'))
    const at = `/desk/people/${bako}`
    const seen = async () => /name="seen" value="([^"]*)"/.exec((await ask(at)).text)![1]!
    expect(await ask(`${at}/note`, { words, seen: await seen() })).toMatchObject({
      status: 303,
      to: `${at}?done=noted#note`,
    })
    // Sent twice it is as they wanted it.
    expect((await ask(`${at}/note`, { words, seen: '' })).status).toBe(303)
    const before = await seen()
    sure(await keep(amina, { words: 'Also likes tea.', seen: before }))
    const late = await ask(`${at}/note`, { words: 'Late words.', seen: before })
    expect(late.status).toBe(422)
    for (const part of ['Somebody else changed the note', 'Late words.', 'Also likes tea.', 'by Amina'])
      expect(late.text).toContain(part)
    expect(await keep(amina, { words: 'x'.repeat(5001), seen: await seen() })).toEqual(
      refuseWith('note.too-long'),
    )
    expect((await ask(`${at}/note`, { words: '  ', seen: await seen() })).status).toBe(303)
    expect(await kept()).toBe(null)
    // The log says that a note was changed, and nothing of what it says.
    const acts = (await actsOf(server.world.db, amina.hub, 50)).filter(({ verb }) => verb === 'contact-note')
    expect(acts.map(({ about, note }) => [about, note])).toEqual(Array(3).fill([bako, null]))
    expect((await ask('/desk/log')).text).toContain('Chidi changed the note on Bako.')
  })

  it('are told to the person with all that is held, and erased with them', async () => {
    sure(await keep())
    const all = await offered.about(server.world, { id: bako, hub: amina.hub })
    const told = all.members as Record<string, unknown>
    expect(told['note about you']).toMatchObject({ words })
    // Whose note it is, is about somebody else.
    expect(JSON.stringify(told['note about you'])).not.toContain(amina.person)
    sure(await erasePerson(server.world, amina, bako, offered))
    expect((await everyText(server.world.db)).join('\n')).not.toContain(words)
  })

  it('go by a clock of their own, from the day they were last changed', async () => {
    sure(await keep())
    const due = async () =>
      (await forecast(server.world, amina.hub, offered.holdings)).find(
        ({ holding }) => holding.key === 'contact-notes',
      )!
    server.clock.ahead = 300 * DAY
    const note = sure(await read())!
    sure(await keep(amina, { words: 'Only mornings.', seen: note.changed }))
    server.clock.ahead = 664 * DAY
    expect(await due()).toMatchObject({ days: 365, now: 0, soon: 1 })
    await eraseWhatIsDue(server.world, offered)
    expect(await kept()).toBe('Only mornings.')
    server.clock.ahead = 666 * DAY
    expect(await due()).toMatchObject({ now: 1 })
    await eraseWhatIsDue(server.world, offered)
    expect(await kept()).toBe(null)
  })

  it('forget who wrote them when that person is erased, and stay', async () => {
    sure(await keep())
    const chidi = sure(
      await addPerson(
        server.world,
        { ...amina, roles: ['operator'] },
        {
          ...{ hub: amina.hub, name: 'Chidi', roles: ['organiser'] },
        },
      ),
    )
    const who: Who = { person: chidi.id, name: 'Chidi', hub: amina.hub, roles: ['organiser'] }
    const note = sure(await read())!
    sure(await keep(who, { words: 'Mornings.', seen: note.changed }))
    sure(await erasePerson(server.world, amina, chidi.id, offered))
    expect(sure(await read())).toMatchObject({ words: 'Mornings.', changed_by: null })
  })
})
