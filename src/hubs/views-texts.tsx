import { raw } from 'hono/html'
import type { Child } from 'hono/jsx'
import { Page } from '../web/page.tsx'
import { Say, useWords } from '../web/visit.tsx'
import type { World } from '../world.ts'
import type { Hub } from './model.ts'

type TextView = {
  readonly world: World
  /** Whose page it is; null where it is that of a server with several hubs, or with none. */
  readonly hub: Hub | null
  readonly hubs: readonly Hub[]
  /** What the hub itself says, as safe HTML. */
  readonly rules: string
  readonly privacy: string
}

/** A page of text of a hub, or of all hubs of a server. */
export type TextPage = (view: TextView) => Child

/** What is kept of people, for how long, who answers for it and what rights they have: true of this software, with the hub’s own words. */
export const PrivacyPage: TextPage = ({ world, hub, hubs, privacy }) => {
  const { t } = useWords()
  return (
    <TextFrame {...{ world, hub, hubs }} name="privacy">
      <p class="lede">{t('privacy.lede')}</p>
      <h2>{t('privacy.who')}</h2>
      {hub === null ? <p>{t('privacy.who-each')}</p> : <Controller hub={hub} />}
      {privacy !== '' && hub && <OwnWords hub={hub} html={privacy} />}
      {parts.map((part) => (
        <>
          <h2>{t(`privacy.${part}`)}</h2>
          <p>
            <Say
              of={`privacy.${part}-text`}
              tags={{
                strong: (text) => <strong>{text}</strong>,
                settings: (text) => <a href="/about">{text}</a>,
              }}
            />
          </p>
        </>
      ))}
    </TextFrame>
  )
}

const parts = ['reading', 'press', 'elsewhere', 'working', 'published', 'others', 'rights'] as const

function Controller({ hub }: { hub: Hub }) {
  const { t } = useWords()
  const { name, controller, contact } = hub
  return (
    <>
      <p>
        {controller === null ? (
          t('privacy.who-unsaid', { hub: name })
        ) : (
          <Say
            of="privacy.who-said"
            values={{ who: controller }}
            tags={{ strong: (text) => <strong>{text}</strong> }}
          />
        )}
      </p>
      {contact !== null && <p>{t('privacy.contact', { contact })}</p>}
    </>
  )
}

/** How people treat one another here: the hub’s own rules, or what we propose to those who have written none. */
export const RulesPage: TextPage = ({ world, hub, hubs, rules }) => {
  const { t } = useWords()
  return (
    <TextFrame {...{ world, hub, hubs }} name="rules">
      {rules !== '' && hub ? (
        <OwnWords hub={hub} html={rules} />
      ) : (
        <>
          <p class="lede">{t('rules.lede')}</p>
          <ul>
            {(['things', 'neighbours', 'private', 'trade', 'law'] as const).map((rule) => (
              <li>{t(`rules.${rule}`)}</li>
            ))}
          </ul>
        </>
      )}
      <h2>{t('rules.how')}</h2>
      <p>{t('rules.how-text')}</p>
      {hub?.contact && <p>{t('privacy.contact', { contact: hub.contact })}</p>}
    </TextFrame>
  )
}

function TextFrame(props: {
  world: World
  hub: Hub | null
  hubs: readonly Hub[]
  name: 'privacy' | 'rules'
  children?: Child
}) {
  const { world, hub, hubs, name, children } = props
  const { t } = useWords()
  const { origin } = world.config
  const title = hub === null ? t(`${name}.title`) : t(`${name}.title-of`, { hub: hub.name })
  return (
    <Page
      world={world}
      title={title}
      {...(hub ? { brand: hub.name } : {})}
      canonical={hub === null ? `${origin}/${name}` : `${origin}/hubs/${hub.id}/${name}`}
    >
      <article class="prose">
        <h1>{title}</h1>
        {children}
        {hub === null && hubs.length > 0 && (
          <>
            <h2>{t('texts.each-hub')}</h2>
            <ul>
              {hubs.map((each) => (
                <li>
                  <a href={`/hubs/${each.id}/${name}`}>{each.name}</a>
                </li>
              ))}
            </ul>
          </>
        )}
      </article>
    </Page>
  )
}

/** What a hub wrote itself, in its own language. */
const OwnWords = ({ hub, html }: { hub: Hub; html: string }) => (
  <div lang={hub.languages[0]} dir="auto">
    {raw(html)}
  </div>
)
