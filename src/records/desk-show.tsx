import { type Context, Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { hubById } from '../hubs/store.ts'
import { isId } from '../lib/id.ts'
import { isRefusal, refusalIn } from '../lib/refusal.ts'
import { namesOf } from '../members/store.ts'
import type { Env } from '../slice.ts'
import { answerNotFound } from '../web/errors.tsx'
import { only } from '../web/only.ts'
import type { Desked } from './desk-kind.ts'
import { ShowPage } from './desk-record.tsx'
import { isOvertaken } from './life.ts'
import { type AnyRecord, isDraft } from './model.ts'
import { historyOf } from './store-history.ts'
import { one, type Typed, typedIn } from './typed.ts'
import { type Preview, toPreview } from './wire-preview.ts'

/** Forms of a few fields. */
export const small = bodyLimit({ maxSize: 64 * 1024 })

/** The page of one record at the desk: of a draft what would leave the hub, with the button; of a public one where it stands. */
export function showPages<R extends AnyRecord>(kind: Desked<R>): Hono<Env> {
  const pages = new Hono<Env>()
  const at = `/desk${kind.path}/:id`
  const home = ({ id }: R) => `/desk${kind.path}/${id}`

  pages.get(at, only('organiser', 'note-taker'), async (c) => {
    const record = await ownRecord(c, kind)
    return record ? show(c, record) : answerNotFound(c)
  })

  pages.post(`${at}/publish`, only('organiser'), small, async (c) => {
    const record = await ownRecord(c, kind)
    if (!record) return answerNotFound(c)
    const { world, visitor, words } = c.var
    const seen = one(await typedIn(c), 'seen')
    const done = await kind.publish(world, visitor!.who, record.id, seen)
    if (!isRefusal(done)) return c.redirect(`${home(record)}?done=published`, 303)
    const now = await ownRecord(c, kind)
    if (!now) return answerNotFound(c)
    // Pressed twice: it is as they wanted it.
    if (!isDraft(now) && now.revision === 1) return c.redirect(`${home(record)}?done=published`, 303)
    return show(c, now, { form: isOvertaken(done) ? words.t('write.preview-old') : refusalIn(words, done) })
  })

  pages.post(`${at}/move`, only('organiser'), small, async (c) => {
    const record = await ownRecord(c, kind)
    if (!record) return answerNotFound(c)
    const { world, visitor } = c.var
    const typed = await typedIn(c)
    const [to, note] = [one(typed, 'to'), one(typed, 'note').trim() || null]
    // Pressed twice: it stands there already.
    const ways = kind.moves.to(record)
    if (to === record.state && !ways.includes(to)) return c.redirect(`${home(record)}?done=moved`, 303)
    if (!ways.includes(to)) return show(c, record, { to: c.var.words.t('write.choose-state') }, typed)
    const done = await kind.moves.carry(world, visitor!.who, record, { to, typed, note })
    return isRefusal(done)
      ? show(c, record, { to: refusalIn(c.var.words, done) }, typed)
      : c.redirect(`${home(record)}?done=moved`, 303)
  })
  return pages

  async function show(
    c: Context<Env>,
    record: R,
    wrong: Readonly<Record<string, string>> = {},
    typed: Typed = {},
  ): Promise<Response> {
    const { world, visitor } = c.var
    const { who } = visitor!
    const hub = await hubById(world, who.hub)
    if (!hub) return answerNotFound(c)
    const about = { world, hub, kind, record, typed, wrong, who, done: c.req.query('done') }
    const page = (
      <ShowPage
        {...about}
        lines={await linesOf(c, record)}
        preview={await previewOf(c, record)}
        beside={await kind.beside?.(world, who, record)}
      />
    )
    return c.html(page, Object.keys(wrong).length === 0 ? 200 : 422)
  }

  /** What would leave with a draft, from the very document; of a public one that is what its own page shows. */
  async function previewOf(c: Context<Env>, record: R): Promise<Preview | null> {
    if (!isDraft(record)) return null
    return toPreview(kind.write(await kind.asPublished(c.var.world, record)))
  }

  async function linesOf(c: Context<Env>, record: R) {
    const { world, visitor } = c.var
    const history = await historyOf(world.db, visitor!.who.hub, record.id)
    const names = await namesOf(world.db, [...new Set(history.map(({ person_id }) => person_id))])
    return history
      .map(({ verb, revision, note, at, person_id }) => ({
        ...{ verb, revision, note, at, by: names.get(person_id) ?? null },
      }))
      .toReversed()
  }
}

/** The record of the visitor’s own hub that an address names: those of other hubs are as good as absent. */
export async function ownRecord<R extends AnyRecord>(
  c: Context<Env>,
  kind: Pick<Desked<R>, 'one'>,
): Promise<R | undefined> {
  const id = c.req.param('id') ?? ''
  return isId(id) ? kind.one(c.var.world.db, c.var.visitor!.who.hub, id) : undefined
}
