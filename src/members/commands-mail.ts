import { readFileSync } from 'node:fs'
import { type Command, Option } from 'commander'
import { inTransaction } from '../db/index.ts'
import { allHubs } from '../hubs/store.ts'
import { granted, Refused } from '../lib/granted.ts'
import { retryMailsIn } from '../mail/outbox.ts'
import { presets } from '../mail/presets.ts'
import type { Probe } from '../mail/probe.ts'
import type { TypedSettings } from '../mail/read-settings.ts'
import { sendTestMail, setUpMail } from '../mail/set-up.ts'
import { forgetMailSettings } from '../mail/settings.ts'
import { mailState } from '../mail/state.ts'
import { mailInWords } from '../mail/words.ts'
import type { WithWorld } from '../slice.ts'
import type { World } from '../world.ts'
import { operator } from './commands-peer.ts'

/** `folkmoot mail set`, `test`, `status`, `presets`, `retry` and `forget`. */
export function mailCommands(program: Command, withWorld: WithWorld): void {
  const mail = program.command('mail').description('the mail server by which codes and invitations go out')
  setCommand(mail, withWorld)
  testCommand(mail, withWorld)
  statusCommand(mail, withWorld)

  mail
    .command('presets')
    .description('list the providers that need not be described, with what to know of each')
    .option('--json', 'answer in JSON')
    .action(({ json }) => {
      if (json) console.log(JSON.stringify(presets))
      else for (const { key, name, hint } of presets) console.log(`${key}  ${name}. ${hint}`)
    })

  withOperator(
    mail.command('retry').description('take up again what was given up in the last seven days'),
  ).action((options) =>
    withWorld(async (world) => {
      await operator(world, options)
      const again = await inTransaction(world.db, (tx) => retryMailsIn(tx, world))
      world.pulse.beat('queue mail')
      console.log(again === 0 ? 'There was nothing to take up again.' : `Taken up again: ${again}.`)
    }),
  )

  withOperator(
    mail.command('forget').description('forget the mail server; what waits goes on waiting for another'),
  ).action((options) =>
    withWorld(async (world) => {
      await operator(world, options)
      granted(await forgetMailSettings(world))
      console.log('No mail is set up any more. Everything works without it.')
    }),
  )
}

const withOperator = (command: Command): Command =>
  command
    .requiredOption('--as <person>', 'the operator who does it')
    .option('--hub <handle>', "the operator's hub, where there are several")

function setCommand(mail: Command, withWorld: WithWorld): void {
  const named = presets.map(({ key }) => key).join(', ')
  withOperator(
    mail
      .command('set [url]')
      .description(
        'try a mail server, and keep it where it takes our mail; as smtp://name:password@mail.example.org:587',
      ),
  )
    .option('--preset <provider>', `instead of an address, one of ${named}`)
    .option('--host <name>', 'the name of the server')
    .option('--port <number>', 'its port; left out, the usual ones are tried')
    .addOption(new Option('--tls <way>', 'its encryption').choices(['at-once', 'starttls', 'off']))
    .option('--user <name>', 'the name to log in with, most often the whole address')
    .option('--password-file <file>', 'a file with the password in it; - reads it from the standard input')
    .option('--from <address>', 'the address that mail comes from (default: the name to log in with)')
    .option('--anyway', 'keep it though the server does not take our mail now')
    .option('--json', 'answer in JSON')
    .action((url: string | undefined, options) =>
      withWorld(async (world) => {
        const by = await operator(world, options)
        const { preset, host, port, user, from, anyway = false } = options
        const tls = options.tls?.replace('-', ' ')
        const password = options.passwordFile ? readPassword(options.passwordFile) : undefined
        const typed = given({ url, preset, host, port, tls, user, password, from })
        const { probe, kept } = granted(await setUpMail(world, typed, { by: by.person, anyway }))
        if (options.json) console.log(JSON.stringify({ ...probe, kept: kept !== null }))
        if (!kept) throw new Refused(`${sentenceOf(probe)} Nothing was kept.`)
        if (!options.json) console.log(sentenceOf(probe))
      }),
    )
}

function testCommand(mail: Command, withWorld: WithWorld): void {
  mail
    .command('test <address>')
    .description('send one mail to an address now, and say what came of it')
    .option('--json', 'answer in JSON')
    .action((address: string, { json }) =>
      withWorld(async (world) => {
        const done = granted(await sendTestMail(world, address, await testWords(world)))
        if (json) console.log(JSON.stringify(done))
        if (!done.sent) throw new Refused(done.words)
        if (!json) console.log(done.words)
      }),
    )
}

function statusCommand(mail: Command, withWorld: WithWorld): void {
  mail
    .command('status')
    .description('say how mail goes, what waits and what was given up')
    .option('--json', 'answer in JSON')
    .action(({ json }) =>
      withWorld(async (world) => {
        const state = await mailState(world)
        console.log(json ? JSON.stringify(state) : mailInWords(state).join('\n'))
      }),
    )
}

async function testWords(world: World) {
  const [hub] = await allHubs(world)
  const { host } = new URL(world.config.origin)
  return {
    ...{ from: hub?.name ?? 'Folkmoot', language: 'en', subject: `Mail from ${host} arrives` },
    body: [
      { paragraph: `This mail was sent to see whether mail from ${host} arrives. It does.` },
      { paragraph: 'There is nothing to do. If you did not ask for it, somebody mistyped an address.' },
    ],
  }
}

/** Where several ports were tried, which. */
const sentenceOf = ({ words, tried }: Probe): string =>
  tried.length > 1 ? `${words} (Tried: ${tried.map(({ port }) => `port ${port}`).join(', ')}.)` : words

/** Only what was given, so that a preset says the rest. */
export const given = (typed: { [K in keyof TypedSettings]?: TypedSettings[K] | undefined }): TypedSettings =>
  Object.fromEntries(Object.entries(typed).filter(([, value]) => value !== undefined))

/**
 * A password out of a file, or out of the standard input.
 * @throws Refused where there is no such file
 */
export function readPassword(file: string): string {
  try {
    return readFileSync(file === '-' ? 0 : file, 'utf8').replace(/\r?\n$/, '')
  } catch {
    throw new Refused(`There is no file ${file} that can be read.`)
  }
}
