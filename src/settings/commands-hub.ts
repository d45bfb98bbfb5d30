import { type Command, Option } from 'commander'
import { changeHub, type HubChanges } from '../hubs/actions.ts'
import { renewKeys } from '../hubs/actions-keys.ts'
import { fieldNames, type Hub, NewHub } from '../hubs/model.ts'
import { allHubs } from '../hubs/store.ts'
import { complaintsOf } from '../lib/complaints.ts'
import { granted, Refused } from '../lib/granted.ts'
import { levels } from '../lib/level.ts'
import { pinFrom } from '../lib/pin.ts'
import { themes } from '../lib/themes.ts'
import { likelyZone, zonesOf } from '../lib/zone-names.ts'
import { noteDeed, whoIs } from '../members/actions.ts'
import type { WithWorld } from '../slice.ts'
import type { World } from '../world.ts'
import { foundHub } from './actions-setup.ts'

/** What the options of a hub's description give; each that was not given is undefined. */
export type HubOptions = Partial<{
  name: string
  handle: string
  summary: string
  level: string
  area: string[]
  theme: string
  place: string
  pin: string
  language: string[]
  licence: string
  contact: string
  zone: string
  rules: string
  privacy: string
  controller: string
  followers: string
}>

/** `folkmoot hub add`, `hub list` and `hub change`. */
export function hubCommands(program: Command, withWorld: WithWorld): void {
  const hub = program.command('hub').description('the hubs on this server')

  withHubOptions(hub.command('add').description('found a further hub (operators only)'))
    .requiredOption('--handle <handle>', 'what others know it by, for good: 2 to 30 of a-z, 0-9 and _')
    .requiredOption('--organiser <name>', 'its first organiser')
    .requiredOption('--as <person>', 'the operator who does it')
    .option('--hub <handle>', "the operator's own hub, where there are several")
    .option('--json', 'answer in JSON')
    .action((options) =>
      withWorld(async (world) => {
        const who = granted(await whoIs(world, options.hub ?? (await anyHandle(world)), options.as))
        const about = { hub: readHub(options), organiser: options.organiser as string }
        const founded = granted(await foundHub(world, who, about))
        console.log(
          options.json ? JSON.stringify(hubJson(world, founded.hub)) : sentenceOf(world, founded.hub),
        )
      }),
    )

  hub
    .command('list')
    .description('list the hubs on this server')
    .option('--json', 'answer in JSON')
    .action((options) =>
      withWorld(async (world) => {
        const hubs = await allHubs(world)
        if (options.json) console.log(JSON.stringify(hubs.map((each) => hubJson(world, each))))
        else for (const each of hubs) console.log(`${fullHandle(world, each)}  ${each.name} (${each.level})`)
      }),
    )

  hub
    .command('renew-keys')
    .description('give a hub new keys; the old ones never sign again (operators only)')
    .requiredOption('--as <person>', 'the operator who does it')
    .option('--hub <handle>', 'which hub, where there are several')
    .action((options) =>
      withWorld(async (world) => {
        const who = granted(await whoIs(world, options.hub ?? null, options.as))
        const { renewed } = granted(await renewKeys(world, who))
        await noteDeed(world, who, 'keys-renewed', renewed)
        console.log(`${renewed} signs with new keys from now on.`)
      }),
    )

  withHubOptions(hub.command('change').description('change what a hub says of itself; its handle stays'))
    .requiredOption('--as <person>', 'the organiser who does it')
    .option('--hub <handle>', 'which hub, where there are several')
    .option('--json', 'answer in JSON')
    .action((options) =>
      withWorld(async (world) => {
        const who = granted(await whoIs(world, options.hub ?? null, options.as))
        const changed = granted(await changeHub(world, who, who.hub, changesFrom(options)))
        await noteDeed(world, who, 'hub-changed', changed.name)
        console.log(options.json ? JSON.stringify(hubJson(world, changed)) : sentenceOf(world, changed))
      }),
    )
}

/** Gives a command the options that describe a hub. */
export const withHubOptions = (command: Command): Command =>
  command
    .option('--name <name>', 'its name as people say it')
    .option('--summary <text>', 'what it is and does, in Markdown')
    .addOption(new Option('--level <level>', 'how wide it speaks').choices(levels))
    .option('--place <name>', 'the place it is of, as people there call it')
    .option('--area <key>', 'key of an area it covers, as gss:E05000026; may be given several times', collect)
    .addOption(
      new Option('--theme <key>', 'the theme it is of instead of a place').choices(
        themes.map(({ key }) => key),
      ),
    )
    .option('--pin <lat,lon>', 'a pin on the map, as --pin=51.561,-1.785')
    .option(
      '--language <tag>',
      'a language it speaks, the main one first; may be given several times',
      collect,
    )
    .option('--licence <address>', 'the licence of what it publishes')
    .option('--contact <text>', 'a public way to reach it')
    .option(
      '--zone <name>',
      'the zone of its clocks, as Europe/London (default: the only one of its country)',
    )
    .option('--rules <text>', 'how people treat one another here, in Markdown')
    .option('--privacy <text>', 'what it adds to the page on privacy, in Markdown')
    .option('--controller <text>', 'who answers for what is kept of people, with a way to reach them')
    .addOption(
      new Option('--followers <how>', 'whether the number of those who follow it is shown').choices([
        'shown',
        'hidden',
      ]),
    )

/**
 * Reads a new hub out of the options.
 * @throws Refused with all that is wrong with it
 */
export function readHub(options: HubOptions): NewHub {
  const { name = '', handle = '' } = options
  const zone = likelyZone(options.area?.find((area) => zonesOf(area).length > 0))
  const read = NewHub.safeParse({ name, handle, zone, ...changesFrom(options) })
  if (read.success) return read.data
  throw new Refused(
    Object.values(complaintsOf(read.error, fieldNames))
      .map(({ refused }) => refused)
      .join(' '),
  )
}

/** A hub as scripts see it. */
export const hubJson = (world: World, hub: Hub) => ({ ...hub, handle: fullHandle(world, hub) })

/** What is said of a hub that was founded or changed. */
export const sentenceOf = (world: World, hub: Hub): string =>
  `${hub.name} is ${fullHandle(world, hub)}, at ${world.config.origin}/hubs/${hub.id}`

/** Name and host, as people follow it. */
const fullHandle = (world: World, hub: Hub): string => `@${hub.handle}@${new URL(world.config.origin).host}`

/** Only what was given, so that nothing else changes. */
function changesFrom(options: HubOptions): HubChanges {
  const { area, language, pin, followers, name, summary, theme, place, licence, contact, level } = options
  const { zone, rules, privacy, controller } = options
  const given = {
    ...{ name, summary, theme, place, licence, contact, level, zone, rules, privacy, controller },
    areas: area,
    languages: language,
    pin: pin === undefined ? undefined : pinFrom(pin),
    followersHidden: followers === undefined ? undefined : followers === 'hidden',
  }
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as HubChanges
}

/** An operator is one in every hub, so any hub will do to look for them. */
const anyHandle = async (world: World): Promise<string | null> => (await allHubs(world))[0]?.handle ?? null

const collect = (value: string, before: string[] = []): string[] => [...before, value]
