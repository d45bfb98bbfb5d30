const unique = new Set(['23505', 'SQLITE_CONSTRAINT_UNIQUE', 'SQLITE_CONSTRAINT_PRIMARYKEY'])

/** Whether the database refused a row because one with the same key stands there. Prefer onConflict: a transaction of PostgreSQL is dead after this. */
export const isUniqueViolation = (error: unknown): boolean => unique.has(codeOf(error))

/** Whether the same statement may well succeed when tried again: another writer held the lock, or the connection was lost. */
export const isPassing = (error: unknown): boolean => {
  const code = codeOf(error)
  return (
    code.startsWith('SQLITE_BUSY') ||
    code === '40001' ||
    code === '40P01' ||
    code.startsWith('08') ||
    code.startsWith('57P')
  )
}

/** The code of a database that cannot be had at all (not there, not ours, not a database, a full disk), or null for any other error. */
export function unreachable(error: unknown): string | null {
  const code = codeOf(error)
  return /^(E[A-Z]+$|28|3D|53100|57P|SQLITE_(CANTOPEN|NOTADB|CORRUPT|READONLY|FULL|IOERR))/.test(code)
    ? code
    : null
}

/** What a code of that kind means to whoever runs the server, or null where only the code can be said. */
export const meaningOf = (code: string): string | null => meanings[code] ?? null

const meanings: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nobody answers there',
  ENOTFOUND: 'there is no such host',
  ENOTDIR: 'that is no folder',
  EEXIST: 'that is no folder',
  EACCES: 'this user may not write there',
  EROFS: 'nothing can be written there',
  EPERM: 'this user may not write there',
  ENOENT: 'there is no such folder',
  ENOSPC: 'the disk is full',
  EDQUOT: 'this user has no room left on the disk',
  EFBIG: 'no file may become so large there',
  EIO: 'the disk does not take it',
  SQLITE_NOTADB: 'the file folkmoot.sqlite is no database',
  SQLITE_CORRUPT: 'the file folkmoot.sqlite is damaged; put back a copy',
  SQLITE_READONLY: 'this user may not write there',
  SQLITE_CANTOPEN: 'this user may not write there',
  SQLITE_FULL: 'the disk is full',
  SQLITE_IOERR_WRITE: 'the disk does not take it',
  '53100': 'its disk is full',
  '28P01': 'name or password are not right',
  '28000': 'this user may not connect',
  '3D000': 'the server is there, but has no database of that name',
}

function codeOf(error: unknown): string {
  const code = (error as { code?: unknown } | null)?.code
  return typeof code === 'string' ? code : ''
}
