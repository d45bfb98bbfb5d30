import { namespace, ownTerms } from '../federation/context.ts'
import { Page } from '../web/page.tsx'
import type { World } from '../world.ts'

/** Each term of our own that stands in the records, with what it means. For those who write software that reads them. */
export function VocabularyPage({ world }: { world: World }) {
  return (
    <Page
      world={world}
      title="The words in our records"
      description="The vocabulary that Folkmoot hubs use beside ActivityStreams."
      canonical={`${world.config.origin}/ns`}
    >
      <article class="prose">
        <h1>The words in our records</h1>
        <p class="lede">
          Hubs publish ActivityStreams objects. What those have no word for is said with the terms below.
        </p>
        <p>
          They all begin with <code>{namespace}</code>, for which <code>moot:</code> is short. That address is
          a name and nothing that has to be fetched: every record carries the definitions of the terms it
          uses.
        </p>
        <dl class="terms">
          {Object.entries(ownTerms).map(([term, { means }]) => (
            <div id={term.replace(/^moot:/, '')}>
              <dt>
                <code>{term}</code>
              </dt>
              <dd>{means}</dd>
            </div>
          ))}
        </dl>
      </article>
    </Page>
  )
}
