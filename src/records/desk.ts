import { Hono } from 'hono'
import type { Env } from '../slice.ts'
import { editPages } from './desk-edit.tsx'
import { endPages } from './desk-end.tsx'
import type { Desked } from './desk-kind.ts'
import { listPages } from './desk-list.tsx'
import { showPages } from './desk-show.tsx'
import type { AnyRecord } from './model.ts'

/** The pages of a kind at the desk: the list, the form, the preview with its button, and what ends a record. */
export function deskPagesOf<R extends AnyRecord>(kind: Desked<R>): Hono<Env> {
  const pages = new Hono<Env>()
  // The form comes first: `new` is no id.
  for (const some of [listPages(kind), editPages(kind), showPages(kind), endPages(kind)])
    pages.route('/', some)
  return pages
}
