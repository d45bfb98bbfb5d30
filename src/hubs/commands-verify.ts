import { existsSync, readFileSync, statSync } from 'node:fs'
import type { Command } from 'commander'
import { fetchDocument } from '../federation/fetch.ts'
import { addressIn } from '../federation/lookup.ts'
import { weigh } from '../federation/weigh.ts'
import { weighedInWords } from '../federation/weigh-words.ts'
import { granted } from '../lib/granted.ts'
import { isJsonObject, type Json } from '../lib/json.ts'
import { isRefusal, type Refusal, refuse } from '../lib/refusal.ts'
import type { WithWorld } from '../slice.ts'
import type { World } from '../world.ts'

/** `folkmoot verify`. */
export function verifyCommand(program: Command, withWorld: WithWorld): void {
  const verify = program
    .command('verify <address-or-file>')
    .description('say what of a record is proved, by whom, and what is not (exit 0: proved; 1: not)')
    .option(
      '--keys <file>',
      'its owner’s document or key history as you kept it, to rely on instead of asking',
    )
    .option('--offline', 'ask nobody: for a file, with keys that are known here or given by --keys')
    .option('--json', 'answer in JSON')
    .action(async (what: string, options: { keys?: string; offline?: boolean; json?: boolean }) => {
      if (options.offline && /^https?:\/\//i.test(what))
        verify.error('error: an address cannot be looked up with --offline; save it as a file first')
      await withWorld(async (world) => {
        const keys = options.keys === undefined ? null : granted(readJson(options.keys, 'the file of keys'))
        if (keys !== null && !isJsonObject(keys)) granted(refuse(`${options.keys} holds no keys.`))
        const document = await documentAt(world, what)
        if (isRefusal(document)) {
          if (!options.json) granted(document)
          process.exitCode = 1
          return console.log(JSON.stringify({ proved: false, why: document.refused }))
        }
        const means = { offline: options.offline === true, keys: isJsonObject(keys) ? keys : null }
        const weighed = await weigh(world, document, means)
        const words = weighedInWords(weighed, what)
        if (options.json) console.log(JSON.stringify({ ...weighed, words }))
        else say(words)
        if (!weighed.proved) process.exitCode = 1
      })
    })
}

function say({ verdict, found, unchecked, unproved }: ReturnType<typeof weighedInWords>): void {
  const list = (title: string, lines: readonly string[]) =>
    lines.length === 0 ? '' : `\n\n${title}\n${lines.map((line) => `- ${line}`).join('\n')}`
  const facts = found.map((line) => `\n${line}`).join('')
  console.log(
    verdict + facts + list('Could not be found out:', unchecked) + list('What no proof shows:', unproved),
  )
}

/** The document behind an address or in a file; what its origin has withdrawn is its Tombstone. */
async function documentAt(world: World, what: string): Promise<Json | Refusal> {
  const isFile = !/^https?:\/\//i.test(what) && existsSync(what)
  if (isFile) return readJson(what, what)
  const address = addressIn(what)
  if (address === null) return refuse(`${what} is neither a file nor an address.`)
  const answer = await fetchDocument(world, address)
  if ('found' in answer) return answer.found
  if ('gone' in answer && answer.tombstone !== null) return answer.tombstone
  return refuse(
    `${address} is not to be had: ${'failed' in answer ? answer.failed : `it answers ${answer.gone}`}.`,
  )
}

/** A file larger than any record is not read. */
const largestFile = 4 << 20

function readJson(file: string, what: string): Json | Refusal {
  try {
    if (statSync(file).size > largestFile) return refuse(`${what} is larger than any record.`)
    return JSON.parse(readFileSync(file, 'utf8')) as Json
  } catch (error) {
    return refuse(`${what} ${error instanceof SyntaxError ? 'is no JSON' : 'cannot be read'}.`)
  }
}
