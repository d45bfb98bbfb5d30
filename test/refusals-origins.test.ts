import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { dialects } from './support/db.ts'
import { expectRefused, openStage, type Refused, type Stage, saidBy, tell } from './support/hostile.ts'
import { issueByIri } from './support/issues.ts'
import { type Answer, activityJson } from './support/peer.ts'
import { type Json, multikeyOf, newEd25519, proveBy } from './support/peer-signatures.ts'
import { until } from './support/server.ts'

/** A Create of Alice's whose document at its origin is another than what the letter says. */
const served = (says: string, why: RegExp, make: (document: Json, stage: Stage) => Answer | Json): Refused =>
  saidBy('alice', `a Create of what its origin ${says}`, why, (stage, alice) => {
    const said = alice.article()
    const answer = make(said, stage)
    stage.theirs.serve(said.id, 'id' in answer ? { body: answer } : (answer as Answer))
    return alice.says('Create', said)
  })
const proved = (says: string, why: RegExp, prove: (document: Json, stage: Stage) => Json): Refused =>
  served(`serves ${says}`, why, (document, stage) => {
    const { proof: _, ...bare } = document
    return prove(bare, stage)
  })

const atItsOrigin: Refused[] = [
  served('serves with other words', /another wording/, (said, { alice }) =>
    alice.prove({ ...said, name: 'Other' }),
  ),
  served('serves with another summary added', /another wording/, (said, { alice }) =>
    alice.prove({ ...said, summary: '<p>Buy this.</p>' }),
  ),
  served('serves in an earlier wording', /later wording than there is/, (said, { alice }) =>
    alice.prove({ ...said, published: '2026-10-01T10:00:00Z', updated: '2026-10-01T10:00:00Z' }),
  ),
  served('serves under another id', /calls itself/, (said, { alice, theirs }) =>
    alice.prove({ ...said, id: theirs.newId('issues') }),
  ),
  served('serves under an id on another server', /calls itself/, (said, { alice, other }) =>
    alice.prove({ ...said, id: other.newId('issues') }),
  ),
  served('keeps on another server', /leads to another server/, (said, { other }) => {
    const location = other.newId('issues')
    other.serve(location, { body: said })
    return { status: 302, headers: { location } }
  }),
  served('keeps behind a ring of redirects', /redirects more than/, (said) => ({
    status: 302,
    headers: { location: said.id },
  })),
  served('serves as a page', /not answer with an ActivityPub document/, (said) => ({
    type: 'text/html',
    body: said,
  })),
  served('serves as any JSON', /not answer with an ActivityPub document/, (said) => ({
    type: 'application/json',
    body: said,
  })),
  served('serves as any JSON-LD', /not answer with an ActivityPub document/, (said) => ({
    type: 'application/ld+json; profile="https://example.org/other"',
    body: said,
  })),
  served('serves as a picture', /not answer with an ActivityPub document/, (said) => ({
    type: 'image/png',
    body: said,
  })),
  served('serves in pieces of JSON', /no JSON object/, (said) => ({
    body: JSON.stringify(said).slice(0, -1),
  })),
  served('serves with half a character', /no JSON object that we can read/, (said) => ({
    body: JSON.stringify({ ...said, summary: '\ud800' }),
  })),
  served('serves with a number that is none', /no canonical form/, (said) => ({
    body: JSON.stringify({ ...said, weight: 0 }).replace('"weight":0', '"weight":1e999'),
  })),
  served('serves in a list', /no JSON object/, (said) => ({ body: `[${JSON.stringify(said)}]` })),
  served('serves re-arranged', /no JSON object/, (said) => ({ body: { ...said, more: { '@graph': [] } } })),
  served('serves in more than a mebibyte', /over 1 MiB/, (said) => ({
    body: { ...said, more: 'x'.repeat(1 << 20) },
  })),
  served('serves compressed, unasked', /compressed/, (said) => ({
    headers: { 'content-encoding': 'gzip' },
    body: gzipSync(JSON.stringify(said)).toString('latin1'),
  })),
  served('does not serve to anybody', /answers 403/, () => ({ status: 403 })),
  served('serves as something we do not keep', /a kind we do not keep/, (said, { alice }) =>
    alice.prove({ ...said, 'moot:kind': 'moot:Rumour' }),
  ),
  served('serves as a Note', /a kind we do not keep/, (said, { alice }) =>
    alice.prove({ ...said, type: 'Note' }),
  ),
  served('serves with several types', /a kind we do not keep/, (said, { alice }) =>
    alice.prove({ ...said, type: ['Article', 'Note'] }),
  ),
]

/** The same, where the letter says just what the origin serves; what is wrong is in the document. */
const wrong = (says: string, why: RegExp, make: (document: Json, stage: Stage) => Json): Refused =>
  saidBy('alice', `a Create of a record ${says}`, why, (stage, alice) => {
    const document = make(alice.article(), stage)
    alice.publish(document)
    return alice.says('Create', document)
  })

const inTheDocument: Refused[] = [
  wrong('without a revision', /no revision number/, (document, { alice }) =>
    alice.prove({ ...document, 'moot:revision': null }),
  ),
  wrong('changed before it was published', /changed before/, (document, { alice }) =>
    alice.prove({ ...document, updated: '2026-10-01T10:00:00Z' }),
  ),
  wrong('without a title', /no title/, (document, { alice }) => alice.prove({ ...document, name: '' })),
  wrong('in a context we do not know', /which we do not know/, (document, { alice, theirs }) =>
    alice.prove({ ...document, '@context': [...document['@context'], theirs.newId('context')] }),
  ),
  wrong('whose context makes our words mean something else', /no revision number/, (document, { alice }) =>
    alice.prove({
      ...document,
      '@context': [document['@context'][0], { moot: 'https://example.org/other#' }],
    }),
  ),
]

const byProof: Refused[] = [
  proved('without a proof', /carries no proof/, (bare) => bare),
  proved('with words changed after the proof', /does not hold/, (bare, { alice }) => ({
    ...alice.prove({ ...bare, name: 'Before' }),
    name: bare.name,
  })),
  proved('with the proof of another record', /does not hold/, (bare, { alice }) => ({
    ...bare,
    proof: alice.known.proof,
  })),
  proved('with a proof by a neighbour', /a key that .*alice does not have/, (bare, { bob }) =>
    bob.prove(bare),
  ),
  proved('with a proof by somebody else', /a key that .*alice does not have/, (bare, { mallory }) =>
    mallory.prove(bare),
  ),
  proved('with a proof by a neighbour that names her key', /does not hold/, (bare, { alice, bob }) =>
    proveBy({ ...bob.proofKey, id: alice.proofKey.id }, bare),
  ),
  proved('with a proof that names her other key', /a key that .*alice does not have/, (bare, { alice }) =>
    proveBy({ ...alice.proofKey, id: alice.key.id }, bare),
  ),
  proved('with two proofs', /more than one proof/, (bare, { alice, bob }) => ({
    ...bare,
    proof: [bob.prove(bare).proof, alice.prove(bare).proof],
  })),
  proved('with a proof for another purpose', /another purpose/, (bare, { alice }) => {
    const { proof } = alice.prove(bare)
    return { ...bare, proof: { ...proof, proofPurpose: 'authentication' } }
  }),
  proved('with a proof of another kind', /a kind we do not know/, (bare, { alice }) => {
    const { proof } = alice.prove(bare)
    return { ...bare, proof: { ...proof, cryptosuite: 'eddsa-rdfc-2022' } }
  }),
  proved('with a proof that cannot be read', /cannot be read/, (bare, { alice }) => {
    const { proof } = alice.prove(bare)
    return { ...bare, proof: { ...proof, proofValue: 'z0OIl' } }
  }),
  proved('with a proof that is older than its words', /older than its wording/, (bare, { alice }) =>
    proveBy(alice.proofKey, bare, '2026-10-31T10:00:00Z'),
  ),
  proved('with a proof by a key that had been retired', /a key that .*alice does not have/, (bare, stage) => {
    const { retired, until } = withHistory(stage)
    return proveBy(retired, bare, new Date(Date.parse(until) + 1000).toISOString())
  }),
  proved(
    'with a proof by a neighbour’s key in her history',
    /a key that .*alice does not have/,
    (bare, stage) => {
      withHistory(stage)
      return stage.bob.prove(bare)
    },
  ),
]

/** Gives Alice a history of keys: one that she retired, and Bob's. */
function withHistory({ alice, bob, theirs }: Stage) {
  const retired = { id: `${alice.id}#old-key`, key: newEd25519() }
  const until = '2026-11-01T12:00:00Z'
  alice.document['moot:keys'] = `${alice.id}/keys`
  const old = { id: retired.id, type: 'Multikey', controller: alice.id, 'moot:validUntil': until }
  const items = [{ ...old, publicKeyMultibase: multikeyOf(retired.key) }, ...bob.document.assertionMethod]
  theirs.serve(`${alice.id}/keys`, {
    type: activityJson,
    body: { id: `${alice.id}/keys`, type: 'Collection', items },
  })
  return { retired, until }
}

describe.each(dialects)(
  'a letter is only a hint; what counts is at its origin, and a server on %s refuses',
  (dialect) => {
    let stage: Stage
    beforeAll(async () => {
      stage = await openStage(dialect)
    })
    afterAll(() => stage.end())

    it.each([...atItsOrigin, ...inTheDocument, ...byProof])('$says', async (refused) => {
      await expectRefused(stage, refused)
    })

    it('nothing, where an old record bears the proof of a key that was good at its time', async () => {
      const { retired } = withHistory(stage)
      const old = proveBy(retired, stage.alice.article(), '2026-11-01T11:00:00Z')
      stage.alice.publish(old)
      expect(await tell(stage, stage.alice, stage.alice.says('Create', old))).toBe(202)
      await until('the record is here', () => issueByIri(stage.world, old.id))
    })

    it('nothing, where the words are the same but the letter leaves out context and proof', async () => {
      const document = stage.alice.article()
      stage.alice.publish(document)
      const { '@context': _, proof: __, ...bare } = document
      expect(await tell(stage, stage.alice, stage.alice.says('Create', bare))).toBe(202)
      await until('the record is here', () => issueByIri(stage.world, document.id))
    })

    it('what its origin does not have at all, which is not kept', async () => {
      const { alice, world, server } = stage
      const nowhere = alice.article()
      const from = server.logged.length
      expect(await tell(stage, alice, alice.says('Create', nowhere))).toBe(202)
      const read = () => server.logged.slice(from).find(([, , about]) => about.iri === nowhere.id)
      expect(await until('the letter is read', read)).toMatchObject([
        'debug',
        'letter read',
        { dropped: null },
      ])
      expect(await issueByIri(world, nowhere.id)).toBeUndefined()
    })
  },
)
