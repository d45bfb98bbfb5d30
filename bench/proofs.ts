import { generateKeyPairSync } from 'node:crypto'
import { withContext } from '../src/federation/context.ts'
import { multibaseOf, prove, provedBy, readProof } from '../src/federation/proof.ts'
import type { JsonObject } from '../src/lib/json.ts'
import { instant } from '../src/lib/time.ts'
import { now } from './child.ts'
import { issueLetters, senderAt } from './letters-folkmoot.ts'
import type { Section } from './section.ts'
import { shownBy, startFolkmoot, until } from './servers.ts'

/** How many proofs are checked in a second, canonical form and all; and how quickly a log is read of which all is held already. */
export const measureProofs: Section = async ({ quick, limits }) => {
  const count = quick ? 200 : 5000
  const ed = generateKeyPairSync('ed25519')
  const sender = senderAt('https://hub.example', 'hub', { log: true })
  const { documents } = await issueLetters('https://here.example/inbox', sender, 0, 20)
  const proved = Object.values(documents).map((document): JsonObject => {
    const { proof: _, '@context': __, ...rest } = document
    return prove(withContext(rest), ed.privateKey, 'https://hub.example/key', instant(Date.now()))
  })
  const key = multibaseOf(ed.publicKey)
  const check = (times: number) => {
    for (let i = 0; i < times; i++) {
      const document = proved[i % proved.length]!
      const proof = readProof(document)
      if ('refused' in proof || !provedBy(document, proof, key)) throw new Error('a proof does not hold')
    }
  }
  check(count / 10)
  const began = performance.now()
  check(count)
  const rate = count / ((performance.now() - began) / 1000)
  const limit = { what: 'Ed25519 checks', value: limits.edVerify }
  return [
    {
      section: 'proofs',
      what: 'proofs of issues checked, one at a time',
      value: rate,
      unit: 'a second',
      limit,
    },
    await readAgain(quick ? 60 : 1000),
  ]
}

async function readAgain(issues: number) {
  const [origin, reader] = [await startFolkmoot(), await startFolkmoot()]
  await origin.child.ask('fill', { issues })
  await reader.child.ask('follow', { actor: origin.actor })
  await until('all its issues are here', 50, async () => (await shownBy(reader.origin)) >= issues)
  await until('the log is read', 50, () => reader.child.ask<boolean>('read', { actor: origin.actor }))
  const cpu = await reader.child.cpu()
  await reader.child.ask('anew', { actor: origin.actor })
  const began = now()
  await until('it is read again', 20, () => reader.child.ask<boolean>('read', { actor: origin.actor }))
  const took = (now() - began) / 1000
  const each = ((await reader.child.cpu()) - cpu) / issues
  await reader.end()
  await origin.end()
  return {
    ...{ section: 'proofs', what: `a log of ${issues} entries read again, of which all is held`, cpu: each },
    ...{ value: issues / took, unit: 'entries a second' },
  }
}
