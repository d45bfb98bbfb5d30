import { type ChildProcess, spawn } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { connect, createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { goThroughSetUp } from './support/set-up.ts'

// A dozen processes are started here, one after the other.
vi.setConfig({ testTimeout: 120_000 })

const main = 'dist/src/main.js'
// What npx calls; it calls dist/src/cli.js.
const cli = 'bin/folkmoot.mjs'

let data: string
let left: ChildProcess[]
beforeEach(() => {
  // `npm test` builds first; without a build there is nothing to start.
  if (!existsSync(main)) throw new Error('run `npm run build` before this test')
  data = mkdtempSync(join(tmpdir(), 'folkmoot-start-'))
  left = []
})
afterEach(() => {
  for (const child of left) child.kill('SIGKILL')
  rmSync(data, { recursive: true, force: true })
})

type Run = { child: ChildProcess; out: () => string; err: () => string; exit: Promise<number | null> }

function run(file: string, args: string[], env: Record<string, string>): Run {
  const child = spawn(process.execPath, [file, ...args], {
    env: { PATH: process.env.PATH ?? '', FOLKMOOT_DATA: data, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  left.push(child)
  let [out, err] = ['', '']
  child.stdout!.setEncoding('utf8').on('data', (text: string) => {
    out += text
  })
  child.stderr!.setEncoding('utf8').on('data', (text: string) => {
    err += text
  })
  const exit = new Promise<number | null>((done) => child.on('close', (code) => done(code)))
  return { child, out: () => out, err: () => err, exit }
}

/** Starts a server and waits for its first words. */
async function start(env: Record<string, string>): Promise<Run & { url: string; link: string | undefined }> {
  const port = await freePort()
  const running = run(main, [], { PORT: String(port), ...env })
  await saying(running, /listening/)
  const link = /http\S+\/setup\?token=\S+/.exec(running.out())?.[0]
  return { ...running, url: `http://127.0.0.1:${env.PORT ?? port}`, link }
}

/** Waits until a program has said something, or throws where it ends without. */
function saying({ child, out, err, exit }: Run, words: RegExp): Promise<void> {
  const said = new Promise<void>((ready) => {
    const look = () => words.test(out()) && ready()
    look()
    child.stdout!.on('data', look)
  })
  const ended = exit.then((code) => {
    throw new Error(`it ended with ${code}: ${err()}`)
  })
  return Promise.race([said, ended])
}

async function folkmoot(args: string[], env: Record<string, string> = {}) {
  const done = run(cli, args, env)
  const code = await done.exit
  return { code, out: done.out(), err: done.err() }
}

const setup = ['setup', '--name', 'North End', '--theme', 'energy', '--organiser', 'Ann']

describe('a server', () => {
  it('prints a link at its first start, is set up under it, and ends with 0 when it is told to stop', async () => {
    const port = String(await freePort())
    const first = await start({ PORT: port })
    expect(first.out()).toContain(`Folkmoot serves http://localhost:${port}`)
    expect(first.out()).toContain(join(data, 'folkmoot.sqlite'))
    expect(first.out()).toContain('This is a trial')
    expect((await fetch(`${first.url}/livez`)).status).toBe(200)
    expect((await fetch(`${first.url}/readyz`)).status).toBe(200)
    const token = new URL(first.link!).searchParams.get('token')!
    const answers = { name: 'North End', theme: 'energy', level: 'local', languages: 'en', organiser: 'Ann' }
    const post = (body: URLSearchParams) =>
      fetch(`${first.url}/setup`, {
        ...({ method: 'POST', redirect: 'manual', body } as const),
        headers: { origin: first.url },
      })
    const done = await goThroughSetUp(post, token, answers)
    expect([done.status, done.headers.get('location')]).toEqual([303, '/desk/begin'])
    const cookie = done.headers.get('set-cookie')!.split(';')[0]!
    const begin = await fetch(`${first.url}/desk/begin`, { headers: { cookie } })
    expect(await begin.text()).toContain(`@north_end@localhost:${port}`)
    first.child.kill('SIGTERM')
    expect(await first.exit).toBe(0)

    const second = await start({ PORT: port })
    expect(second.link).toBeUndefined()
    expect((await fetch(first.link!.replace('localhost', '127.0.0.1'))).status).toBe(410)
    second.child.kill('SIGINT')
    expect(await second.exit).toBe(0)
    expect(second.err()).toBe('')
  })

  it('says all that is wrong with its settings, one a line, and exits with 1', async () => {
    const broken = run(main, [], { PORT: 'eighty', FOLKMOOT_ROLE: 'king', FOLKMOOT_ORIGN: 'x' })
    expect(await broken.exit).toBe(1)
    expect(broken.err().trim().split('\n')).toEqual([
      expect.stringContaining('FOLKMOOT_ORIGN'),
      expect.stringContaining('PORT'),
      expect.stringContaining('FOLKMOOT_ROLE'),
    ])
  })

  it('says in one sentence that its port is taken, has changed nothing, and exits with 1', async () => {
    const taken = createServer()
    const port = await listening(taken)
    const refused = run(main, [], { PORT: String(port) })
    expect(await refused.exit).toBe(1)
    expect(refused.err()).toBe(
      `Something listens on port ${port} of 127.0.0.1 already. Stop it, or choose another port, as PORT=${port + 1}.\n`,
    )
    expect(readdirSync(data)).toEqual([])
    taken.close()
  })

  it('refuses to start under another public address, and moves from a trial to a public one', async () => {
    await folkmoot(setup)
    const moved = await start({ FOLKMOOT_ORIGIN: 'https://hub.example' })
    expect(moved.out()).toContain('It moved here from http://localhost:3000')
    moved.child.kill('SIGTERM')
    expect(await moved.exit).toBe(0)
    // A port of its own: the usual one may be somebody's who only wants to see the tests pass beside their server.
    const refused = run(main, [], {
      PORT: String(await freePort()),
      FOLKMOOT_ORIGIN: 'https://other.example',
    })
    expect(await refused.exit).toBe(1)
    expect(refused.err()).toMatch(
      /^This server is known to others as https:\/\/hub\.example .*https:\/\/other\.example.*\n$/,
    )
  })

  it('serves as a worker nothing but its health', async () => {
    const worker = await start({ FOLKMOOT_ROLE: 'worker' })
    expect((await fetch(`${worker.url}/livez`)).status).toBe(200)
    expect((await fetch(`${worker.url}/map`)).status).toBe(404)
    expect(worker.link).toBeUndefined()
    worker.child.kill('SIGTERM')
    expect(await worker.exit).toBe(0)
  })

  it('ends at once at a second signal', async () => {
    const server = await start({})
    // A request whose body never comes holds the first signal up; the server has begun with it when it asks for the body.
    const held = connect(Number(new URL(server.url).port), '127.0.0.1')
    const asked = new Promise((ready) => held.once('data', ready))
    held.write('POST /setup HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\nExpect: 100-continue\r\n\r\n')
    expect(String(await asked)).toContain('100 Continue')
    server.child.kill('SIGTERM')
    await saying(server, /Stopping/)
    server.child.kill('SIGTERM')
    expect(await server.exit).toBe(1)
    held.destroy()
  })
})

describe('the operator’s tool', () => {
  it('sets a server up once, and answers in JSON where a script asks', async () => {
    const done = await folkmoot([...setup, '--json'])
    expect(done).toMatchObject({ code: 0, err: '' })
    expect(JSON.parse(done.out)).toMatchObject({
      hub: { handle: '@north_end@localhost:3000', theme: 'energy' },
      organiser: { name: 'Ann', roles: ['operator', 'organiser'] },
      enter: {
        link: expect.stringMatching(/^http:\/\/localhost:3000\/enter\/[\w-]{32}\?to=%2Fdesk%2Fbegin$/),
      },
    })
    expect(await folkmoot(setup)).toEqual({
      code: 1,
      out: '',
      err: 'This server is set up already. An operator can add a hub with: folkmoot hub add\n',
    })
  })

  it('adds people and hubs, changes a hub and lists them', async () => {
    await folkmoot(setup)
    expect(await folkmoot(['user', 'add', 'Ben', '--role', 'note-taker', '--as', 'Ann'])).toMatchObject({
      code: 0,
      out: 'Ben: note-taker\n',
    })
    const hub = ['--name', 'South', '--handle', 'south', '--place', 'South', '--pin=51.5,-1.7']
    expect(await folkmoot(['hub', 'add', ...hub, '--organiser', 'Sam', '--as', 'Ben'])).toMatchObject({
      code: 1,
      err: 'Only an operator of this server may found a hub, and Ben is none.\n',
    })
    expect(await folkmoot(['hub', 'add', ...hub, '--organiser', 'Sam', '--as', 'Ann'])).toMatchObject({
      code: 0,
    })
    const change = ['hub', 'change', '--hub', 'south', '--name', 'South Side', '--as', 'Sam']
    expect(await folkmoot(change)).toMatchObject({ code: 0 })
    const hubs = JSON.parse((await folkmoot(['hub', 'list', '--json'])).out)
    expect(hubs).toMatchObject([{ name: 'North End' }, { name: 'South Side', pin: { lat: 51.5, lon: -1.7 } }])
    expect((await folkmoot(['user', 'list', '--hub', 'north_end'])).out).toBe(
      'Ann: operator, organiser\nBen: note-taker\n',
    )
  })

  it('tells wrong usage (2) from what could not be done (1), each in one line', async () => {
    for (const [line, code] of [
      ['nonsense', 2],
      ['user add', 2],
      ['user add Ben --role king', 2],
      ['user list', 1],
      ['setup --organiser Ann', 1],
    ] as const) {
      const done = await folkmoot(line.split(' '))
      expect(done.code, line).toBe(code)
      expect(done.err.trim().split('\n'), line).toHaveLength(1)
    }
    expect((await folkmoot(['--help'])).code).toBe(0)
  })

  it('is there to be called before anything is built, and says what to do then', async () => {
    expect(statSync(cli).mode & 0o111).toBe(0o111)
    mkdirSync(join(data, 'bin'))
    copyFileSync(cli, join(data, cli))
    const done = run(join(data, cli), ['peer', 'list'], {})
    expect(await done.exit).toBe(1)
    expect(done.err()).toBe('Folkmoot is not built yet. Do it once, in its folder: npm run build\n')
  })

  it('brings a database to this version', async () => {
    expect((await folkmoot(['migrate'])).out).toMatch(/^Done: 0001-begin/)
    expect((await folkmoot(['migrate'])).out).toBe('There was nothing to do.\n')
  })
})

async function freePort(): Promise<number> {
  const probe = createServer()
  const port = await listening(probe)
  await new Promise((done) => probe.close(done))
  return port
}

const listening = (server: Server): Promise<number> =>
  new Promise((ready) =>
    server.listen(0, '127.0.0.1', () => ready((server.address() as { port: number }).port)),
  )
