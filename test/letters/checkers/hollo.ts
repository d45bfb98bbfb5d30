import {
  Announce,
  Object as APObject,
  Article,
  Create,
  isActor,
  Note,
  Question,
  Update,
} from '@fedify/fedify/vocab'
import { preloadedContexts } from '@fedify/vocab-runtime'
import type { Json } from '../../support/peer-signatures.ts'
import { acts, type Checker, type LookUp, plain, type Seen } from './checker.ts'

/** Hollo: src/federation/inbox.ts, post.ts. It is built with Fedify, so Fedify itself says what it can read. */
export const hollo: Checker = {
  name: 'Hollo',
  version: '0.10',
  followedBy: ({ type, inbox }) =>
    ['Application', 'Group', 'Organization', 'Person', 'Service'].includes(type) && inbox
      ? 'the one whose server it is'
      : null,
  async take(letter, lookUp): Promise<Seen> {
    try {
      return acts(letter) ?? (await read(letter, lookUp))
    } catch (error) {
      return { error: String(error) }
    }
  },
}

async function read(letter: Json, lookUp: LookUp): Promise<Seen> {
  const loader = async (address: string) => {
    const known = (preloadedContexts as Record<string, unknown>)[address] ?? lookUp(address)
    if (known === undefined) throw new Error(`${address} is not to be had`)
    return { contextUrl: null, documentUrl: address, document: known }
  }
  const options = { documentLoader: loader, contextLoader: loader }
  const activity = await APObject.fromJsonLd(letter, options)
  if (!(activity instanceof Create || activity instanceof Update || activity instanceof Announce))
    return { dropped: `it knows no ${letter.type} of ${letter.object?.type}` }
  const object = await activity.getObject({ ...options, crossOrigin: 'trust' })
  if (activity instanceof Update && isActor(object!)) return { done: 'the profile is read anew' }
  if (!(object instanceof Article || object instanceof Note || object instanceof Question))
    return { dropped: `it takes no ${object?.constructor.name}` }
  const { content, summary } = object
  return {
    shown: {
      ...{ title: null, text: plain(String(content)), when: null, where: null },
      warning: summary === null ? null : String(summary),
      link: String(object.url ?? object.id),
      language: content !== null && typeof content !== 'string' ? content.locale.baseName : null,
    },
  }
}
