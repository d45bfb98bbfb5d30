import { Hono } from 'hono'
import { type Hub, handleOf } from '../hubs/model.ts'
import { hubById } from '../hubs/store.ts'
import { DAY } from '../lib/time.ts'
import type { Desk, Env } from '../slice.ts'
import { DeskPage } from '../web/desk.tsx'
import { answerNotFound } from '../web/errors.tsx'
import { only } from '../web/only.ts'
import { Say, useWords } from '../web/visit.tsx'
import type { World } from '../world.ts'

/** What organisers of a new hub do first. */
export const beginPages = new Hono<Env>()

beginPages.get('/desk/begin', only('organiser'), async (c) => {
  const { world, visitor } = c.var
  const hub = await hubById(world, visitor!.who.hub)
  return hub ? c.html(<BeginPage world={world} hub={hub} />) : answerNotFound(c)
})

/** Leads organisers of a young hub back to its first steps. */
export const beginDesk: Desk = async (world, { who }, { t }) => {
  if (!who.roles.includes('organiser')) return []
  const hub = await hubById(world, who.hub)
  if (!hub || Date.parse(hub.created) < world.clock() - 14 * DAY) return []
  const links = [{ href: '/desk/begin', text: t('begin.card-link') }]
  return [{ title: t('begin.card'), text: t('begin.card-text'), links, waits: false }]
}

const steps = [
  { name: 'issue', href: '/desk/issues/new' },
  { name: 'people', href: '/desk/people/invite?role=organiser' },
  { name: 'follow', href: '/desk/follow' },
  { name: 'codes', href: '/account#codes' },
  { name: 'settings', href: '/desk/settings' },
] as const

function BeginPage({ world, hub }: { world: World; hub: Hub }) {
  const { t } = useWords()
  return (
    <DeskPage world={world} title={t('begin.title', { hub: hub.name })} here="/desk">
      <p class="lede">
        <Say
          of={world.config.trial ? 'begin.lede-trial' : 'begin.lede'}
          values={{ handle: handleOf(world, hub) }}
          tags={{
            page: (text) => <a href={`/hubs/${hub.id}`}>{text}</a>,
            handle: (text) => <strong class="handle">{text}</strong>,
          }}
        />
      </p>
      <ol class="first-steps">
        {steps.map(({ name, href }) => (
          <li class="card">
            <h2>
              <a href={href}>{t(`begin.${name}`)}</a>
            </h2>
            <p>{t(`begin.${name}-why`)}</p>
          </li>
        ))}
        <li class="card">
          <h2>
            <a href={`/hubs/${hub.id}/poster`}>{t('begin.poster')}</a>
          </h2>
          <p>{t('begin.poster-why')}</p>
        </li>
      </ol>
      <p class="small soft">{t('begin.tool')}</p>
    </DeskPage>
  )
}
