import { type Context, Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { isUniqueViolation } from '../db/errors.ts'
import { recordById } from '../federation/store/records.ts'
import { defaultsOf, type Hub } from '../hubs/model.ts'
import { hubById } from '../hubs/store.ts'
import { isId, newId } from '../lib/id.ts'
import { saidPlainly } from '../lib/plain-language.ts'
import { isRefusal, type Refusal, refusalIn, refuseWith } from '../lib/refusal.ts'
import { namesOf } from '../members/store.ts'
import type { Env } from '../slice.ts'
import { answerNotFound, answerRefused } from '../web/errors.tsx'
import { only } from '../web/only.ts'
import { FormPage, type Meanwhile, ReviewPage } from './desk-form.tsx'
import type { Desked } from './desk-kind.ts'
import { differences } from './fields.ts'
import type { Wrong } from './form-parts.tsx'
import { isOvertaken } from './life.ts'
import { type AnyRecord, isDraft } from './model.ts'
import { fieldsOf, sectionsOf } from './sections.ts'
import type { Complained } from './shape.ts'
import { lastDone } from './store-history.ts'
import {
  alikeIn,
  alikeOf,
  closedUp,
  groupsShown,
  one,
  type Typed,
  tagsIn,
  typedIn,
  withLanguage,
  withPlain,
} from './typed.ts'

/** More than the longest text in letters of three bytes, written as forms write it. */
const limit = bodyLimit({ maxSize: 4 * 1024 * 1024 })

/** The pages on which records of a kind are begun and changed. */
export function editPages<R extends AnyRecord>(kind: Desked<R>): Hono<Env> {
  const pages = new Hono<Env>()
  const room = `/desk${kind.path}`
  const writers = only('organiser', 'note-taker')

  pages.get(`${room}/new`, writers, async (c) => {
    const hub = await hubOf(c)
    const { language, level, place, areas } = defaultsOf(hub)
    const typed: Typed = {
      ...{ id: [newId(c.var.world.clock())], tag: [language], language: [language], level: [level] },
      ...{ place: place === null ? [] : [place], areas: areas.length === 0 ? [] : [areas.join(', ')] },
      ...{ state: [kind.firstState] },
      ...(await kind.begun?.(c.var.world, c.var.visitor!.who, (name) => c.req.query(name))),
    }
    return form(c, null, typed, {})
  })

  pages.post(`${room}/new`, writers, limit, async (c) => {
    const { world, visitor } = c.var
    const { who } = visitor!
    const typed = (kind.groups ?? []).reduce(closedUp, await typedIn(c))
    const more = await withMore(c, null, typed)
    if (more) return more
    const changes = changesIn(c, typed, null)
    const id = one(typed, 'id')
    const known = async () => {
      const there = isId(id) ? await kind.one(world.db, who.hub, id) : undefined
      return there && settle(c, there, typed)
    }
    const draft = async (id: string) => {
      const done = await kind.draft(world, who, changes, { id, state: stateIn(typed) })
      return isRefusal(done)
        ? refused(c, null, typed, done)
        : c.redirect(`${room}/${done.id}?done=saved`, 303)
    }
    // Sent twice, it is there already. An id that is none, or that something else has, was made up by somebody.
    if (!isId(id) || (await recordById(world.db, id))) return (await known()) ?? draft(newId(world.clock()))
    try {
      return await draft(id)
    } catch (fault) {
      if (!isUniqueViolation(fault)) throw fault
      return (await known()) ?? draft(newId(world.clock()))
    }
  })

  pages.get(`${room}/:id/edit`, writers, async (c) => {
    const record = await found(c)
    if (!record) return answerNotFound(c)
    const may = mayWrite(c, record)
    if (isRefusal(may)) return answerRefused(c, may, 403)
    return form(c, record, { ...typedOf(record), seen: [record.updated] }, {})
  })

  pages.post(`${room}/:id/edit`, writers, limit, async (c) => {
    const { world, visitor } = c.var
    const { who } = visitor!
    const record = await found(c)
    const typed = (kind.groups ?? []).reduce(closedUp, await typedIn(c))
    if (!record) return gone(c, typed)
    const more = await withMore(c, record, typed)
    if (more) return more
    const may = mayWrite(c, record)
    if (isRefusal(may)) return refused(c, record, typed, may)
    const changes = changesIn(c, typed, record)
    const seen = one(typed, 'seen')
    if (seen !== record.updated) return settle(c, record, typed)
    if (isDraft(record)) {
      const done = await kind.revise(world, who, record.id, { changes, state: stateIn(typed), seen })
      if (isOvertaken(done)) return overtaken(c, record.id, typed)
      return isRefusal(done)
        ? refused(c, record, typed, done)
        : c.redirect(`${room}/${record.id}?done=saved`, 303)
    }
    if (one(typed, 'do') !== 'save') return review(c, record, typed, changes)
    const note = one(typed, 'note').trim() || null
    const done = await kind.amend(world, who, record.id, { changes, note, seen })
    if (isOvertaken(done)) return overtaken(c, record.id, typed)
    return isRefusal(done)
      ? refused(c, record, typed, done)
      : c.redirect(`${room}/${record.id}?done=amended`, 303)
  })
  return pages

  async function found(c: Context<Env>): Promise<R | undefined> {
    const id = c.req.param('id') ?? ''
    return isId(id) ? kind.one(c.var.world.db, c.var.visitor!.who.hub, id) : undefined
  }

  function mayWrite(c: Context<Env>, record: R) {
    const { who } = c.var.visitor!
    return isDraft(record) ? kind.mayRevise(who, record) : kind.mayAmend(who, record)
  }

  function changesIn(c: Context<Env>, typed: Typed, before: R | null): Record<string, unknown> {
    return { ...alikeIn(typed), ...kind.said(typed, before, c.var.words.lang) }
  }

  function typedOf(record: R): Typed {
    return { ...alikeOf(record), ...kind.typed(record), state: [record.state] }
  }

  function stateIn(typed: Typed): string {
    const state = one(typed, 'state')
    return kind.draftStates.includes(state) ? state : kind.firstState
  }

  /** The form again with what was asked to be added to it; null where nothing was. */
  async function withMore(c: Context<Env>, record: R | null, typed: Typed): Promise<Response | null> {
    const asked = one(typed, 'do')
    if (asked === 'back') return form(c, record, typed, {})
    if (asked.startsWith('groups.')) {
      const name = asked.slice('groups.'.length)
      return form(c, record, { ...typed, [asked]: [String(groupsShown(typed, name) + 1)] }, {})
    }
    if (saidPlainly(asked) !== null) return form(c, record, withPlain(typed, asked), {})
    if (asked !== 'tongues') return null
    const wider = withLanguage(typed, c.var.words.lang)
    if (wider) return form(c, record, wider, {})
    return form(c, record, typed, { more: c.var.words.t('write.no-language', { typed: one(typed, 'more') }) })
  }

  /** What somebody sent about a record that has changed since they saw it: it says so already, or they are told what it says now. */
  async function settle(c: Context<Env>, record: R, typed: Typed): Promise<Response> {
    const said = kind.reword(record, changesIn(c, typed, record))
    const fields = await fieldsIn(c, record, typed)
    const same = !isRefusal(said) && differences(fields, typedOf(record), typedOf(said)).length === 0
    if (same) return c.redirect(`${room}/${record.id}?done=same`, 303)
    return overtaken(c, record.id, typed)
  }

  async function overtaken(c: Context<Env>, id: string, typed: Typed): Promise<Response> {
    const { world, visitor } = c.var
    const { hub } = visitor!.who
    const record = await kind.one(world.db, hub, id)
    if (!record) return gone(c, typed)
    const last = (await lastDone(world.db, hub, [id])).get(id)
    const names = await namesOf(world.db, last ? [last.person_id] : [])
    const fields = await fieldsIn(c, record, typed)
    const meanwhile = {
      by: names.get(last?.person_id ?? '') ?? null,
      at: record.updated,
      now: differences(fields, typedOf(record), typed),
    }
    const may = mayWrite(c, record)
    const wrong: Wrong = isRefusal(may) ? { form: refusalIn(c.var.words, may) } : {}
    return form(c, record, { ...typed, seen: [record.updated] }, wrong, 409, meanwhile)
  }

  /** What was written at is not there, any more or at all: what was typed can still be kept, as a new draft. */
  async function gone(c: Context<Env>, typed: Typed): Promise<Response> {
    if (tagsIn(typed).length === 0) return answerNotFound(c)
    const anew = { ...typed, id: [newId(c.var.world.clock())] }
    return form(c, null, anew, { form: c.var.words.t('write.gone-meanwhile') }, 404)
  }

  async function review(c: Context<Env>, record: R, typed: Typed, changes: Record<string, unknown>) {
    const said = kind.reword(record, changes)
    if (isRefusal(said)) return refused(c, record, typed, said)
    const found = differences(await fieldsIn(c, record, typed), typedOf(record), typedOf(said))
    if (found.length === 0) return refused(c, record, typed, refuseWith('write.nothing-changes'))
    return c.html(<ReviewPage {...{ world: c.var.world, kind, record, typed }} changes={found} />)
  }

  /** The form again, with each complaint at its field. */
  async function refused(c: Context<Env>, record: R | null, typed: Typed, refusal: Refusal) {
    const { sections, fields } = await madeFor(c, record, typed)
    const names = fields.map(({ name }) => name)
    const main = one(typed, 'language') || tagsIn(typed)[0]
    const wrong: Record<string, string> = {}
    for (const { at, says } of 'wrong' in refusal ? (refusal as Complained).wrong : []) {
      const [first = ''] = at.split('.')
      const place =
        [at, `${at}.${main}`].find((name) => names.includes(name)) ??
        names.find((name) => at.startsWith(`${name}.`)) ??
        names.find((name) => name.split('.')[0] === first)
      wrong[place ?? 'form'] ??= refusalIn(c.var.words, says)
    }
    if (Object.keys(wrong).length === 0) wrong.form = refusalIn(c.var.words, refusal)
    return form(c, record, typed, wrong, 422, undefined, sections)
  }

  async function fieldsIn(c: Context<Env>, record: R, typed: Typed) {
    const was = typedOf(record)
    const tags = [...new Set([...tagsIn(was), ...tagsIn(typed)])]
    return (await madeFor(c, record, { ...typed, ...was, tag: tags })).fields
  }

  async function madeFor(c: Context<Env>, record: R | null, typed: Typed) {
    const { world, visitor, words } = c.var
    const filling = { world, who: visitor!.who, hub: await hubOf(c), words, typed }
    const sections = await sectionsOf(kind, filling, record === null || isDraft(record))
    return { sections, fields: fieldsOf(kind, filling, sections) }
  }

  async function form(
    c: Context<Env>,
    record: R | null,
    typed: Typed,
    wrong: Wrong,
    status: 200 | 404 | 409 | 422 = 200,
    meanwhile?: Meanwhile,
    made?: Awaited<ReturnType<typeof madeFor>>['sections'],
  ): Promise<Response> {
    const sections = made ?? (await madeFor(c, record, typed)).sections
    const { languages } = await hubOf(c)
    const about = { world: c.var.world, kind, record, typed, wrong, sections, offered: languages, meanwhile }
    return c.html(<FormPage {...about} />, status)
  }
}

/** The hub of whoever writes. */
async function hubOf(c: Context<Env>): Promise<Hub> {
  const hub = await hubById(c.var.world, c.var.visitor!.who.hub)
  if (!hub) throw new Error('somebody is signed in to a hub that has closed')
  return hub
}
