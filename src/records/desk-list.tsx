import { Hono } from 'hono'
import { namesOf } from '../members/store.ts'
import type { Card, Desk, Env } from '../slice.ts'
import { DeskPage } from '../web/desk.tsx'
import { only } from '../web/only.ts'
import { Say, useWords } from '../web/visit.tsx'
import type { World } from '../world.ts'
import type { Desked } from './desk-kind.ts'
import { tongue } from './form-parts.tsx'
import { type AnyRecord, isDraft, titleOf } from './model.ts'
import { lastDone } from './store-history.ts'

/** How many stand in a list at first, and at most. */
const first = 100
const most = 2000

/** A record with who changed it last. */
type Line<R> = { readonly record: R; readonly by: string | null }

/** The list of a hub’s own records of a kind: drafts first, then by their latest change. */
export function listPages<R extends AnyRecord>(kind: Desked<R>): Hono<Env> {
  const pages = new Hono<Env>()
  pages.get(`/desk${kind.path}`, only('organiser', 'note-taker'), async (c) => {
    const { world, visitor } = c.var
    const { hub } = visitor!.who
    const limit = Math.min(Math.max(first, Number(c.req.query('show')) || first), most)
    const found = await kind.own(world.db, hub, { limit: limit + 1 })
    const drafts = await kind.own(world.db, hub, { states: kind.draftStates, limit })
    const public_ = found.slice(0, limit).filter((record) => !isDraft(record))
    const records = [...drafts, ...public_]
    const done = await lastDone(
      world.db,
      hub,
      records.map(({ id }) => id),
    )
    const names = await namesOf(
      world.db,
      [...done.values()].map(({ person_id }) => person_id),
    )
    const lines = records.map((record) => ({
      record,
      by: names.get(done.get(record.id)?.person_id ?? '') ?? null,
    }))
    const more = found.length > limit && limit < most ? limit + first : null
    return c.html(<List {...{ world, kind, lines, more }} gone={c.req.query('done') === 'discarded'} />)
  })
  return pages
}

function List<R extends AnyRecord>(about: {
  world: World
  kind: Desked<R>
  lines: readonly Line<R>[]
  more: number | null
  gone: boolean
}) {
  const { world, kind, lines, more, gone } = about
  const { t } = useWords()
  const { say, path } = kind
  return (
    <DeskPage world={world} title={t(say.room)} here={`/desk${path}`}>
      {gone && (
        <p class="done" role="status">
          {t('write.done-discarded')}
        </p>
      )}
      <p class="lede">{t(say.lede)}</p>
      <p>
        <a class="button" href={`/desk${path}/new`}>
          {t(say.begin)}
        </a>
      </p>
      {lines.length === 0 ? (
        <p>{t(say.empty)}</p>
      ) : (
        <ul class="entries own">
          {lines.map((line) => (
            <Entry kind={kind} {...line} />
          ))}
        </ul>
      )}
      {more !== null && (
        <p>
          <a href={`/desk${path}?show=${more}`}>{t('write.more')}</a>
        </p>
      )}
    </DeskPage>
  )
}

function Entry<R extends AnyRecord>({ kind, record, by }: Line<R> & { kind: Desked<R> }) {
  const words = useWords()
  const { t, day, list } = words
  const { id, language, titles, state, updated } = record
  return (
    <li>
      <p class={`state state-${state}`}>
        {isDraft(record) ? t('write.a-draft', { state: t(kind.stateName(state)) }) : t(kind.stateName(state))}
      </p>
      <h2>
        <a href={`/desk${kind.path}/${id}`} lang={language} dir="auto">
          {titleOf(record)}
        </a>
      </h2>
      <p class="from soft">
        {by === null
          ? t('write.changed', { day: day(updated) })
          : t('write.changed-by', { day: day(updated), name: by })}
        {' · '}
        {list(Object.keys(titles).map((tag) => tongue(tag, words)))}
      </p>
    </li>
  )
}

/** What lies at the desk of a kind: drafts that wait, or that one may begin. Only for those who write. */
export const draftCards =
  <R extends AnyRecord>(kind: Desked<R>): Desk =>
  async (world, { who }, { t }): Promise<readonly Card[]> => {
    if (!who.roles.some((role) => role === 'organiser' || role === 'note-taker')) return []
    const room = `/desk${kind.path}`
    const begin = { href: `${room}/new`, text: t(kind.say.begin) }
    const drafts = await kind.own(world.db, who.hub, { states: kind.draftStates, limit: first })
    if (drafts.length === 0)
      return [{ title: t(kind.say.room), text: t(kind.say.lede), links: [begin], waits: false }]
    const latest = drafts.slice(0, 3).map((draft) => ({ href: `${room}/${draft.id}`, text: titleOf(draft) }))
    return [
      {
        title: t(kind.say.waiting, { count: drafts.length }),
        links: [...latest, ...(drafts.length > 3 ? [{ href: room, text: t('write.all') }] : []), begin],
        waits: true,
      },
    ]
  }

/** What was just done, where the address says so: one sentence above the page. */
export function Done({ what, title }: { what: string | undefined; title: string }) {
  const said = (
    {
      saved: 'write.done-saved',
      published: 'write.done-published',
      amended: 'write.done-amended',
      moved: 'write.done-moved',
      merged: 'write.done-merged',
      split: 'write.done-split',
      withdrawn: 'write.done-withdrawn',
      same: 'write.done-same',
    } as const
  )[what ?? '']
  return said === undefined ? null : (
    <p class="done" role="status">
      <Say of={said} values={{ title }} />
    </p>
  )
}
