import { type Context, Hono } from 'hono'
import { hubById } from '../hubs/store.ts'
import { newId } from '../lib/id.ts'
import { isRefusal } from '../lib/refusal.ts'
import { instant } from '../lib/time.ts'
import type { Env } from '../slice.ts'
import { answerRefused } from '../web/errors.tsx'
import { signedIn } from '../web/only.ts'
import { changeAccount, endOtherSessions, knowSession } from './actions-account.ts'
import { waitingAddress } from './actions-address.ts'
import { endSession, sessionLasts } from './actions-sessions.ts'
import { putAway, showDevice, shownNow, showRecovery } from './actions-shown.ts'
import { mailGoes } from './actions-told.ts'
import { type AccountForm, readAccount } from './model-account.ts'
import { passkeyHost } from './model-passkeys.ts'
import { anId, doneOf, inMeasure, posted, small } from './pages-forms.ts'
import { countPassesOf } from './store-passes.ts'
import { passkeysOf } from './store-passkeys.ts'
import { profileOf } from './store-people.ts'
import { sessionsOf } from './store-sessions.ts'
import { AccountPage } from './views-account.tsx'
import { ShownOverPage, ShownPage } from './views-shown.tsx'
import type { Errors } from './views-sign-in.tsx'

/** The account of whoever is signed in, whatever they may do: only ever their own. */
export const accountPages = new Hono<Env>()

accountPages.get('/account', signedIn, (c) => accountPage(c))

accountPages.post('/account', signedIn, inMeasure, small, async (c) => {
  const { world, visitor, words } = c.var
  const { name = '', language = '' } = await posted(c)
  const form = { name, language }
  const read = readAccount(form)
  const complain = (wrong: Partial<Record<keyof AccountForm, boolean>>, taken?: string) =>
    accountPage(c, {
      form,
      errors: {
        name: wrong.name ? words.t(taken ? 'account.name-taken' : 'people.name-wrong') : undefined,
        language: wrong.language ? words.t('account.language-wrong') : undefined,
      },
    })
  if (!('profile' in read)) return complain(read.wrong)
  const done = await changeAccount(world, visitor!, read.profile)
  if (done !== true) return complain({ [done.taken]: true }, done.taken)
  return c.redirect('/account?done=account', 303)
})

accountPages.post('/account/sessions/end', signedIn, inMeasure, small, async (c) => {
  await endOtherSessions(c.var.world, c.var.visitor!)
  return c.redirect('/account?done=others-ended#devices', 303)
})

accountPages.post('/account/sessions/:id/end', signedIn, anId, inMeasure, small, async (c) => {
  const { world, visitor } = c.var
  const id = c.req.param('id')
  const sessions = await sessionsOf(world.db, visitor!.who.person, instant(world.clock() - sessionLasts))
  const news = sessions.some((each) => each.id === id && each.id > visitor!.session && each.told === null)
  // Whether it ended now or before: it has ended.
  await endSession(world, visitor!, id)
  return c.redirect(`/account?done=${news ? 'stranger-ended' : 'device-ended'}#devices`, 303)
})

accountPages.post('/account/sessions/:id/known', signedIn, anId, inMeasure, small, async (c) => {
  await knowSession(c.var.world, c.var.visitor!, c.req.param('id'))
  return c.redirect('/account?done=known#devices', 303)
})

for (const [path, show] of [
  ['/account/device', showDevice],
  ['/account/recovery', showRecovery],
] as const)
  accountPages.post(path, signedIn, inMeasure, small, async (c) => {
    const { id = '' } = await posted(c)
    const done = await show(c.var.world, c.var.visitor!, id)
    return isRefusal(done) ? answerRefused(c, done, 409) : c.redirect(`/shown/${id}`, 303)
  })

/** What was just given on this device, for as long as it is shown. */
accountPages.get('/shown/:id', signedIn, anId, async (c) => {
  const { world, visitor } = c.var
  const id = c.req.param('id')
  const shown = await shownNow(world, visitor!, id)
  if (!shown) return c.html(<ShownOverPage world={world} />, 410)
  const hub = await hubById(world, visitor!.who.hub)
  return c.html(<ShownPage {...{ world, id, shown }} hub={hub?.name ?? ''} />)
})

accountPages.post('/shown/:id/away', signedIn, anId, inMeasure, small, async (c) => {
  const { world, visitor } = c.var
  const id = c.req.param('id')
  const shown = await shownNow(world, visitor!, id)
  await putAway(world, visitor!, id)
  const own = !shown || shown.kind === 'device' || shown.kind === 'recovery'
  return c.redirect(own ? '/account' : '/desk/people', 303)
})

/** The page of the account as it stands, or with a form that was refused. */
export async function accountPage(
  c: Context<Env>,
  refused?: { form?: AccountForm; address?: string; called?: string; errors: Errors },
): Promise<Response> {
  const { world, visitor } = c.var
  const { person } = visitor!.who
  const now = world.clock()
  const profile = await profileOf(world.db, person)
  const account = {
    form: refused?.form ?? { name: profile?.name ?? '', language: profile?.language ?? '' },
    addresses: {
      ...{ kept: profile?.address ?? null, waiting: await waitingAddress(world, visitor!) },
      ...{ mail: await mailGoes(world), typed: refused?.address ?? '' },
    },
    sessions: await sessionsOf(world.db, person, instant(now - sessionLasts)),
    session: visitor!.session,
    passkeys: await passkeysOf(world.db, person),
    canHavePasskeys: passkeyHost(world.config.origin) !== null,
    called: refused?.called ?? '',
    codes: await countPassesOf(world.db, person, 'recovery', instant(now)),
    ids: { device: newId(), recovery: newId() },
  }
  const done = doneOf(c, [
    ...(['account', 'known', 'device-ended', 'stranger-ended', 'others-ended'] as const),
    ...(['passkey', 'passkey-ended', 'recovered', 'address', 'address-gone'] as const),
  ])
  return c.html(
    <AccountPage
      more={c.var.offered.onAccount}
      {...{ world, account, errors: refused?.errors ?? {}, done }}
    />,
    refused ? 422 : 200,
  )
}
