import {
  createHash,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
  sign,
  verify,
} from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import Sqlite from 'better-sqlite3'
import pg from 'pg'
import type { Row } from './rows.ts'

/** What the machine itself can do, a second; the roof of everything that is made of it. */
export type Limits = {
  readonly rsaSign: number
  readonly rsaVerify: number
  readonly edVerify: number
  readonly inserts: number
  /** Statements of PostgreSQL, 16 at a time: each is a journey to another process and back. */
  readonly statements: number
}

const data = randomBytes(300)
const document = randomBytes(2048)

/**
 * Measures the machine: keys, digests, commits that have reached the disk, and statements of an empty PostgreSQL database.
 * `each` is how long each may take (ms).
 */
export async function measureMachine(
  each: number,
  database: string,
): Promise<{ rows: Row[]; limits: Limits }> {
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const ed = generateKeyPairSync('ed25519')
  const rows: Row[] = []
  const add = (what: string, value: number): number => {
    rows.push({ section: 'machine', what, value, unit: 'a second' })
    return value
  }
  add('RSA-2048 signatures made, one at a time', once(each, signer('sha256', rsa.privateKey)))
  const rsaSign = add(
    'RSA-2048 signatures made, 16 in flight',
    await many(each, signing('sha256', rsa.privateKey)),
  )
  add('RSA-2048 signatures checked, one at a time', once(each, checker('sha256', rsa)))
  const rsaVerify = add(
    'RSA-2048 signatures checked, 16 in flight',
    await many(each, checking('sha256', rsa)),
  )
  add('Ed25519 signatures made, one at a time', once(each, signer(null, ed.privateKey)))
  const edVerify = add('Ed25519 signatures checked, one at a time', once(each, checker(null, ed)))
  add(
    'SHA-256 of 2 KiB',
    once(each, () => createHash('sha256').update(document).digest()),
  )
  const inserts = add('SQLite: rows of 1 KB, each its own commit on the disk (FULL)', inserting(each, 'FULL'))
  add('SQLite: the same without waiting for the disk (NORMAL)', inserting(each, 'NORMAL'))
  const pool = new pg.Pool({ connectionString: database, max: 16 })
  const ask = () => pool.query('select 1')
  await ask()
  add('PostgreSQL: statements, one at a time', await many(each, ask, 1))
  const statements = add('PostgreSQL: statements, 16 at a time', await many(each, ask))
  await pool.end()
  return { rows, limits: { rsaSign, rsaVerify, edVerify, inserts, statements } }
}

type Pair = { publicKey: KeyObject; privateKey: KeyObject }
type Hash = 'sha256' | null

const signer = (hash: Hash, key: KeyObject) => () => sign(hash, data, key)

function checker(hash: Hash, { publicKey, privateKey }: Pair) {
  const signature = sign(hash, data, privateKey)
  const key = createPublicKey(publicKey.export({ format: 'pem', type: 'spki' }))
  return () => verify(hash, data, key, signature)
}

const signInPool = promisify(sign)
const verifyInPool = promisify(verify)

const signing = (hash: Hash, key: KeyObject) => () => signInPool(hash, data, key)

function checking(hash: Hash, { publicKey, privateKey }: Pair) {
  const signature = sign(hash, data, privateKey)
  return () => verifyInPool(hash, data, publicKey, signature)
}

/** How often a thing is done in a second, one after the other. */
function once(ms: number, act: () => unknown): number {
  for (let i = 0; i < 20; i++) act()
  const began = performance.now()
  let done = 0
  for (; performance.now() - began < ms; done++) act()
  return done / ((performance.now() - began) / 1000)
}

/** How often a thing is done in a second, so many at a time. */
async function many(ms: number, act: () => Promise<unknown>, atATime = 16): Promise<number> {
  const began = performance.now()
  let done = 0
  const work = async () => {
    for (; performance.now() - began < ms; done++) await act()
  }
  await Promise.all(Array.from({ length: atATime }, work))
  return done / ((performance.now() - began) / 1000)
}

function inserting(ms: number, synchronous: 'FULL' | 'NORMAL'): number {
  const folder = mkdtempSync(join(tmpdir(), 'folkmoot-bench-'))
  const db = new Sqlite(join(folder, 'limit.sqlite'))
  db.pragma('journal_mode = WAL')
  db.pragma(`synchronous = ${synchronous}`)
  db.exec('create table things (id integer primary key, name text unique, body text) strict')
  const insert = db.prepare('insert into things (name, body) values (?, ?)')
  const body = 'x'.repeat(1000)
  let at = 0
  const rate = once(ms, () => insert.run(`thing ${++at}`, body))
  db.close()
  rmSync(folder, { recursive: true, force: true })
  return rate
}
