import type { Handler } from '../federation/queue.ts'
import { forgetDeadLetters } from '../federation/store/queue.ts'
import { inTurn } from '../federation/turns.ts'
import { DAY, HOUR, instant, MINUTE } from '../lib/time.ts'
import type { World } from '../world.ts'
import type { MailSettings } from './model.ts'
import { queueName } from './names.ts'
import { mailQueue } from './outbox.ts'
import { Post } from './post.ts'
import { probeMail } from './probe.ts'
import { mailSettings } from './settings.ts'
import { brief, type Patience, patient } from './smtp.ts'
import { givenUpFor, type MailState, mailState, noteTrouble, noteWorks } from './state.ts'
import { emptyGivenUp, forgetMails } from './store.ts'

/** Sends what waits in the outbox, until the signal; ends when what is under way has ended, or was broken off. */
export async function workTheMail(
  world: World,
  signal: AbortSignal,
  patience: Patience = patient,
): Promise<void> {
  // A copy of a server that is only looked at must not write to people.
  if (!world.config.federation) return
  const stop = new AbortController()
  const post = new Post(world, patience, stop.signal)
  const sendOne: Handler = (message, about) => post.send((message as { mail: string }).mail, about)
  let hurry: NodeJS.Timeout | undefined
  const begin = () => {
    hurry = setTimeout(() => stop.abort(), patience.stopping)
  }
  signal.addEventListener('abort', begin)
  await Promise.all([
    mailQueue(world).listen(sendOne, { signal }),
    inTurn(world, signal, { every: 10 * MINUTE, topic: null, run: lookAfter(world, signal) }),
  ])
  clearTimeout(hurry)
  signal.removeEventListener('abort', begin)
  post.close()
}

/**
 * Finds out how mail goes before anything depends on it, and again while it is in trouble and nothing waits that would find
 * out; and forgets what is long over.
 */
function lookAfter(world: World, signal: AbortSignal): () => Promise<void> {
  let looked = 0
  return async () => {
    const { db, clock } = world
    const held = await mailSettings(world)
    const state = await mailState(world)
    if (held && (state.is === 'untried' || (wantsLook(state) && clock() > looked + HOUR))) {
      looked = clock()
      await look(world, held.settings, signal)
    }
    await emptyGivenUp(db, instant(clock() - givenUpFor))
    await forgetMails(db, instant(clock() - 30 * DAY))
    await forgetDeadLetters(db, queueName, instant(clock() - givenUpFor))
  }
}

/** A name and password that were refused are not tried over and over: some servers lock whoever does. */
const wantsLook = ({ is, waiting, what }: MailState): boolean =>
  is === 'trouble' && waiting === 0 && what !== 'login'

async function look(world: World, settings: MailSettings, signal: AbortSignal): Promise<void> {
  const { trouble } = await probeMail(world, settings, brief, signal)
  if (signal.aborted) return
  if (trouble === null) await noteWorks(world, settings)
  else if (await noteTrouble(world, settings, trouble))
    world.log('warning', 'Mail does not go out', { why: trouble.words })
}
