import { Hono } from 'hono'
import type { Env, Slice } from '../slice.ts'
import { beginDesk, beginPages } from './pages-begin.tsx'
import { followPages } from './pages-follow.tsx'
import { mailPages } from './pages-mail.tsx'
import { serverPages } from './pages-server.tsx'
import { settingsPages } from './pages-settings.tsx'
import { setUpPages } from './pages-setup.tsx'
import { mailCard, stillCard } from './views-cards.ts'

const pages = new Hono<Env>()
for (const some of [setUpPages, beginPages, mailPages, settingsPages, followPages, serverPages])
  pages.route('/', some)

/** How a hub is kept: its set-up, its settings, whom it follows, its mail, and the server it stands on. */
export const settings: Slice = {
  name: 'settings',
  pages,
  rooms: [
    { of: 'others', href: '/desk/follow', name: 'follow.title', roles: ['organiser'] },
    { of: 'house', href: '/desk/settings', name: 'settings.title', roles: ['organiser'] },
    { of: 'house', href: '/desk/server', name: 'server.title', roles: ['operator'] },
  ],
  desk: async (...about) =>
    (await Promise.all([stillCard, mailCard, beginDesk].map((desk) => desk(...about)))).flat(),
  commands: async (program, withWorld) =>
    (await import('./commands.ts')).settingsCommands(program, withWorld),
}
