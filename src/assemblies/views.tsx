import type { Child } from 'hono/jsx'
import { Fact, Head, LicenceFact, type Standing, Told, Wording } from '../records/views.tsx'
import { asName, Say, useWords } from '../web/visit.tsx'
import type { Assembly } from './model.ts'
import type { AssemblyView } from './views-assembly.ts'
import { calendarAddress } from './views-calendar.ts'

/** The whole of an assembly: when and where before all else, the question, the text, the agenda, and what is provided. */
export function ShownAssembly({ view, at }: { view: AssemblyView; at: Standing }) {
  const { state, noun, when, where, start, online, register } = view
  const { t } = useWords()
  return (
    <>
      <Head
        state={{ key: state.key, words: t('assembly.is', { state: state.name }) }}
        by="assembly.by"
        noun={noun}
        {...{ view, at }}
      >
        <p class="when">
          {start === null ? when : <time datetime={start}>{when}</time>}
          {where !== '' && (
            <>
              <br />
              <bdi>{where}</bdi>
            </>
          )}
        </p>
      </Head>
      {(online !== null || register !== null) && (
        <p class="links">
          {register !== null && (
            <a href={register}>
              <Away of="assembly.register" to={register} />
            </a>
          )}
          {register !== null && online !== null && ' · '}
          {online !== null && (
            <a href={online}>
              <Away of="assembly.join-online" to={online} />
            </a>
          )}
        </p>
      )}
      <Wording view={view} />
      <Agenda view={view} />
      <Facts view={view} />
    </>
  )
}

const Away = ({ of, to }: { of: 'assembly.register' | 'assembly.join-online'; to: string }): Child => (
  <Say of={of} values={{ host: new URL(to).host }} tags={{ host: asName }} />
)

/** The way to put an assembly into a calendar of one's own; nothing while it has no day. */
export function CalendarLink({ assembly: { id, hub, starts } }: { assembly: Assembly }) {
  const { t } = useWords()
  if (starts === null) return null
  return (
    <p class="links">
      <a href={calendarAddress({ id, hub })} type="text/calendar">
        {t('assembly.to-calendar')}
      </a>
    </p>
  )
}

function Agenda({ view }: { view: AssemblyView }) {
  const { agenda, primary } = view
  const { t } = useWords()
  if (agenda.length === 0) return null
  return (
    <>
      <h2>{t('assembly.agenda')}</h2>
      <ol class="agenda">
        {agenda.map(({ title, minutes, issue }) => (
          <li>
            <span lang={primary} dir="auto">
              {issue === null ? title : <a href={issue}>{title}</a>}
            </span>
            {minutes !== null && <span class="soft"> {t('assembly.minutes', { minutes })}</span>}
          </li>
        ))}
      </ol>
    </>
  )
}

function Facts({ view }: { view: AssemblyView }) {
  const { facts, issues, series, licence } = view
  const { t } = useWords()
  return (
    <dl class="about">
      {facts.map(({ of, says, theirs }) => (
        <Fact of={of}>{theirs ? <Told view={view}>{says}</Told> : says}</Fact>
      ))}
      {issues.length > 0 && (
        <Fact of={t('assembly.takes-up')}>
          {issues.map(({ href, name, language }, i) => (
            <>
              {i > 0 && <br />}
              <a href={href} {...(language === null ? {} : { lang: language })} dir="auto">
                {name}
              </a>
            </>
          ))}
        </Fact>
      )}
      {series !== null && (
        <Fact of={t('assembly.series')}>
          <Say
            of="assembly.series-began"
            values={{ first: series.name }}
            tags={{
              first: (name) => (
                <a
                  href={series.href}
                  {...(series.language === null ? {} : { lang: series.language })}
                  dir="auto"
                >
                  {name}
                </a>
              ),
            }}
          />
        </Fact>
      )}
      <LicenceFact licence={licence} />
    </dl>
  )
}
