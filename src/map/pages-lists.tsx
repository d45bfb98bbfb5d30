import { type Context, Hono } from 'hono'
import { type Refusal, refuseWith } from '../lib/refusal.ts'
import type { Words } from '../lib/words.ts'
import type { Env } from '../slice.ts'
import { anybody } from '../web/access.ts'
import { type Face, faceOf, mediaTypes, sendAgain, sendStream } from '../web/answer.ts'
import { brandOf } from '../web/brand.ts'
import { chosenOf, fileWords } from '../web/visit.tsx'
import type { World } from '../world.ts'
import { listCalendar } from './calendar.ts'
import { listData } from './data.ts'
import { listFeed } from './feed.ts'
import type { ListKind } from './kind.ts'
import { readHubs, readList, readOrigins, readWhole } from './list.ts'
import { type Entry, type Origin, readCursor } from './model.ts'
import { addressOf, type ListFilter, readFilter, type Typed, typedOf } from './model-filters.ts'
import { pointsOf } from './points.ts'
import { sheetMeaning, sheetOf } from './sheet.ts'
import { ListPage } from './views.tsx'

/** One list with all its faces: a page, JSON, a feed, a sheet, points on a map, and a calendar where its records have a day. */
export function listPages<E extends Entry>(kind: ListKind<E>): Hono<Env> {
  const dated = kind.names.includes('past')
  const faces = ['html', 'json', 'atom', 'csv', 'geojson', ...(dated ? ['ics' as const] : [])] as [
    Face,
    ...Face[],
  ]
  const pages = new Hono<Env>()

  pages.on(
    'GET',
    [kind.path, ...faces.slice(1).map((face) => `${kind.path}.${face}`)],
    anybody,
    async (c) => {
      const { world } = c.var
      const face = faceOf(c, faces)
      const hubs = await readHubs(world)
      const origins = await readOrigins(world, hubs)
      const typed = typedOf(kind, c.req.query())
      const { filter, errors: filterErrors } = readFilter(kind, typed, origins)
      const { cursor, after, complaint } = readPlace(c.req.query('after'))
      const errors = complaint === undefined ? filterErrors : { ...filterErrors, after: complaint }
      const wrong = Object.keys(errors).length > 0
      if (wrong && face !== 'html') return answerWrong(c, errors)
      const words = fileWords(c)
      const title = titleOf(world, kind, { typed, filter, words })
      switch (face) {
        case 'csv': {
          const meaning = addressOf(kind, typed, { suffix: '.csv-metadata.json' })
          c.header('Link', `<${meaning}>; rel="describedby"; type="application/csvm+json"`)
          c.header('Content-Disposition', `attachment; filename="${kind.nouns}.csv"`)
          return sendStream(c, face, sheetOf(world, kind, readWhole(world, kind, { filter, origins })))
        }
        case 'geojson': {
          const whole = readWhole(world, kind, { filter, origins, pinned: true })
          return sendStream(c, face, pointsOf(world, kind, { typed, whole }))
        }
        case 'ics':
          return answerCalendar(c, { filter, origins, typed, title, words })
      }
      const changed = face === 'atom'
      const list = await readList(world, kind, { filter, origins, after: cursor, changed })
      const newest = list.entries.map(({ updated }) => updated).reduce((a, b) => (a > b ? a : b), '') || null
      switch (face) {
        case 'json': {
          const data = listData(world, kind, { typed, list })
          return sendAgain(c, face, `${JSON.stringify(data, null, 1)}\n`, newest)
        }
        case 'atom':
          return sendAgain(
            c,
            face,
            listFeed(world, kind, { typed, title, list, after, words, lang: chosenOf(c) }),
            newest,
          )
        default: {
          const [only, ...others] = hubs
          const of = filter.hub?.hub ?? (others.length === 0 ? only?.id : undefined) ?? null
          const following =
            filter.hub && filter.hub.hub === null
              ? null
              : only && (await c.var.offered.following(world, { hub: of, nouns: kind.nouns }))
          const view = { world, kind, hubs, origins, typed, errors, list, after, following }
          return c.html(<ListPage {...view} />, wrong ? 400 : 200)
        }
      }
    },
  )

  pages.get(`${kind.path}.csv-metadata.json`, anybody, (c) => {
    const { world } = c.var
    const typed = typedOf(kind, c.req.query())
    const meaning = sheetMeaning(world, kind as unknown as ListKind, typed)
    const answer = sendAgain(c, 'json', `${JSON.stringify(meaning, null, 1)}\n`)
    if (answer.status === 200) answer.headers.set('Content-Type', 'application/csvm+json')
    return answer
  })
  return pages
}

/** Answers with the assemblies that a filter lets through as a calendar, at the address that was asked. */
export async function answerCalendar(
  c: Context<Env>,
  about: { filter: ListFilter; origins: readonly Origin[]; typed: Typed; title: string; words: Words },
): Promise<Response> {
  const { pathname, search } = new URL(c.req.url)
  return sendAgain(
    c,
    'ics',
    await listCalendar(c.var.world, { ...about, lang: chosenOf(c), address: `${pathname}${search}` }),
  )
}

/** Where a page of a list begins, or what to say about an address that was cut or changed on its way. */
function readPlace(after: string | undefined) {
  if (after === undefined || after === '') return {}
  const cursor = readCursor(after)
  return cursor === null ? { complaint: refuseWith('map.no-such-page') } : { cursor, after }
}

function answerWrong(c: Context<Env>, errors: Readonly<Record<string, Refusal>>): Response {
  const fields = Object.fromEntries(Object.entries(errors).map(([name, { refused }]) => [name, refused]))
  c.header('Content-Type', mediaTypes.json)
  c.header('Cache-Control', 'no-store')
  return c.body(JSON.stringify({ error: 'Some filters cannot be used.', fields }), 400)
}

/** What a feed or a calendar is called among others: whose it is, and how it was narrowed. */
function titleOf(
  world: World,
  kind: Pick<ListKind<never>, 'path' | 'names' | 'page'>,
  { typed, filter, words }: { typed: Typed; filter: ListFilter; words: Words },
): string {
  const of = filter.hub?.name ?? brandOf(world)
  const narrowed = Object.keys(typed).some((name) => name !== 'hub')
  const by = narrowed ? ` (${addressOf(kind, typed).slice(kind.path.length + 1)})` : ''
  return `${words.t(kind.page.name)}${words.t('frame.comma')}${of}${by}`
}
