import { openAllowance } from '../lib/allowance.ts'
import type { Answer, Client } from '../world.ts'

/** Letters that wait at a time until it is known who sent them; each holds up to a mebibyte. */
const mostWaiting = 256
/** Addresses of one server that are asked for at a time because of letters. */
const mostOfOne = 16
/** The same in a minute: whoever has more actors than that to write in the name of waits. */
const mostInAMinute = 300

/** After how many seconds a letter may come again that found too many waiting. */
const waitingFor = 10

/** That somebody may not be looked up now: why, and after how many seconds to come again. */
class HeldUp extends Error {
  readonly after: number
  constructor(why: string, after: number) {
    super(why)
    this.after = after
  }
}

const doors = new WeakMap<Client, Client>()

/** The way out for one letter, and what kept it from being taken, where something did: why, and after how many seconds to come again. */
export type WayOut = { readonly client: Client; heldUp(): { why: string; after: number } | null }

/**
 * The way out by which who sent a letter is looked up. Anybody may send a letter and name anybody in it, so what
 * letters make us ask for is bounded: an address is asked for once, however many letters name it, few addresses of one
 * server at a time, and not many letters wait. Who is already known is not looked up, and not held up by any of this.
 */
export function fromTheDoor(client: Client): WayOut {
  const door = doors.get(client) ?? openDoor(client)
  doors.set(client, door)
  let held: HeldUp | null = null
  const noting = (error: unknown) => {
    if (error instanceof HeldUp) held = error
    throw error
  }
  return {
    client: { ...door, get: (...asked) => door.get(...asked).catch(noting) },
    heldUp: () => held && { why: held.message, after: held.after },
  }
}

function openDoor(client: Client): Client {
  const asked = new Map<string, Promise<Answer>>()
  const ofOrigin = new Map<string, number>()
  const lately = openAllowance(mostInAMinute, () => performance.now())
  let waiting = 0

  const ask = (name: string, ...request: Parameters<Client['get']>): Promise<Answer> => {
    const { origin } = new URL(request[0])
    const already = ofOrigin.get(origin) ?? 0
    const after = already >= mostOfOne ? waitingFor : lately.take(origin)
    if (after > 0) throw new HeldUp('too much is asked of its server already', after)
    ofOrigin.set(origin, already + 1)
    const answer = client.get(...request).finally(() => {
      asked.delete(name)
      const left = ofOrigin.get(origin)! - 1
      if (left > 0) ofOrigin.set(origin, left)
      else ofOrigin.delete(origin)
    })
    asked.set(name, answer)
    return answer
  }
  return {
    ...client,
    async get(address, headers, sign, mayGoOn) {
      if (waiting >= mostWaiting)
        throw new HeldUp('too many letters wait for their senders to be looked up', waitingFor)
      waiting++
      try {
        const name = `${sign ? 'signed' : 'plain'} ${address}`
        return await (asked.get(name) ?? ask(name, address, headers, sign, mayGoOn))
      } finally {
        waiting--
      }
    },
  }
}
