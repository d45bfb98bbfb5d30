import type { Child } from 'hono/jsx'
import { Fact, Head, LicenceFact, type Standing, Wording } from '../records/views.tsx'
import type { ActionView } from './views-action.ts'
import type { RecordLink } from './views-links.ts'
import type { OutcomeView } from './views-outcome.ts'

/** The whole of an outcome: the key message, what was decided, the text, what stayed open, and facts. */
export function ShownOutcome({ view, at }: { view: OutcomeView; at: Standing }) {
  const { state, supersedes, supersededBy, language } = view
  return (
    <>
      <Head
        state={{ key: state.key, words: `This outcome is ${state.name}` }}
        by="Published by"
        noun="outcome"
        {...{ view, at }}
      >
        {supersededBy !== null && (
          <p class="card" role="note">
            A later outcome stands in the place of this one: <To link={supersededBy} />.
          </p>
        )}
      </Head>
      <Decisions view={view} />
      <Wording view={view} />
      {view.disagreements.length > 0 && (
        <>
          <h2>What people did not agree on</h2>
          <ul class="prose" lang={language} dir="auto">
            {view.disagreements.map((line) => (
              <li>{line}</li>
            ))}
          </ul>
        </>
      )}
      <dl class="about">
        {view.assembly !== null && (
          <Fact of="From the assembly">
            <To link={view.assembly} />
          </Fact>
        )}
        {view.issues.length > 0 && (
          <Fact of={view.issues.length === 1 ? 'The issue it answers' : 'The issues it answers'}>
            <Each of={view.issues} />
          </Fact>
        )}
        {view.facts.map(({ of, says }) => (
          <Fact of={of}>{says}</Fact>
        ))}
        {supersedes !== null && (
          <Fact of="In the place of">
            <To link={supersedes} />
          </Fact>
        )}
        <LicenceFact licence={view.licence} />
      </dl>
    </>
  )
}

function Decisions({ view: { decisions, language } }: { view: OutcomeView }) {
  if (decisions.length === 0) return null
  return (
    <section aria-labelledby="decisions">
      <h2 id="decisions">{decisions.length === 1 ? 'The decision' : 'The decisions'}</h2>
      <ol class="decisions">
        {decisions.map(({ text, result }) => (
          <li>
            <p lang={language} dir="auto">
              {text}
            </p>
            <p class="result">{result}</p>
          </li>
        ))}
      </ol>
    </section>
  )
}

/** The whole of an action: where it stands, who does it, by when, how far it is, and what it comes of. */
export function ShownAction({ view, at }: { view: ActionView; at: Standing }) {
  const { state, doer, due, progress, blockedBy, evidence, outcome, issue, licence } = view
  return (
    <>
      <Head state={state} by="Taken on by" noun="action" {...{ view, at }} />
      <Wording view={view} />
      <dl class="about">
        {doer !== null && <Fact of="Who does it">{doer}</Fact>}
        {due !== null && (
          <Fact of="By when">
            <time datetime={due.day}>{due.words}</time>
          </Fact>
        )}
        <Fact of="How far it is">
          <progress max={100} value={progress} aria-label="How far it is" /> {progress} per cent
        </Fact>
        {blockedBy !== null && <Fact of="What stands in its way">{blockedBy}</Fact>}
        {evidence !== null && (
          <Fact of="What was done">
            <a href={evidence.href}>See it on {evidence.name}</a>
          </Fact>
        )}
        {outcome !== null && (
          <Fact of="It comes of">
            <To link={outcome} />
          </Fact>
        )}
        {issue !== null && (
          <Fact of="The issue it serves">
            <To link={issue} />
          </Fact>
        )}
        <LicenceFact licence={licence} />
      </dl>
    </>
  )
}

/** A link to another record, in the language of its title. */
function To({ link: { href, name, language } }: { link: RecordLink }): Child {
  return (
    <a href={href} lang={language ?? undefined} dir={language === null ? undefined : 'auto'}>
      {name}
    </a>
  )
}

/** Links to other records, one after the other. */
const Each = ({ of }: { of: readonly RecordLink[] }) => (
  <ul class="plain-list">
    {of.map((link) => (
      <li>
        <To link={link} />
      </li>
    ))}
  </ul>
)
