import { announceAssembly, draftAssembly } from '../../src/assemblies/actions.ts'
import { readConfig } from '../../src/config.ts'
import { mould } from '../../src/demo/happenings.ts'
import { harbourRow, lesAulnes } from '../../src/demo/local-hubs.ts'
import { openNetwork, type Place } from '../../src/demo/network.ts'
import { showFollowing, showMeeting } from '../../src/demo/show.ts'
import { answerAsks, askToFollow, confirmFollow, followedBy } from '../../src/digests/actions.ts'
import { granted } from '../../src/lib/granted.ts'
import { newId } from '../../src/lib/id.ts'
import { instant } from '../../src/lib/time.ts'
import { sealed } from '../../src/members/actions-mail-sign-in.ts'
import { startServer } from '../../src/serve.ts'
import { letMailWork, secretIn } from './by-mail.ts'
import { deskSamples } from './desk-samples.ts'
import { openMailServer } from './mail-server.ts'
import { until } from './server.ts'
import { signIn } from './sign-in.ts'

/** A page as it is with something in it: a name for its picture, where it is, and who may look at it. */
export type SamplePage = {
  readonly name: string
  readonly path: string
  readonly by: 'anybody' | 'organiser' | 'set-up'
  /** The route behind it, as the slices name it; none where it is a second look at one. */
  readonly route?: string
  /** What it answers, where it is not 200. */
  readonly status?: number
}

/** A server with a hub in it that has published, met and followed, as the demonstration has them; and a server that has none yet. */
export async function sampleServer() {
  const network = openNetwork(() => {})
  const silent = () => {}
  const [harbour, aulnes] = [await network.add(harbourRow), await network.add(lesAulnes)]
  await showFollowing(harbour, [aulnes], silent)
  await showFollowing(aulnes, [harbour], silent)
  await showMeeting(harbour, [aulnes], mould(Date.now()), silent)
  const coming = await comingAssembly(harbour)
  const empty = await emptyServer(network.folder)
  const post = await openMailServer()
  const secret = await somebodyFollows(harbour, post)
  const list = async (origin: string, name: string, key = name) => {
    const answer = await fetch(`${origin}/${name}.json`)
    return ((await answer.json()) as Record<string, { page: string }[]>)[key]!
  }
  const first = async (place: Place, name: string, key = name, like = '/') =>
    new URL(
      (await list(place.origin, name, key)).find(({ page }) => new URL(page).pathname.startsWith(like))!.page,
    ).pathname
  const issue = await first(harbour, 'map', 'issues', '/issues/')
  const outcome = await first(harbour, 'outcomes')
  const action = await first(harbour, 'actions')
  // Of somebody who may see every page of the desk.
  const cookie = await signIn(harbour, harbour.hub.id, ['operator', 'organiser'], 'Ruth Ann')
  const pages: SamplePage[] = [
    { name: 'home', path: '/', by: 'anybody', route: '/' },
    { name: 'map', path: '/map', by: 'anybody', route: '/map' },
    {
      name: 'report',
      path: `/report?about=${encodeURIComponent(harbour.origin + issue)}`,
      by: 'anybody',
      route: '/report',
    },
    { name: 'report-thanks', path: '/report/thanks', by: 'anybody', route: '/report/thanks' },
    { name: 'feedback', path: '/feedback', by: 'anybody', route: '/feedback' },
    { name: 'by-mail', path: `/by-mail?hub=${harbour.hub.id}`, by: 'anybody', route: '/by-mail' },
    { name: 'by-mail-sent', path: '/by-mail/sent', by: 'anybody', route: '/by-mail/sent' },
    {
      ...{ name: 'by-mail-confirm', path: `/by-mail/confirm/${secret.asked}`, by: 'anybody' },
      route: '/by-mail/confirm/:secret',
    },
    {
      ...{ name: 'by-mail-manage', path: `/by-mail/manage/${secret.follows}`, by: 'anybody' },
      route: '/by-mail/manage/:secret',
    },
    {
      ...{ name: 'by-mail-end', path: `/by-mail/end/${secret.follows}`, by: 'anybody' },
      route: '/by-mail/end/:secret',
    },
    { name: 'erased', path: '/erased', by: 'anybody', route: '/erased' },
    { name: 'map-nothing', path: '/map?text=unicorns', by: 'anybody' },
    { name: 'search', path: '/search', by: 'anybody', route: '/search' },
    { name: 'search-found', path: '/search?q=net+loft', by: 'anybody' },
    { name: 'search-narrowed', path: '/search?q=the&kind=issue&near=1', by: 'anybody' },
    { name: 'search-meant', path: '/search?q=heatign', by: 'anybody' },
    { name: 'search-nothing', path: '/search?q=net+unicorns&theme=water', by: 'anybody' },
    { name: 'search-wrong', path: '/search?q=loft&kind=poem&language=English', by: 'anybody', status: 400 },
    { name: 'assemblies', path: '/assemblies', by: 'anybody', route: '/assemblies' },
    { name: 'outcomes', path: '/outcomes', by: 'anybody', route: '/outcomes' },
    { name: 'actions', path: '/actions', by: 'anybody', route: '/actions' },
    { name: 'hub', path: `/hubs/${harbour.hub.id}`, by: 'anybody', route: '/hubs/:id' },
    {
      ...{ name: 'hub-poster', path: `/hubs/${harbour.hub.id}/poster`, by: 'anybody' },
      route: '/hubs/:id/poster',
    },
    { name: 'issue', path: issue, by: 'anybody', route: '/issues/:id' },
    { name: 'issue-affected', path: `${issue}/affected`, by: 'anybody', route: '/issues/:id/affected' },
    {
      name: 'away',
      path: `/away?about=${encodeURIComponent(harbour.hub.actor)}`,
      by: 'anybody',
      route: '/away',
    },
    { name: 'issue-copy', path: await first(harbour, 'map', 'issues', '/seen/'), by: 'anybody' },
    { name: 'issue-wordings', path: `${issue}/revisions`, by: 'anybody', route: '/issues/:id/revisions' },
    { name: 'issue-wording', path: `${issue}/revisions/1`, by: 'anybody' },
    { name: 'assembly', path: coming, by: 'anybody', route: '/assemblies/:id' },
    {
      ...{ name: 'assembly-poster', path: `${coming}/poster`, by: 'anybody' },
      route: '/assemblies/:id/poster',
    },
    {
      ...{ name: 'outcome', path: outcome, by: 'anybody' },
      route: '/outcomes/:id',
    },
    { name: 'action', path: action, by: 'anybody', route: '/actions/:id' },
    { name: 'about', path: '/about', by: 'anybody', route: '/about' },
    { name: 'ns', path: '/ns', by: 'anybody', route: '/ns' },
    { name: 'looks', path: '/looks', by: 'anybody', route: '/looks' },
    { name: 'privacy', path: '/privacy', by: 'anybody', route: '/privacy' },
    { name: 'rules', path: '/rules', by: 'anybody', route: '/rules' },
    { name: 'sign-in', path: '/sign-in', by: 'anybody', route: '/sign-in' },
    {
      ...{ name: 'sign-in-mail', by: 'anybody', route: '/sign-in/mail' },
      path: `/sign-in/mail?${new URLSearchParams({ asked: askedOf(harbour) })}`,
    },
    { name: 'missing', path: '/nowhere', by: 'anybody', status: 404 },
    { name: 'desk', path: '/desk', by: 'organiser', route: '/desk' },
    { name: 'desk-begin', path: '/desk/begin', by: 'organiser', route: '/desk/begin' },
    { name: 'desk-follow', path: '/desk/follow', by: 'organiser', route: '/desk/follow' },
    {
      name: 'desk-follow-stop',
      path: `/desk/follow/stop?actor=${encodeURIComponent(aulnes.hub.actor)}`,
      by: 'organiser',
      route: '/desk/follow/stop',
    },
    { name: 'account-named', path: '/account/named', by: 'organiser', route: '/account/named' },
    { name: 'desk-by-mail', path: '/desk/by-mail', by: 'organiser', route: '/desk/by-mail' },
    { name: 'desk-settings', path: '/desk/settings', by: 'organiser', route: '/desk/settings' },
    { name: 'desk-settings-saved', path: '/desk/settings?saved=1', by: 'organiser' },
    {
      name: 'desk-settings-mail',
      path: '/desk/settings/mail',
      by: 'organiser',
      route: '/desk/settings/mail',
    },
    { name: 'desk-server', path: '/desk/server', by: 'organiser', route: '/desk/server' },
    {
      name: 'desk-server-hub',
      path: `/desk/server/hubs/${harbour.hub.id}`,
      by: 'organiser',
      route: '/desk/server/hubs/:id',
    },
    {
      name: 'desk-server-new',
      path: '/desk/server/hubs/new',
      by: 'organiser',
      route: '/desk/server/hubs/new',
    },
    ...(await deskSamples(harbour, { issue, assembly: coming, outcome, action }, cookie)),
    { name: 'empty', path: '/', by: 'set-up' },
    ...['name', 'place', 'reach', 'languages', 'organiser', 'mail', 'ready'].map((step) => ({
      ...{ name: `set-up-${step}`, path: `/setup?token=${empty.token}&step=${step}`, by: 'set-up' as const },
    })),
  ]
  return {
    harbour,
    pages,
    empty: empty.origin,
    /** Where a page is to be had. */
    address: ({ path, by }: SamplePage) => (by === 'set-up' ? empty.origin : harbour.origin) + path,
    /** Of somebody who may see every page of the desk. */
    cookie,
    end: async () => {
      await empty.stop()
      await post.end()
      await network.end()
    },
  }
}

/** What somebody’s browser holds who asked for a mail to sign in with. */
const askedOf = ({ world }: Place) => sealed(world, 'asked', newId(), instant(world.clock() + 24 * 3600e3))

/** Two residents have asked to follow by mail, and one of them has said that it was they. @returns the secrets of their links */
async function somebodyFollows({ world, hub }: Place, post: Awaited<ReturnType<typeof openMailServer>>) {
  await letMailWork(world, post)
  const followed = (await followedBy(world, { hub: hub.id, issue: '' }))!
  const wish = { kinds: ['issues', 'assemblies'], cadence: 'weekly', language: 'en' }
  const ask = async (address: string) => {
    const before = post.received.length
    await askToFollow(world, followed, { id: newId(), address, ...wish })
    await answerAsks(world)
    const mails = await until('they are asked', () => post.received.length > before && post.received)
    return secretIn(mails[before]!, 'confirm')
  }
  const follows = await ask('ben@south.example')
  granted(await confirmFollow(world, follows))
  return { follows, asked: await ask('cleo@south.example') }
}

/** An assembly that is announced and still to come, of which only those who come are told where. */
async function comingAssembly({ world, who }: Place): Promise<string> {
  const day = new Date(Date.now() + 30 * 24 * 3600e3).toISOString().slice(0, 10)
  const draft = granted(
    await draftAssembly(world, who, {
      ...{ kind: 'community', language: 'en', titles: { en: 'What do we want of the net loft?' } },
      summaries: { en: 'Who keeps the keys, and who may use the loft on weekday evenings?' },
      ...{ starts: `${day}T18:30`, ends: `${day}T20:30`, zone: 'America/Halifax' },
      ...{ place: 'Harbour Row', venue: { name: 'Kitchen of the Lopes family' }, venueHidden: true },
      ...{ access: ['step-free', 'childcare', 'food'], capacity: 40 },
      destination: 'The harbour board, which has promised an answer by spring.',
      agenda: [
        { title: 'What we heard at the doors', minutes: 20 },
        { title: 'Small tables', minutes: 60 },
      ],
    }),
  )
  const { iri } = granted(await announceAssembly(world, who, draft.id))
  return new URL(iri).pathname
}

async function emptyServer(folder: string) {
  const { createServer } = await import('node:net')
  const port = await new Promise<number>((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number }
      probe.close(() => resolve(port))
    })
  })
  const origin = `http://localhost:${port}`
  const settings = { FOLKMOOT_ORIGIN: origin, PORT: String(port), FOLKMOOT_DATA: `${folder}/empty` }
  const server = await startServer(readConfig(settings), () => {})
  const link = server.welcome.join(' ').match(/\/setup\?token=([\w-]+)/)
  return { origin, token: link![1]!, stop: server.stop }
}
