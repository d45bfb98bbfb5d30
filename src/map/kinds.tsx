/** The lists of records near and far, each of one kind. */
const lists = [
  { href: '/map', name: 'Issues' },
  { href: '/assemblies', name: 'Assemblies' },
  { href: '/outcomes', name: 'Outcomes' },
  { href: '/actions', name: 'Actions' },
] as const

/** From the list of one kind of record to those of the others. */
export const Kinds = ({ here }: { here: string }) => (
  <nav aria-label="Lists">
    <ul class="kinds">
      {lists.map(({ href, name }) => (
        <li>
          <a class="kind" href={href} aria-current={here === href ? 'page' : undefined}>
            {name}
          </a>
        </li>
      ))}
    </ul>
  </nav>
)
