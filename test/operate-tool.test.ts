import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { whoIs } from '../src/members/actions.ts'
import { askPassphrase, readIdentities } from '../src/operate/ask.ts'
import { publishMany } from './support/busy.ts'
import { foundHub, sure } from './support/people.ts'
import { freshPlace, type Place } from './support/places.ts'
import { freePort } from './support/server.ts'

// Many processes are started here, one after the other.
vi.setConfig({ testTimeout: 120_000 })

const cli = 'bin/folkmoot.mjs'
let here: Place
const children: ChildProcess[] = []
beforeEach(async () => {
  if (!existsSync('dist/src/cli.js')) throw new Error('run `npm run build` before this test')
  here = await freshPlace('sqlite', 'http://localhost:3000')
  await here.within((world) => foundHub(world, 'northend'))
})
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
  await here.drop()
})

/** Calls the tool as an operator does, in the folder of the place; `limit` is the size in KiB that no file may exceed. */
async function folkmoot(line: string, more: Record<string, string> = {}, limit?: number) {
  const words = [process.execPath, join(process.cwd(), cli), ...line.split(' ')]
  const shell = `trap '' XFSZ; ulimit -f ${limit}; exec "$@"`
  const [command, ...rest] = limit === undefined ? words : ['bash', '-c', shell, 'bash', ...words]
  const child = spawn(command!, rest, {
    cwd: here.folder,
    env: { PATH: process.env.PATH ?? '', ...here.env(more) },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  children.push(child)
  let [out, err] = ['', '']
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    err += text
  })
  const code = await new Promise<number | null>((done) => child.on('close', done))
  return { code, out, err }
}

describe('the operator’s tool', () => {
  it('makes a backup, says what is inside, restores it elsewhere, and lets it speak again', async () => {
    writeFileSync(join(here.folder, 'passphrase'), 'where the river bends\n')
    const made = await folkmoot('backup --into kept --keep 3 --passphrase-file passphrase')
    expect(made).toMatchObject({ code: 0, err: '' })
    expect(made.out).toMatch(
      /^kept\/folkmoot-localhost-3000-\d{4}-\d\d-\d\dT\d{6}Z\.backup\.age: \d+ rows, [\d.]+ kB, encrypted\.\n/,
    )
    expect(made.out).toContain('The secret is inside')
    const file = `kept/${readdirSync(join(here.folder, 'kept'))[0]}`

    const verified = await folkmoot(`backup verify ${file} --passphrase-file passphrase`)
    expect(verified).toMatchObject({ code: 0, err: '' })
    expect(verified.out.split('\n')).toEqual([
      expect.stringMatching(
        /^A backup of http:\/\/localhost:3000, made on .* by Folkmoot 0\.1\.0, schema 0\d{3}-/,
      ),
      expect.stringContaining('It is whole, and all its digests are right.'),
      '1 hub (northend), 1 person, 0 public records and 0 copies of others’.',
      'The secret is inside.',
      '',
    ])
    expect(verified.out).not.toContain('Amina')

    const elsewhere = { FOLKMOOT_DATA: join(here.folder, 'elsewhere') }
    const done = await folkmoot(`restore ${file} --passphrase-file passphrase`, elsewhere)
    expect(done).toMatchObject({ code: 0, err: '' })
    expect(done.out).toContain('It keeps still until you say otherwise')
    expect(done.out).toContain('folkmoot federation on')
    expect(readFileSync(join(here.folder, 'elsewhere', 'secret'))).toEqual(
      readFileSync(join(here.folder, 'data', 'secret')),
    )
    const federation = async (word: string) => (await folkmoot(`federation${word}`, elsewhere)).out
    expect(await federation('')).toBe('It is off: nothing goes out, and letters from others have to wait.\n')
    expect(await federation(' on')).toBe('It is on.\nThat counts from the next start of the server on.\n')
    expect(await federation(' on')).toBe('It is on.\n')
    expect(await federation(' off')).toContain('It is off')
    expect(await folkmoot('federation perhaps', elsewhere)).toEqual({
      ...{ code: 1, out: '' },
      err: 'It is either on or off, and not “perhaps”.\n',
    })
  })

  it('answers in JSON where a script asks', async () => {
    const made = JSON.parse((await folkmoot('backup a.backup --json')).out)
    expect(made).toMatchObject({
      file: 'a.backup',
      sealed: false,
      secretAt: expect.stringContaining('secret'),
    })
    const found = JSON.parse((await folkmoot('backup verify a.backup --json')).out)
    expect(found).toMatchObject({
      hubs: ['northend'],
      people: 1,
      rows: made.rows,
      hasSecret: false,
      secretFits: true,
    })
    const secret = {
      FOLKMOOT_DATA: join(here.folder, 'b'),
      FOLKMOOT_SECRET_FILE: join(here.folder, 'data', 'secret'),
    }
    expect(JSON.parse((await folkmoot('restore a.backup --json', secret)).out)).toMatchObject({
      ...{ origin: 'http://localhost:3000', hubs: ['northend'], aside: null, secretTo: null },
    })
    const doctor = await folkmoot('doctor --json', { PORT: String(await freePort()) })
    expect(doctor.code).toBe(1)
    expect(JSON.parse(doctor.out)).toMatchObject({
      broken: 2,
      findings: expect.arrayContaining([
        { about: 'Secret', level: 'good', says: 'It opens what is sealed with it.', todo: null },
      ]),
    })
  })

  it('says in one sentence what it cannot do, and changes nothing then', async () => {
    await folkmoot('backup a.backup')
    await folkmoot('backup b.age --passphrase-file nowhere')
    const before = readdirSync(here.folder).sort()
    const tried = [
      ['backup a.backup', 1, 'There is a file a.backup already; it is left as it is.'],
      [
        'backup a.backup --keep 2',
        1,
        '--keep is for a folder: leave the name of the file away, and say --into.',
      ],
      ['backup --encrypt --to age1x', 1, 'A backup is encrypted with a passphrase or for a key, not both.'],
      [
        'backup --encrypt',
        1,
        'Nobody can be asked for a passphrase here: say --passphrase-file, and which file has it.',
      ],
      ['backup --passphrase-file nowhere', 1, 'nowhere cannot be read (ENOENT).'],
      [
        'backup --keep none',
        2,
        "error: option '--keep <number>' argument 'none' is invalid. It must be a number from 1 on.",
      ],
      ['backup verify nowhere', 1, 'There is no file nowhere.'],
      ['restore a.backup', 1, expect.stringMatching(/^There is a database already: /)],
    ] as const
    const answers = await Promise.all(
      tried.map(([line]) => folkmoot(line).then(({ code, err }) => [line, code, err.trim()])),
    )
    expect(answers).toEqual(tried)
    expect(readdirSync(here.folder).sort()).toEqual(before)
  })

  it('leaves nothing behind on a disk that takes no more', async () => {
    await here.within(async (world) => {
      const who = sure(await whoIs(world, 'northend', 'Amina'))
      await publishMany(world, who, 150, 'Damp flats')
    })
    await folkmoot('backup whole.backup')
    const before = readdirSync(here.folder).sort()
    // Not so small that the database itself could not be opened any more.
    const full = await folkmoot('backup too-large.backup', {}, 48)
    expect(full).toEqual({
      ...{ code: 1, out: '' },
      err: 'The backup cannot be written to too-large.backup: no file may become so large there.\n',
    })
    expect(readdirSync(here.folder).sort()).toEqual(before)
    mkdirSync(join(here.folder, 'small'))
    const secret = { FOLKMOOT_SECRET_FILE: join(here.folder, 'data', 'secret') }
    const small = await folkmoot(
      'restore whole.backup',
      { ...secret, FOLKMOOT_DATA: join(here.folder, 'small') },
      256,
    )
    expect(small).toMatchObject({
      code: 1,
      out: '',
      err: expect.stringMatching(/^Nothing was restored: the disk .* \(SQLITE_\w+\)\.\n$/),
    })
    expect(readdirSync(join(here.folder, 'small'))).toEqual([])
  })

  it('runs the doctor, who exits with 0 where nothing is broken', async () => {
    const port = String(await freePort())
    const server = spawn(process.execPath, ['dist/src/main.js'], {
      env: { PATH: process.env.PATH ?? '', ...here.env({ PORT: port, FOLKMOOT_ORIGIN: '' }) },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    children.push(server)
    await new Promise((ready) => server.stdout.once('data', ready))
    // Of this trial, since its address has another port.
    const doctor = await folkmoot('doctor', { PORT: port, FOLKMOOT_ORIGIN: '' })
    expect(doctor.out).toContain('good          Database: SQLite')
    expect(doctor.out).toContain(
      'worth a look  Backup: None was ever made of this database.\n              → Make one now',
    )
    expect([doctor.code, doctor.err]).toEqual([0, ''])
    expect(doctor.out).toMatch(/Nothing is broken; 1 thing is worth a look\.\n$/)
  })
})

describe('a passphrase', () => {
  const terminal = () => {
    const input = Object.assign(new PassThrough(), { isTTY: true, setRawMode: () => {} })
    const output = new PassThrough()
    return { input, output, shown: () => String(output.read() ?? '') }
  }

  it('is asked for without being shown', async () => {
    const { input, output, shown } = terminal()
    const asked = askPassphrase(['Passphrase: ', 'Once more: '], { input, output })
    input.write('where the river bends\n')
    input.write('Where the river bends\n')
    expect(await asked).toEqual(['where the river bends', 'Where the river bends'])
    expect(shown()).toBe('Passphrase: \nOnce more: \n')
  })

  it('is not made up where nobody types one', async () => {
    const { input, output } = terminal()
    const asked = askPassphrase(['Passphrase: '], { input, output })
    input.end()
    await expect(asked).rejects.toThrow('No passphrase was given.')
  })

  it('may be a key in a file, as age-keygen writes it', () => {
    const file = join(here.folder, 'key.txt')
    writeFileSync(file, '# created: today\n# public key: age1x\nAGE-SECRET-KEY-1X\n')
    expect(readIdentities(file)).toEqual(['AGE-SECRET-KEY-1X'])
    writeFileSync(file, '# nothing\n')
    expect(() => readIdentities(file)).toThrow(`There is no secret key in ${file}.`)
  })
})
