import { createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { withContext } from '../src/federation/context.ts'
import { everybody } from '../src/federation/iri.ts'
import { multibaseOf, prove } from '../src/federation/proof.ts'
import { signatureHeaders } from '../src/federation/signature.ts'
import { chainStart } from '../src/federation/store/changes.ts'
import type { Issue } from '../src/issues/model.ts'
import { facts, type IssueInput } from '../src/issues/model-shape.ts'
import { toArticle } from '../src/issues/wire.ts'
import type { JsonObject } from '../src/lib/json.ts'
import { instant } from '../src/lib/time.ts'
import { htmlOf } from '../src/records/shape.ts'
import type { Sent } from './load.ts'

/** An issue of common size: a title, a summary, a text of some paragraphs, a theme, a count. */
export const sampleIssue = (i: number): IssueInput => ({
  titles: { en: `Damp walls in block ${i + 1}` },
  summaries: { en: 'The landlord answers with bleach; people ask for a survey and dry walls.' },
  contents: { en: 'The mould comes back within a month, whatever one does.\n\n'.repeat(8) },
  themes: ['housing', 'health'],
  areas: ['iso:GB-ENG'],
  basis: 'listening',
  evidence: [{ measure: 'voices', count: 40 + i }],
})

/** Somebody who sends letters: a hub of another server, or a follower without a hub. */
export type Sender = {
  readonly actor: string
  readonly rsa: KeyObject
  readonly ed25519: KeyObject
  readonly documents: Record<string, JsonObject>
}

/** One pair of keys for all who follow: making a hundred would take longer than what is measured. */
const shared = generateKeyPairSync('rsa', { modulusLength: 2048 })

/** A hub at a neighbour, or with `log: false` somebody who only follows; each with an inbox of its own. */
export function senderAt(home: string, name: string, { log }: { log: boolean }): Sender {
  const actor = `${home}/folkmoot/${name}`
  const ed = generateKeyPairSync('ed25519')
  const publicKey = {
    id: `${actor}#main-key`,
    type: 'CryptographicKey',
    owner: actor,
    publicKeyPem: shared.publicKey.export({ format: 'pem', type: 'spki' }).toString(),
  }
  const assertionMethod = [
    {
      id: `${actor}#ed25519-key`,
      type: 'Multikey',
      controller: actor,
      publicKeyMultibase: multibaseOf(ed.publicKey),
    },
  ]
  const changes = `${actor}/changes`
  const document = withContext({
    ...{
      id: actor,
      type: log ? 'Organization' : 'Person',
      preferredUsername: name,
      inbox: `${actor}/inbox`,
      publicKey,
      assertionMethod,
    },
    ...(log ? { 'moot:changes': changes } : {}),
  })
  // The log is empty: what is measured is letters, and nobody shall read the records by another way.
  const head = withContext({
    ...{ id: changes, type: 'OrderedCollection', attributedTo: actor, totalItems: 0 },
    ...{ 'moot:epoch': 'one', 'moot:sequence': 0, 'moot:chain': chainStart },
  })
  return {
    actor,
    rsa: shared.privateKey,
    ed25519: createPrivateKey(ed.privateKey.export({ format: 'pem', type: 'pkcs8' })),
    documents: { [actor]: document, ...(log ? { [changes]: head } : {}) },
  }
}

/** A letter as it goes out, signed like Folkmoot's own. */
export async function letterTo(inbox: string, sender: Sender, activity: JsonObject): Promise<Sent> {
  const { actor, rsa, ed25519 } = sender
  const at = Date.now()
  const proved = prove(withContext({ ...activity, actor }), ed25519, `${actor}#ed25519-key`, instant(at))
  const body = JSON.stringify(proved)
  const headers = await signatureHeaders({ id: `${actor}#main-key`, key: rsa }, 'post', inbox, body, at)
  return {
    method: 'POST',
    path: new URL(inbox).pathname,
    headers: { ...headers, 'content-type': 'application/activity+json' },
    body,
  }
}

/** So many letters about so many new issues, and the issues as their origin serves them. */
export async function issueLetters(inbox: string, sender: Sender, from: number, count: number) {
  const documents: Record<string, JsonObject> = {}
  const letters: Sent[] = []
  for (let i = from; i < from + count; i++) {
    const issue = issueOf(sender, i)
    const article = toArticle(issue)
    documents[issue.iri] = prove(
      withContext(article),
      sender.ed25519,
      `${sender.actor}#ed25519-key`,
      issue.updated,
    )
    const create = {
      type: 'Create',
      id: `${issue.iri}#create`,
      published: issue.published,
      to: [everybody],
      cc: [`${sender.actor}/followers`],
      object: article,
    }
    letters.push(await letterTo(inbox, sender, create))
  }
  return { documents, letters }
}

function issueOf({ actor }: Sender, i: number): Issue {
  const input = sampleIssue(i)
  const id = crypto.randomUUID()
  const at = instant(Date.now() - 1000)
  return {
    ...facts.parse({ ...input, level: 'local' }),
    ...{
      id,
      hub: null,
      iri: `${actor}/issues/${id}`,
      owner: actor,
      state: 'published' as const,
      language: 'en',
    },
    ...{
      titles: input.titles,
      summaries: input.summaries ?? {},
      contents: {},
      html: htmlOf(input.contents ?? {}),
    },
    ...{ revision: 1, created: at, published: at, updated: at, withdrawn: null, reason: null },
  }
}
