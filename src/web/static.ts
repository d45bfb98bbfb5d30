import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { extname } from 'node:path'
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
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
}

const folder = new URL('./public/', import.meta.url)

// Few and small: read once, so that their address can carry what is in them.
const plainFiles = new Map(readdirSync(folder).map((name) => [name, readPlain(name)]))
const byAddress = new Map([...plainFiles.values()].map((file) => [file.address, file]))

function readPlain(name: string): Plain {
  const extension = extname(name)
  const bytes = new Uint8Array(readFileSync(new URL(name, folder)))
  const hash = createHash('sha256').update(bytes).digest('hex').slice(0, 10)
  return {
    address: `/static/${name.slice(0, -extension.length)}.${hash}${extension}`,
    type: types[extension] ?? 'application/octet-stream',
    bytes,
    packed: extension === '.png' ? null : new Uint8Array(gzipSync(bytes, { level: 9 })),
  }
}

/**
 * Address of a plain file of src/web/public, with a digest of its bytes in it.
 * @throws where there is no such file, which is a mistake of ours
 */
export function plainFile(name: string): string {
  const file = plainFiles.get(name)
  if (file === undefined) throw new Error(`there is no ${name} in src/web/public`)
  return file.address
}

/**
 * The text of a plain file of src/web/public.
 * @throws where there is no such file, which is a mistake of ours
 */
export function plainText(name: string): string {
  plainFile(name)
  return new TextDecoder().decode(plainFiles.get(name)!.bytes)
}

/** The style and the icons. They may be kept for a year: when their bytes change, so does their address. */
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
