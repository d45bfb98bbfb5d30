import { afterAll, beforeAll, expect, it } from 'vitest'
import { expectRefused, honest, openStage, type Stage, tell } from './support/hostile.ts'
import { issueByIri } from './support/issues.ts'
import { until } from './support/server.ts'

let stage: Stage
beforeAll(async () => {
  stage = await openStage('sqlite')
})
afterAll(() => stage.end())

const words = 'The lift has been broken since spring'

it('the log holds no letter, no words of others and no key, whether a letter is taken, refused or put off', async () => {
  const { alice, theirs, world, server } = stage
  const taken = alice.article({ name: words, content: `<p>${words}</p>`, summary: `<p>${words}</p>` })
  alice.publish(taken)
  expect(await tell(stage, alice, alice.says('Create', taken))).toBe(202)
  await until('it is here', () => issueByIri(world, taken.id))
  const refused = alice.article({ name: words, 'moot:kind': words })
  alice.publish(refused)
  await tell(stage, alice, alice.says('Create', refused))
  await expectRefused(stage, {
    says: 'with other words',
    status: 202,
    why: /another wording/,
    send: () => tell(stage, alice, alice.says('Create', { ...taken, name: `${words} and autumn` })),
  })
  const later = { ...honest(stage), summary: words }
  theirs.serve((later as unknown as { object: { id: string } }).object.id, { status: 503 })
  await tell(stage, alice, later)
  await until('one is put off', () => server.logged.some(([, what]) => what === 'letter put off'))

  const log = JSON.stringify(server.logged)
  expect(log).not.toMatch(/-----BEGIN|PRIVATE KEY|keyId=|signature=/)
  expect(log).not.toContain('"@context"')
  // One value may be quoted to say what is wrong with it, and no more of it than a line.
  expect(log.split(words).length - 1).toBeLessThanOrEqual(1)
  for (const [, , about] of server.logged)
    for (const value of Object.values(about)) expect(String(value).length).toBeLessThan(2000)
})
