import type { Hub } from '../hubs/model.ts'
import { software } from '../lib/software.ts'
import { Page } from '../web/page.tsx'
import type { World } from '../world.ts'
import { facesOf, type ListKind } from './kind.ts'
import { actionList } from './list-actions.tsx'
import { assemblyList } from './list-assemblies.tsx'
import { issueList } from './list-issues.tsx'
import { outcomeList } from './list-outcomes.tsx'

/** What this server is: its hubs, how it meets others, what may be done with what it publishes, which software it runs. */
export function AboutPage({ world, hubs }: { world: World; hubs: readonly Hub[] }) {
  const host = new URL(world.config.origin).host
  return (
    <Page
      world={world}
      title="About"
      description={`What the server at ${host} is and how it works with others.`}
      here="/about"
      canonical={`${world.config.origin}/about`}
    >
      <article class="prose">
        <h1>About this server</h1>
        <p class="lede">
          Hubs are local groups that listen to their neighbours and publish what people raise. Each runs a
          server of its own, or shares one. Out of many hubs’ records grows one map of shared issues.
        </p>
        <h2>Hubs here</h2>
        {hubs.length === 0 ? (
          <p>None yet.</p>
        ) : (
          <ul>
            {hubs.map((hub) => (
              <li>
                <a href={`/hubs/${hub.id}`}>{hub.name}</a>{' '}
                <span class="handle">@{`${hub.handle}@${host}`}</span>
              </li>
            ))}
          </ul>
        )}
        <h2>How it meets others</h2>
        <p>{meeting(world)}</p>
        <p>
          Copies of other hubs’ records are kept here so that they can be found together. Each says which hub
          it comes from and when it was last seen there; the wording at its own hub is the one that counts.
        </p>
        <h2>Replies</h2>
        <p>
          A reply from another server is read by the hub it is to before it is shown here. Likes and boosts
          are counted, and nobody is told whose they are. To reach a hub, use the contact on its page, where
          it gives one.
        </p>
        <h2>What you may do with what is published</h2>
        <p>
          Each record names its licence; unless it says otherwise that is{' '}
          <a href="https://creativecommons.org/licenses/by/4.0/" rel="license">
            Creative Commons Attribution 4.0
          </a>
          : use it for anything, and name the hub. The <a href="/ns">words</a> in the records are explained.
        </p>
        <h3 id="data">The lists, to subscribe to or to take along</h3>
        <ul>
          {lists.map((list) => (
            <li>
              <a href={list.path}>{list.page.title}</a>:{' '}
              {facesOf(list, {}).map(({ href, type, name }) => (
                <>
                  <a href={href} type={type}>
                    {name.replace(/^(a|your) /, '')}
                  </a>
                  ,{' '}
                </>
              ))}
              and <a href={`${list.path}.csv-metadata.json`}>what each column means</a>
            </li>
          ))}
        </ul>
        <p>
          A calendar is subscribed to: give your own calendar the address of that link, and it looks there
          again by itself.
        </p>
        <h2>What is kept about you</h2>
        <p>Reading these pages sets no cookie, runs no script and asks nobody else for anything.</p>
        <h2 id="software">The software</h2>
        <p>
          {software.name} {software.version}, free software under the{' '}
          <a href="https://www.gnu.org/licenses/agpl-3.0.html">
            GNU Affero General Public License, version 3 or later
          </a>
          : everybody who uses this server may have its source. It is at{' '}
          <a href={software.repository}>{software.repository}</a>.
        </p>
      </article>
    </Page>
  )
}

const lists = [issueList, assemblyList, outcomeList, actionList] as unknown as readonly ListKind[]

function meeting({ config }: World): string {
  if (!config.federation)
    return 'Federation is switched off: this server neither tells other servers anything nor listens to them at present.'
  return config.trial
    ? 'This is a trial on this machine: it meets only other hubs on this machine.'
    : 'This server speaks ActivityPub: its hubs follow other hubs and can be followed by them, and by people on Mastodon and its like.'
}
