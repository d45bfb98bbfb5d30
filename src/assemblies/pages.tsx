import { type Context, Hono } from 'hono'
import { fateOf } from '../federation/fates.ts'
import { peerByActor } from '../federation/store/peers.ts'
import { hubById } from '../hubs/store.ts'
import { isId } from '../lib/id.ts'
import { recordPages } from '../records/pages.tsx'
import type { Env } from '../slice.ts'
import { anybody } from '../web/access.ts'
import { sendAgain } from '../web/answer.ts'
import { answerGone, answerNotFound } from '../web/errors.tsx'
import { fileWords } from '../web/visit.tsx'
import type { Assembly } from './model.ts'
import { publicAssembly, withdrawnAssembly } from './store.ts'
import { assemblyInvitedTo } from './store-invitations.ts'
import { CalendarLink, ShownAssembly } from './views.tsx'
import { viewOf } from './views-assembly.ts'
import { calendarAddress, calendarOf, lingers } from './views-calendar.ts'
import { AssemblyPoster, PosterLink } from './views-poster.tsx'
import { readAssembly } from './wire-read.ts'

/** The pages of assemblies: ours, their revisions, and copies of others'; and each as a file for a calendar. */
export const assemblyPages = new Hono<Env>()

assemblyPages.get('/assemblies/:file{[^/]+\\.ics}', anybody, async (c) => {
  const assembly = await assemblyOf(c)
  if (!assembly || assembly.hub === null) return answerNotFound(c)
  const hub = await hubById(c.var.world, assembly.hub)
  return hub ? answerCalendar(c, assembly, hub.name) : answerNotFound(c)
})

assemblyPages.get('/seen/assemblies/:file{[^/]+\\.ics}', anybody, async (c) => {
  const { world } = c.var
  const assembly = await assemblyOf(c)
  if (assembly?.hub !== null || (await fateOf(world, assembly.owner)) === null) return answerNotFound(c)
  const peer = await peerByActor(world.db, assembly.owner)
  return answerCalendar(c, assembly, peer?.name ?? peer?.handle ?? new URL(assembly.owner).host)
})

assemblyPages.route(
  '/',
  recordPages({
    noun: 'assembly',
    path: '/assemblies',
    find: publicAssembly,
    read: readAssembly,
    view: viewOf,
    show: (about) => <ShownAssembly {...about} />,
    faces: (assembly) =>
      assembly.starts === null ? [] : [{ type: 'text/calendar', href: calendarAddress(assembly) }],
    more: async (_, assembly) => (
      <>
        <CalendarLink assembly={assembly} />
        <PosterLink assembly={assembly} />
      </>
    ),
  }),
)

assemblyPages.get('/assemblies/:id/poster', anybody, async (c) => {
  const { world } = c.var
  const id = c.req.param('id')
  const assembly = isId(id) ? await publicAssembly(world.db, id) : undefined
  if (!assembly || assembly.hub === null) return answerNotFound(c)
  const { withdrawn, reason } = assembly
  if (withdrawn !== null) return answerGone(c, { what: 'assembly', withdrawn, reason })
  const hub = await hubById(world, assembly.hub)
  if (!hub) return answerNotFound(c)
  const view = await viewOf(assembly, { words: c.var.words, asked: c.req.query('lang') }, world)
  return c.html(<AssemblyPoster {...{ world, assembly, view, hub }} />)
})

// What stands in an invitation stands on the page of its assembly.
assemblyPages.get('/invitations/:id', anybody, async (c) => {
  c.header('Vary', 'Accept', { append: true })
  const id = c.req.param('id')
  const to = isId(id) ? await assemblyInvitedTo(c.var.world.db, id) : undefined
  return to ? c.redirect(`/assemblies/${to.assembly_id}`, 303) : answerNotFound(c)
})

async function assemblyOf(c: Context<Env>): Promise<Assembly | undefined> {
  const id = (c.req.param('file') ?? '').slice(0, -'.ics'.length)
  return isId(id) ? publicAssembly(c.var.world.db, id) : undefined
}

/** One assembly as a calendar file. A withdrawn one says that it is, for as long as calendars may still hold it. */
async function answerCalendar(c: Context<Env>, assembly: Assembly, hub: string): Promise<Response> {
  const { world } = c.var
  const words = fileWords(c)
  const { id, owner, withdrawn, reason } = assembly
  const left = withdrawn === null ? undefined : await withdrawnAssembly(world.db, id)
  if (withdrawn !== null && (!left || Date.parse(withdrawn) < world.clock() - lingers))
    return answerGone(c, { what: 'assembly', withdrawn, reason })
  const address = `${world.config.origin}${c.req.path}`
  const file = calendarOf({
    ...{ name: words.t('calendar.of-one', { hub }), address, words, page: address.slice(0, -'.ics'.length) },
    hubs: new Map([[owner, hub]]),
    year: new Date(world.clock()).getUTCFullYear(),
    assemblies: left ? [] : [assembly],
    withdrawn: left ? [left] : [],
  })
  return sendAgain(c, 'ics', file)
}
