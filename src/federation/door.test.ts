import { expect, it } from 'vitest'
import type { Answer, Client } from '../world.ts'
import { fromTheDoor } from './door.ts'

/** A network where everybody answers at once, and how often anybody was asked. */
function network() {
  const asked: string[] = []
  const get = async (url: string): Promise<Answer> => {
    asked.push(url)
    return { status: 404, url, type: '', headers: {}, body: '' }
  }
  return { asked, client: { get } as unknown as Client }
}

it('because of letters one server is asked for some three hundred strangers a minute, and others all the same', async () => {
  const { asked, client } = network()
  const refused: unknown[] = []
  for (let at = 0; at < 400; at++) {
    const door = fromTheDoor(client)
    await door.client.get(`https://many.example/users/${at}`, {}).catch(() => refused.push(door.heldUp()))
  }
  // A slow machine has given some more by then.
  expect(asked.length).toBeGreaterThanOrEqual(300)
  expect(asked.length).toBeLessThan(350)
  expect(refused.length).toBe(400 - asked.length)
  // Three hundred a minute are five a second.
  for (const held of refused)
    expect(held).toEqual({ why: 'too much is asked of its server already', after: 1 })
  const door = fromTheDoor(client)
  await door.client.get('https://other.example/users/1', {})
  expect(asked.at(-1)).toBe('https://other.example/users/1')
  expect(door.heldUp()).toBe(null)
})
