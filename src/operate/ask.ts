import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { Writable } from 'node:stream'
import { Refused } from '../lib/granted.ts'

/** The terminal at which somebody can be asked. */
export type Terminal = {
  readonly input: NodeJS.ReadableStream & { isTTY?: boolean }
  readonly output: NodeJS.WritableStream
}

/** Asks somebody for a passphrase, once for each question, and shows nothing of it; @throws Refused where nobody sits there. */
export async function askPassphrase(
  questions: readonly string[],
  { input, output }: Terminal = { input: process.stdin, output: process.stderr },
): Promise<string[]> {
  if (!input.isTTY)
    throw new Refused(
      'Nobody can be asked for a passphrase here: say --passphrase-file, and which file has it.',
    )
  // What is typed is not written back: whoever looks on must not learn it.
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() })
  const lines = createInterface({ input, output: nowhere, terminal: true })
  const typed = lines[Symbol.asyncIterator]()
  const answers: string[] = []
  try {
    for (const question of questions) {
      output.write(question)
      const { value, done } = await typed.next()
      output.write('\n')
      if (done || value === '') throw new Refused('No passphrase was given.')
      answers.push(value.normalize('NFC'))
    }
    return answers
  } finally {
    lines.close()
  }
}

/** The passphrase in a file, without the line break at its end; @throws Refused where there is none. */
export function readPassphrase(file: string): string {
  const passphrase = readText(file)
    .replace(/\r?\n$/, '')
    .normalize('NFC')
  if (passphrase === '') throw new Refused(`There is no passphrase in ${file}.`)
  return passphrase
}

/** The secret keys in a file as age-keygen writes it: one on a line, and comments; @throws Refused where there is none. */
export function readIdentities(file: string): string[] {
  const lines = readText(file).split(/\r?\n/)
  const identities = lines.map((line) => line.trim()).filter((line) => line !== '' && !line.startsWith('#'))
  if (identities.length === 0) throw new Refused(`There is no secret key in ${file}.`)
  return identities
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw new Refused(`${file} cannot be read (${(error as NodeJS.ErrnoException).code}).`)
  }
}
