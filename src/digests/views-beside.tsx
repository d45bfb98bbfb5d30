import { publicAssemblyAt } from '../assemblies/store.ts'
import { allHubs } from '../hubs/store.ts'
import { publicIssueByIri } from '../issues/store.ts'
import type { Beside, Following } from '../slice.ts'
import { useWords } from '../web/visit.tsx'
import { mailWorks } from './actions.ts'
import { digestKinds } from './model.ts'

/** The way to follow a hub by mail, where mail works: from its page, from the first page, or from a list. */
export const followingByMail: Following = async (world, { hub, nouns }) => {
  if (!(await mailWorks(world))) return null
  const asked = new URLSearchParams({
    ...(hub !== null && { hub }),
    ...(nouns !== undefined && digestKinds.some((kind) => kind === nouns) && { kinds: nouns }),
  })
  return nouns === undefined ? <Button query={asked} /> : <Small query={asked} />
}

function Button({ query }: { query: URLSearchParams }) {
  const { t } = useWords()
  return (
    <p class="ways">
      <a class="button" href={addressWith(query)} rel="nofollow">
        {t('by-mail.follow')}
      </a>
    </p>
  )
}

function Small({ query }: { query: URLSearchParams }) {
  const { t } = useWords()
  return (
    <p class="small">
      <a href={addressWith(query)} rel="nofollow">
        {t('by-mail.follow-list')}
      </a>
    </p>
  )
}

/** The way to follow by mail all that comes of an issue of ours; and from an assembly of ours those of its hub. */
export const issueByMail: Beside = async (world, { noun, iri }) => {
  const record =
    noun === 'issue'
      ? await publicIssueByIri(world.db, iri)
      : noun === 'assembly'
        ? await publicAssemblyAt(world.db, iri)
        : undefined
  if (!record?.hub || record.withdrawn !== null || !(await mailWorks(world))) return null
  if (!(await allHubs(world)).some(({ id }) => id === record.hub)) return null
  return noun === 'issue' ? <IssueCard id={record.id} /> : <Small query={ofHub(record.hub)} />
}

const ofHub = (hub: string) => new URLSearchParams({ hub, kinds: 'assemblies' })

function IssueCard({ id }: { id: string }) {
  const { t } = useWords()
  return (
    <section class="card" aria-labelledby="by-mail">
      <h2 id="by-mail">{t('by-mail.follow')}</h2>
      <p>{t('by-mail.issue-means')}</p>
      <p>
        <a class="button second" href={`/by-mail?issue=${id}`} rel="nofollow">
          {t('by-mail.follow-issue')}
        </a>
      </p>
    </section>
  )
}

const addressWith = (query: URLSearchParams): string =>
  `/by-mail${query.size === 0 ? '' : `?${query.toString()}`}`
