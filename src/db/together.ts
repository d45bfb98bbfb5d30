import type { Db, Tx } from './index.ts'

/** What waits for its turn in a shared transaction. */
type Waiting = {
  readonly work: (tx: Tx) => Promise<unknown>
  readonly done: (answer: never) => void
  readonly failed: (why: unknown) => void
}

/** The databases whose commits are shared, and what waits at each. */
const lanes = new WeakMap<Db, { waiting: Waiting[]; running: boolean }>()

/** How much is committed together at most: others wait for the database meanwhile. */
const most = 32

/** From now on what comes together at this database is committed together: for one that has a single writer, who waits for the disk. */
export function shareCommits(db: Db): void {
  lanes.set(db, { waiting: [], running: false })
}

/**
 * Runs statements all or nothing, like inTransaction, and resolves when they are on the disk. On SQLite those that come in
 * the same breath share a commit, since the disk is what one waits for, and everybody waits with it. Because one of them
 * that fails makes the others start again, `work` may be called twice, and must do nothing but with its `tx`.
 */
export function inSharedTransaction<T>(db: Db, work: (tx: Tx) => Promise<T>): Promise<T> {
  const lane = lanes.get(db)
  if (!lane) return alone(db, work)
  return new Promise<T>((done, failed) => {
    lane.waiting.push({ work, done, failed })
    if (lane.running) return
    lane.running = true
    // What else the network has brought by now gets its chance to come along.
    setImmediate(() => void run(db, lane))
  })
}

async function run(db: Db, lane: { waiting: Waiting[]; running: boolean }): Promise<void> {
  while (lane.waiting.length > 0) {
    const some = lane.waiting.splice(0, most)
    try {
      const answers: unknown[] = []
      await alone(db, async (tx) => {
        answers.length = 0
        for (const { work } of some) answers.push(await work(tx))
      })
      for (const [i, { done }] of some.entries()) done(answers[i] as never)
    } catch {
      for (const { work, done, failed } of some) await alone(db, work).then(done as never, failed)
    }
    await new Promise(setImmediate)
  }
  lane.running = false
}

const alone = <T>(db: Db, work: (tx: Tx) => Promise<T>): Promise<T> => db.transaction().execute(work)
