import { type Command, InvalidArgumentError } from 'commander'
import { type Config, readConfig } from '../config.ts'
import { isStill, keepStill } from '../federation/restored.ts'
import { granted, Refused } from '../lib/granted.ts'
import { openLog } from '../lib/log.ts'
import type { WithWorld } from '../slice.ts'
import { askPassphrase, readIdentities, readPassphrase } from './ask.ts'
import { type BackupOrder, makeBackup } from './backup.ts'
import { type Contents, verifyBackup } from './contents.ts'
import { lookAt } from './envelope.ts'
import type { Level } from './finding.ts'
import type { Key, Lock } from './lock.ts'
import { restore } from './restore.ts'
import { dayAndTime, sizeInWords, someOf } from './words.ts'

/** How these commands get at the server: its settings, and its world where they need it open. */
export type AtServer = { settings(): Config; withWorld: WithWorld }

/** `folkmoot backup`, `restore`, `federation` and `doctor`. */
export function operateCommands(program: Command, at: AtServer): void {
  backupCommands(program, at)
  restoreCommand(program, at)
  federationCommand(program, at)
  doctorCommand(program)
}

function backupCommands(program: Command, { settings }: AtServer): void {
  const backup = program
    .command('backup')
    .description('put everything this server has into one file, while it runs')
    // Else it would take the options of `verify` for its own.
    .enablePositionalOptions()
    .argument('[file]', 'where to; left out, a name with the day is made in the folder')
    .option('--into <folder>', 'the folder, where no file is named', '.')
    .option('--keep <number>', 'throw away all but so many of the newest in the folder', wholeNumber)
    .option('--encrypt', 'encrypt it with a passphrase that is asked for; then the secret is inside')
    .option('--passphrase-file <file>', 'encrypt it with the passphrase in this file')
    .option('--to <key>', 'encrypt it for whoever has the secret key to this public key of age', collected)
    .option('--json', 'answer in JSON')
    .action(async (file: string | undefined, options) => {
      const config = settings()
      const lock = await lockFrom(options)
      if (file !== undefined && options.keep !== undefined)
        throw new Refused('--keep is for a folder: leave the name of the file away, and say --into.')
      const to: BackupOrder['to'] =
        file === undefined ? { folder: options.into, keep: options.keep ?? null } : { file }
      const made = granted(await makeBackup(config, { to, lock }, Date.now()))
      if (options.json) return console.log(JSON.stringify(made))
      console.log(
        `${made.file}: ${made.rows} rows, ${sizeInWords(made.bytes)}${made.sealed ? ', encrypted' : ''}.`,
      )
      console.log(
        made.secretAt === null
          ? 'The secret is inside: this file and what opens it are all that a restore needs.'
          : `The secret is not inside: keep ${made.secretAt} somewhere else too, since nothing sealed can be opened without it.`,
      )
      if (!made.sealed) console.log('It is not encrypted: whoever has it can read what is private.')
      if (made.thrown.length > 0) console.log(`Thrown away: ${made.thrown.join(', ')}.`)
    })

  const verify = backup
    .command('verify <file>')
    .description('read a backup to its end, check every digest, and say what is inside')
  withKey(verify)
    .option('--json', 'answer in JSON')
    .action(async (file: string, options) => {
      const found = granted(await verifyBackup(settings(), file, await keyFrom(file, options)))
      if (options.json) console.log(JSON.stringify(found))
      else for (const line of inWords(found)) console.log(line)
    })
}

function restoreCommand(program: Command, { settings }: AtServer): void {
  withKey(
    program
      .command('restore <file>')
      .description('put a backup into an empty data folder or database; the server keeps still until told'),
  )
    .option('--replace', 'move the database in the data folder aside first, and say where')
    .option('--json', 'answer in JSON')
    .action(async (file: string, options) => {
      const config = settings()
      const key = await keyFrom(file, options)
      const done = granted(
        await restore(config, file, { key, replace: options.replace === true, now: Date.now() }),
      )
      if (options.json) return console.log(JSON.stringify(done))
      console.log(`Restored from ${file}: ${done.origin} as it was on ${dayAndTime(done.made)}.`)
      console.log(`${inside(done)}.`)
      if (done.aside) console.log(`What stood here before is in ${done.aside}.`)
      if (done.secretTo) console.log(`The secret is in ${done.secretTo}.`)
      console.log(
        [
          'It keeps still until you say otherwise: nothing goes out, and letters from others have to wait.',
          'What to do next:',
          '  1. Make sure that the old server is off and stays off: two of the same address spoil each other’s logs.',
          `  2. Start this one with FOLKMOOT_ORIGIN=${done.origin}, and look whether all is there.`,
          '  3. Say: folkmoot federation on',
          '  4. Start it again. Whoever follows its hubs compares then, by itself.',
        ].join('\n'),
      )
    })
}

function federationCommand(program: Command, { withWorld, settings }: AtServer): void {
  program
    .command('federation [on-or-off]')
    .description('whether the server deals with others: after a restore it does not until it is told')
    .action((word: string | undefined) =>
      withWorld(async ({ db }) => {
        if (word !== undefined && word !== 'on' && word !== 'off')
          throw new Refused(`It is either on or off, and not “${word}”.`)
        const changed = word === undefined ? false : await keepStill(db, word === 'off')
        const still = await isStill(db)
        console.log(
          still
            ? 'It is off: nothing goes out, and letters from others have to wait.'
            : settings().federation
              ? 'It is on.'
              : 'Here it is on, but the setting FOLKMOOT_FEDERATION=off holds too: take it away.',
        )
        if (changed) console.log('That counts from the next start of the server on.')
      }),
    )
}

function doctorCommand(program: Command): void {
  program
    .command('doctor')
    .description('look this server over, inside and from outside, and say what is to be done')
    .option('--json', 'answer in JSON')
    .action(async (options) => {
      // Loaded only here: it brings the way out to other servers along.
      const { examine } = await import('./doctor.ts')
      const findings = await examine(readConfig, openLog('error'))
      const some = (level: Level) => findings.filter((finding) => finding.level === level).length
      if (some('broken') > 0) process.exitCode = 1
      if (options.json) return console.log(JSON.stringify({ broken: some('broken'), findings }))
      for (const { about, level, says, todo } of findings) {
        console.log(`${level.padEnd(12)}  ${about}: ${says}`)
        if (todo !== null) console.log(`${' '.repeat(14)}→ ${todo}`)
      }
      console.log(
        some('broken') > 0
          ? `\n${someOf(some('broken'), 'thing is', 'things are')} broken.`
          : some('worth a look') > 0
            ? `\nNothing is broken; ${someOf(some('worth a look'), 'thing is', 'things are')} worth a look.`
            : '\nAll is well.',
      )
    })
}

const withKey = (command: Command): Command =>
  command
    .option('--passphrase-file <file>', 'the file with the passphrase; else it is asked for')
    .option('--identity <file>', 'the file with the secret key of age, where it was encrypted for one')

type LockOptions = { encrypt?: true; passphraseFile?: string; to?: string[] }

/** @throws Refused where two ways to encrypt were named, or the two times a passphrase was typed differ */
async function lockFrom({ encrypt, passphraseFile, to }: LockOptions): Promise<Lock | null> {
  if (to && (encrypt || passphraseFile))
    throw new Refused('A backup is encrypted with a passphrase or for a key, not both.')
  if (to) return { recipients: to }
  if (passphraseFile) return { passphrase: readPassphrase(passphraseFile) }
  if (!encrypt) return null
  const [passphrase, again] = await askPassphrase(['Passphrase for the backup: ', 'Once more: '])
  if (again !== passphrase) throw new Refused('The two were not the same; nothing was written.')
  return { passphrase: passphrase! }
}

async function keyFrom(
  file: string,
  { passphraseFile, identity }: { passphraseFile?: string; identity?: string },
): Promise<Key | null> {
  if (!(await lookAt(file)).sealed) return null
  if (identity) return { identities: readIdentities(identity) }
  if (passphraseFile) return { passphrase: readPassphrase(passphraseFile) }
  const [passphrase] = await askPassphrase([`Passphrase of ${file}: `])
  return { passphrase: passphrase! }
}

function inWords(found: Contents): string[] {
  const { origin, made, software, steps, sealed, bytes } = found
  return [
    `A backup of ${origin}, made on ${dayAndTime(made)} by Folkmoot ${software}, schema ${steps.at(-1)}.`,
    `${sizeInWords(bytes)}${sealed ? ', encrypted' : ', not encrypted'}, ${found.rows} rows. It is whole, and all its digests are right.`,
    `${inside(found)}.`,
    found.hasSecret
      ? 'The secret is inside.'
      : `The secret is not inside${found.secretFits === true ? '; the one kept here is the one it needs' : found.secretFits === false ? ', and the one kept here is not the one it needs' : ''}.`,
  ]
}

function inside({ hubs, people, records, copies }: Pick<Contents, 'hubs' | 'people' | 'records' | 'copies'>) {
  const names = hubs.length === 0 || hubs.length > 10 ? '' : ` (${hubs.join(', ')})`
  return (
    `${someOf(hubs.length, 'hub', 'hubs')}${names}, ${someOf(people, 'person', 'people')}, ` +
    `${someOf(records, 'public record', 'public records')} and ${someOf(copies, 'copy', 'copies')} of others’`
  )
}

const collected = (value: string, before: string[] = []): string[] => [...before, value]

function wholeNumber(text: string): number {
  const number = Number(text)
  if (!Number.isInteger(number) || number < 1)
    throw new InvalidArgumentError('It must be a number from 1 on.')
  return number
}
