import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

const cli = 'dist/src/cli.js'

let folder: string
let child: ChildProcess
beforeEach(() => {
  // `npm test` builds first; without a build there is nothing to start.
  if (!existsSync(cli)) throw new Error('run `npm run build` before this test')
  folder = mkdtempSync(join(tmpdir(), 'folkmoot-demo-test-'))
})
afterEach(() => {
  child.kill('SIGKILL')
  rmSync(folder, { recursive: true, force: true })
})

/** Starts the demonstration in a process of its own, whose temporary files go into a folder of the test. */
function demonstrate(...args: string[]) {
  child = spawn(process.execPath, [cli, 'demo', ...args], {
    env: { PATH: process.env.PATH ?? '', TMPDIR: folder },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let [out, err] = ['', '']
  child.stdout!.setEncoding('utf8').on('data', (text: string) => {
    out += text
  })
  child.stderr!.setEncoding('utf8').on('data', (text: string) => {
    err += text
  })
  const exit = new Promise<number | null>((done) => child.on('close', (code) => done(code)))
  return { exit, out: () => out, err: () => err }
}

describe('the demonstration', () => {
  it('shows four hubs that follow each other, and how what one changes arrives at the others', async () => {
    const show = demonstrate('--once')
    const code = await show.exit
    expect({ code, err: show.err() }).toEqual({ code: 0, err: '' })
    const lines = show.out().split('\n')
    const said = (words: RegExp) => lines.filter((line) => words.test(line))

    const homes = said(/ is at http/).map((line) => /http:\S+/.exec(line)![0])
    expect(new Set(homes).size).toBe(4)
    for (const home of homes) {
      expect(said(new RegExp(`the map +${home}/map$`))).toHaveLength(1)
      expect(said(new RegExp(`the hub +${home}/hubs/[0-9a-f-]{36}$`))).toHaveLength(1)
    }
    expect(said(/^ {2}Bay Shore Commons follows .* all its [78] issues are here after /)).toHaveLength(2)
    expect(said(/^ {2}Common Ground follows .* all its [678] issues are here after /)).toHaveLength(3)
    // What was done, in order, and how each of the two who follow says that it stands there.
    const done = lines.flatMap((line, at) => {
      const verb = /^ {2}\S.* (publishes|amends|withdraws|invites to|has decided|sets out to|has done) /.exec(
        line,
      )?.[1]
      const heard = (each: string) =>
        /^ {4}at (.*) it is (.*) after [0-9.]+ m?s$/.exec(each)?.slice(1).join(': ')
      return verb === undefined
        ? []
        : [
            [
              verb,
              ...lines
                .slice(at + 1, at + 3)
                .map(heard)
                .sort(),
            ],
          ]
    })
    const life = [
      ['publishes', 'there'],
      ['amends', 'there in its new wording'],
      ['withdraws', 'gone'],
    ]
    const meeting = [
      ['invites to', 'there'],
      ['has decided', 'there'],
      ['sets out to', 'there'],
      ['has done', 'done'],
    ]
    expect(done).toEqual(
      [...life, ...life, ...meeting].map(([verb, how]) => [
        ...[verb, `Bay Shore Commons: ${how}`, `Common Ground: ${how}`],
      ]),
    )
    // And what the room decided can be read at the nation.
    expect(said(new RegExp(`^ {4}${homes[3]}/seen/outcomes/[0-9a-f-]{36}$`))).toHaveLength(1)
    expect(readdirSync(folder)).toEqual([])
  }, 120_000)

  it('ends when it is told to stop, in the middle of the show too, and leaves nothing behind', async () => {
    const show = demonstrate()
    while (child.exitCode === null && !/ is at /.test(show.out()))
      await new Promise((resolve) => setTimeout(resolve, 20))
    expect(readdirSync(folder)).toHaveLength(1)
    child.kill('SIGINT')
    const code = await show.exit
    expect({ code, err: show.err() }).toEqual({ code: 0, err: '' })
    expect(readdirSync(folder)).toEqual([])
  }, 120_000)
})
