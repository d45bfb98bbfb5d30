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
  return /^(E[A-Z]+$|28|3D|57P|SQLITE_(CANTOPEN|NOTADB|CORRUPT|READONLY))/.test(code) ? code : null
}

function codeOf(error: unknown): string {
  const code = (error as { code?: unknown } | null)?.code
  return typeof code === 'string' ? code : ''
}
