import fc from 'fast-check'
import { expect, it } from 'vitest'
import {
  draftOf,
  readConversation,
  sift,
  usualBar,
  usualCredit,
  usualLicence,
} from '../src/issues/import-polis.ts'
import { NewIssue } from '../src/issues/model-shape.ts'
import { isRefusal } from '../src/lib/refusal.ts'
import { mutatedBytes, patience, tries } from './support/fuzz.ts'
import { polisFiles, row } from './support/polis.ts'

const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes)
const rows = [
  row(1, 'More buses'),
  row(2, 'Say "yes",\nthen wait'),
  row(3, '', { agrees: 0 }),
  row(4, '=1+1|cmd'),
]
const files = polisFiles(rows)
const comments = [
  text(files.comments),
  text(files.comments).replaceAll('\n', '\r\n'),
  `\ufeff${text(files.comments)}`,
]

it('a Polis export of any bytes is read, or refused in one sentence, and its drafts may all be kept', {
  timeout: patience,
}, () => {
  let drafted = 0
  const bytes = fc.oneof(mutatedBytes(comments), fc.uint8Array({ maxLength: 60 }))
  const about = fc.oneof(
    { weight: 4, arbitrary: fc.constant(files.summary) },
    { weight: 1, arbitrary: mutatedBytes([text(files.summary)]) },
  )
  const property = fc.property(bytes, about, (said, summary) => {
    const conversation = readConversation(said, summary)
    if (isRefusal(conversation)) {
      expect(conversation.refused).toMatch(/^[^\n]+\.$/)
      return
    }
    const { taken, leftOut } = sift(conversation.statements, usualBar)
    expect(taken.length + leftOut.length).toBe(conversation.statements.length)
    for (const statement of taken) {
      const draft = draftOf(conversation, statement, {
        language: 'en',
        licence: usualLicence,
        credit: usualCredit,
      })
      const read = NewIssue.safeParse({ level: 'local', ...draft })
      expect(read.error).toBeUndefined()
      expect(JSON.stringify(read.data)).not.toMatch(/\\u0000|\\ud[89a-f]|[\u202a-\u202e]/i)
      drafted++
    }
  })
  fc.assert(property, tries(15_000))
  expect(drafted).toBeGreaterThan(0)
})
