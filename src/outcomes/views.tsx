import type { Child } from 'hono/jsx'
import { Fact, Head, LicenceFact, type Standing, Told, Wording } from '../records/views.tsx'
import { asName, Say, useWords } from '../web/visit.tsx'
import type { ActionView } from './views-action.ts'
import type { RecordLink } from './views-links.ts'
import type { OutcomeView } from './views-outcome.ts'

/** The whole of an outcome: the key message, what was decided, the text, what stayed open, and facts. */
export function ShownOutcome({ view, at }: { view: OutcomeView; at: Standing }) {
  const { state, supersedes, supersededBy, primary } = view
  const { t } = useWords()
  return (
    <>
      <Head
        state={{ key: state.key, words: t('outcome.is', { state: state.name }) }}
        by="outcome.by"
        noun={t('outcome.noun')}
        {...{ view, at }}
      >
        {supersededBy !== null && (
          <p class="card" role="note">
            <Say
              of="outcome.superseded-by"
              values={{ later: supersededBy.name }}
              tags={{ later: () => <To link={supersededBy} /> }}
            />
          </p>
        )}
      </Head>
      <Decisions view={view} />
      <Wording view={view} />
      {view.disagreements.length > 0 && (
        <>
          <h2>{t('outcome.disagreements')}</h2>
          <ul class="prose" lang={primary} dir="auto">
            {view.disagreements.map((line) => (
              <li>{line}</li>
            ))}
          </ul>
        </>
      )}
      <dl class="about">
        {view.assembly !== null && (
          <Fact of={t('outcome.assembly')}>
            <To link={view.assembly} />
          </Fact>
        )}
        {view.issues.length > 0 && (
          <Fact of={t('outcome.answers', { count: view.issues.length })}>
            <Each of={view.issues} />
          </Fact>
        )}
        {view.facts.map(({ of, says, theirs }) => (
          <Fact of={of}>{theirs ? <Told view={view}>{says}</Told> : says}</Fact>
        ))}
        {supersedes !== null && (
          <Fact of={t('outcome.supersedes')}>
            <To link={supersedes} />
          </Fact>
        )}
        <LicenceFact licence={view.licence} />
      </dl>
    </>
  )
}

function Decisions({ view: { decisions, primary } }: { view: OutcomeView }) {
  const { t } = useWords()
  if (decisions.length === 0) return null
  return (
    <section aria-labelledby="decisions">
      <h2 id="decisions">{t('outcome.decisions', { count: decisions.length })}</h2>
      <ol class="decisions">
        {decisions.map(({ text, result }) => (
          <li>
            <p lang={primary} dir="auto">
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
  const { t } = useWords()
  return (
    <>
      <Head state={state} by="action.by" noun={t('action.noun')} {...{ view, at }} />
      <Wording view={view} />
      <dl class="about">
        {doer !== null && (
          <Fact of={t('action.doer')}>
            <Told view={view}>{doer}</Told>
          </Fact>
        )}
        {due !== null && (
          <Fact of={t('action.due')}>
            <time datetime={due.day}>{due.words}</time>
          </Fact>
        )}
        <Fact of={t('action.progress')}>
          <progress max={100} value={progress} aria-label={t('action.progress')} />{' '}
          {t('action.per-cent', { progress })}
        </Fact>
        {blockedBy !== null && (
          <Fact of={t('action.blocked-by')}>
            <Told view={view}>{blockedBy}</Told>
          </Fact>
        )}
        {evidence !== null && (
          <Fact of={t('action.evidence')}>
            <a href={evidence.href}>
              <Say of="action.see-it" values={{ host: evidence.name }} tags={{ host: asName }} />
            </a>
          </Fact>
        )}
        {outcome !== null && (
          <Fact of={t('action.comes-of')}>
            <To link={outcome} />
          </Fact>
        )}
        {issue !== null && (
          <Fact of={t('action.serves')}>
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
