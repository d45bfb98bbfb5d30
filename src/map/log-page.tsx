import { holdsWords } from '../lib/words.ts'
import { wallOf } from '../lib/zone.ts'
import { DeskPage } from '../web/desk.tsx'
import { Say, useVisit, useWords } from '../web/visit.tsx'
import type { World } from '../world.ts'
import type { LogLine } from './log.ts'

/** The log of a hub, day by day. */
export function LogPage(props: {
  world: World
  lines: readonly LogLine[]
  next: string | null
  first: boolean
}) {
  const { world, lines, next, first } = props
  const { words, hub } = useVisit()
  const { t, weekday } = words
  // Days and times are those of the hub's own clocks.
  const zone = hub?.zone ?? 'UTC'
  const days = Map.groupBy(lines, ({ at }) => wallOf(at, zone).slice(0, 10))
  return (
    <DeskPage world={world} title={t('log.title')} here="/desk/log">
      <p class="lede">{t('log.lede')}</p>
      {lines.length === 0 && <p>{t('log.nothing')}</p>}
      {[...days].map(([day, some]) => (
        <section>
          <h2>{weekday(day)}</h2>
          <ol class="log">
            {some.map((line) => (
              <Line line={line} zone={zone} />
            ))}
          </ol>
        </section>
      ))}
      <p class="ways">
        {next && (
          <a class="button second" href={`/desk/log?before=${next}`}>
            {t('log.earlier')}
          </a>
        )}
        {!first && <a href="/desk/log">{t('log.latest')}</a>}
      </p>
    </DeskPage>
  )
}

function Line({ line: { at, key, values, kind, note, href }, zone }: { line: LogLine; zone: string }) {
  const { t } = useWords()
  const name = `log.kind.${kind}`
  return (
    <li>
      <time datetime={at}>{wallOf(at, zone).slice(11)}</time>
      <div>
        {holdsWords(name) && <span class="kind-of">{t(name)}</span>}{' '}
        <Say
          of={key}
          values={values}
          tags={{ record: (title) => (href ? <a href={href}>{title}</a> : <b>{title}</b>) }}
        />
        {note && <q class="soft">{note}</q>}
      </div>
    </li>
  )
}
