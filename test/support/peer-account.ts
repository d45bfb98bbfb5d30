import { expect } from 'vitest'
import type { PeerActor } from './peer.ts'
import { type Json, signCavage } from './peer-signatures.ts'

/** How a kind of server asks others: its media types and its name. */
export type Manner = { accept: string; agent: string }

/** What came of asking: status, media type and the document, or the text where it is none. */
export type Read = { status: number; type: string; body: Json }

/** Asks another server for something, signed by somebody as most servers sign all they ask. */
export async function readAs(by: PeerActor, address: string, { accept, agent }: Manner): Promise<Read> {
  const { host: _, ...signed } = signCavage(by.key, { method: 'GET', address })
  const answer = await fetch(address, { headers: { ...signed, accept, 'user-agent': agent } })
  const text = await answer.text()
  const type = answer.headers.get('content-type') ?? ''
  return { status: answer.status, type, body: type.includes('json') ? JSON.parse(text) : { text } }
}

/** What an app shows of somebody, and what a server must know to follow them. */
export type Profile = { document: Json; inbox: string; statuses: number; followers: number; pinned: number }

/**
 * Looks somebody up by handle as Mastodon and GoToSocial do: WebFinger, the actor, WebFinger again for the name that the
 * actor gives itself, then the collections whose counts are shown.
 */
export async function resolve(by: PeerActor, handle: string, manner: Manner): Promise<Profile> {
  const get = (address: string) => readAs(by, address, manner)
  const [name, host] = handle.replace(/^@/, '').split('@') as [string, string]
  const finger = async (user: string, at: string): Promise<string> => {
    const resource = encodeURIComponent(`acct:${user}@${at}`)
    const { status, body } = await get(`http://${at}/.well-known/webfinger?resource=${resource}`)
    expect(status).toBe(200)
    const self = body.links.find(
      (link: Json) => link.rel === 'self' && /activity\+json|ld\+json/.test(link.type),
    )
    return self.href
  }
  const id = await finger(name, host)
  const { status, type, body: document } = await get(id)
  expect([status, type]).toEqual([200, 'application/activity+json'])
  expect([document['@context']].flat()).toContain('https://www.w3.org/ns/activitystreams')
  expect(document).toMatchObject({ id, inbox: expect.any(String), publicKey: { owner: id } })
  expect(await finger(document.preferredUsername, new URL(id).host)).toBe(id)
  const count = async (address: string): Promise<number> => {
    const { status, body } = await get(address)
    expect([status, body.type]).toEqual([200, 'OrderedCollection'])
    return body.totalItems
  }
  return {
    document,
    inbox: document.inbox,
    statuses: await count(document.outbox),
    followers: await count(document.followers),
    pinned: await count(document.featured),
  }
}
