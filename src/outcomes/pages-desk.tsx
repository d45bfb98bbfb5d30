import type { Desked } from '../records/desk-kind.ts'
import { publishedOf } from '../records/life.ts'
import { isDraft } from '../records/model.ts'
import { useWords } from '../web/visit.tsx'
import {
  amendOutcome,
  discardOutcome,
  draftOutcome,
  publishOutcome,
  reviseOutcome,
  withdrawOutcome,
} from './actions.ts'
import { answering, reword } from './actions-change.ts'
import {
  type DraftState,
  draftStates,
  mayAmend,
  mayPublish,
  mayRevise,
  type Outcome,
  type OutcomeState,
} from './model.ts'
import type { OutcomeInput } from './model-shape.ts'
import { outcomeOfHub, ownOutcomes } from './store.ts'
import { begunWith, outcomeSections, saidIn, typedOf } from './views-desk.ts'
import { toNote } from './wire.ts'

/** How outcomes are written, published and corrected at the desk. */
export const deskedOutcome: Desked<Outcome> = {
  noun: 'outcome',
  path: '/outcomes',
  say: {
    ...{ room: 'outcomes.room', lede: 'outcomes.lede', empty: 'outcomes.own-empty', begin: 'outcomes.begin' },
    ...{ fresh: 'outcomes.fresh', title: 'outcomes.title', summary: 'outcomes.message' },
    ...{ summaryHint: 'outcomes.message-hint', content: 'outcomes.text', publish: 'outcomes.publish' },
    ...{ waiting: 'outcomes.waiting', withdrawing: 'outcomes.withdrawing' },
  },
  draftStates,
  firstState: 'drafting',
  stateName: (state) => `outcomes.state-${state as OutcomeState}`,
  one: outcomeOfHub,
  own: ownOutcomes,
  sections: outcomeSections,
  typed: typedOf,
  said: saidIn,
  begun: begunWith,
  groups: ['decisions'],
  draft: (world, who, input, { id, state }) =>
    draftOutcome(world, who, input as OutcomeInput, state as DraftState, null, id),
  revise: (world, who, id, { changes, state, seen }) =>
    reviseOutcome(world, who, id, changes, state as DraftState, seen),
  amend: (world, who, id, { changes, note, seen }) => amendOutcome(world, who, id, changes, note, seen),
  reword,
  publish: publishOutcome,
  withdraw: withdrawOutcome,
  discard: discardOutcome,
  mayRevise,
  mayAmend,
  mayPublish,
  asPublished: async (world, draft) => publishedOf(await answering(world, draft), 'published', world.clock()),
  write: toNote,
  // What becomes of an outcome is said by a later one, or by its withdrawal.
  moves: { to: () => [], carry: async (_world, _who, outcome) => outcome },
  beside: async (_world, _who, outcome) =>
    isDraft(outcome) || outcome.withdrawn !== null ? null : <Next outcome={outcome} />,
}

function Next({ outcome }: { outcome: Outcome }) {
  const { t } = useWords()
  return (
    <section class="part">
      <h2>{t('outcomes.next')}</h2>
      <p>
        <a href={`/desk/actions/new?outcome=${encodeURIComponent(outcome.iri)}`}>
          {t('outcomes.write-action')}
        </a>
      </p>
    </section>
  )
}
