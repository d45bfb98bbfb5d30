import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { extname } from 'node:path'
import { pathToFileURL } from 'node:url'
import { gzipSync } from 'node:zlib'
import { Hono } from 'hono'
import type { Env } from '../slice.ts'
import { anybody } from './access.ts'
import { takesGzip } from './pack.ts'

type Plain = {
  address: string
  type: string
  bytes: Uint8Array<ArrayBuffer>
  packed: Uint8Array<ArrayBuffer> | null
}

const types: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
}

const folder = new URL('./public/', import.meta.url)

// One style for a page to load, of parts that are each about one thing; what stands later has the last word.
const style = [
  ...['ground', 'frame', 'words', 'forms', 'lists', 'pages', 'desk', 'setup', 'parts', 'posters', 'looks'],
  ...['writing', 'people', 'privacy', 'languages', 'seeing', 'print'],
].map((part) => readFileSync(new URL(`./style/${part}.css`, import.meta.url), 'utf8'))

// A script that a package brings is served as it comes; it stands beside what the package gives to others.
const webauthn = createRequire(import.meta.url).resolve('@simplewebauthn/browser')
const ofPackages = {
  'webauthn.js': new URL('../dist/bundle/index.umd.min.js', pathToFileURL(webauthn)),
}

// Few and small: read once, so that their address can carry what is in them.
const plainFiles = new Map<string, Plain>([
  ['folkmoot.css', plain('folkmoot.css', new TextEncoder().encode(style.join('\n')))],
  ...readdirSync(folder).map((name) => [name, readPlain(name, new URL(name, folder))] as const),
  ...Object.entries(ofPackages).map(([name, file]) => [name, readPlain(name, file)] as const),
])
const byAddress = new Map([...plainFiles.values()].map((file) => [file.address, file]))

function readPlain(name: string, file: URL): Plain {
  return plain(name, new Uint8Array(readFileSync(file)))
}

function plain(name: string, bytes: Plain['bytes']): Plain {
  const extension = extname(name)
  const hash = createHash('sha256').update(bytes).digest('hex').slice(0, 10)
  return {
    address: `/static/${name.slice(0, -extension.length)}.${hash}${extension}`,
    type: types[extension] ?? 'application/octet-stream',
    bytes,
    packed: extension === '.png' ? null : new Uint8Array(gzipSync(bytes, { level: 9 })),
  }
}

/**
 * Address of the style, of a plain file of src/web/public or of a package, with a digest of its bytes in it.
 * @throws where there is no such file, which is a mistake of ours
 */
export function plainFile(name: string): string {
  const file = plainFiles.get(name)
  if (file === undefined) throw new Error(`there is no ${name} in src/web/public`)
  return file.address
}

/**
 * The text of the style or of a plain file of src/web/public.
 * @throws where there is no such file, which is a mistake of ours
 */
export function plainText(name: string): string {
  plainFile(name)
  return new TextDecoder().decode(plainFiles.get(name)!.bytes)
}

/** The style, the icons and the few scripts. They may be kept for a year: when their bytes change, so does their address. */
export const plainFilePages = new Hono<Env>()

plainFilePages.get('/static/:name', anybody, (c) => {
  const file = byAddress.get(c.req.path)
  if (file === undefined) return c.notFound()
  c.header('Content-Type', file.type)
  c.header('Cache-Control', 'public, max-age=31536000, immutable')
  if (file.packed === null) return c.body(file.bytes)
  c.header('Vary', 'Accept-Encoding')
  if (!takesGzip(c.req.header('accept-encoding'))) return c.body(file.bytes)
  c.header('Content-Encoding', 'gzip')
  return c.body(file.packed)
})
