import { Fact, Head, LicenceFact, type Standing, Wording } from '../records/views.tsx'
import type { Assembly } from './model.ts'
import type { AssemblyView } from './views-assembly.ts'
import { calendarAddress } from './views-calendar.ts'

/** The whole of an assembly: when and where before all else, the question, the text, the agenda, and what is provided. */
export function ShownAssembly({ view, at }: { view: AssemblyView; at: Standing }) {
  const { state, noun, when, where, start, online, register } = view
  return (
    <>
      <Head
        state={{ key: state.key, words: `This assembly is ${state.name}` }}
        by="Called by"
        noun={noun}
        {...{ view, at }}
      >
        <p class="when">
          {start === null ? when : <time datetime={start}>{when}</time>}
          {where !== '' && (
            <>
              <br />
              {where}
            </>
          )}
        </p>
      </Head>
      {(online !== null || register !== null) && (
        <p class="links">
          {register !== null && <a href={register}>Say that you come (on {new URL(register).host})</a>}
          {register !== null && online !== null && ' · '}
          {online !== null && <a href={online}>Join online (on {new URL(online).host})</a>}
        </p>
      )}
      <Wording view={view} />
      <Agenda view={view} />
      <Facts view={view} />
    </>
  )
}

/** The way to put an assembly into a calendar of one's own; nothing while it has no day. */
export function CalendarLink({ assembly: { id, hub, starts } }: { assembly: Assembly }) {
  if (starts === null) return null
  return (
    <p class="links">
      <a href={calendarAddress({ id, hub })} type="text/calendar">
        Put it into your calendar
      </a>
    </p>
  )
}

function Agenda({ view }: { view: AssemblyView }) {
  const { agenda, language } = view
  if (agenda.length === 0) return null
  return (
    <>
      <h2>Agenda</h2>
      <ol class="agenda">
        {agenda.map(({ title, minutes, issue }) => (
          <li>
            <span lang={language} dir="auto">
              {issue === null ? title : <a href={issue}>{title}</a>}
            </span>
            {minutes !== null && <span class="soft"> {minutes} min</span>}
          </li>
        ))}
      </ol>
    </>
  )
}

function Facts({ view }: { view: AssemblyView }) {
  const { facts, issues, series, licence } = view
  return (
    <dl class="about">
      {facts.map(({ of, says }) => (
        <Fact of={of}>{says}</Fact>
      ))}
      {issues.length > 0 && (
        <Fact of="Issues it takes up">
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
        <Fact of="Series">
          It is one date of a series that began with <a href={series.href}>{series.name}</a>.
        </Fact>
      )}
      <LicenceFact licence={licence} />
    </dl>
  )
}
