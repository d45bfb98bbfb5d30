import { wordsOf } from '../federation/fetch.ts'
import { actorIri } from '../federation/iri.ts'
import { type Asked, aheadOf, aheadOfOthers, askHere, askOwnAddress } from '../federation/own-address.ts'
import { allHubs } from '../hubs/store.ts'
import { MINUTE, SECOND } from '../lib/time.ts'
import type { World } from '../world.ts'
import { broken, type Check, type Found, good, look } from './finding.ts'
import { someOf, timeInWords } from './words.ts'

/** Whether the server runs on this machine. */
export const here: Check = {
  about: 'Server',
  async look({ world }) {
    const { host, port } = world.config
    const asked = await askHere(world, '/readyz')
    if (asked === null) return [good(`It is said to listen at ${host}, which is not asked from here.`)]
    if ('failed' in asked)
      return [
        broken(
          `It does not answer on port ${port} of this machine: ${asked.failed}.`,
          'Start it (systemctl start folkmoot, or docker compose up -d), or say with PORT where it listens.',
        ),
      ]
    const { status } = asked.answer
    return status === 200
      ? [good(`It runs, on port ${port}.`)]
      : [
          broken(
            `On port ${port} something answers ${status}.`,
            'See what its log says, or what else listens there.',
          ),
        ]
  },
}

/** Where the name of the server leads, and whether it answers there. */
export const address: Check = {
  about: 'Public address',
  async look({ world, outside }) {
    const { origin, trial } = world.config
    if (!trial) {
      const { all, notPublic } = await outside.addressesOf(origin)
      if (all.length === 0)
        return [
          broken(
            `Nobody knows the name ${new URL(origin).hostname}.`,
            'Enter it where you registered it: an A record with the IPv4 address of this machine, and an AAAA record if it has an IPv6 one.',
          ),
        ]
      if (notPublic.length > 0)
        return [
          look(
            `On this machine the name leads to ${notPublic.join(', ')}, which is not public, so that nothing can be seen from here as others see it.`,
            `If it stands in /etc/hosts, take it out. Else ask from another machine: curl -i ${origin}/livez`,
          ),
        ]
    }
    const asked = await askOwnAddress(world, '/livez')
    if ('failed' in asked)
      return [broken(`${origin} does not answer: ${asked.failed}.`, await whatNow(world, asked.code))]
    const { status } = asked.answer
    if (isAlive(asked))
      return [
        good(
          trial ? `${origin} answers. It is a trial: only this machine can reach it.` : `${origin} answers.`,
        ),
      ]
    return [
      [502, 503, 504].includes(status)
        ? broken(
            `At ${origin} the proxy answers ${status}: it does not reach the server.`,
            await whatNow(world),
          )
        : broken(
            `At ${origin} something answers ${status}, and it is not this server.`,
            'Look where the proxy leads: it must hand every address of this host on to this server.',
          ),
    ]
  },
}

const isAlive = (asked: Asked): boolean =>
  'answer' in asked && asked.answer.status === 200 && asked.answer.body === 'alive\n'

/** Whether the server answers at its public address. Where it does not, that is said once, and not again by each who asks there. */
export const answersOutside = async (world: World): Promise<boolean> =>
  isAlive(await askOwnAddress(world, '/livez'))

async function whatNow(world: World, code = ''): Promise<string> {
  const asked = await askHere(world, '/livez')
  if (asked && 'failed' in asked) return 'Start the server first.'
  return /CERT|SIGNATURE/.test(code)
    ? 'The server itself runs. Look at the certificate: see below.'
    : 'The server itself runs. Look at the proxy in front (does it run, where does it lead, and what does its log say?), at the name, and whether a firewall lets ports 80 and 443 through.'
}

/** How long the certificate holds. */
export const certificate: Check = {
  about: 'Certificate',
  async look({ world, outside }) {
    const { origin } = world.config
    if (!origin.startsWith('https:')) return []
    const shown = await outside.certificateOf(origin)
    if (!shown) return []
    const { from, to, wrong } = shown
    const left = to - world.clock()
    const todo =
      'The proxy renews it by itself: see what its log says, and whether port 80 can be reached from outside.'
    if (wrong !== null || left <= 0)
      return [broken(`It does not hold: ${wordsOf(wrong ?? 'CERT_HAS_EXPIRED') ?? wrong}.`, todo)]
    // Most are renewed when a third of their time is left, however long that is.
    if (left < (to - from) / 5)
      return [look(`It holds for ${timeInWords(left)} only, and should have been renewed.`, todo)]
    return [good(`It holds for ${timeInWords(left)}.`)]
  },
}

/** Whether each hub is found by its handle, and read at its address, as others do it. */
export const handles: Check = {
  about: 'Handles',
  async look({ world }) {
    const { host } = new URL(world.config.origin)
    if (!(await answersOutside(world))) return []
    const all = await allHubs(world)
    const found: Found[] = []
    for (const hub of all.slice(0, 20)) {
      const handle = `${hub.handle}@${host}`
      const why = (await whyNotFound(world, handle, hub.id)) ?? (await whyNotRead(world, hub.id))
      if (why !== null)
        found.push(
          broken(
            `@${handle} cannot be found from outside: ${why}.`,
            'The proxy must hand /.well-known/ and /actors/ on as they come, with their query and the header Accept, and let programs through.',
          ),
        )
    }
    if (found.length > 0 || all.length === 0) return found
    return [good(`${someOf(all.length, 'hub is', 'hubs are')} found from outside.`)]
  },
}

async function whyNotFound(world: World, handle: string, id: string): Promise<string | null> {
  const asked = await askOwnAddress(
    world,
    `/.well-known/webfinger?resource=${encodeURIComponent(`acct:${handle}`)}`,
  )
  if ('failed' in asked) return `WebFinger: ${asked.failed}`
  const { status, body } = asked.answer
  if (status !== 200) return `WebFinger answers ${status}`
  return body.includes(`"${actorIri(world, id)}"`) ? null : 'WebFinger tells of somebody else'
}

async function whyNotRead(world: World, id: string): Promise<string | null> {
  const iri = actorIri(world, id)
  const asked = await askOwnAddress(world, new URL(iri).pathname, { accept: 'application/activity+json' })
  if ('failed' in asked) return asked.failed
  const { status, type, body } = asked.answer
  if (status !== 200) return `its address answers ${status}`
  if (!type.includes('activity+json')) return `its address answers with ${type || 'something without a type'}`
  return body.includes(`"id":"${iri}"`) ? null : 'at its address there is somebody else'
}

/** How far the clock may be off: beyond the second, others may refuse what we sign. In ms. */
const [fine, tolerable] = [30 * SECOND, 5 * MINUTE]

/** Whether the clock is right, by what others say: signatures have a time, and one from the future or long ago is refused. */
export const clock: Check = {
  about: 'Clock',
  async look({ world }) {
    // A trial meets nobody who has another clock.
    if (world.config.trial) return []
    const others = await aheadOfOthers(world)
    const own = others === null ? await askOwnAddress(world, '/livez') : null
    const ahead = others ?? (own && 'answer' in own ? aheadOf(own) : null)
    if (ahead === null)
      return [look('Nobody could be asked for the time.', 'See whether it is right: timedatectl')]
    const whom = others === null ? 'its public address' : 'the servers that your hubs follow'
    const off = Math.abs(ahead)
    if (off <= fine) return [good(`It agrees with ${whom}.`)]
    const says = `It is ${timeInWords(off)} ${ahead > 0 ? 'ahead of' : 'behind'} ${whom}`
    const todo = 'Let it be set by the network: timedatectl set-ntp true'
    return [
      off <= tolerable
        ? look(`${says}.`, todo)
        : broken(`${says}, and others may refuse what is signed here.`, todo),
    ]
  },
}
