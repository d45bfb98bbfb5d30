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

it('because of letters one server is asked for three hundred strangers a minute, and others all the same', async () => {
  const { asked, client } = network()
  const door = fromTheDoor(client)
  for (let at = 0; at < 300; at++) await door.get(`https://many.example/users/${at}`, {})
  await expect(door.get('https://many.example/users/300', {})).rejects.toThrow(
    'too much is asked of its server',
  )
  await door.get('https://other.example/users/1', {})
  expect(asked).toHaveLength(301)
})
