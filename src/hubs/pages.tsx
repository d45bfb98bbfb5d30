import { type Context, Hono } from 'hono'
import { isId } from '../lib/id.ts'
import { renderMarkdown } from '../lib/markdown.ts'
import type { Env } from '../slice.ts'
import { anybody } from '../web/access.ts'
import { answerNotFound } from '../web/errors.tsx'
import type { Hub } from './model.ts'
import { allHubs, hubByHandle, hubById } from './store.ts'
import { HubPoster } from './views-poster.tsx'
import { PrivacyPage, RulesPage, type TextPage } from './views-texts.tsx'

/** What a hub says of its rules and of privacy, and its poster to print. The hub's own page stands on the map. */
export const hubPages = new Hono<Env>()

for (const [name, Text] of [
  ['privacy', PrivacyPage],
  ['rules', RulesPage],
] as const) {
  // The page of the only hub; where there are several, what holds for all of them, and the way to each.
  hubPages.get(`/${name}`, anybody, async (c) => {
    const hubs = await allHubs(c.var.world)
    return answerText(c, Text, hubs.length === 1 ? hubs[0]! : null, hubs)
  })
  hubPages.get(`/hubs/:id/${name}`, anybody, async (c) => {
    const hub = await hubAt(c)
    return hub ? answerText(c, Text, hub, [hub]) : answerNotFound(c)
  })
}

hubPages.get('/hubs/:id/poster', anybody, async (c) => {
  const { world } = c.var
  const hub = await hubAt(c)
  if (!hub) return answerNotFound(c)
  const alone = (await allHubs(world)).length === 1
  return c.html(<HubPoster {...{ world, hub, alone }} summary={renderMarkdown(hub.summary)} />)
})

function answerText(c: Context<Env>, Text: TextPage, hub: Hub | null, hubs: readonly Hub[]) {
  const { world } = c.var
  return c.html(
    <Text
      {...{ world, hub, hubs }}
      rules={renderMarkdown(hub?.rules ?? '')}
      privacy={renderMarkdown(hub?.privacy ?? '')}
    />,
  )
}

/** A hub by the id in its address, or by its handle, which is what people type. */
async function hubAt(c: Context<Env>): Promise<Hub | undefined> {
  const asked = c.req.param('id') ?? ''
  return isId(asked) ? hubById(c.var.world, asked) : hubByHandle(c.var.world, asked)
}
