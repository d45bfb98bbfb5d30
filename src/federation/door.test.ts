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
  const door = fromTheDoor(client)
  const refused: string[] = []
  for (let at = 0; at < 400; at++)
    await door.get(`https://many.example/users/${at}`, {}).catch(({ message }) => refused.push(message))
  // A slow machine has given some more by then.
  expect(asked.length).toBeGreaterThanOrEqual(300)
  expect(asked.length).toBeLessThan(350)
  expect(new Set(refused)).toEqual(new Set(['too much is asked of its server already']))
  await door.get('https://other.example/users/1', {})
  expect(asked.at(-1)).toBe('https://other.example/users/1')
})
