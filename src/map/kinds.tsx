import { useWords } from '../web/visit.tsx'

/** The lists of records near and far, each of one kind. */
const lists = [
  { href: '/map', name: 'issues.name' },
  { href: '/assemblies', name: 'assemblies.name' },
  { href: '/outcomes', name: 'outcomes.name' },
  { href: '/actions', name: 'actions.name' },
] as const

/** From the list of one kind of record to those of the others. */
export function Kinds({ here }: { here: string }) {
  const { t } = useWords()
  return (
    <nav aria-label={t('map.lists')}>
      <ul class="kinds">
        {lists.map(({ href, name }) => (
          <li>
            <a class="kind" href={href} aria-current={here === href ? 'page' : undefined}>
              {t(name)}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  )
}
