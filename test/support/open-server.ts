import { openServer } from '../../src/app.ts'
import { openClient } from '../../src/federation/client.ts'
import { slices } from '../../src/slices.ts'
import { testWorld } from './db.ts'
import { aPublicAddress, type Internet, openInternet } from './internet.ts'
import { type Answer, activityJson, newActor, type Peer, type PeerActor } from './peer.ts'
import { type Cavage, type Json, type Key, signCavage } from './peer-signatures.ts'
import { foundHub } from './people.ts'

/** A server of ours out in the open, as far as it can see, with a hub on it; asked and written to without a wire. */
export async function openPublicServer(settings: Record<string, string> = {}) {
  const internet = await openInternet()
  const env = { FOLKMOOT_ORIGIN: 'https://hub.example', ...settings }
  const tested = await testWorld('sqlite', { env, now: Date.now() })
  await tested.world.client.close()
  const world = {
    ...tested.world,
    clock: Date.now,
    client: openClient(tested.world.config, internet.network),
  }
  const server = await openServer(world, slices)
  const stop = new AbortController()
  const working = server.work(stop.signal)
  const inbox = 'https://hub.example/inbox'
  return {
    ...server,
    world,
    internet,
    logged: tested.logged,
    hub: await foundHub(world, 'northend'),
    /** Another server on this internet, at a public address. */
    peer: (host: string) => peerAt(internet, host),
    /** Brings a letter to our door, signed with a key. @returns the status */
    async tell(key: Key, letter: Json, so: Cavage = {}): Promise<number> {
      const body = JSON.stringify(letter)
      const headers = signCavage(key, { method: 'POST', address: inbox, body }, so)
      const request = { method: 'POST', body, headers: { ...headers, 'content-type': activityJson } }
      return (await server.app.fetch(new Request(inbox, request))).status
    },
    async end() {
      stop.abort()
      await working
      await world.client.close()
      await tested.close()
      await internet.end()
    },
  }
}

export type PublicServer = Awaited<ReturnType<typeof openPublicServer>>

/** Another server on an internet of a test, at a public address. */
export function peerAt(internet: Internet, host: string): Peer {
  const origin = `https://${host}`
  internet.name(host, [aPublicAddress])
  let made = 0
  const peer: Peer = {
    ...{ origin, host, knocks: [] },
    serve: (address, what) => {
      const whole = new URL(address, origin).href
      if (typeof what !== 'function') internet.serve(whole, asSaid(what))
    },
    publish: (document) => internet.serve(document.id, { body: document }),
    guard: () => {},
    reads: () => {},
    letters: () => [],
    newId: (kind = 'things') => `${origin}/${kind}/${++made}`,
    actor: (name, more = {}, keyName = '#main-key'): PeerActor => newActor(peer, name, more, keyName),
    end: async () => {},
  }
  return peer
}

const asSaid = ({ type, headers = {}, ...said }: Answer) => ({
  ...said,
  headers: { ...headers, ...(type === undefined ? {} : { 'content-type': type }) },
})
