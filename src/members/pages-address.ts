import { Hono } from 'hono'
import { isRefusal, refusalIn } from '../lib/refusal.ts'
import type { Env } from '../slice.ts'
import { signedIn } from '../web/only.ts'
import { askForAddress, confirmAddress, dropWaitingAddress, removeAddress } from './actions-address.ts'
import { accountPage } from './pages-account.tsx'
import { inMeasure, posted, small } from './pages-forms.ts'

/** The forms by which somebody adds, changes and removes their own mail address. */
export const addressPages = new Hono<Env>()

addressPages.post('/account/address', signedIn, inMeasure, small, async (c) => {
  const { world, visitor, words } = c.var
  const { address = '' } = await posted(c)
  const done = await askForAddress(world, visitor!, { address, language: words.lang })
  if (isRefusal(done)) return accountPage(c, { address, errors: { address: refusalIn(words, done) } })
  return c.redirect('/account#mail', 303)
})

addressPages.post('/account/address/code', signedIn, inMeasure, small, async (c) => {
  const { code = '' } = await posted(c)
  const done = await confirmAddress(c.var.world, c.var.visitor!, code)
  if (isRefusal(done)) return accountPage(c, { errors: { code: refusalIn(c.var.words, done) } })
  return c.redirect('/account?done=address#mail', 303)
})

addressPages.post('/account/address/drop', signedIn, inMeasure, small, async (c) => {
  await dropWaitingAddress(c.var.world, c.var.visitor!)
  return c.redirect('/account#mail', 303)
})

addressPages.post('/account/address/end', signedIn, inMeasure, small, async (c) => {
  const done = await removeAddress(c.var.world, c.var.visitor!)
  if (isRefusal(done)) return accountPage(c, { errors: { address: refusalIn(c.var.words, done) } })
  return c.redirect('/account?done=address-gone#mail', 303)
})
