import { Poster } from '../web/poster.tsx'
import { useWords } from '../web/visit.tsx'
import type { World } from '../world.ts'
import type { Assembly } from './model.ts'
import type { AssemblyView } from './views-assembly.ts'

/** The poster of an assembly: what is asked, when and where, and what is provided. A hidden venue is on none. */
export function AssemblyPoster(props: {
  world: World
  assembly: Assembly
  view: AssemblyView
  hub: { name: string; contact: string | null }
}) {
  const { world, assembly, view, hub } = props
  const { t } = useWords()
  const { state, title, summary, language, when, where, start, facts } = view
  const off = state.key === 'cancelled' || state.key === 'postponed'
  return (
    <Poster
      world={world}
      title={t('poster.title', { name: title })}
      brand={hub.name}
      link={assembly.iri}
      address={assembly.iri.replace(/^https?:\/\//, '')}
      back={`/assemblies/${assembly.id}`}
      call={t('poster.assembly-call')}
    >
      <p class="over">{t('poster.invites', { hub: hub.name })}</p>
      <h1 lang={language} dir="auto">
        {title}
      </h1>
      {off && <p class="off">{t(`poster.${state.key as 'cancelled'}`)}</p>}
      <p class="when">
        {start === null ? when : <time datetime={start}>{when}</time>}
        {where !== '' && (
          <>
            <br />
            {where}
          </>
        )}
      </p>
      <div class="says" lang={language} dir="auto">
        <p>{summary}</p>
      </div>
      <dl class="about">
        {facts.map(({ of, says }) => (
          <>
            <dt>{of}</dt>
            <dd>{says}</dd>
          </>
        ))}
      </dl>
      {hub.contact !== null && <p>{hub.contact}</p>}
    </Poster>
  )
}

/** The way to the poster of an assembly of ours. */
export function PosterLink({ assembly: { id, hub } }: { assembly: Assembly }) {
  const { t } = useWords()
  if (hub === null) return null
  return (
    <p class="links">
      <a href={`/assemblies/${id}/poster`}>{t('poster.link')}</a>
    </p>
  )
}
