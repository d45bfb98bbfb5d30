import { createHash } from 'node:crypto'
import { createReadStream, existsSync } from 'node:fs'
import { type FileHandle, open, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { pipeline, Readable, type Transform } from 'node:stream'
import { pipeline as through } from 'node:stream/promises'
import { createGunzip, createGzip } from 'node:zlib'
import { meaningOf } from '../db/errors.ts'
import { Refused } from '../lib/granted.ts'
import { newToken } from '../lib/id.ts'
import { type Key, type Lock, opening, sealing } from './lock.ts'

/** How the file of a backup begins that is not encrypted; the digest of all that follows comes behind it. */
const begins = 'Folkmoot backup 1, SHA-256 of all that follows: '
const firstLine = (digest: string): string => `${begins}${digest}\n`
const lengthOfFirstLine = firstLine('0'.repeat(64)).length
/** How the file begins that is. */
const sealedBegins = 'age-encryption.org/v1\n'

/** How a file of a backup looks from outside: encrypted or not, and how large it is in bytes. */
export type Outside = { readonly sealed: boolean; readonly bytes: number }

/**
 * Writes a backup into a file: compressed, and encrypted or with a digest in front, so that a change of any byte is noticed.
 * It is written beside, and has its name only when all of it is on the disk. Nothing is ever overwritten.
 * @throws Refused where the disk does not take it
 */
export async function writeWhole(
  file: string,
  lines: AsyncIterable<string>,
  lock: Lock | null,
): Promise<Outside> {
  if (existsSync(file)) throw new Refused(`There is a file ${file} already; it is left as it is.`)
  const beside = join(dirname(file), `.${basename(file)}.${newToken().slice(0, 8)}.part`)
  let out: FileHandle | null = null
  try {
    out = await open(beside, 'wx', 0o600)
    const hash = createHash('sha256')
    const wrap = lock ? await sealing(lock) : afterGap(hash)
    await through(Readable.from(lines), createGzip(), wrap, into(out))
    if (!lock) await out.write(firstLine(hash.digest('hex')), 0)
    await out.sync()
    await out.close()
    out = null
    if (existsSync(file)) throw new Refused(`There is a file ${file} already; it is left as it is.`)
    await rename(beside, file)
    await keepName(dirname(file))
    return { sealed: lock !== null, bytes: (await stat(file)).size }
  } catch (error) {
    await out?.close().catch(() => {})
    await rm(beside, { force: true }).catch(() => {})
    throw inWords(error, file)
  }
}

const into = (out: FileHandle) => async (chunks: AsyncIterable<Uint8Array>) => {
  for await (const chunk of chunks) await out.writeFile(chunk)
}

/** Leaves room for the first line, whose digest is known only at the end. */
const afterGap = (hash: ReturnType<typeof createHash>) =>
  async function* (zipped: AsyncIterable<Buffer>) {
    yield Buffer.alloc(lengthOfFirstLine)
    for await (const chunk of zipped) {
      hash.update(chunk)
      yield chunk
    }
  }

/** Puts a new name in a folder on the disk. Not every system lets a folder be opened; there it comes a little later. */
export async function keepName(folder: string): Promise<void> {
  const handle = await open(folder).catch(() => null)
  await handle?.sync().catch(() => {})
  await handle?.close()
}

function inWords(error: unknown, file: string): unknown {
  const code = (error as NodeJS.ErrnoException | null)?.code ?? ''
  const why = /^E[A-Z]+$/.test(code) ? (meaningOf(code) ?? code) : null
  return why === null ? error : new Refused(`The backup cannot be written to ${file}: ${why}.`)
}

/** How a file looks from outside, and whether it needs a key; @throws Refused where it is no backup of ours. */
export async function lookAt(file: string): Promise<Outside> {
  const handle = await open(file).catch((error: NodeJS.ErrnoException) => {
    throw new Refused(
      error.code === 'ENOENT' ? `There is no file ${file}.` : `${file} cannot be read (${error.code}).`,
    )
  })
  try {
    const info = await handle.stat()
    if (!info.isFile()) throw new Refused(`${file} is no file.`)
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(lengthOfFirstLine), 0, lengthOfFirstLine, 0)
    const start = buffer.toString('latin1', 0, bytesRead)
    if (start.startsWith(sealedBegins)) return { sealed: true, bytes: info.size }
    if (start.startsWith(begins)) return { sealed: false, bytes: info.size }
    throw new Refused(`${file} is no backup of Folkmoot, or its beginning is damaged.`)
  } finally {
    await handle.close()
  }
}

/**
 * What is inside the file of a backup, as it was before it was compressed. It was whole only where this comes to its end
 * without throwing.
 * @throws Refused where it is damaged, or the key does not open it
 */
export async function* readWhole(file: string, key: Key | null): AsyncGenerator<Buffer> {
  const { sealed } = await lookAt(file)
  if (sealed && !key) throw new Refused(`${file} is encrypted, and nothing was given to open it with.`)
  const hash = createHash('sha256')
  const zipped = sealed ? await opening(file, key!) : afterFirstLine(file, hash)
  const gunzip: Transform = createGunzip()
  // What goes wrong on the way comes out at the end of it.
  pipeline(Readable.from(zipped), gunzip, () => {})
  try {
    yield* gunzip as AsyncIterable<Buffer>
    if (!sealed && !(await isAsSaid(file, hash.digest('hex')))) throw new Error('another digest')
  } catch (error) {
    if (error instanceof Refused) throw error
    throw new Refused(
      (error as Error).message === 'unexpected end of file'
        ? `${file} is not whole: its end is missing.`
        : `${file} is damaged: it is not what was written.`,
    )
  }
}

async function* afterFirstLine(file: string, hash: ReturnType<typeof createHash>): AsyncGenerator<Buffer> {
  for await (const chunk of createReadStream(file, { start: lengthOfFirstLine }) as AsyncIterable<Buffer>) {
    hash.update(chunk)
    yield chunk
  }
}

async function isAsSaid(file: string, digest: string): Promise<boolean> {
  const said: Buffer[] = []
  for await (const chunk of createReadStream(file, { end: lengthOfFirstLine - 1 })) said.push(chunk as Buffer)
  return Buffer.concat(said).equals(Buffer.from(firstLine(digest)))
}
