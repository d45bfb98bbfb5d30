import type { Hub } from '../hubs/model.ts'
import { software } from '../lib/software.ts'
import type { Key } from '../lib/words.ts'
import { Page } from '../web/page.tsx'
import { asLink, asName, Say, useWords } from '../web/visit.tsx'
import type { World } from '../world.ts'
import { facesOf, type ListKind } from './kind.ts'
import { actionList } from './list-actions.tsx'
import { assemblyList } from './list-assemblies.tsx'
import { issueList } from './list-issues.tsx'
import { outcomeList } from './list-outcomes.tsx'

/** What this server is: its hubs, how it meets others, what may be done with what it publishes, which software it runs. */
export function AboutPage({ world, hubs }: { world: World; hubs: readonly Hub[] }) {
  const host = new URL(world.config.origin).host
  const { t } = useWords()
  return (
    <Page
      world={world}
      title={t('frame.about')}
      description={t('about.description', { host })}
      here="/about"
      canonical={`${world.config.origin}/about`}
    >
      <article class="prose">
        <h1>{t('about.heading')}</h1>
        <p class="lede">{t('about.lede')}</p>
        <h2>{t('about.hubs')}</h2>
        {hubs.length === 0 ? (
          <p>{t('about.no-hubs')}</p>
        ) : (
          <ul>
            {hubs.map((hub) => (
              <li>
                <a href={`/hubs/${hub.id}`}>
                  <bdi>{hub.name}</bdi>
                </a>{' '}
                <bdi class="handle" dir="ltr">
                  @{`${hub.handle}@${host}`}
                </bdi>
              </li>
            ))}
          </ul>
        )}
        <h2>{t('about.meeting')}</h2>
        <p>{t(meeting(world))}</p>
        <p>{t('about.copies')}</p>
        <h2>{t('about.replies')}</h2>
        <p>{t('about.replies-how')}</p>
        <h2>{t('about.use')}</h2>
        <p>
          <Say
            of="about.licence"
            tags={{
              licence: asLink('https://creativecommons.org/licenses/by/4.0/', { rel: 'license' }),
              words: asLink('/ns'),
            }}
          />
        </p>
        <h3 id="data">{t('about.lists')}</h3>
        <Lists />
        <p>{t('about.calendar')}</p>
        <h2>{t('about.kept')}</h2>
        <p>{t('about.kept-nothing')}</p>
        <h2 id="software">{t('about.software')}</h2>
        <p>
          <Say
            of="about.source"
            values={{ software: `${software.name} ${software.version}`, address: software.repository }}
            tags={{
              name: asName,
              licence: asLink('https://www.gnu.org/licenses/agpl-3.0.html'),
              source: (words) => (
                <a href={software.repository} dir="ltr">
                  {words}
                </a>
              ),
            }}
          />
        </p>
      </article>
    </Page>
  )
}

const lists = [issueList, assemblyList, outcomeList, actionList] as unknown as readonly ListKind[]

/** Each list with its faces, and with what the columns of its sheet mean. */
function Lists() {
  const { t, row } = useWords()
  return (
    <ul>
      {lists.map((list) => {
        const files = facesOf(list, {}).map(({ href, type, file }) => ({
          href,
          more: { type },
          name: t(file),
        }))
        const columns = { href: `${list.path}.csv-metadata.json`, more: {}, name: t('about.columns') }
        return (
          <li>
            <Say
              of="about.list"
              values={{ list: t(list.page.title) }}
              tags={{
                list: asLink(list.path),
                files: () =>
                  row([...files, columns]).map((each) =>
                    typeof each === 'string' ? each : asLink(each.href, each.more)(each.name),
                  ),
              }}
            />
          </li>
        )
      })}
    </ul>
  )
}

function meeting({ config }: World): Key {
  if (!config.federation) return 'about.federation-off'
  return config.trial ? 'about.trial' : 'about.federation'
}
