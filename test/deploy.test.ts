import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { basename } from 'node:path'
import { Command } from 'commander'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { readConfig } from '../src/config.ts'
import { largestAnswer } from '../src/federation/client.ts'
import { operateCommands } from '../src/operate/commands.ts'

const root = new URL('../', import.meta.url)
const read = (path: string): string => readFileSync(new URL(path, root), 'utf8')
const samples = readdirSync(new URL('deploy', root)).map((name) => `deploy/${name}`)
/** What is said, without what is explained. */
const said = (path: string): string =>
  read(path)
    .split('\n')
    .filter((line) => !/^\s*#/.test(line))
    .join('\n')

/** The lines of a unit or of settings: each key with all its values, in order. */
function linesOf(text: string): Map<string, string[]> {
  const found = new Map<string, string[]>()
  for (const [, key, value] of text.matchAll(/^([A-Za-z_]+)=(.*)$/gm))
    found.set(key!, [...(found.get(key!) ?? []), value!])
  return found
}

/** A path of the source from one of what is built of it. */
const sourceOf = (built: string): URL => new URL(built.replace(/^.*dist\//, '').replace(/\.js$/, '.ts'), root)

describe('the samples in deploy/', () => {
  it('are all told of in the papers', () => {
    const operating = read('docs/operating.md')
    expect(samples.filter((path) => !operating.includes(path))).toEqual([])
  })

  it('name only settings that there are', () => {
    const named = samples.flatMap((path) => read(path).match(/\bFOLKMOOT_[A-Z_]+/g) ?? [])
    expect(new Set(named).size).toBeGreaterThan(3)
    // An unknown one would be complained of.
    expect(() => readConfig(Object.fromEntries(named.map((key) => [key, ''])))).not.toThrow()
  })

  it('start only what is built', () => {
    const built = samples.flatMap((path) => said(path).match(/dist\/src\/[\w/.-]+\.js/g) ?? [])
    expect(built.length).toBeGreaterThan(3)
    expect(built.filter((path) => !existsSync(sourceOf(path)))).toEqual([])
    expect(statSync(new URL('deploy/folkmoot', root)).mode & 0o111).toBe(0o111)
  })

  it('ask only at the port where the server listens', () => {
    const { port, host } = readConfig({})
    const ports = ['deploy/Caddyfile', 'deploy/nginx.conf'].map(
      (path) => /(?:reverse_proxy |proxy_pass http:\/\/)([\d.]+:\d+)/.exec(said(path))?.[1],
    )
    expect(ports).toEqual([`${host}:${port}`, `${host}:${port}`])
  })
})

describe('the settings of the sample', () => {
  const settings = Object.fromEntries(
    [...linesOf(said('deploy/settings'))].map(([key, values]) => [key, values[0]]),
  )
  it('are good ones, for a server behind a proxy on its machine', () => {
    expect(readConfig(settings)).toMatchObject({
      ...{ origin: 'https://hub.example', trial: false, data: '/var/lib/folkmoot', federation: true },
      proxies: ['127.0.0.1', '::1'],
    })
  })

  it('mean the same to systemd and to the shell', () => {
    // Neither quotes nor spaces nor a variable: the one reads them otherwise than the other.
    expect(said('deploy/settings')).toMatch(/^([A-Z_]+=[\w:/.,-]+\n|\n)+$/)
    expect(said('deploy/folkmoot')).toContain('. /etc/folkmoot/settings')
  })
})

describe('the units of systemd', () => {
  const server = linesOf(read('deploy/folkmoot.service'))
  const backup = linesOf(read('deploy/folkmoot-backup.service'))
  const settings = linesOf(read('deploy/settings'))

  it('know the same folders, settings and user', () => {
    for (const unit of [server, backup]) {
      expect(unit.get('EnvironmentFile')).toEqual(['/etc/folkmoot/settings'])
      expect(unit.get('User')).toEqual(['folkmoot'])
      expect(`/var/lib/${unit.get('StateDirectory')![0]}`).toBe(settings.get('FOLKMOOT_DATA')![0])
    }
    expect(read('deploy/folkmoot')).toContain('--reuid=folkmoot')
    for (const path of samples.filter((each) => /\.(service|timer)$/.test(each)))
      expect(read(path).split('\n')[0]).toContain(`/etc/systemd/system/${basename(path)}`)
  })

  it('are shut in alike, but for what is each one’s own', () => {
    const own =
      /^(Description|Type|ExecStart|Restart|LimitNOFILE|Timeout|Wants|After|WantedBy|Nice|IO|ReadWrite)/
    const walls = (unit: Map<string, string[]>) =>
      Object.fromEntries([...unit].filter(([key]) => !own.test(key)))
    expect(walls(backup)).toEqual(walls(server))
    expect(server.get('ProtectSystem')).toEqual(['strict'])
  })

  it('make a backup with options that there are, where it may write', () => {
    const program = new Command('folkmoot')
    operateCommands(program, { settings: () => readConfig({}), withWorld: async () => {} })
    const [command = ''] = backup.get('ExecStart') ?? []
    const words = command.split(' ').slice(2)
    expect(words[0]).toBe('backup')
    const known = program.commands.find((each) => each.name() === 'backup')!.options.map(({ long }) => long)
    const options = words.filter((word) => word.startsWith('--'))
    expect(options.length).toBeGreaterThan(2)
    expect(options.filter((option) => !known.includes(option))).toEqual([])
    expect(words[words.indexOf('--into') + 1]).toBe(backup.get('ReadWritePaths')![0])
    const passphrase = words[words.indexOf('--passphrase-file') + 1]!
    expect(passphrase).toMatch(/^\/etc\/folkmoot\//)
    expect(read('docs/operating.md')).toContain(`> ${passphrase}`)
  })
})

describe('the compose file', () => {
  const { services, volumes } = parse(read('deploy/compose.yaml')) as {
    services: Record<string, Record<string, any>>
    volumes: Record<string, unknown>
  }
  const dockerfile = read('Dockerfile')

  it('has one service and one volume, where the image keeps its data', () => {
    expect(Object.keys(services)).toEqual(['folkmoot'])
    expect(Object.keys(volumes)).toEqual(['data'])
    expect(services.folkmoot!.volumes).toEqual(['data:/data'])
    expect(dockerfile).toContain('FOLKMOOT_DATA=/data')
    expect(existsSync(new URL('Dockerfile', new URL(`deploy/${services.folkmoot!.build}/`, root)))).toBe(true)
  })

  it('lets nobody in but the proxy on the same machine, at the port of the image', () => {
    const port = /PORT=(\d+)/.exec(dockerfile)![1]
    expect(services.folkmoot!.ports).toEqual([`127.0.0.1:${port}:${port}`])
    expect(services.folkmoot!.healthcheck.test.join(' ')).toContain(`http://127.0.0.1:${port}/readyz`)
  })

  it('has good settings', () => {
    const settings = Object.entries(services.folkmoot!.environment as Record<string, string>).map(
      ([key, value]) => [
        key,
        value.replace(/^\$\{\w+(?::-|:\?)(.*)\}$/, '$1').replace(/^.*=(https:.*)$/, '$1'),
      ],
    )
    expect(readConfig(Object.fromEntries(settings))).toMatchObject({
      origin: 'https://hub.example',
      proxies: ['172.16.0.0/12'],
    })
  })
})

describe('the sample for nginx', () => {
  const text = said('deploy/nginx.conf')
  it('hands on what signatures are made over, and who asks', () => {
    expect(text).toMatch(/^ {2}merge_slashes off;$/m)
    // With a path behind the port nginx would write the address anew.
    expect(text).toMatch(/proxy_pass http:\/\/[\d.:]+;/)
    for (const header of [
      'Host $host',
      'X-Forwarded-For $proxy_add_x_forwarded_for',
      'X-Forwarded-Proto $scheme',
    ])
      expect(text).toContain(`proxy_set_header ${header};`)
  })

  it('lets every letter in, and closes what it opens', () => {
    const [, size, unit] = /client_max_body_size (\d+)(m);/.exec(text)!
    expect([unit, Number(size) * 2 ** 20]).toEqual(['m', expect.any(Number)])
    expect(Number(size) * 2 ** 20).toBeGreaterThan(largestAnswer)
    expect(text.match(/\{/g)).toHaveLength(text.match(/\}/g)!.length)
    // Every directive ends, or opens a block.
    const lines = text.split('\n').map((line) => line.trim())
    expect(lines.filter((line) => line !== '' && !/[;{}]$/.test(line))).toEqual([])
  })
})
